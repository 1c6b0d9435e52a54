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
