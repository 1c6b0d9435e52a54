use std::num::NonZeroU32;

use hyper::Request;
use serde_json::{Value, json};

use super::*;
use crate::auth::Keys;
use crate::reply::Reply;
use crate::secret::Secret;

fn noted(request: hyper::http::request::Builder, body: &[u8], keys: Option<Keys>) -> Note {
    let (head, ()) = request.body(()).unwrap().into_parts();
    let request = NotedRequest::new(&head, body, keys.map(Into::into));
    let reply = Reply::code("INVALID_LOGIN").noted();
    Note { customer: CustomerId::parse("ada"), request, reply, ..Note::default() }
}

fn of(request: hyper::http::request::Builder, body: &[u8]) -> Note {
    noted(request, body, None)
}

#[test]
fn a_whole_exchange_as_the_admin_api_shows_it() {
    let path = "/v3/ada/BankingServices/Authorize?tag=a";
    let request = Request::post(path).header("X-Api-Key", "17").header("Accept", "*/*");
    let mut note = of(request, br#"{"LoginId":"5e","Save":true}"#);
    note.arrived = Moment::from_secs(10);
    note.decided = Moment::START.plus(std::time::Duration::from_micros(10_250_999));
    note.clock = ClockMode::Scaled(NonZeroU32::MIN);
    note.due = Moment::from_secs(11);
    note.repeats = Some(3);
    note.endpoint = Some(Endpoint::Authorize);
    note.request_id = Some(Uuid::from_u128(0x3f));
    note.reply.note = Some("a");
    note.reply.retry_after = Some(60);
    note.outcome = Outcome::Cut { bytes: 5, at: Moment::from_secs(3_661) }.into();

    let expected = json!({
        "seq": 0,
        "customer": "ada",
        "clock": {"scaled": 1},
        "arrived": {"ms": 10_000, "text": "t+00:10.000"},
        "decided": {"ms": 10_250, "text": "t+00:10.250"},
        "due": {"ms": 11_000, "text": "t+00:11.000"},
        "method": "POST",
        "path": path,
        "headers": [{"name": "x-api-key", "value": "[redacted]"}, {"name": "accept", "value": "*/*"}],
        "body": "{\"LoginId\":\"5e\",\"Save\":true}",
        "endpoint": "Authorize",
        "requestId": "00000000-0000-0000-0000-00000000003f",
        "scenario": null,
        "status": 401,
        "code": "INVALID_LOGIN",
        "message": "The LoginId provided is either invalid or does not belong to the CustomerId",
        "replyBytes": 139,
        "retryAfter": 60,
        "note": ["a"],
        "nearest": null,
        "why": null,
        "repeats": 3,
        "outcome": {"kind": "cut", "bytes": 5, "at": {"ms": 3_661_000, "text": "t+61:01.000"}},
    });
    assert_eq!(serde_json::to_value(&note).unwrap(), expected);
}

/// As it stands in the journal file, byte for byte.
pub(crate) fn assert_line(lines: &mut NoteLines, note: &Note) {
    let expected = serde_json::to_string(&note.judged().without_secrets()).unwrap();
    let mut line = Vec::new();
    lines.write(note, &mut line).unwrap();
    let line = String::from_utf8(line).unwrap();
    assert_eq!(line, format!("{{\"exchange\":{expected}}}"));
    assert!(!line.contains("c4nary"), "{line}");
}

#[test]
fn the_line_of_a_note_is_that_of_its_exchange() {
    let key = "c4nary-key-of-the-server";
    let [secret, api] = [(); 2].map(|()| Secret::given(key).unwrap());
    let keys = Keys::new(secret, api);
    let request = || {
        Request::post("/v3/ada/BankingServices/Authorize?token=c4nary&tag=a%22")
            .header("Authorization", "Bearer c4nary")
            .header("Referer", "http://x/?apiKey=c4nary")
            .header("Accept", "text/\"html\"")
            .header("X-Trace", format!("a {key} b"))
            .header("X-Long", "y".repeat(2_500))
            .header("X-Bytes", hyper::header::HeaderValue::from_bytes(b"\xe9\t\xff").unwrap())
    };
    let bodies: [&[u8]; 6] = [
        b"",
        br#"{"LoginId":"5e","Password":"c4nary","Save":null}"#,
        b"Password=c4nary",
        b"\xff\x00\x1f\"\\\x7f \xc3\xa9",
        br#"{"SecurityResponses":{"Colour?":["c4nary",""]}}"#,
        &[b'x'; 20_000],
    ];
    let mut lines = NoteLines::default();
    for body in bodies {
        let mut note = noted(request(), body, Some(keys.clone()));
        note.reply.message = "there is no /token=c4nary \n".to_owned();
        // The second time its headers are remembered.
        (0..2).for_each(|_| assert_line(&mut lines, &note));
        note.clock = ClockMode::Scaled(NonZeroU32::MIN);
        (note.arrived, note.due) = (Moment::from_millis(9), Moment::from_secs(360_000));
        (note.repeats, note.nearest) = (Some(3), Some("/v3"));
        (note.endpoint, note.request_id) = (Some(Endpoint::Authorize), Some(Uuid::from_u128(1)));
        (note.reply.note, note.reply.retry_after) = (Some("a \"b\""), Some(60));
        note.outcome = Outcome::Left { bytes: 5, at: Moment::from_secs(3_661) }.into();
        assert_line(&mut lines, &note);
        note.unwritten = Box::new(Reply::refusal(500, "full").noted()).into();
        assert_line(&mut lines, &note);
    }
}

#[test]
fn headers_are_remembered_within_bounds() {
    let (mut lines, note) = (NoteLines::default(), of(Request::get("/"), b""));
    for number in 0..2_500 {
        let header = |header: String| lines.header(&note, header.as_bytes(), &mut Vec::new());
        [format!("a: {number}"), "y".repeat(300)].into_iter().try_for_each(header).unwrap();
    }
    // Of 1,000 each that were full, and without the long ones.
    assert_eq!(lines.remembered(), 500);
}

#[test]
fn an_outcome_is_null_until_the_last_byte() {
    let note = of(Request::get("/"), b"");
    assert_eq!(serde_json::to_value(&note).unwrap()["outcome"], Value::Null);
    note.outcome.set(Outcome::Sent { at: Moment::from_secs(1) }).unwrap();
    let sent = json!({"kind": "sent", "at": {"ms": 1_000, "text": "t+00:01.000"}});
    assert_eq!(serde_json::to_value(&note).unwrap()["outcome"], sent);
}

#[test]
fn what_is_long_is_cut_with_a_mark() {
    for more in [1, 256, 257, 10_000] {
        let path = format!("/{}", "x".repeat(2_047 + more));
        let request = Request::get(&path).method(&*"M".repeat(4_000));
        let request = request.header("a", "y".repeat(2_048 + more)).header("b", "");
        let body = "é".repeat((16_384 + more) / 2 + 1);
        let mut note = of(request, body.as_bytes());
        note.reply.message = "z".repeat(2_049);
        let shown = note.shown();

        let bytes = 2_048 + more;
        assert_eq!(shown.path, format!("{}… [cut: {bytes} bytes in all]", &path[..2_048]));
        let value = format!("{}… [cut: {bytes} bytes in all]", "y".repeat(2_048));
        let values: Vec<_> = shown.headers.iter().map(|header| &*header.value).collect();
        assert_eq!(values, [&*value, ""]);
        let expected = format!("{}… [cut: {} bytes in all]", "é".repeat(8_192), body.len());
        assert_eq!(shown.body, expected);
        assert_eq!(shown.method.len(), 2_048);
        assert_eq!(shown.message, format!("{}… [cut: 2049 bytes in all]", "z".repeat(2_048)));
    }
    assert_eq!(cut("éé".to_owned(), 3), "é… [cut: 4 bytes in all]", "never within a letter");
    assert_eq!(cut("éé".to_owned(), 4), "éé");
}

/// Wherever it stands, and however the text is cut.
#[test]
fn a_key_of_the_server_is_never_shown_in_part() {
    let key = "k0".repeat(128);
    let [secret, api] = [(); 2].map(|()| Secret::given(&key).unwrap());
    let keys = Keys::new(secret, api);
    for before in (0..700).chain(1_500..2_400).step_by(7) {
        let text = format!("/{}{}{}", "x".repeat(before), key.repeat(20), "y".repeat(20_000));
        let request = Request::get(&text).header("a", &text[1..]);
        let body = format!("{}{text}", "x".repeat(14_336));
        let shown =
            serde_json::to_string(&noted(request, body.as_bytes(), Some(keys.clone()))).unwrap();
        assert!(!shown.contains("k0"), "{before}: {shown}");
    }
}

#[test]
fn a_message_that_repeats_the_path_keeps_its_secret() {
    let mut note = of(Request::get("/"), b"");
    note.reply.message = "there is no /token=17".to_owned();
    assert_eq!(note.message(), "there is no [redacted]");
}

#[test]
fn a_weight_counts_every_byte_that_is_held() {
    let bare = of(Request::get("/"), b"").weight();
    let request = Request::post("/22").header("a", "4444");
    let mut note = of(request, b"55555");
    note.customer = CustomerId::parse("666666");
    note.reply.message += "7777777";
    // One byte more for POST than for GET, two for the path, eight for the line of the header, three
    // for the name of the customer.
    assert_eq!(note.weight() - bare, 1 + 2 + 8 + 5 + 3 + 7);
}
