//! Connections, and the document.

use std::io;
use std::net::Ipv4Addr;

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

#[tokio::test]
async fn a_connection_above_the_cap_waits_for_another_to_end() {
    let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    let router = router(app, Secret::random().unwrap(), Ipv4Addr::LOCALHOST.into());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, 1));
    let mut first = TcpStream::connect(address).await.unwrap();
    ask(&mut first).await;
    let mut second = TcpStream::connect(address).await.unwrap();
    second.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();

    // As many round trips as a server without the cap would need, and more.
    for _ in 0..20 {
        ask(&mut first).await;
    }
    let early = second.try_read(&mut [0; 1]);
    assert_eq!(early.unwrap_err().kind(), io::ErrorKind::WouldBlock);

    drop(first);
    assert_ne!(second.read(&mut [0; 1]).await.unwrap(), 0);
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
