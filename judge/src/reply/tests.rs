use Endpoint::*;
use serde_json::json;

use super::*;

const ID: &str = "1243c283-e0ca-4fda-a5e4-343068430190";
const OTHER: &str = "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6";

fn reply(endpoint: Endpoint, status: u16, body: &Value) -> Reply<'static> {
    Reply {
        endpoint: Some(endpoint),
        request_id: Some(ID),
        status,
        content_type: "application/json; charset=utf-8",
        body: body.to_string().leak().as_bytes(),
        is_whole: true,
        is_deliberately_invalid: false,
    }
}

fn analysis(endpoint: Endpoint, status: u16, body: &Value) -> ReplyAnalysis {
    analyse(&reply(endpoint, status, body), true)
}

fn error(status: u16, code: &str) -> Value {
    json!({ "HttpStatusCode": status, "Message": "Your operation is still processing", "FlinksCode": code })
}

fn pending(id: &str) -> Value {
    json!({
        "FlinksCode": "OPERATION_PENDING", "Links": [], "HttpStatusCode": 202, "Message": "Your operation is still processing",
        "RequestId": id,
    })
}

#[test]
fn what_is_a_fault_of_the_mock() {
    const DETAIL: Endpoint = GetAccountsDetail;
    #[rustfmt::skip]
    let table: [(Reply<'_>, &[&str]); 14] = [
        (reply(DETAIL, 202, &pending(ID)), &[]),
        (reply(Investments, 202, &pending(ID)), &[]),
        (reply(GenerateAuthorizeToken, 200, &json!({ "HttpStatusCode": 200, "Token": ID })), &[]),
        (reply(Authorize, 401, &error(401, "INVALID_LOGIN")), &[]),
        (reply(Authorize, 400, &error(400, "INVALID_LOGIN")), &[]),
        (reply(DETAIL, 202, &pending(OTHER)), &[r#"RequestId is "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6", and the session is 1243c283-e0ca-4fda-a5e4-343068430190"#]),
        (reply(DETAIL, 200, &pending(ID)), &[
            "HttpStatusCode is 202, and the status line says 200",
            "/Accounts: expected present, and it is nothing",
            "/HttpStatusCode: expected integer 200, and it is 202 integer",
            "/Institution: expected present, and it is nothing",
        ]),
        (reply(Authorize, 404, &error(404, "INVALID_LOGIN")), &["INVALID_LOGIN comes with 401, and this is 404"]),
        (reply(Authorize, 401, &error(401, "NO_SUCH")), &[r#"FlinksCode is "NO_SUCH", which is not in the catalogue"#]),
        (reply(Authorize, 202, &pending(ID)), &["no document has a 202 here"]),
        (reply(DETAIL, 200, &json!([])), &["its body is not one JSON object"]),
        (reply(SetScheduledRefresh, 200, &json!("activated")), &[]),
        (reply(SetScheduledRefresh, 200, &json!({ "Message": "activated" })), &["the body: expected a text that is not empty, and it is {\"Message\":\"activated\"} object"]),
        (reply(Categories, 200, &json!([])), &[]),
    ];
    for (sample, expected) in table {
        assert_eq!(analyse(&sample, true).faults, expected, "{sample:?}");
        let asked_for = Reply { is_deliberately_invalid: true, ..sample };
        assert!(analyse(&asked_for, true).faults.is_empty(), "{asked_for:?}");
    }
    let wrong = Reply { content_type: "text/html", ..reply(DETAIL, 202, &pending(ID)) };
    assert_eq!(analyse(&wrong, true).faults, ["it is not sent as application/json"]);
    // A fixture of the user, as it was captured.
    let waived = reply(DETAIL, 202, &json!({ "HttpStatusCode": 200, "RequestId": OTHER }));
    assert_eq!((analyse(&waived, true).faults.len(), analyse(&waived, false).faults.len()), (5, 0));
}

#[test]
fn what_cannot_be_read() {
    let table = [
        ("application/json", "{}", true, false),
        ("Application/JSON;charset=utf-8", "{}", true, false),
        ("text/html", "{}", true, true),
        ("application/json", "{", true, true),
        ("application/json", "[]", true, true),
        ("application/json", "\u{feff}{}", true, true),
        ("application/json", "", true, true),
        ("application/json", "{}", false, true),
    ];
    for (content_type, body, is_whole, expected) in table {
        let sample = Reply {
            content_type,
            body: body.as_bytes(),
            is_whole,
            is_deliberately_invalid: true,
            ..reply(Authorize, 200, &json!({}))
        };
        let facts = analyse(&sample, true);
        assert_eq!(facts.unreadable, expected, "{content_type} {body} {is_whole}");
        let mislabelled = content_type == "text/html";
        assert_eq!(facts.mislabelled, mislabelled, "{content_type} {body} {is_whole}");
    }
    let nothing = Reply { body: b"", ..reply(Understood, 204, &json!({})) };
    assert_eq!(analyse(&nothing, true), ReplyAnalysis::default());
}

#[test]
fn what_is_in_an_answer() {
    let challenge = |prompt: &str| json!({ "Type": "TextOrCall", "Prompt": prompt });
    let long = "x".repeat(2_049);
    let body = json!({ "SecurityChallenges": [challenge("Who?"), {}, challenge(&long)] });
    for status in [203, 401] {
        let facts = analysis(Authorize, status, &body);
        assert_eq!(facts.prompts, ["Who?"], "{status}");
    }
    let question =
        |kind: &str| json!({ "Type": kind, "Prompt": "Which?", "Iterables": ["a", 7, "b"] });
    let body = json!({ "SecurityChallenges": [question("QuestionAndAnswer"), question("MultipleChoice")] });
    let facts = analysis(Authorize, 203, &body);
    assert_eq!(
        (facts.prompts, facts.choices),
        (vec!["Which?".to_owned(); 2], vec!["a".to_owned(), "b".to_owned()])
    );
    let many: Value = (0..60).map(|_| challenge("Who?")).collect();
    let many = reply(Authorize, 203, &json!({ "SecurityChallenges": many }));
    assert_eq!(analyse(&many, true).prompts.len(), 50);

    let body = json!({ "Accounts": [{ "Title": null }], "Region": 1 });
    let data = |endpoint, status| analysis(endpoint, status, &body).data.is_some();
    assert!(data(GetAccountsDetail, 200) && data(GetAccountsDetailAsync, 200));
    assert!(!data(GetAccountsDetail, 202) && !data(Investments, 200));
    let cut = Reply { is_whole: false, ..reply(GetAccountsDetail, 200, &body) };
    assert_eq!(analyse(&cut, true).data, None);

    let unusual = |endpoint, status| analysis(endpoint, status, &body).unusual;
    assert_eq!(unusual(GetAccountsDetail, 200), ["/Accounts/0/Title is null", "/Region is new"]);
    assert_eq!(unusual(Authorize, 200), ["/Accounts is new", "/Region is new"]);
    assert_eq!(unusual(GetAccountsDetail, 202), [""; 0]);
    let many: Value =
        (0..30).map(|n| (format!("M{n}"), json!(1))).collect::<serde_json::Map<_, _>>().into();
    assert_eq!(analysis(Authorize, 200, &many).unusual.len(), 20);
}
