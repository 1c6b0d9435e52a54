use std::num::NonZeroU32;

use hyper::Request;
use serde_json::{Value, json};

use super::*;

fn of(request: hyper::http::request::Builder, body: &[u8]) -> Exchange {
    Exchange::of(&request.body(()).unwrap().into_parts().0, body, None)
}

#[test]
fn a_whole_exchange_as_the_admin_api_shows_it() {
    let path = "/v3/ada/BankingServices/Authorize?tag=a";
    let request = Request::post(path).header("X-Api-Key", "17").header("Accept", "*/*");
    let mut exchange = of(request, br#"{"LoginId":"5e","Save":true}"#);
    exchange.customer = "ada".into();
    exchange.arrived = Moment::from_secs(10);
    exchange.decided = Moment::START.plus(std::time::Duration::from_micros(10_250_999));
    exchange.clock = ClockMode::Scaled(NonZeroU32::MIN);
    exchange.due = Moment::from_secs(11);
    exchange.repeats = Some(3);
    exchange.retry_after = Some(60);
    exchange.endpoint = Some("Authorize");
    exchange.request_id = Some("3f".into());
    exchange.scenario = Some("two-polls".into());
    exchange.status = 401;
    exchange.code = "INVALID_LOGIN";
    exchange.message = "no".to_owned();
    exchange.reply_bytes = 66;
    exchange.note = vec!["a".into(), "b".to_owned().into()];
    exchange.outcome = Outcome::Cut { bytes: 5, at: Moment::from_secs(3_661) }.into();

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
        "requestId": "3f",
        "scenario": "two-polls",
        "status": 401,
        "code": "INVALID_LOGIN",
        "message": "no",
        "replyBytes": 66,
        "retryAfter": 60,
        "note": ["a", "b"],
        "nearest": null,
        "why": null,
        "repeats": 3,
        "outcome": {"kind": "cut", "bytes": 5, "at": {"ms": 3_661_000, "text": "t+61:01.000"}},
    });
    assert_eq!(serde_json::to_value(&exchange).unwrap(), expected);
}

#[test]
fn an_outcome_is_null_until_the_last_byte() {
    let exchange = of(Request::get("/"), b"");
    assert_eq!(serde_json::to_value(&exchange).unwrap()["outcome"], Value::Null);
    exchange.outcome.set(Outcome::Sent { at: Moment::from_secs(1) }).unwrap();
    let sent = json!({"kind": "sent", "at": {"ms": 1_000, "text": "t+00:01.000"}});
    assert_eq!(serde_json::to_value(&exchange).unwrap()["outcome"], sent);
}

#[test]
fn what_is_long_is_cut_with_a_mark() {
    let path = format!("/{}", "x".repeat(2_048));
    let request = Request::get(&path).method(&*"M".repeat(2_049)).header("a", "y".repeat(2_049));
    let mut exchange = of(request, "é".repeat(9_000).as_bytes());
    exchange.message = "z".repeat(2_049);
    let exchange = exchange.seal();

    assert_eq!(exchange.path(), format!("{}… [cut: 2049 bytes in all]", &path[..2_048]));
    assert_eq!(exchange.method(), format!("{}… [cut: 2049 bytes in all]", "M".repeat(2_048)));
    let value = format!("{}… [cut: 2049 bytes in all]", "y".repeat(2_048));
    assert_eq!(exchange.headers[0].value, value);
    let body = format!("{}… [cut: 18000 bytes in all]", "é".repeat(8_192));
    assert_eq!(exchange.body, body);
    assert_eq!(exchange.message, format!("{}… [cut: 2049 bytes in all]", "z".repeat(2_048)));

    assert_eq!(cut("éé".to_owned(), 3), "é… [cut: 4 bytes in all]", "never within a letter");
    assert_eq!(cut("éé".to_owned(), 4), "éé");
}

#[test]
fn a_message_that_repeats_the_path_keeps_its_secret() {
    let mut exchange = of(Request::get("/"), b"");
    exchange.message = "there is no /token=17".to_owned();
    assert_eq!(exchange.seal().message, "there is no [redacted]");
}

#[test]
fn a_weight_counts_every_text() {
    let bare = of(Request::get("/"), b"").seal().weight;
    let request = Request::post("/22").header("a", "4444");
    let mut exchange = of(request, b"55555");
    exchange.customer = "666666".into();
    exchange.request_id = Some("7777777".into());
    exchange.scenario = Some("88888888".into());
    exchange.message = "999999999".to_owned();
    exchange.note = vec!["0000000000".into()];
    let parts = size_of::<Header>() + size_of::<Cow<'static, str>>();
    // One byte more for POST than for GET, two for the path, one for the name of the header.
    let texts = 1 + 2 + 1 + 4 + 5 + 6 + 7 + 8 + 9 + 10;
    assert_eq!(exchange.seal().weight - bare, parts + texts);
}
