//! Connections, and the document.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::openapi::{self, DOCUMENT};
use super::*;
use crate::log::Log;
use crate::mock::FlinksMock;

async fn ask(stream: &mut TcpStream) {
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = [0; 4_096];
    let length = stream.read(&mut answer).await.unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200"));
}

/// A port that takes so many connections.
async fn start(most: usize) -> SocketAddr {
    let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    let token = Secret::given("0123456789abcdef").unwrap();
    let router = router(Arc::clone(&app), token, Ipv4Addr::LOCALHOST.into(), &[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, app, most));
    address
}

/// Clients that keep their connections and do nothing more with them.
#[tokio::test]
async fn health_answers_whatever_others_do_with_their_connections() {
    let events =
        "GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer 0123456789abcdef\r\n\r\n";
    let unread = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer 0123456789abcdef\r\n\r\n"
        .repeat(200);
    #[rustfmt::skip]
    let table = [
        ("nothing sent", ""),
        ("half a head", "GET /health HTTP/1.1\r\nHo"),
        ("half a body, without a token", "POST /reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"),
        ("an answer, and then nothing", "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("answers that are not read", &unread),
    ];
    for (name, bytes) in table {
        let address = start(3).await;
        let mut reader = TcpStream::connect(address).await.unwrap();
        reader.write_all(events.as_bytes()).await.unwrap();
        assert_ne!(reader.read(&mut [0; 4_096]).await.unwrap(), 0);
        let mut others = Vec::new();
        for _ in 0..10 {
            let mut other = TcpStream::connect(address).await.unwrap();
            other.write_all(bytes.as_bytes()).await.unwrap();
            others.push(other);
        }
        for _ in 0..3 {
            let mut probe = TcpStream::connect(address).await.unwrap();
            let answered = tokio::time::timeout(Duration::from_secs(20), ask(&mut probe)).await;
            assert!(answered.is_ok(), "{name}");
        }
        // Who reads the events is not idle.
        let open = reader.try_read(&mut [0; 1]).unwrap_err();
        assert_eq!(open.kind(), io::ErrorKind::WouldBlock, "{name}");
    }
}

/// Paused time jumps over the 30 s.
#[tokio::test(start_paused = true)]
async fn a_client_that_takes_no_answer_is_cut_in_the_end() {
    let address = start(1).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer 0123456789abcdef\r\n\r\n";
    // Until neither side's system takes more, or the server has cut the connection.
    while stream.write_all(ask.as_bytes()).await.is_ok() {}
}

#[tokio::test]
async fn long_calls_have_a_bound() {
    let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    let places: Vec<_> = (0..1_000).map(|_| journal::place(&app).unwrap()).collect();
    assert_eq!(journal::place(&app).unwrap_err().status, 503);
    drop(places);
    assert!(journal::place(&app).is_ok());

    let few = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    few.journal.bound_long_calls(3);
    let _places: Vec<_> = (0..3).map(|_| journal::place(&few).unwrap()).collect();
    assert_eq!(journal::place(&few).unwrap_err().status, 503);
}

/// `UPDATE_DOCS=1` writes the file.
#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let served = openapi::text();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &served).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == served, "UPDATE_DOCS=1 writes mock-server/openapi.json anew");
}

#[test]
fn only_the_probes_are_described_as_open() {
    assert_eq!(DOCUMENT["security"], serde_json::json!([{ "token": [] }]));
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let is_open = operation.get("security").is_some();
            let is_probe = method == "get" && gate::OPEN.contains(&&**path);
            assert_eq!(is_open, is_probe, "{method} {path}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| walk(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let document = &*DOCUMENT;
    let mut references = Vec::new();
    walk(document, &mut references);
    assert!(!references.is_empty());
    for target in &references {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "there is no {target}");
    }
    let components = document["components"].as_object().unwrap();
    for (kind, parts) in components.iter().filter(|(kind, _)| *kind != "securitySchemes") {
        for name in parts.as_object().unwrap().keys() {
            let target = format!("#/components/{kind}/{name}");
            assert!(references.contains(&&*target), "nothing refers to {target}");
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{name}");
    }
}
