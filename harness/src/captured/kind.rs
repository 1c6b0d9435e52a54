//! The body of one reply, without the request and the reply around it.

use clap::ValueEnum;
use flinks_contract::code;
use flinks_contract::endpoint::Endpoint;
use flinks_judge::server::{parse, rules};
use flinks_trace::file::{self, FileError};
use flinks_trace::{Ending, Exchange, HarnessRun, Head, Header, Moment, Part, Purpose, Role};
use serde_json::Value;

use super::{Captured, OWN_SIDE, Unseen, fault};
use crate::bounds::Received;

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Kind {
    /// The 200 of Authorize
    Authorize,
    /// The 203 of Authorize, with security questions
    Challenge,
    /// The 200 of GetAccountsDetail or GetAccountsDetailAsync
    Accounts,
    /// A 202
    Pending,
    /// The 200 of Investments
    Investments,
    /// 400 and above
    Error,
}

const UNSEEN: [Unseen; 6] = [
    OWN_SIDE,
    Unseen::unless_broken(rules::status_in_body::ID, "the HTTP status is not in the file"),
    Unseen::unless_broken(rules::body_is_json::ID, "the header Content-Type is not in the file"),
    Unseen::wholly(rules::data_call_status::ID, "the HTTP status is not in the file"),
    Unseen::wholly(rules::deadline::ID, "no moments are in the file"),
    Unseen::wholly(rules::authorize::LOGIN, "the LoginId that was sent is not in the file"),
];

pub(super) fn of_body(name: &str, text: &str, asked: Option<Kind>) -> Result<Captured, FileError> {
    let fits = Received::default().add(&HarnessRun::new(head(name, "")), text);
    fits.map_err(|what| fault(name, None, what, "check a part of it"))?;
    let parsed = parse(text.strip_prefix('\u{feff}').unwrap_or(text));
    let kind = match (asked, &parsed) {
        (Some(kind), _) => kind,
        (None, Ok(body)) => match found(body) {
            Some(Ok(kind)) => kind,
            Some(Err(label)) => return Ok(not_checked(name, label)),
            None => {
                let what = "nothing in this JSON says which message it is".to_owned();
                return Err(fault(name, Some((1, 1)), what, HELP));
            }
        },
        (None, Err(_)) if text.trim_start().starts_with('<') => {
            return Ok(not_checked(name, GATEWAY));
        }
        (None, Err(why)) => {
            let what = format!("this is not JSON, so its message cannot be recognized: {why}");
            return Err(fault(name, None, file::message(&what), HELP));
        }
    };
    let (label, part, role, endpoint) = kind.call();
    let mut run = HarnessRun::new(head(name, label));
    let exchange = Exchange {
        purpose: Some(Purpose { part, role }),
        endpoint: Some(endpoint),
        method: endpoint.method().to_owned(),
        path: endpoint.paths()[0].to_owned(),
        ..Exchange::default()
    };
    let status = kind.status(parsed.as_ref().ok());
    let headers = vec![Header::new("content-type", "application/json")];
    let exchange = exchange.replied(status, headers, text.to_owned(), Moment::START);
    run.push(exchange);
    if matches!(kind, Kind::Accounts | Kind::Investments) {
        run.endings.push((part, Ending::Data));
    }
    Ok(Captured {
        run,
        places: vec![name.to_owned()],
        unseen: UNSEEN.to_vec(),
        reason: Some("the body of one reply does not show it"),
        not_checked: None,
    })
}

fn head(name: &str, label: &str) -> Head {
    let facts = [("file", name), ("message", label)];
    let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Head { name: name.to_owned(), facts, ..Head::default() }
}

fn not_checked(name: &str, label: &str) -> Captured {
    Captured {
        run: HarnessRun::new(head(name, label)),
        places: Vec::new(),
        unseen: Vec::new(),
        reason: Some("there are no checks for this message"),
        not_checked: Some(format!("this is {label}, which has no checks")),
    }
}

const HELP: &str = "name it with --as: authorize, challenge, accounts, pending, investments or error; a HAR \
                    file has `log` at its top";

/// Messages without checks, and the members that tell them from all others.
const KNOWN: &[(&str, &[&str])] = &[
    (STATEMENTS, &["StatementsByAccount"]),
    ("the webhook KYC", &["Holders"]),
    ("the 200 of an attributes call", &["AttributeDetails"]),
    ("the 200 of an attributes call", &["AttributesDetail"]),
    ("the 200 of an attributes call", &["Card", "Login"]),
    ("the 200 of GetCategorization", &["LoginId", "Transactions"]),
    ("the 200 of GenerateAuthorizeToken", &["Token"]),
    (STATEMENTS, &["Statements"]),
    ("the 200 of Institutions", &["Institutions"]),
];

