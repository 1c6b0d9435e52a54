//! What the client gets, and how it ends.

use flinks_contract::scenario::HttpError;

use super::*;

const RESET: Result<(), io::ErrorKind> = Err(io::ErrorKind::ConnectionReset);

/// A fault, the bytes and the end that a client gets, and what is told of it.
pub(super) type Row = (Option<Fault>, String, Result<(), io::ErrorKind>, Outcome);

pub(super) fn faults() -> [Row; 17] {
    let body = std::str::from_utf8(BODY).unwrap();
    let whole = format!("{HEAD}{body}");
    let [long, none] = ["15", "0"].map(|length| whole.replace("12\r", &format!("{length}\r")));
    let chunked = HEAD.replace("content-length: 12", "transfer-encoding: chunked");
    let at = Moment::START;
    let cut = |bytes| Outcome::Cut { bytes, at };
    let sent = || Outcome::Sent { at };
    let most = usize::MAX;
    #[rustfmt::skip]
    let rows = [
        (None, whole.clone(), Ok(()), sent()),
        (Some(Fault::Reset), String::new(), RESET, cut(0)),
        (Some(Fault::Close), String::new(), Ok(()), cut(0)),
        (Some(Fault::ResetAfter(Cut::Head(9))), "HTTP/1.1 ".to_owned(), RESET, cut(9)),
        (Some(Fault::CloseAfter(Cut::Head(9))), "HTTP/1.1 ".to_owned(), Ok(()), cut(9)),
        (Some(Fault::CloseAfter(Cut::Head(0))), String::new(), Ok(()), cut(0)),
        (Some(Fault::CloseAfter(Cut::Head(most))), HEAD.to_owned(), Ok(()), cut(HEAD_BYTES)),
        (Some(Fault::CloseAfter(Cut::Body(0))), HEAD.to_owned(), Ok(()), cut(HEAD_BYTES)),
        (Some(Fault::ResetAfter(Cut::Body(5))), format!("{HEAD}{{\"a\":"), RESET, cut(HEAD_BYTES + 5)),
        (Some(Fault::CloseAfter(Cut::Body(5))), format!("{HEAD}{{\"a\":"), Ok(()), cut(HEAD_BYTES + 5)),
        (Some(Fault::ResetAfter(Cut::Body(most))), whole.clone(), RESET, cut(HEAD_BYTES + 12)),
        (Some(Fault::CloseAfter(Cut::Body(most))), whole, Ok(()), sent()),
        (Some(Fault::WrongLength(3)), long, Ok(()), sent()),
        (Some(Fault::WrongLength(-12)), none.clone(), Ok(()), sent()),
        (Some(Fault::WrongLength(i32::MIN)), none, Ok(()), sent()),
        (Some(Fault::TruncatedChunk), format!("{chunked}c\r\n{{\"a\":\""), Ok(()), cut(HEAD_BYTES + 17)),
        (Some(Fault::Garbage), "\0\\xffnot HTTP\\xfe\u{1}\r\n\r\n".to_owned(), Ok(()), sent()),
    ];
    rows
}

#[tokio::test]
async fn each_fault_of_the_connection_as_the_client_sees_it() {
    for (fault, bytes, end, outcome) in faults() {
        let name = format!("{fault:?}");
        let mut server = Server::start(move |_| plain().fault(fault.clone())).await;
        let mut stream = server.asked(ASK).await;
        assert_eq!(all(&mut stream).await, (bytes, end), "{name}");
        assert_eq!(server.outcome().await, outcome, "{name}");
    }
}

/// One byte is announced and does not come.
#[tokio::test]
async fn a_truncated_chunk_of_a_short_body() {
    for body in ["x", ""] {
        let server = Server::start(move |_| {
            let reply = Reply::raw(200, HeaderValue::from_static("text/json"), body.into());
            reply.fault(Some(Fault::TruncatedChunk))
        })
        .await;
        let (text, _) = all(&mut server.asked(ASK).await).await;
        assert!(text.ends_with("transfer-encoding: chunked\r\n\r\n1\r\n"), "{text}");
    }
}

/// More than the client has asked for is unread when the connection closes.
#[tokio::test]
async fn a_close_is_orderly_although_the_client_sends_more() {
    let server = Server::answering(Fault::Close).await;
    let more = [ASK.as_bytes(), &[b'x'; 40_000]].concat();
    let mut stream = server.connect().await;
    stream.write_all(&more).await.unwrap();

    assert_eq!(all(&mut stream).await, (String::new(), Ok(())));
}

