//! `flinks-mock serve` with TLS and the proxy.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use flinks_mock::{Auth, FlinksMock};
use reqwest::{Certificate, Client, Proxy};
use serde_json::{Value, json};

use crate::program::{folder, shown};
use crate::support::{CUSTOMER, LOGIN};

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

/// Finds each host of Flinks at the port of the mock, and trusts its authority alone.
fn led(mock: &FlinksMock) -> Client {
    let address = mock.tls_address().unwrap();
    let ca = Certificate::from_pem(mock.ca_pem().unwrap().as_bytes()).unwrap();
    let hosts = ["toolbox-api.private.fin.ag", "toolbox-wealth-api.private.fin.ag"];
    let client = Client::builder().no_proxy().tls_certs_only([ca]);
    hosts.into_iter().fold(client, |client, host| client.resolve(host, address)).build().unwrap()
}

/// As a client of the live toolbox would, with its keys, at both of its hosts.
#[tokio::test]
async fn a_mock_in_the_same_process_is_the_live_toolbox_to_its_client() {
    let builder = FlinksMock::builder().auth(Auth::Token).tls(true).scenario("ready-at-once");
    let mock = builder.start().await.unwrap();
    let (client, port) = (led(&mock), mock.tls_address().unwrap().port());
    let call = async |host: &str, path: &str, (name, key): (&str, &str), body: Value| -> Value {
        let url = format!("https://{host}.private.fin.ag:{port}/v3/{CUSTOMER}/{path}");
        let request = client.post(url).header(name, key).body(body.to_string());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let secret = ("flinks-auth-key", mock.secret_key().unwrap());
    let api = ("x-api-key", mock.api_key().unwrap());

    let path = "BankingServices/GenerateAuthorizeToken";
    let token = call("toolbox-api", path, secret, json!({})).await["Token"].clone();
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
    let token = ("flinks-auth-key", token.as_str().unwrap());
    let authorized = call("toolbox-api", "BankingServices/Authorize", token, body).await;
    assert_eq!(authorized["HttpStatusCode"], 200, "{authorized}");
    let id = &authorized["RequestId"];
    let body = json!({ "RequestId": id });
    let accounts = call("toolbox-api", "BankingServices/GetAccountsDetail", api, body).await;
    assert_eq!(accounts["HttpStatusCode"], 200, "{accounts}");
    let body = json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": true });
    let investments = call("toolbox-wealth-api", "Investments", api, body).await;
    assert_eq!(investments["HttpStatusCode"], 200, "{investments}");
}

#[tokio::test]
async fn a_client_of_another_mock_does_not_trust_this_one() {
    let [mock, other] = [FlinksMock::builder(), FlinksMock::builder()].map(|it| it.tls(true));
    let (mock, other) = (mock.start().await.unwrap(), other.start().await.unwrap());
    let port = mock.tls_address().unwrap().port();
    let url = format!("https://toolbox-api.private.fin.ag:{port}/");
    assert_eq!(led(&mock).get(&url).send().await.unwrap().status(), 404);
    assert!(led(&other).get(&url).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn without_it_there_is_no_port_for_it() {
    let mock = FlinksMock::start().await;
    assert_eq!((mock.tls_address(), mock.ca_pem()), (None, None));
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
      because: the file exists and is not a certificate of a mock
      help: take another file, in a folder that is there and may be written to
    ");
    assert_eq!(fs::read_to_string(&ca_file).unwrap(), "of somebody else");
}
