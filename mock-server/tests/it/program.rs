//! The program as a server: what it prints, and how it ends.
#![cfg(unix)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::time::Duration;

use crate::support::program::{Served, folder, program, run};
use crate::support::{connect, http, raw};

#[test]
fn the_first_line_is_the_address_and_sigterm_ends_it_well() {
    let served = Served::start(&[], &[]);
    let port = served.url.strip_prefix("http://127.0.0.1:").unwrap();
    assert!(port.parse::<u16>().unwrap() > 0, "{port}");
    assert_eq!(served.terminate(), (Some(0), "stopped\n".to_owned()));
}

#[test]
fn a_program_is_told_where_everything_is() {
    let (_folder, path) = folder(&[]);
    let (ca, file) = (format!("{path}/ca.pem"), format!("{path}/ready.json"));
    let sides = [
        "--admin",
        "127.0.0.1:0",
        "--tls",
        "127.0.0.1:0",
        "--tls-ca",
        &*ca,
        "--proxy",
        "127.0.0.1:0",
    ];
    let served = Served::start(&[&sides[..], &["--ready-json", &file]].concat(), &[]);
    let ready: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(ready["url"], served.url);
    assert_eq!(ready["ca"], ca);
    assert_eq!(ready["token"].as_str().map(str::len), Some(64));
    for (name, scheme) in [("admin", "http"), ("tls", "https"), ("proxy", "http")] {
        let address = ready[name].as_str().unwrap_or_default();
        assert!(address.starts_with(&format!("{scheme}://127.0.0.1:")), "{name}: {ready}");
    }

    let mut alone = program(&["serve", "--listen", "0", "--admin", "off", "--ready-json", "-"]);
    let mut child = alone.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.starts_with("{\"url\":\"http://127.0.0.1:"), "{line}");
    assert!(!line.contains("token") && line.ends_with("\"}\n"), "{line}");
    for place in ["/no-such-folder/x", "/proc/self/fd"] {
        let wrong = run(&["serve", "--listen", "0", "--ready-json", place]);
        assert_eq!(wrong.code, Some(2));
        let expected = format!("error: cannot write {place}\n");
        assert!(wrong.err.starts_with(&expected), "{}", wrong.err);
    }
    // One that it has written before gives way, another one does not.
    let again = Served::start(&["--ready-json", &file], &[]);
    assert!(std::fs::read_to_string(&file).unwrap().contains(&again.url));
    std::fs::write(&file, "[package]").unwrap();
    let foreign = run(&["serve", "--listen", "0", "--ready-json", &file]);
    assert!(foreign.err.contains("was not written by --ready-json"), "{}", foreign.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "[package]");
    let (_reader, pipe) = std::io::pipe().unwrap();
    let mut into_pipe = program(&["serve", "--listen", "0", "--ready-json", "/dev/stdin"]);
    let output = into_pipe.stdin(pipe).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("that is not a file"), "{output:?}");
}

#[tokio::test]
async fn requests_are_told_on_stderr_unless_quiet() {
    #[rustfmt::skip]
    let table = [
        (&["--clock", "auto"][..], "t+00:00.000  401 INVALID_REQUEST       POST /v3/ada/BankingServices/Authorize  LoginId is required; without it, Username, Password and Institution are\nstopped\n"),
        (&["--clock", "auto", "--quiet"], "stopped\n"),
    ];
    for (flags, expected) in table {
        let served = Served::start(flags, &[]);
        let url = format!("{}/v3/ada/BankingServices/Authorize", served.url);
        assert_eq!(http().post(url).send().await.unwrap().status(), 401);
        assert_eq!(served.terminate().1, expected);
    }
}

#[tokio::test]
async fn a_client_that_is_pointed_at_the_wrong_thing_is_told_of() {
    let served = Served::start(&["--clock", "auto"], &[]);
    raw(&served.url, b"\x16\x03\x01\x02\x00\x01\x00").await;
    let url = format!("{}/v3/ada/BankingServices/Authorize", served.url);
    let body = json!({ "LoginId": "00000000-0000-4000-8000-000000000000" });
    http().post(url).body(body.to_string()).send().await.unwrap();

    let (_, stderr) = served.terminate();
    assert!(stderr.contains("this port serves plain HTTP/1.1, not TLS"), "{stderr}");
    assert!(stderr.contains("note: no scenario has this LoginId"), "{stderr}");
}

#[tokio::test]
async fn an_address_for_everybody_is_told_as_one_that_can_be_called() {
    let served = Served::spawn(&mut program(&["serve", "--listen", "0.0.0.0:0"]));
    assert!(served.url.starts_with("http://127.0.0.1:"), "{}", served.url);
    connect(&served.url).await;
    let (_, stderr) = served.terminate();
    assert!(stderr.contains("is open to other machines, without access control"), "{stderr}");
}

/// 200 connections beside each other are more than a shell with 64 open files allows its programs.
#[cfg(target_os = "linux")]
#[test]
fn serve_takes_as_many_open_files_as_it_may() {
    let serve = "ulimit -Sn 64 && exec \"$0\" serve --listen 127.0.0.1:0";
    let mut shell = std::process::Command::new("sh");
    let served = Served::spawn(shell.args(["-c", serve, env!("CARGO_BIN_EXE_flinks-mock")]));
    let address = served.url.trim_start_matches("http://");
    let connections: Vec<_> =
        (0..200).map(|_| std::net::TcpStream::connect(address).unwrap()).collect();
    // The last one first: it is only taken while all of them are open.
    for mut connection in connections.into_iter().rev() {
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        connection.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}
