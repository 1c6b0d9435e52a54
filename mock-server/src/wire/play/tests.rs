use hyper::header::{CONTENT_TYPE, HeaderValue};

use super::*;

/// One line of text: bytes as they are, pauses and the end in brackets.
fn drawn(pieces: impl IntoIterator<Item = Piece>, end: Option<End>) -> String {
    let pieces = pieces.into_iter().map(|piece| match piece {
        Piece::Bytes(bytes) => bytes.joined().escape_ascii().to_string().replace("\\r\\n", "~"),
        Piece::Pause(time) => format!("[{time:?}]"),
    });
    let end = end.map(|end| format!("[{end:?}]"));
    pieces.chain(end).collect::<Vec<_>>().join("|").replace("\\\"", "\"")
}

fn play(fault: &Fault, body: &'static str, delay: u64) -> Option<Play> {
    let mut response = Response::new(());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/json"));
    let body = Bytes::from_static(body.as_bytes());
    Play::of(fault, &response, &body, Duration::from_secs(delay), "today")
}

#[test]
fn faults_are_these_bytes_and_this_end() {
    let head = |framing: &str| {
        format!("HTTP/1.1 200 OK~content-type: text/json~connection: close~{framing}~date: today~~")
    };
    let nine = head("content-length: 9");
    let body = r#"{"a":"b"}"#;
    let all = usize::MAX;
    #[rustfmt::skip]
    let table = [
        (Fault::Reset, body, 0, "[Reset]".to_owned()),
        (Fault::Close, body, 0, "[Close]".to_owned()),
        (Fault::Hang, body, 0, "[Hang]".to_owned()),
        (Fault::Hang, "", 3, "[Hang]".to_owned()),
        (Fault::ResetAfter(Cut::Head(9)), body, 3, "HTTP/1.1 |[Reset]".to_owned()),
        (Fault::CloseAfter(Cut::Head(0)), body, 0, "[Close]".to_owned()),
        (Fault::CloseAfter(Cut::Head(all)), body, 3, format!("{nine}|[Close]")),
        (Fault::HangAfter(Cut::Head(all)), body, 0, format!("{nine}|[Hang]")),
        (Fault::ResetAfter(Cut::Body(4)), body, 0, format!("{nine}|{{\"a\"|[Reset]")),
        (Fault::CloseAfter(Cut::Body(4)), body, 3, format!("{nine}|[3s]|{{\"a\"|[Close]")),
        (Fault::CloseAfter(Cut::Body(0)), body, 0, format!("{nine}|[Close]")),
        (Fault::CloseAfter(Cut::Body(8)), body, 0, format!("{nine}|{{\"a\":\"b\"|[Close]")),
        (Fault::CloseAfter(Cut::Body(9)), body, 0, format!("{nine}|{body}|[Done]")),
        (Fault::CloseAfter(Cut::Body(all)), body, 0, format!("{nine}|{body}|[Done]")),
        (Fault::ResetAfter(Cut::Body(all)), body, 0, format!("{nine}|{body}|[Reset]")),
        (Fault::HangAfter(Cut::Body(1)), body, 0, format!("{nine}|{{|[Hang]")),
        (Fault::HangAfter(Cut::Body(1)), "", 0, format!("{}|[Hang]", head("content-length: 0"))),
        (Fault::WrongLength(3), body, 3, format!("{}|[3s]|{body}|[Done]", head("content-length: 12"))),
        (Fault::WrongLength(-9), body, 0, format!("{}|{body}|[Done]", head("content-length: 0"))),
        (Fault::WrongLength(i32::MIN), body, 0, format!("{}|{body}|[Done]", head("content-length: 0"))),
        (Fault::WrongLength(1), "", 0, format!("{}|[Done]", head("content-length: 1"))),
        (Fault::TruncatedChunk, "0123456789abcdef", 0, format!("{}|10~01234567|[Close]", head("transfer-encoding: chunked"))),
        (Fault::TruncatedChunk, "x", 0, format!("{}|1~|[Close]", head("transfer-encoding: chunked"))),
        (Fault::TruncatedChunk, "", 0, format!("{}|1~|[Close]", head("transfer-encoding: chunked"))),
        (Fault::Garbage, body, 3, "\\x00\\xffnot HTTP\\xfe\\x01~~|[Done]".to_owned()),
    ];
    for (fault, body, delay, expected) in table {
        let play = play(&fault, body, delay).unwrap();
        assert_eq!(drawn(play.pieces, Some(play.end)), expected, "{fault:?} of {body:?}");
    }
}

#[test]
fn what_is_http_goes_through_hyper() {
    let drip = Drip { bytes: 1.try_into().unwrap(), every: Duration::ZERO };
    let error = flinks_contract::scenario::HttpError { status: 502, retry_after: None };
    for fault in [
        Fault::InvalidJson,
        Fault::InvalidUtf8,
        Fault::ContentType("text/html".to_owned()),
        Fault::Drip(drip),
        Fault::HttpError(error),
    ] {
        assert!(play(&fault, "{}", 0).is_none(), "{fault:?}");
    }
}

#[test]
fn a_slow_body_comes_after_its_pauses() {
    let drip = |bytes: usize| {
        Some(Drip { bytes: bytes.try_into().unwrap(), every: Duration::from_millis(20) })
    };
    #[rustfmt::skip]
    let table = [
        ("hello", 0, None, "hello"),
        ("hello", 3, None, "[3s]|hello"),
        ("hello", 0, drip(2), "[20ms]|he|[20ms]|ll|[20ms]|o"),
        ("hello", 3, drip(5), "[3s]|[20ms]|hello"),
        ("hello", 0, drip(usize::MAX), "[20ms]|hello"),
        ("", 3, drip(1), "[3s]"),
        ("", 0, None, ""),
    ];
    for (body, delay, drip, expected) in table {
        let slow = Slow::new(body.as_bytes().to_vec().into(), Duration::from_secs(delay), drip);
        assert_eq!(slow.left(), body.len());
        assert_eq!(drawn(slow, None), expected, "{drip:?} of {body:?}");
    }
}
