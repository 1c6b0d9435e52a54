//! Bytes on the socket of the admin API: caps, paths and methods.

use tokio::io::AsyncWriteExt;

use super::{refusal, start};
use crate::support::{Mock, raw, read_all};

impl Mock {
    async fn raw_admin(&self, request: impl AsRef<[u8]>) -> String {
        raw(&self.server.admin_url().unwrap(), request).await
    }

    /// A request whose path no client library has touched.
    async fn path(&self, method: &str, path: &str) -> String {
        let token = self.token();
        let head =
            format!("Host: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n");
        self.raw_admin(format!("{method} {path} HTTP/1.1\r\n{head}\r\n")).await
    }
}

#[tokio::test]
async fn an_answer_byte_for_byte() {
    let mock = start().await;
    let answer =
        mock.raw_admin("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(
        answer.await,
        "HTTP/1.1 200 OK\r\n\
         content-type: application/json\r\n\
         cache-control: no-store\r\n\
         x-content-type-options: nosniff\r\n\
         content-length: 33\r\n\
         connection: close\r\n\
         \r\n\
         {\"status\":\"ok\",\"version\":\"0.1.0\"}"
    );
}

#[tokio::test]
async fn paths_that_could_be_read_in_two_ways_are_no_paths() {
    let mock = start().await;
    for path in [
        "/scenarios/../scenarios",
        "/customers/../scenarios",
        "/customers/%2e%2e/scenarios",
        "/customers/ada%2Fclock",
        "/customers/ada%5C..%5Cbob",
        "/customers/ada%00",
        "/customers/%ff",
        "//scenarios",
        "/scenarios/",
        "/scenarios/%2e",
        "/SCENARIOS",
        "/scenarios;x=1",
        "/%73cenarios",
    ] {
        let answer = mock.path("GET", path).await;
        assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{path}: {answer}");
    }
    assert!(mock.path("GET", "/scenarios").await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn targets_that_are_no_path() {
    let mock = start().await;
    #[rustfmt::skip]
    let table = [
        ("OPTIONS", "*", "404"),
        ("CONNECT", "localhost", "404"),
        ("CONNECT", "localhost:8781", "421"),
        ("GET", "http://localhost/scenarios", "200"),
        ("GET", "http://evil.example/scenarios", "421"),
        ("GET", "http://localhost@evil.example/scenarios", "421"),
    ];
    for (method, target, expected) in table {
        let answer = mock.path(method, target).await;
        assert_eq!(answer.get(9..12), Some(expected), "{method} {target}: {answer}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body_and_options_says_what_is_allowed() {
    let mock = start().await;
    let head = mock.path("HEAD", "/scenarios").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    let options = mock.path("OPTIONS", "/customers/ada/clock").await;
    assert!(options.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"), "{options}");
    assert!(options.contains("\r\nallow: GET,HEAD,PUT\r\n"), "{options}");
}

#[tokio::test]
async fn a_body_up_to_the_cap_is_read_and_one_byte_more_is_refused() {
    let mock = start().await;
    let toml = |length| "#".repeat(length);
    let path = "/scenarios/mine";

    let most = mock.put_toml(path, &toml(1 << 20)).await;
    assert_eq!(refusal(&most), "422 bad-files");
    let more = mock.put_toml(path, &toml((1 << 20) + 1)).await;
    assert_eq!(refusal(&more), "413 too-large");
    assert_eq!(more.text_at("/detail"), "the body is larger than 1048576 bytes");
    assert_eq!(more.headers["connection"], "close");
}

/// A client that sends everything before it reads anything.
#[tokio::test]
async fn a_stranger_with_a_large_body_gets_to_read_the_refusal() {
    let mock = start().await;
    let mut stream = mock.connect_admin().await;
    let length = 8 << 20;
    let head =
        format!("PUT /scenarios/mine HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(&vec![b'#'; length]).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{answer}");
}

#[tokio::test]
async fn a_head_up_to_the_cap_is_read_and_a_longer_one_is_refused() {
    let mock = start().await;
    let head = |length: usize| {
        let fill = "x".repeat(length);
        format!("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: {fill}\r\n\r\n")
    };
    assert!(mock.raw_admin(head(15_000)).await.starts_with("HTTP/1.1 200"));
    assert!(mock.raw_admin(head(17_000)).await.starts_with("HTTP/1.1 431"));
}

/// Tokio's paused time jumps over the server's 30 s as soon as both sides wait.
#[tokio::test(start_paused = true)]
async fn a_request_that_never_ends_is_given_up() {
    let mock = start().await;
    assert_eq!(mock.raw_admin("GET /heal").await, "", "half a head gets no answer");

    let token = mock.token();
    let head =
        "PUT /scenarios/mine HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/toml\r\n";
    let half = format!("{head}Authorization: Bearer {token}\r\nContent-Length: 9\r\n\r\n#");
    let answer = mock.raw_admin(half).await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
}
