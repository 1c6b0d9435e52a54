//! `flinks-mock serve` with TLS and the proxy.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Certificate, Client, Proxy};

use crate::program::{folder, shown};
use crate::support::CUSTOMER;

/// The program and its banner, with ports of its choice.
fn serve(args: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_flinks-mock"))
        .args(["serve", "--listen", "127.0.0.1:0", "--admin", "off"])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
    let banner: Vec<String> = lines.take_while(|line| !line.starts_with("curl")).collect();
    (child, banner.join("\n"))
}

/// What follows `before` on its line, up to a space.
fn after<'a>(banner: &'a str, before: &str) -> &'a str {
    let (_, rest) = banner.split_once(before).unwrap();
    rest.split_whitespace().next().unwrap()
}

#[tokio::test]
async fn a_client_that_has_the_certificate_finds_the_mock_at_its_own_host() {
    let (_folder, path) = folder(&[]);
    let ca_file = format!("{path}/ca.pem");
    let flags = ["--tls", "127.0.0.1:0", "--tls-ca", &ca_file, "--proxy", "127.0.0.1:0"];
    let (mut child, banner) = serve(&flags);
    assert_eq!(after(&banner, "NODE_EXTRA_CA_CERTS="), ca_file);
    let tls = after(&banner, "tls       ").to_owned();
    let proxy = Proxy::all(after(&banner, "HTTPS_PROXY=")).unwrap();
    let ca = Certificate::from_pem(&fs::read(&ca_file).unwrap()).unwrap();
    let client = || Client::builder().no_proxy().tls_certs_only([ca.clone()]);
    let direct = client().build().unwrap();
    let through = client().proxy(proxy).build().unwrap();

    for (client, url) in [(&direct, &*tls), (&through, "https://toolbox-api.private.fin.ag")] {
        let url = format!("{url}/v3/{CUSTOMER}/BankingServices/GenerateAuthorizeToken");
        assert_eq!(client.post(&url).send().await.unwrap().status(), 200, "{url}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn flags_that_need_each_other() {
    insta::assert_snapshot!(shown(&["serve", "--tls", "127.0.0.1:0"], "//"), @"
    exit 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      --tls-ca <FILE>

    Usage: flinks-mock serve --tls <ADDR:PORT> --tls-ca <FILE>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["serve", "--proxy", "127.0.0.1:0"], "//"), @"
    exit 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      --tls-ca <FILE>
      --tls <ADDR:PORT>

    Usage: flinks-mock serve --tls-ca <FILE> --tls <ADDR:PORT> --proxy <ADDR:PORT>

    For more information, try '--help'.
    ");
}

#[test]
fn a_file_that_is_no_certificate_of_a_mock_is_left_alone() {
    let (_folder, path) = folder(&[("ca.pem", "of somebody else")]);
    let ca_file = format!("{path}/ca.pem");
    let flags = ["--listen", "127.0.0.1:0", "--admin", "off", "--tls", "127.0.0.1:0", "--tls-ca"];
    let args = [&["serve"][..], &flags, &[&ca_file]].concat();
    insta::assert_snapshot!(shown(&args, &path), @"
    exit 2
    --- stdout
    --- stderr
    error: cannot write [..]/ca.pem
      because: a file is there that is no certificate of a mock
      help: take another file, in a folder that is there and may be written to
    ");
    assert_eq!(fs::read_to_string(&ca_file).unwrap(), "of somebody else");
}
