use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{Exchange, Header, Moment, Outcome, RequestId};

const KEY: &str = "c4na/ry Key+17";
const ID: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

fn redactor() -> Redactor {
    Redactor::new(Depth::Everything)
}

fn with_secret(depth: Depth) -> Redactor {
    let mut redactor = Redactor::new(depth);
    redactor.secret("FLINKS_API_KEY", KEY);
    redactor
}

#[test]
fn values_by_their_place() {
    #[rustfmt::skip]
    let table = [
        (r#"{"Holder":{"Name":"Jo Li","Email":"jo@x.ca"}}"#, r#"{"Holder":{"Name":"[Name 1]","Email":"[Email 1]"}}"#),
        (r#"{"Title":"Savings","Type":"Savings","Currency":"CAD"}"#, r#"{"Title":"[Title 1]","Type":"Savings","Currency":"CAD"}"#),
        (r#"{"Id":"ID","RequestId":"id","AccountId":"17"}"#, r#"{"Id":"[Id 1]","RequestId":"[Id 1]","AccountId":"[text 1]"}"#),
        (r#"{"Date":"2026-07-16","LastRefresh":"2026-07-17T10:00:00.1Z"}"#, r#"{"Date":"[date 1]","LastRefresh":"[time 1]"}"#),
        (r#"{"LastRefresh":"0001-01-01T00:00:00","Description":null,"Code":""}"#, r#"{"LastRefresh":"0001-01-01T00:00:00","Description":null,"Code":""}"#),
        (r#"{"HttpStatusCode":202,"FlinksCode":"OPERATION_PENDING","Save":true}"#, r#"{"HttpStatusCode":202,"FlinksCode":"OPERATION_PENDING","Save":true}"#),
        (r#"{"HttpStatusCode":4711,"StatusCode":99}"#, r#"{"HttpStatusCode":"[number 1]","StatusCode":"[number 2]"}"#),
        (r#"{"Message":"no Bovary in 401, mail a@b.ca at 2026-07-16"}"#, r#"{"Message":"no [text 1] in 401, [text 2] a@b.[text 3] at [date 1]"}"#),
        (r#"{"Wilhelmina":1,"WithBalance":"Yes","Descripton":"x"}"#, r#"{"[member 1]":"[number 1]","WithBalance":"Yes","Descripton":"[Descripton 1]"}"#),
        (r#"{"SecurityResponses":{"Your pet?":["Rex"]}}"#, r#"{"SecurityResponses":{"[Prompt 1]":["[text 1]"]}}"#),
        (r#"[{"href":"/GetAccountsDetailAsync/id"}]"#, r#"[{"href":"/GetAccountsDetailAsync/[id 1]"}]"#),
    ];
    for (text, expected) in table {
        let text = text.replace("ID\"", &format!("{}\"", ID.to_uppercase()));
        let text = text.replace("id\"", &format!("{ID}\""));
        assert_eq!(redactor().body(&text), expected);
    }
}

#[test]
fn numbers_are_labels_that_tell_whole_ones_from_others() {
    let text = r#"{"Debit":12.50,"Balance":-0.5,"Limit":100,"a":[12.5,100.0,0,0.00,0.5,1e400]}"#;
    assert_eq!(
        redactor().body(text),
        r#"{"Debit":"[amount 1]","Balance":"[amount 2]","Limit":"[number 1]","#.to_owned()
            + r#""a":["[amount 1]","[number 1]",0,0.00,"[fraction 1]","[amount 3]"]}"#
    );
}

#[test]
fn what_is_not_json_stays_that() {
    let table = [
        (r#"{"Holder":{"Name":"Jo Bovary"#, r#"{"Holder":{"Name":"[text 1] [text 2]"#),
        ("<h1>502 Bovary</h1>", "<h1>502 [text 1]</h1>"),
        ("B\0o\0v\0", "[text 1]"),
        ("", ""),
        ("{\"a\":01}", "{\"a\":[text 1]}"),
    ];
    for (text, expected) in table {
        assert_eq!(redactor().body(text), expected);
    }
    let long = redactor().body(&"<p> ".repeat(20_000));
    assert!(long.ends_with("<p> [14464 more bytes]"), "{}", &long[long.len() - 40..]);
}

#[test]
fn what_was_met_is_hidden_where_it_is_quoted() {
    let mut redactor = redactor();
    let body = json!({
        "Holder": { "Name": "Jo Bovary" }, "Title": "Everyday", "AccountNumber": "9000001",
        "RequestId": ID, "Balance": 867530942.25, "Zyqab": 1,
    });
    redactor.body(&body.to_string());
    let table = [
        ("of JO BOVARY, Bovary", "of [Name 1], [Name 1]"),
        ("Jovial, Jo Bov", "Jovial, Jo Bov"),
        ("\"Everyday\" ...0001", "\"[Title 1]\" ...0001"),
        ("account 9000001 has 867530942", "account [AccountNumber 1] has [amount 1]"),
        (
            "at /GetAccountsDetailAsync/5E115EAC-1209-4F19-641C-08D6D484E2FE",
            "at /GetAccountsDetailAsync/[RequestId 1]",
        ),
        (
            "as in 633b976e-c713-4b59-9717-3ec407bdde8b, 2026-11-21, 17 of 4096",
            "as in 633b976e-c713-4b59-9717-3ec407bdde8b, 2026-11-21, 17 of 4096",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(redactor.own_text(text), expected);
    }
    let table = [
        ("/Accounts/0/Transactions/1234/Balance", "/Accounts/0/Transactions/1234/Balance"),
        ("/Zyqab/0/9000001", "/[member 1]/0/[AccountNumber 1]"),
        ("/Unheard", "/[member 2]"),
        ("", ""),
    ];
    for (pointer, expected) in table {
        assert_eq!(redactor.pointer(pointer), expected);
    }
    let sum = redactor.arithmetic("170 (/Accounts/0/Transactions/2/Balance) - 20.5 (Debit)");
    assert_eq!(sum, "[number 2] (/Accounts/0/Transactions/2/Balance) - [amount 2] (Debit)");
    let leaks: Vec<_> =
        redactor.leaks("a Bovary, é9000001").into_iter().map(|leak| leak.1).collect();
    assert_eq!(leaks, ["[Name 1]"]);
}

#[test]
fn shapes_in_a_text_from_elsewhere() {
    #[rustfmt::skip]
    let table = [
        ("cannot connect: Connection refused (os error 111)", "cannot connect: Connection refused (os error 111)"),
        ("no session 1243c283-e0ca-4fda-a5e4-343068430190.", "no session [id 1]."),
        ("mail jane.roe@bank.ca, please", "mail [Email 1], please"),
        ("account 1111000, not 1111001", "account [number 1], not [number 2]"),
        ("call (514) 333-7777 now", "call [Phone 1] now"),
        ("at H3B 5E8 or h3b5e8", "at [PostalCode 1] or [PostalCode 2]"),
        ("key aGVsbG8gd29ybGQhIQ", "key [text 1]"),
        ("at https://a.example/v3/GetAccountsDetail/Zyqcanary17XyZ", "at https://a.example/v3/GetAccountsDetail/[text 1]"),
        ("since 2026-11-21, 2026-11-21T10:00:00Z", "since [date 1], [time 1]"),
        ("[Name 1] and [Bovary 1]", "[Name 1] and [Bovary 1]"),
    ];
    for (text, expected) in table {
        assert_eq!(redactor().text(text), expected);
    }
}

/// The secret in every form, in the middle of a text.
fn forms() -> Vec<String> {
    let hexadecimal: String = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = KEY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = KEY.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let entities: String = KEY.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let mut forms = vec![
        KEY.to_owned(),
        KEY.to_uppercase(),
        hexadecimal.to_uppercase(),
        hexadecimal,
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        percent,
        escaped,
        entities,
        "c4na%2Fry+Key%2B17".to_owned(),
        "c4na\\/ry Key+17".to_owned(),
        "%634na/ry%20Key+17".to_owned(),
    ];
    for before in ["", "a", "ab", "user:"] {
        let bytes = format!("{before}{KEY} and more");
        forms.extend([
            STANDARD.encode(&bytes),
            STANDARD_NO_PAD.encode(&bytes),
            URL_SAFE.encode(&bytes),
        ]);
    }
    forms
}

#[test]
fn secrets_in_every_form() {
    for depth in [Depth::Everything, Depth::SecretsOnly] {
        let mut redactor = with_secret(depth);
        for form in forms() {
            let text = format!("error: <{form}>");
            assert_eq!(redactor.text(&text), "error: <$FLINKS_API_KEY>", "{form}");
            assert_eq!(redactor.leaks(&format!("a {form}"))[0].0.start, 2, "{form}");
            for body in [format!("<p>{form}</p>"), json!({ "a": form, &*form: 1 }).to_string()] {
                let shown = redactor.body(&body);
                assert!(shown.contains("$FLINKS_API_KEY"), "{shown}");
                assert_eq!(redactor.leaks(&shown), [], "{form}: {shown}");
            }
        }
    }
    // `%41` of the secret and that of the text are undone together.
    let mut redactor = Redactor::new(Depth::SecretsOnly);
    redactor.secret("FLINKS_API_KEY", "key%41\\u0042~");
    for text in ["key%41\\u0042~", "\\u006bey%41\\u0042~", "%6bey%41B~", "key%2541\\u0042~"] {
        assert_eq!(redactor.text(text), "$FLINKS_API_KEY", "{text}");
    }
}

#[test]
fn only_secrets_where_the_bodies_are_nobodys() {
    let mut redactor = with_secret(Depth::SecretsOnly);
    redactor.secret("FLINKS_CUSTOMER_ID", "4711");
    let text = r#"{"Holder": {"Name":"Jo"},"Balance":12.10,"Date":"2019-04-22"}"#;
    assert_eq!(redactor.body(text), text);
    assert_eq!(redactor.text("Jo, 1111000"), "Jo, 1111000");
    assert_eq!(redactor.body(r#"{"a":4711}"#), r#"{"a":"$FLINKS_CUSTOMER_ID"}"#);
    assert_eq!(format!("{redactor:?}"), "Redactor");
}

#[test]
fn an_exchange_without_its_values() {
    let header =
        |name: &str, value: &str| Header { name: name.to_owned(), value: value.to_owned() };
    let exchange = Exchange {
        path: format!("/v3/{KEY}/GetAccountsDetailAsync/{ID}?token=17").replace(' ', "%20"),
        headers: vec![header("x-api-key", "other"), header("user-agent", "curl")],
        body: json!({ "RequestId": ID, "Password": "x" }).to_string(),
        request_id: Some(RequestId::parse(ID)),
        code: "NO_BOVARY".to_owned(),
        reply_headers: vec![
            header("content-type", "Application/JSON; charset=utf-8; boundary=zyqab"),
            header("location", "/v3/error?status=401&at=zyqab"),
            header("retry-after", "120"),
            header("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            header("set-cookie", "a=b"),
        ],
        reply_body: Some(json!({ "Balance": 1.5, "RequestId": ID }).to_string()),
        outcome: Some(Outcome::NoReply {
            at: Moment::START,
            reason: format!("no {KEY}"),
            passes: true,
        }),
        ..Exchange::default()
    };
    let mut redactor = with_secret(Depth::Everything);
    let shown = redactor.exchange(&exchange);
    assert!(shown.hidden);
    assert_eq!(
        shown.path,
        "/v3/$FLINKS_API_KEY/GetAccountsDetailAsync/[RequestId 1]?token=[redacted]"
    );
    assert_eq!(shown.body, r#"{"RequestId":"[RequestId 1]","Password":"[redacted]"}"#);
    assert_eq!(shown.no_reply(), Some(("no $FLINKS_API_KEY", true)));
    assert_eq!(shown.request_id.unwrap(), "[RequestId 1]");
    assert_eq!(shown.code, "NO_[text 3]");
    let body = r#"{"Balance":"[amount 1]","RequestId":"[RequestId 1]"}"#;
    assert_eq!(shown.reply_body.as_deref(), Some(body));
    let values: Vec<&str> = shown.headers.iter().map(|header| &*header.value).collect();
    assert_eq!(values, ["[redacted]", "curl"]);
    let values: Vec<&str> = shown.reply_headers.iter().map(|header| &*header.value).collect();
    let expected = [
        "Application/JSON; charset=utf-8; [text 1]=[text 2]",
        "/v3/error?status=401&at=[text 2]",
        "120",
        "[time 1]",
    ];
    assert_eq!(values, expected);

    let mut plain = Redactor::new(Depth::SecretsOnly);
    let shown = plain.exchange(&exchange);
    assert!(
        !shown.hidden && shown.body.contains(ID) && !shown.body.contains('x'),
        "{}",
        shown.body
    );
}

/// Takes minutes where the rest of the text is looked at anew from every place.
#[test]
fn long_texts_without_words_are_read_once() {
    for unit in ["[", "[[Name ", "{\"a\":", "\"", "\\", " ", "100  ", "%", "&", "é-", "....", "0"]
    {
        let text = unit.repeat(60_000 / unit.len());
        let mut redactor = with_secret(Depth::Everything);
        redactor.value(&json!({ "Name": "Wilhelmina" }));
        let expected = redactor.server_text(&text);
        assert_eq!(redactor.body(&text), expected, "{unit}");
        redactor.value(&json!({ "Name": format!("qw er {}", "qw er ".repeat(10_000)) }));
        assert!(redactor.own_text(&format!("x {}", "qw er ".repeat(9_000))).len() < 20_000);
        // The long number is learnt, and hidden from then on.
        let is_met = unit == "0";
        assert_eq!(redactor.own_text(&text) != text, is_met, "{unit}");
        assert_eq!(redactor.leaks(&text).is_empty(), !is_met, "{unit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// What was JSON is JSON, and nothing else is.
    #[test]
    fn json_stays_json_and_nothing_else_becomes_it(text in r#"[\[\]{}:,"\\a-c0-2.eE+ -]{0,40}"#) {
        let clean = redactor().body(&text);
        let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
        prop_assert_eq!(is_json(&text), is_json(&clean), "{} {}", text, clean);
    }

    /// What differs stays different, and what is equal equal.
    #[test]
    fn labels_are_one_to_one(one in "[a-zA-Zé0-9 -]{1,5}", other in "[a-zA-Zé0-9 -]{1,5}") {
        let body = json!({ "Name": one, "Title": other });
        let shown = redactor().value(&body);
        prop_assert_eq!(one == other, shown["Name"] == shown["Title"], "{} {}", body, shown);
    }

    #[test]
    fn any_text_is_taken(text in any::<String>(), quoted in any::<String>()) {
        let mut redactor = with_secret(Depth::Everything);
        redactor.secret("FLINKS_CUSTOMER_ID", "\u{e9}a%b");
        let _ = redactor.body(&json!({ "Name": quoted }).to_string());
        for text in [&text, &quoted] {
            let _ = (redactor.body(text), redactor.own_text(text), redactor.server_text(text));
            let _ = (redactor.pointer(text), redactor.arithmetic(text), redactor.leaks(text));
            let _ = redactor.text(text);
        }
    }
}