/// Members that only accounts in GetAccountsDetail have.
const OF_DETAIL: &[&str] =
    &["Transactions", "TransitNumber", "InstitutionNumber", "OverdraftLimit"];

const GATEWAY: &str = "an error page of a gateway, not an answer of the API";

/// Recognizes a body by its member names, in any case: a message with checks, another message by name,
/// or a page of something in front of Flinks.
fn found(body: &Value) -> Option<Result<Kind, &'static str>> {
    let first = body.as_array().and_then(|items| items.first());
    if first.is_some_and(|item| get(item, "PrimaryCategoryName").is_some()) {
        return Some(Err("the 200 of Categories"));
    } else if body.is_string() {
        return Some(Err("the 200 of SetScheduledRefresh"));
    }
    body.as_object()?;
    let has = |name| get(body, name).is_some();
    match get(body, "ResponseType").map(Value::as_str) {
        Some(Some("KYC")) => return Some(Err("the webhook KYC")),
        Some(Some("GetAccountsDetail")) => return Some(Err("the webhook GetAccountsDetail")),
        Some(_) => return Some(Err("a webhook")),
        None => {}
    }
    let status_code = get(body, "StatusCode").and_then(Value::as_u64);
    let is_page = has("title") && (has("status") || has("type"))
        || has("Message") && status_code.is_some_and(|code| code >= 400)
        || ["message", "error", "fault"].into_iter().any(has)
            && status_code.is_none()
            && !["Accounts", "Investments", "Holders"].into_iter().any(has);
    if !["HttpStatusCode", "FlinksCode", "RequestId"].into_iter().any(has) {
        if is_page {
            return Some(Err(GATEWAY));
        } else if status_code.is_some() {
            return Some(Err("the 200 of DeleteCard"));
        }
    }
    // An error or a challenge may come in place of any message.
    let status = get(body, "HttpStatusCode").and_then(Value::as_u64);
    if status.is_some_and(|status| status >= 400) {
        return Some(Ok(Kind::Error));
    }
    if get(body, "SecurityChallenges").is_some_and(Value::is_array) {
        let is_list = status == Some(200) && !has("RequestId");
        return Some(if is_list { Err("the 200 of GetMFAQuestions") } else { Ok(Kind::Challenge) });
    }
    let known = KNOWN.iter().find(|(_, names)| names.iter().all(|name| has(name)));
    if let Some((label, _)) = known {
        return Some(Err(label));
    }
    if is_summary(body) {
        let has_statements = |account| get(account, "Statements").is_some();
        let is_statements = accounts(body).iter().any(has_statements);
        return Some(Err(if is_statements { STATEMENTS } else { SUMMARY }));
    }
    let code = get(body, "FlinksCode").and_then(Value::as_str);
    let message = get(body, "Message").and_then(Value::as_str).unwrap_or_default();
    if code == Some("OPERATION_PENDING") && message.to_lowercase().contains("attribute") {
        return Some(Err("the 202 of an attributes call"));
    }
    let is_pending = code.and_then(code::find).is_some_and(|code| code.status == 202);
    Some(Ok(match status {
        _ if is_investments(body) => Kind::Investments,
        _ if has("Accounts") => Kind::Accounts,
        Some(202) => Kind::Pending,
        _ if is_pending => Kind::Pending,
        _ if code.is_some() => Kind::Error,
        _ if has("RequestId") && (has("Login") || has("Links")) => Kind::Authorize,
        _ => return None,
    }))
}

const STATEMENTS: &str = "the 200 of GetStatements";
const SUMMARY: &str = "the 200 of GetAccountsSummary";