#[tokio::test]
async fn a_wrong_answer_is_http_and_the_connection_lives_on() {
    let page = "<html>\r\n<head><title>503 Service Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Unavailable</h1></center>\r\n</body>\r\n</html>\r\n";
    let error = |retry_after| Fault::HttpError(HttpError { status: 503, retry_after });
    #[rustfmt::skip]
    let table = [
        (None, "200 OK\r\ncontent-type: text/json\r\ncontent-length: 12\r\n\r\n{\"a\":\"text\"}".to_owned()),
        (Some(Fault::InvalidJson), "200 OK\r\ncontent-type: text/json\r\ncontent-length: 6\r\n\r\n{\"a\":\"".to_owned()),
        (Some(Fault::InvalidUtf8), "200 OK\r\ncontent-type: text/json\r\ncontent-length: 12\r\n\r\n{\"a\":\"\\xffext\"}".to_owned()),
        (Some(Fault::ContentType("text/html".to_owned())), "200 OK\r\ncontent-type: text/html\r\ncontent-length: 12\r\n\r\n{\"a\":\"text\"}".to_owned()),
        (Some(Fault::ContentType("a\nb".to_owned())), "200 OK\r\ncontent-type: text/json\r\ncontent-length: 12\r\n\r\n{\"a\":\"text\"}".to_owned()),
        (Some(error(None)), format!("503 Service Unavailable\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}", page.len())),
        (Some(error(Some(7))), format!("503 Service Unavailable\r\ncontent-type: text/html\r\nretry-after: 7\r\ncontent-length: {}\r\n\r\n{page}", page.len())),
    ];
    for (fault, expected) in table {
        let name = format!("{fault:?}");
        let server = Server::start(move |_| plain().fault(fault.clone())).await;
        let twice = [get("/fault", ""), ASK.into()].concat();
        let mut stream = server.connect().await;
        stream.write_all(&twice).await.unwrap();

        let (text, end) = all(&mut stream).await;
        let expected = format!("HTTP/1.1 {expected}");
        assert_eq!(text.replace("connection: close\r\n", ""), expected.repeat(2), "{name}");
        assert_eq!(end, Ok(()));
    }
}

#[tokio::test]
async fn headers_take_the_place_of_others_and_the_framing_stays() {
    let header = |reply: Reply, name: &str, value: &'static str| {
        reply.header(name.parse().unwrap(), HeaderValue::from_static(value))
    };
    let server = Server::start(move |_| {
        let reply = Reply::raw(299, HeaderValue::from_static("text/json"), BODY.into());
        let reply = header(reply, "content-type", "x/y");
        let reply = header(reply, "x-a", "1");
        let reply = header(reply, "x-a", "2");
        let reply = header(reply, "content-length", "4000");
        header(reply, "transfer-encoding", "chunked")
    })
    .await;
    let (text, _) = all(&mut server.asked(ASK).await).await;

    assert_eq!(
        text,
        "HTTP/1.1 299 <none>\r\ncontent-type: x/y\r\nx-a: 2\r\nconnection: close\r\ncontent-length: 12\r\n\r\n{\"a\":\"text\"}"
    );
}

/// hyper asks for no byte of these bodies.
#[tokio::test]
async fn answers_without_a_body_are_sent_too() {
    let mut server = Server::start(|path| match path {
        "/empty" => Reply::raw(200, HeaderValue::from_static("text/json"), Vec::new()),
        "/none" => Reply::raw(204, HeaderValue::from_static("text/json"), BODY.into()),
        _ => plain(),
    })
    .await;
    for (request, length) in [("GET /empty", "0"), ("GET /none", ""), ("HEAD /fault", "12")] {
        let request = format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let (text, end) = all(&mut server.asked(&request).await).await;
        assert!(text.ends_with("\r\n\r\n"), "{text}");
        let length =
            if length.is_empty() { String::new() } else { format!("content-length: {length}\r\n") };
        assert!(text.contains(&length), "{text}");
        assert_eq!((end, server.outcome().await), (Ok(()), Outcome::Sent { at: Moment::START }));
    }
}

/// Larger than what both systems keep for a connection.
const LARGE: usize = 32 << 20;

#[tokio::test]
async fn a_fault_waits_for_the_answer_before_it() {
    let mut server = Server::start(|path| match path {
        "/large" => Reply::raw(200, HeaderValue::from_static("x/y"), vec![b'x'; LARGE]),
        _ => plain().fault(Some(Fault::CloseAfter(Cut::Head(9)))),
    })
    .await;
    let mut stream = server.connect().await;
    stream.write_all(&[get("/large", ""), get("/fault", "")].concat()).await.unwrap();
    server.settle().await;
    assert!(server.outcomes.try_recv().is_err(), "the first answer does not fit");

    // Time goes on without a client that does not read.
    assert!(server.reaches(5).await);
    let (text, end) = all(&mut stream).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(body.len(), LARGE + 9);
    assert!(body.ends_with("xHTTP/1.1 "));
    assert_eq!(end, Ok(()));
    let at = Moment::from_secs(5);
    assert_eq!(server.outcome().await, Outcome::Sent { at });
    assert_eq!(server.outcome().await, Outcome::Cut { bytes: 9, at });
}
