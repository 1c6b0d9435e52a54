//! The body of one reply, without the request and the reply around it.

use clap::ValueEnum;
use flinks_contract::code;
use flinks_contract::endpoint::Endpoint;
use flinks_judge::server::{parse, rules};
use flinks_trace::file::{self, FileError};
use flinks_trace::{Ending, Exchange, HarnessRun, Head, Header, Moment, Part, Purpose, Role};
use serde_json::Value;

use super::{Captured, OWN_SIDE, Unseen, fault};

/// Which message a body is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Kind {
    /// The 200 of Authorize
    Authorize,
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
    let parsed = parse(text.strip_prefix('\u{feff}').unwrap_or(text));
    let kind = match (asked, &parsed) {
        (Some(kind), _) => kind,
        (None, Ok(body)) => Kind::of(body).ok_or_else(|| {
            let what = "nothing in this JSON says which message it is".to_owned();
            fault(name, Some((1, 1)), what, HELP)
        })?,
        (None, Err(why)) => {
            let what = format!("not JSON, so it cannot be told which message it is: {why}");
            return Err(fault(name, None, file::message(&what), HELP));
        }
    };
    let (part, role, endpoint) = kind.call();
    let facts = [("file", name), ("message", kind.label())];
    let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mut run = HarnessRun::new(Head { name: name.to_owned(), facts, ..Head::default() });
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
    })
}

const HELP: &str = "say it with --as: authorize, accounts, pending, investments or error; a HAR file has \
                    `log` at its top";

impl Kind {
    /// By the members at its top, in any case, and by HttpStatusCode.
    fn of(body: &Value) -> Option<Self> {
        let members = body.as_object()?;
        let get = |name: &str| {
            let mut members = members.iter();
            members.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let has = |name| get(name).is_some();
        let status = get("HttpStatusCode").and_then(Value::as_u64);
        let code = get("FlinksCode").and_then(Value::as_str);
        let is_pending = code.and_then(code::find).is_some_and(|code| code.status == 202);
        match status {
            Some(400..) => Some(Self::Error),
            _ if has("Investments") => Some(Self::Investments),
            // The page's table begins at the institution (C18).
            _ if has("Accounts") && has("Name") && !has("Login") => Some(Self::Investments),
            _ if has("Accounts") => Some(Self::Accounts),
            Some(202) => Some(Self::Pending),
            _ if is_pending => Some(Self::Pending),
            _ if code.is_some() => Some(Self::Error),
            // With SecurityChallenges it is the 203, which no check covers.
            _ if has("SecurityChallenges") => None,
            _ if has("RequestId") && (has("Login") || has("Links")) => Some(Self::Authorize),
            _ => None,
        }
    }

    fn call(self) -> (Part, Role, Endpoint) {
        match self {
            Self::Authorize => (Part::Accounts, Role::Open, Endpoint::Authorize),
            Self::Pending => (Part::Accounts, Role::First, Endpoint::GetAccountsDetailAsync),
            Self::Investments => (Part::Investments, Role::First, Endpoint::Investments),
            Self::Accounts | Self::Error => {
                (Part::Accounts, Role::First, Endpoint::GetAccountsDetail)
            }
        }
    }

    /// The HTTP status that goes with it. That of an error is the one which the body tells.
    fn status(self, body: Option<&Value>) -> u16 {
        let told = || {
            let told = body?.get("HttpStatusCode")?.as_u64()?;
            u16::try_from(told).ok().filter(|status| (400..600).contains(status))
        };
        let documented = || Some(code::find(body?.get("FlinksCode")?.as_str()?)?.status);
        match self {
            Self::Authorize | Self::Accounts | Self::Investments => 200,
            Self::Pending => 202,
            Self::Error => {
                told().or_else(documented).filter(|status| *status >= 400).unwrap_or(400)
            }
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Authorize => "the 200 of Authorize",
            Self::Accounts => "the 200 of GetAccountsDetail",
            Self::Pending => "a 202",
            Self::Investments => "the 200 of Investments",
            Self::Error => "an error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_says_which_message_it_is() {
        let table = [
            (json!({ "HttpStatusCode": 401, "FlinksCode": "INVALID_LOGIN" }), Some(Kind::Error)),
            (json!({ "HttpStatusCode": 500, "Accounts": [] }), Some(Kind::Error)),
            (json!({ "FlinksCode": "INVALID_LOGIN" }), Some(Kind::Error)),
            (json!({ "FlinksCode": "OPERATION_PENDING" }), Some(Kind::Pending)),
            (json!({ "HttpStatusCode": 202 }), Some(Kind::Pending)),
            (json!({ "HttpStatusCode": 200, "Accounts": [] }), Some(Kind::Accounts)),
            (json!({ "accounts": [] }), Some(Kind::Accounts)),
            (json!({ "Login": {}, "Name": "x", "Accounts": [] }), Some(Kind::Accounts)),
            (json!({ "Id": "x", "Name": "x", "Accounts": [] }), Some(Kind::Investments)),
            (json!({ "Investments": [] }), Some(Kind::Investments)),
            (json!({ "RequestId": "x", "Links": [] }), Some(Kind::Authorize)),
            (json!({ "RequestId": "x", "Login": {} }), Some(Kind::Authorize)),
            (json!({ "RequestId": "x", "Links": [], "SecurityChallenges": [] }), None),
            (json!({ "RequestId": "x" }), None),
            (json!({}), None),
            (json!([]), None),
            (json!("Accounts"), None),
        ];
        for (body, expected) in table {
            assert_eq!(Kind::of(&body), expected, "{body}");
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
        ];
        for (kind, body, expected) in table {
            assert_eq!(kind.status(Some(&body)), expected, "{kind:?} {body}");
        }
    }
}