pub(super) fn get<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut members = value.as_object()?.iter();
    members.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn accounts(body: &Value) -> &[Value] {
    get(body, "Accounts").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether its accounts lack everything that only GetAccountsDetail has; if there are none, whether its
/// links lead to GetAccountsDetail.
fn is_summary(body: &Value) -> bool {
    let accounts = accounts(body);
    let is_other = |account| get(account, "AccountNumber").is_none();
    let is_detail = |account| OF_DETAIL.iter().any(|name| get(account, name).is_some());
    let links = get(body, "Links").and_then(Value::as_array);
    let leads_on =
        links.is_some_and(|links| links.iter().any(|link| link["rel"] == "AccountsDetail"));
    get(body, "Accounts").is_some()
        && if accounts.is_empty() {
            leads_on
        } else {
            !accounts.iter().any(is_detail) && !accounts.iter().all(is_other)
        }
}

/// An institution with its accounts (C18), or the flat form of 2020 (C43).
fn is_investments(body: &Value) -> bool {
    let has = |name| get(body, name).is_some();
    has("Investments")
        || has("Accounts") && has("Name") && !has("Login")
        || has("Accounts") && has("Securities")
        || has("Accounts") && get(body, "Institution").is_some_and(Value::is_object)
        || accounts(body).iter().any(|account| get(account, "FullAccountId").is_some())
}

impl Kind {
    /// Its name for people, and the call that it answers.
    fn call(self) -> (&'static str, Part, Role, Endpoint) {
        use Endpoint::{Authorize, GetAccountsDetail, GetAccountsDetailAsync, Investments};
        let (accounts, investments) = (Part::Accounts, Part::Investments);
        match self {
            Self::Authorize => ("the 200 of Authorize", accounts, Role::Open, Authorize),
            Self::Challenge => ("the 203 of Authorize", accounts, Role::Open, Authorize),
            Self::Accounts => {
                ("the 200 of GetAccountsDetail", accounts, Role::First, GetAccountsDetail)
            }
            Self::Pending => ("a 202", accounts, Role::First, GetAccountsDetailAsync),
            Self::Investments => ("the 200 of Investments", investments, Role::First, Investments),
            Self::Error => ("an error", accounts, Role::First, GetAccountsDetail),
        }
    }

    /// The HTTP status that goes with it. An error body states its own.
    fn status(self, body: Option<&Value>) -> u16 {
        let told = || {
            let told = body?.get("HttpStatusCode")?.as_u64()?;
            u16::try_from(told).ok().filter(|status| (400..600).contains(status))
        };
        let documented = || Some(code::find(body?.get("FlinksCode")?.as_str()?)?.status);
        match self {
            Self::Authorize | Self::Accounts | Self::Investments => 200,
            Self::Pending => 202,
            Self::Challenge => told().unwrap_or(203),
            Self::Error => {
                told().or_else(documented).filter(|status| *status >= 400).unwrap_or(400)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_says_which_message_it_is() {
        let checked = |kind| Some(Ok(kind));
        let known = |label| Some(Err(label));
        let question = json!([{ "Type": "QuestionAndAnswer", "Prompt": "Colour?" }]);
        let detail = json!({ "rel": "AccountsDetail", "href": "/GetAccountsDetail" });
        let token = "the 200 of GenerateAuthorizeToken";
        let attributes = "the 200 of an attributes call";
        #[rustfmt::skip]
        let table = [
            (json!({ "HttpStatusCode": 401, "FlinksCode": "INVALID_LOGIN" }), checked(Kind::Error)),
            (json!({ "HttpStatusCode": 401, "SecurityChallenges": question }), checked(Kind::Error)),
            (json!({ "HttpStatusCode": 401, "Token": "x" }), checked(Kind::Error)),
            (json!({ "HttpStatusCode": 500, "Accounts": [] }), checked(Kind::Error)),
            (json!({ "FlinksCode": "INVALID_LOGIN" }), checked(Kind::Error)),
            (json!({ "FlinksCode": "OPERATION_PENDING" }), checked(Kind::Pending)),
            (json!({ "HttpStatusCode": 202 }), checked(Kind::Pending)),
            (json!({ "HttpStatusCode": 200, "Accounts": [] }), checked(Kind::Accounts)),
            (json!({ "accounts": [] }), checked(Kind::Accounts)),
            (json!({ "Login": {}, "Name": "x", "Accounts": [] }), checked(Kind::Accounts)),
            (json!({ "Accounts": [{ "AccountNumber": "1", "transactions": [] }] }), checked(Kind::Accounts)),
            (json!({ "Accounts": [{ "AccountNumber": "1", "OverdraftLimit": 0 }] }), checked(Kind::Accounts)),
            (json!({ "Accounts": [{ "AccountNumber": "1" }] }), known(SUMMARY)),
            (json!({ "Accounts": [], "Links": [detail] }), known(SUMMARY)),
            (json!({ "Id": "x", "Name": "x", "Accounts": [] }), checked(Kind::Investments)),
            (json!({ "Investments": [] }), checked(Kind::Investments)),
            (json!({ "Accounts": [], "Securities": [], "Login": {} }), checked(Kind::Investments)),
            (json!({ "Accounts": [{ "FullAccountId": "x" }] }), checked(Kind::Investments)),
            (json!({ "Accounts": [], "Institution": { "Id": 1 } }), checked(Kind::Investments)),
            (json!({ "RequestId": "x", "Links": [] }), checked(Kind::Authorize)),
            (json!({ "RequestId": "x", "Login": {} }), checked(Kind::Authorize)),
            (json!({ "RequestId": "x", "Links": [], "SecurityChallenges": question }), checked(Kind::Challenge)),
            (json!({ "RequestId": "x", "Login": {}, "SecurityChallenges": null }), checked(Kind::Authorize)),
            (json!({ "RequestId": "x", "Login": {}, "StatementsByAccount": [] }), known("the 200 of GetStatements")),
            (json!({ "ResponseType": "KYC", "Holders": [], "Login": {} }), known("the webhook KYC")),
            (json!({ "Holders": [], "Login": {}, "RequestId": "x" }), known("the webhook KYC")),
            (json!({ "ResponseType": "GetAccountsDetail", "Accounts": [] }), known("the webhook GetAccountsDetail")),
            (json!({ "ResponseType": "Other", "HttpStatusCode": 500 }), known("a webhook")),
            (json!({ "HttpStatusCode": 200, "Token": "x" }), known(token)),
            (json!({ "StatusCode": 200, "Message": "removed" }), known("the 200 of DeleteCard")),
            (json!({ "Card": {}, "Login": {}, "RequestId": "x" }), known(attributes)),
            (json!({ "Card": {}, "RequestId": "x", "AttributesDetail": {} }), known(attributes)),
            (json!({ "LoginId": "x", "RequestId": "x", "Transactions": [] }), known("the 200 of GetCategorization")),
            (json!([{ "PrimaryCategoryName": "x" }]), known("the 200 of Categories")),
            (json!({ "type": "about:blank", "title": "Bad Request", "status": 400 }), known(GATEWAY)),
            (json!({ "statusCode": 401, "message": "no key" }), known(GATEWAY)),
            (json!({ "message": "Forbidden" }), known(GATEWAY)),
            (json!({ "message": "no Route matched", "request_id": "x" }), known(GATEWAY)),
            (json!({ "error": "invalid_client", "error_description": "x" }), known(GATEWAY)),
            (json!({ "Statements": [], "RequestId": "x", "Links": [] }), known(STATEMENTS)),
            (json!({ "Accounts": [{ "AccountNumber": "1", "Statements": [] }], "Login": {} }), known(STATEMENTS)),
            (json!({ "HttpStatusCode": 200, "SecurityChallenges": question }), known("the 200 of GetMFAQuestions")),
            (json!({ "FlinksCode": "OPERATION_PENDING", "Message": "Attributes are on their way" }), known("the 202 of an attributes call")),
            (json!({ "Institutions": [] }), known("the 200 of Institutions")),
            (json!("it is set"), known("the 200 of SetScheduledRefresh")),
            (json!({ "Message": "SUCCESS", "Investments": [] }), checked(Kind::Investments)),
            (json!({ "RequestId": "x" }), None),
            (json!({}), None),
            (json!([]), None),
        ];
        for (body, expected) in table {
            assert_eq!(found(&body), expected, "{body}");
        }
    }

    #[test]
    fn the_status_that_goes_with_it() {
        let table = [
            (Kind::Error, json!({ "HttpStatusCode": 429 }), 429),
            (Kind::Error, json!({ "FlinksCode": "INVALID_LOGIN" }), 401),
            (Kind::Error, json!({ "FlinksCode": "OPERATION_PENDING" }), 400),
            (Kind::Error, json!({ "HttpStatusCode": 70_000 }), 400),
            (Kind::Error, json!([]), 400),
            (Kind::Accounts, json!({ "HttpStatusCode": 401 }), 200),
            (Kind::Pending, json!({}), 202),
            (Kind::Challenge, json!({ "HttpStatusCode": 203 }), 203),
            (Kind::Challenge, json!({ "HttpStatusCode": 401 }), 401),
        ];
        for (kind, body, expected) in table {
            assert_eq!(kind.status(Some(&body)), expected, "{kind:?} {body}");
        }
    }
}
