//! Bytes on a socket: what HTTP/1.1 clients may do, and what hostile ones try.

use flinks_mock::FlinksMock;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use crate::support::{CUSTOMER, LOGIN, Mock, read_all, request};

fn authorize(extra: &str) -> String {
    let path = format!("/v3/{CUSTOMER}/BankingServices/Authorize");
    request("POST", &path, extra, &format!(r#"{{"LoginId":"{LOGIN}"}}"#))
}

fn statuses(text: &str) -> Vec<&str> {
    text.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

#[tokio::test]
async fn a_pending_answer_byte_for_byte() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetailAsync/{id}");
    let answer = mock.raw(request("GET", &path, "Connection: close\r\n", "")).await;

    assert_eq!(id, "74c8b3e7-eed2-48b6-9d77-c177cad5a79a");
    assert_eq!(
        answer,
        "HTTP/1.1 202 Accepted\r\n\
         content-type: application/json; charset=utf-8\r\n\
         connection: close\r\n\
         content-length: 302\r\n\
         \r\n\
         {\"FlinksCode\":\"OPERATION_PENDING\",\"Links\":[{\"rel\":\"GetAccountsDetailAsync\",\
         \"href\":\"/GetAccountsDetailAsync\",\
         \"example\":\"/GetAccountsDetailAsync/74c8b3e7-eed2-48b6-9d77-c177cad5a79a\"}],\
         \"HttpStatusCode\":202,\"Message\":\"Your operation is still processing\",\
         \"RequestId\":\"74c8b3e7-eed2-48b6-9d77-c177cad5a79a\"}"
    );
}

#[tokio::test]
async fn requests_share_a_connection_one_after_the_other_and_at_once() {
    let mock = Mock::start().await;

    let pipelined = [authorize(""), authorize(""), authorize("Connection: close\r\n")].concat();
    assert_eq!(statuses(&mock.raw(pipelined).await), ["200", "200", "200"]);
}

#[tokio::test]
async fn chunked_bodies_and_absolute_targets_are_taken() {
    let mock = Mock::start().await;
    let chunked = format!(
        "POST http://toolbox-api.private.fin.ag/v3/{CUSTOMER}/BankingServices/Authorize HTTP/1.1\r\nHost: toolbox-api.private.fin.ag\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         d\r\n{{\"LoginId\":\"5\r\n25\r\ne115eac-1209-4f19-641c-08d6d484e2fe\"}}\r\n0\r\n\r\n"
    );
    assert_eq!(statuses(&mock.raw(chunked).await), ["200"]);
}

#[tokio::test]
async fn old_and_foreign_methods_get_an_answer() {
    let mock = Mock::start().await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/Authorize");
    for method in ["GET", "HEAD", "OPTIONS", "DELETE", "BREW"] {
        let answer = mock.raw(format!("{method} {path} HTTP/1.0\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.0 405 Method Not Allowed\r\n"), "{method}: {answer}");
        assert!(answer.contains("allow: POST\r\n"), "{method}: {answer}");
    }
}

/// RFC 9112, 3.2. The exchange is in the journal, and makes no customer.
#[tokio::test]
async fn a_request_has_one_host() {
    let mock = Mock::with(FlinksMock::builder().admin(true)).await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/GenerateAuthorizeToken");
    let two = "there is more than one Host header";
    let table = [
        ("HTTP/1.1", "", "there is no Host header, which HTTP/1.1 demands"),
        ("HTTP/1.1", "Host: x\r\nHost: x\r\n", two),
        ("HTTP/1.0", "Host: x\r\nhost: y\r\n", two),
    ];
    for (version, hosts, message) in table {
        let head = format!("POST {path} {version}\r\n{hosts}Content-Length: 2\r\n\r\n{{}}");
        let answer = mock.raw(&head).await;
        assert!(answer.starts_with(&format!("{version} 400 Bad Request\r\n")), "{answer}");
        assert!(answer.contains(&format!("\"Message\":\"{message}\"")), "{answer}");
    }
    let noted: Value = serde_json::from_str(&mock.admin("GET", "/journal", "").await.text).unwrap();
    let noted = noted["exchanges"].as_array().unwrap().iter();
    let noted: Vec<_> = noted.map(|it| (it["status"].clone(), it["message"].clone())).collect();
    assert_eq!(noted, table.map(|(_, _, message)| (400.into(), message.into())));
    let customers = mock.admin("GET", "/customers", "").await.text;
    assert!(!customers.contains(CUSTOMER), "{customers}");
    let answer = mock.raw(format!("POST {path} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{{}}")).await;
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
}

#[tokio::test]
async fn a_body_up_to_the_cap_is_read_and_one_byte_more_is_refused() {
    let mock = Mock::start().await;
    let body = |length: usize| {
        let head = format!(r#"{{"LoginId":"{LOGIN}","x":""#);
        let fill = "x".repeat(length - head.len() - 2);
        format!(r#"{head}{fill}"}}"#)
    };

    assert_eq!(mock.post("Authorize", &body(1 << 20)).await.status, 200);
    let refused = mock.post("Authorize", &body((1 << 20) + 1)).await;
    assert_eq!(refused.short(), "413 INVALID_REQUEST");
    assert_eq!(refused.text_at("/Message"), "the body is larger than 1048576 bytes");
    assert_eq!(refused.headers["connection"], "close");
}

/// Nothing of it has to come.
#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_at_once() {
    let mock = Mock::start().await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/Authorize");
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 16777217\r\n\r\n");
    let (mut reading, mut writing) = mock.connect().await.into_split();
    writing.write_all(head.as_bytes()).await.unwrap();
    let answer = read_all(&mut reading).await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_without_end_is_refused_while_it_is_sent() {
    let mock = Mock::start().await;
    let (mut reading, mut writing) = mock.connect().await.into_split();
    let head = format!(
        "POST /v3/{CUSTOMER}/BankingServices/Authorize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    writing.write_all(head.as_bytes()).await.unwrap();
    let send = async move {
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        while writing.write_all(chunk.as_bytes()).await.is_ok() {}
    };
    // Ends only because the server reads no more than 16 MiB of it.
    let (answer, ()) = tokio::join!(read_all(&mut reading), send);

    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
    assert_eq!(mock.authorize(LOGIN).await.status, 200, "the server lives on");
}

#[tokio::test]
async fn a_head_up_to_the_cap_is_read_and_a_longer_one_is_refused() {
    let mock = Mock::start().await;
    let head = |length: usize| {
        let fill = "x".repeat(length - 59);
        format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Filling: {fill}\r\n\r\n")
    };
    let (whole, longer) = (head(64 << 10), head((64 << 10) + 1));

    assert_eq!(whole.len(), 65_536);
    assert!(mock.raw(&whole).await.starts_with("HTTP/1.1 404"));
    // The cap is looked at after each read, so the last byte stays behind.
    assert!(mock.raw(&longer[..65_536]).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn what_is_no_http_harms_nobody() {
    let mock = Mock::start().await;
    #[rustfmt::skip]
    let table: [(&[u8], &str); 4] = [
        (b"\x16\x03\x01\x02\x00\x01\x00", "HTTP/1.1 400"),
        (b"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"),
        (b"POST /v3/a/Investments HTTP/1.1\r\nHost: x\r\nContent-Length: nine\r\n\r\n", "HTTP/1.1 400"),
        (b"POST /v3/a/Investments HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 400"),
    ];
    for (request, expected) in table {
        let answer = mock.raw(request).await;
        assert!(
            answer.starts_with(expected),
            "{:.60}: {answer}",
            request.escape_ascii().to_string()
        );
    }
    assert_eq!(mock.authorize(LOGIN).await.status, 200, "the server lives on");
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_harms_nobody() {
    let mock = Mock::start().await;
    let request = authorize("");
    for length in [1, 40, request.len() - 1] {
        let mut stream = mock.connect().await;
        stream.write_all(&request.as_bytes()[..length]).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read_all(&mut stream).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    assert_eq!(mock.authorize(LOGIN).await.status, 200, "the server lives on");
}

/// Tokio's paused time jumps over the server's limits as soon as both sides wait.
#[expect(clippy::disallowed_methods, reason = "paused time is the test's")]
#[tokio::test(start_paused = true)]
async fn a_request_that_never_ends_is_given_up() {
    let mock = Mock::start().await;

    let began = Instant::now();
    let mut stream = mock.connect().await;
    stream.write_all(&authorize("").as_bytes()[..150]).await.unwrap();
    let answer = read_all(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains("\"Message\":\"the body did not arrive\""), "{answer}");
    assert_eq!(began.elapsed().as_secs(), 30);

    let began = Instant::now();
    let mut stream = mock.connect().await;
    stream.write_all(b"POST /v3/ada/Inv").await.unwrap();
    assert_eq!(read_all(&mut stream).await, "", "half a head gets no answer");
    assert_eq!(began.elapsed().as_secs(), 75);
}
