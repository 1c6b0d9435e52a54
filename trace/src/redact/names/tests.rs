use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn headers() {
    #[rustfmt::skip]
    let table = [
        ("authorization", "Bearer abc", "Bearer [redacted]"),
        ("authorization", "bearer abc def", "bearer [redacted]"),
        ("authorization", "Bearer", "Bearer"),
        ("authorization", "abc", "[redacted]"),
        ("authorization", "abc def", "[redacted]"),
        ("proxy-authorization", "Basic YTpi", "Basic [redacted]"),
        ("flinks-auth-key", "abc", "[redacted]"),
        ("x-api-key", "abc", "[redacted]"),
        ("x-api-key", "", ""),
        ("cookie", "a=b; c=d", "[redacted]"),
        ("authorizetoken", "abc", "[redacted]"),
        ("x_api_key", "abc", "[redacted]"),
        ("referer", "https://a.test/?authorizeToken=abc", "https://a.test/?authorizeToken=[redacted]"),
        ("referer", "https://a.test/?tag=abc", "https://a.test/?tag=abc"),
        ("access-control-request-headers", "flinks-auth-key, x-api-key", "flinks-auth-key, x-api-key"),
        ("content-type", "application/json; charset=utf-8", "application/json; charset=utf-8"),
        ("user-agent", "token-minter/1.0", "token-minter/1.0"),
    ];
    for (name, value, expected) in table {
        assert_eq!(header(name, value), expected, "{name}: {value}");
    }
}

