//! The head of an answer that hyper does not write, as hyper would have written it.

use std::time::SystemTime;

use hyper::Response;
use hyper::header::{CONNECTION, HeaderValue};

/// How a client is to find the end of the body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// Says `connection: close`, as every answer does after which the connection ends.
pub(super) fn head(response: &Response<()>, framing: Framing, date: &str) -> Vec<u8> {
    let status = response.status();
    // hyper's words for a status without a name.
    let reason = status.canonical_reason().unwrap_or("<none>");
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
    let mut headers = response.headers().clone();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    for (name, value) in &headers {
        line(&mut head, name.as_str(), value.as_bytes());
    }
    match framing {
        Framing::Length(length) => {
            line(&mut head, "content-length", length.to_string().as_bytes());
        }
        Framing::Chunked => line(&mut head, "transfer-encoding", b"chunked"),
    }
    line(&mut head, "date", date.as_bytes());
    head.extend_from_slice(b"\r\n");
    head
}

/// The date of now, as HTTP writes it.
#[expect(
    clippy::disallowed_methods,
    reason = "hyper's Date is of the wall as well; no story's time"
)]
pub(super) fn date() -> String {
    httpdate::fmt_http_date(SystemTime::now())
}

fn line(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        head.extend_from_slice(part);
    }
}