#[test]
fn bodies() {
    #[rustfmt::skip]
    let table = [
        ("", ""),
        // Nothing suspicious: every byte as it came, be it JSON or not.
        (" {\"LoginId\" : \"a\",}", " {\"LoginId\" : \"a\",}"),
        ("a=1&b=2", "a=1&b=2"),
        (r#"{"Username":"a","Password":"b"}"#, r#"{"Username":"a","Password":"[redacted]"}"#),
        (r#"{"PASSWORD":"b"}"#, r#"{"PASSWORD":"[redacted]"}"#),
        (r#"{"passwd":"b","Pwd":"c","pass-code":"d","AccessCode":"e"}"#, r#"{"passwd":"[redacted]","Pwd":"[redacted]","pass-code":"[redacted]","AccessCode":"[redacted]"}"#),
        ("\u{feff}{\"password\":12}", r#"{"password":"[redacted]"}"#),
        (r#"{"P\u0061ssword":"b"}"#, r#"{"Password":"[redacted]"}"#),
        (r#"{"Password":null,"Token":""}"#, r#"{"Password":null,"Token":""}"#),
        (r#"[{"a":[{"Password":{"b":["c"]}}]}]"#, r#"[{"a":[{"Password":"[redacted]"}]}]"#),
        (r#"{"Token":"b","AuthorizeToken":"c","authorize_token":"d"}"#,
         r#"{"Token":"[redacted]","AuthorizeToken":"[redacted]","authorize_token":"[redacted]"}"#),
        (r#"{"Questions":[{"Question":"Q?","Answer":"b"}]}"#, r#"{"Questions":[{"Question":"Q?","Answer":"[redacted]"}]}"#),
        (r#"{"Questions":{"Q?":"a","R?":["b"]}}"#, r#"{"Questions":{"Q?":"[redacted]","R?":["[redacted]"]}}"#),
        (r#"{"questions":[{"question":"Q?","Response":"a"}]}"#, r#"{"questions":[{"question":"Q?","Response":"[redacted]"}]}"#),
        (r#"{"Questions":[["Q?","a"],"b",7]}"#, r#"{"Questions":[["[redacted]","[redacted]"],"[redacted]","[redacted]"]}"#),
        (r#"{"Questions":"a"}"#, r#"{"Questions":"[redacted]"}"#),
        (r#"{"Questions":[{"Question":["a"],"Answer":{"Question":"b"}}]}"#, r#"{"Questions":[{"Question":["[redacted]"],"Answer":"[redacted]"}]}"#),
        (r#"{"Questions":["a"}"#, "[redacted: 18 bytes that are not JSON]"),
        ("{'Questions':['a']}", "[redacted: 19 bytes that are not JSON]"),
        ("Questions[0][Response]=a", "[redacted: 24 bytes that are not JSON]"),
        (r#"{"WithMfaQuestions":"true"}"#, r#"{"WithMfaQuestions":"true"}"#),
        (r#"{"client_id":"a","secret":"b"}"#, r#"{"client_id":"[redacted]","secret":"[redacted]"}"#),
        (r#"{"ClientId":"a"}"#, r#"{"ClientId":"[redacted]"}"#),
        // Without a name.
        (r#" ["a",["b",{"c":"d"}],1,null]"#, r#"["[redacted]",["[redacted]",{"c":"d"}],"[redacted]",null]"#),
        (r#""a""#, r#""[redacted]""#),
        (r#"["a""#, "[redacted: 4 bytes that are not JSON]"),
        (r#"{"SecurityResponses":{"Q?":["a","b"],"Token?":"c","R?":null}}"#,
         r#"{"SecurityResponses":{"Q?":["[redacted]","[redacted]"],"Token?":"[redacted]","R?":null}}"#),
        (r#"{"security_responses":[{"Q?":"a"}]}"#, r#"{"security_responses":"[redacted]"}"#),
        (r#"{"Save":true,"Amount":1.50,"Token":"b"}"#, r#"{"Save":true,"Amount":1.50,"Token":"[redacted]"}"#),
        // Twice the same member: the first may not slip through.
        (r#"{"a":{"Password":"b"},"a":1}"#, r#"{"a":1}"#),
        // A text that holds one.
        (r#"{"Tag":"password=b"}"#, r#"{"Tag":"[redacted]"}"#),
        (r#"{"Tag":"{\"Password\":\"b\"}"}"#, r#"{"Tag":"[redacted]"}"#),
        (r#"{"Tag":"no token"}"#, r#"{"Tag":"no token"}"#),
        ("\"Password=b\"", "\"[redacted]\""),
        // No JSON.
        ("Username=a&Password=b", "[redacted: 21 bytes that are not JSON]"),
        ("Username=a&Pass%77ord=b", "[redacted: 23 bytes that are not JSON]"),
        (r#"{"Password":"b""#, "[redacted: 15 bytes that are not JSON]"),
        (r#"{"P\u0061ssword":"b""#, "[redacted: 20 bytes that are not JSON]"),
        ("t\0o\0k\0e\0n\0", "[redacted: 10 bytes that are not JSON]"),
    ];
    for (text, expected) in table {
        assert_eq!(body(text), expected, "{text}");
    }
}

#[test]
fn targets() {
    #[rustfmt::skip]
    let table = [
        ("", ""), ("/", "/"), ("/?", "/?"), ("/a//?b&c=&=d", "/a//?b&c=&=d"),
        ("/v3/ada/BankingServices/GenerateAuthorizeToken", "/v3/ada/BankingServices/GenerateAuthorizeToken"),
        ("/a?authorizeToken=b&demo=true", "/a?authorizeToken=[redacted]&demo=true"),
        ("/a?demo=true&TOKEN=b;c,d?e=f", "/a?demo=true&TOKEN=[redacted]"),
        ("/a?%50assword=b", "/a?%50assword=[redacted]"),
        ("/a?x-api-key=b&flinks_auth_key=c", "/a?x-api-key=[redacted]&flinks_auth_key=[redacted]"),
        ("/a?client_id=b&ClientId=c", "/a?client_id=[redacted]&ClientId=[redacted]"),
        ("/a?Questions%5B0%5D%5BResponse%5D=b", "/a?Questions%5B0%5D%5BResponse%5D=[redacted]"),
        ("/a?token=&b=c", "/a?token=&b=c"),
        ("/a?token", "/a?token"),
        ("/a?token:b", "/a?[redacted]"),
        ("/a?token%3Db", "/a?[redacted]"),
        ("/a?SecurityResponses[Q]=b", "/a?SecurityResponses[Q]=[redacted]"),
        ("/a?redirectUrl=https%3A%2F%2Fb%2F%3FauthorizeToken%3Dc", "/a?redirectUrl=[redacted]"),
        ("/a?redirectUrl=https%3A%2F%2Fb%2F%3Ftag%3Dc", "/a?redirectUrl=https%3A%2F%2Fb%2F%3Ftag%3Dc"),
        ("/a?b=%2554oken%253Dc", "/a?b=[redacted]"),
        ("/a?b=1;token=c", "/a?b=[redacted]"),
        // Its first letter could be that of an escape.
        ("/a?b=\\token=c", "/a?b=[redacted]"),
        ("/a/b;token=c/d", "/a/[redacted]/d"),
    ];
    for (text, expected) in table {
        assert_eq!(target(text), expected, "{text}");
    }
}

#[test]
fn messages() {
    #[rustfmt::skip]
    let table = [
        ("Password: has to be a string", "Password: has to be a string"),
        ("there is no token\\17", "there is no [redacted]"),
        ("there is no /v3/a;token=b; did you mean /v3/c?", "there is no [redacted] did you mean /v3/c?"),
    ];
    for (text, expected) in table {
        assert_eq!(message(text), expected, "{text}");
    }
}

/// In no name, text or number that a request has otherwise.
const CANARY: &str = "c4n4ry";

fn secret() -> impl Strategy<Value = String> {
    "[ -~é]{0,9}".prop_map(|noise| format!("{noise}{CANARY}"))
}

fn name() -> impl Strategy<Value = String> {
    let known = [
        "Password",
        "SecurityResponses",
        "Token",
        "AuthorizeToken",
        "authorize_token",
        "client_id",
    ];
    (prop::sample::select(known.to_vec()), any::<u16>()).prop_map(|(name, upper)| {
        let in_case = |(bit, c): (usize, char)| match upper >> (bit % 16) & 1 {
            1 => c.to_ascii_uppercase(),
            _ => c.to_ascii_lowercase(),
        };
        name.chars().enumerate().map(in_case).collect()
    })
}

/// The member, somewhere within arrays and objects.
fn buried(name: &str, value: &Value, depth: u8) -> Value {
    (0..depth).fold(json!({ "LoginId": 17, name: value }), |inner, level| match level % 3 {
        0 => json!([1, inner]),
        1 => json!({ "x": inner }),
        _ => json!({ "Tag": "no token", "y": [inner] }),
    })
}

fn value(secret: &str, shape: u8) -> Value {
    match shape % 4 {
        0 => secret.into(),
        1 => json!([secret, 1]),
        2 => json!({ "What is your mother's name?": [secret] }),
        _ => json!({ "a": { "b": { secret: secret } } }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_secret_comes_out(
        secret in secret(),
        name in name(),
        header_name in prop::sample::select(vec![
            "authorization", "Flinks-Auth-Key", "x-api-Key", "cookie", "Proxy-Authorization",
        ]),
        (depth, shape, keep) in (0..20_u8, any::<u8>(), any::<prop::sample::Index>()),
    ) {
        let encoded = percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC);
        let json = buried(&name, &value(&secret, shape), depth).to_string();
        let form = format!("a=b&{name}={encoded}");
        let url = format!("/v3/ada/BankingServices/Authorize?a=b&{name}={encoded}&c");
        let bearer = format!("Bearer {secret}");
        let mut shown =
            vec![target(&url), header(header_name, &secret), header("authorization", &bearer)];
        // A body may break off anywhere.
        let torn = String::from_utf8_lossy(&json.as_bytes()[..keep.index(json.len())]);
        shown.extend([&*json, &torn, &form].map(body));
        for text in shown {
            prop_assert!(!text.contains(CANARY), "{}", text);
        }
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let _ = (body(&text), target(&text), message(&text), header(&text, &text));
    }
}
