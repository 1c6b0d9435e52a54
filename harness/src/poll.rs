//! From the first data call to the 200, the deadline, or another end.

use flinks_contract::code::{self, RetryClass};
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{CEILING, INTERVAL};

use crate::exchange::{Exchange, Part, Reply, Role};
use crate::flow::Flow;
use crate::record::Ending;

/// How often a first data call is repeated because the session may still be loading.
///
/// The guides say that such a call may fail and is to be retried, and give no number.
const LOADING_RETRIES: u32 = 3;

/// Calls until there is data, then once more to see that it stays.
///
/// The next call goes out 10 s after an answer, the last one at most 30 min after the first. With
/// answers that take no time that is 181 calls.
pub(crate) async fn until_data(flow: &mut Flow<'_>, part: Part) -> Ending {
    let first_call = flow.setup.clock.now();
    let mut role = Role::First;
    loop {
        let answered = call(flow, part, role).await;
        let (meaning, due) = (meaning(answered), answered.answered_at.plus(INTERVAL));
        role = match next(meaning, role) {
            Next::Call(role) => role,
            Next::Again => return again(flow, part, role).await,
            Next::End(ending) => return ending,
        };
        if due > first_call.plus(CEILING) {
            return Ending::Deadline;
        }
        flow.setup.clock.sleep_until(due).await;
    }
}

/// What a client makes of an answer to a data call.
#[derive(Debug)]
enum Meaning {
    Data,
    Pending,
    /// `loading`: the code is one of those that pass.
    Refused {
        answer: String,
        loading: bool,
    },
    NoAnswer(String),
}

/// What a client does about it.
#[derive(Debug, PartialEq)]
enum Next {
    /// After the interval.
    Call(Role),
    /// The data is there; the same call once more.
    Again,
    End(Ending),
}

fn next(meaning: Meaning, role: Role) -> Next {
    match (meaning, role) {
        (Meaning::Data, _) => Next::Again,
        (Meaning::Pending, Role::Poll(number)) => Next::Call(Role::Poll(number + 1)),
        (Meaning::Pending, _) => Next::Call(Role::Poll(1)),
        (Meaning::Refused { loading: true, .. }, Role::First) => Next::Call(Role::Retry(1)),
        (Meaning::Refused { loading: true, .. }, Role::Retry(number))
            if number < LOADING_RETRIES =>
        {
            Next::Call(Role::Retry(number + 1))
        }
        (Meaning::Refused { answer, .. }, _) => Next::End(Ending::Terminal(answer)),
        (Meaning::NoAnswer(why), _) => Next::End(Ending::NoAnswer(why)),
    }
}

/// By the HTTP status alone. Where the body says something else, that is a finding, and the run
/// goes on as the status says.
fn meaning(exchange: &Exchange) -> Meaning {
    match &exchange.result {
        Err(error) => Meaning::NoAnswer(error.to_string()),
        Ok(reply) => match reply.status {
            200 => Meaning::Data,
            202 => Meaning::Pending,
            _ => Meaning::Refused { answer: reply.summary(), loading: may_be_loading(reply) },
        },
    }
}

/// UNAUTHORIZED is what a data endpoint says before Authorize is through; codes of the class "retry
/// later" pass by themselves.
fn may_be_loading(reply: &Reply) -> bool {
    let code = reply.flinks_code().and_then(code::find);
    code.is_some_and(|code| code.name == "UNAUTHORIZED" || code.retry == RetryClass::RetryLater)
}

/// The flow has its data even when the repeat goes wrong: that is for the checks to say.
async fn again(flow: &mut Flow<'_>, part: Part, role: Role) -> Ending {
    let endpoint = endpoint(part, role);
    let body = flow.request(endpoint, part);
    flow.send(part, Role::Again, endpoint, body).await;
    Ending::Data
}

async fn call<'a>(flow: &'a mut Flow<'_>, part: Part, role: Role) -> &'a Exchange {
    let endpoint = endpoint(part, role);
    let body = flow.request(endpoint, part);
    flow.send(part, role, endpoint, body).await
}

fn endpoint(part: Part, role: Role) -> Endpoint {
    match (part, role) {
        (Part::Accounts, Role::Poll(_)) => Endpoint::GetAccountsDetailAsync,
        (Part::Accounts, _) => Endpoint::GetAccountsDetail,
        _ => Endpoint::Investments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_client_does() {
        let refused = |loading| Meaning::Refused { answer: "401".to_owned(), loading };
        let terminal = || Next::End(Ending::Terminal("401".to_owned()));
        let table = [
            (Meaning::Data, Role::First, Next::Again),
            (Meaning::Data, Role::Poll(7), Next::Again),
            (Meaning::Pending, Role::First, Next::Call(Role::Poll(1))),
            (Meaning::Pending, Role::Retry(2), Next::Call(Role::Poll(1))),
            (Meaning::Pending, Role::Poll(7), Next::Call(Role::Poll(8))),
            (refused(true), Role::First, Next::Call(Role::Retry(1))),
            (refused(true), Role::Retry(2), Next::Call(Role::Retry(3))),
            (refused(true), Role::Retry(3), terminal()),
            (refused(true), Role::Poll(1), terminal()),
            (refused(false), Role::First, terminal()),
        ];
        for (meaning, role, expected) in table {
            let name = format!("{meaning:?} {role:?}");
            assert_eq!(next(meaning, role), expected, "{name}");
        }
    }

    #[test]
    fn codes_that_pass_while_a_session_loads() {
        let table = [
            ("UNAUTHORIZED", true),
            ("RETRY_LATER", true),
            ("CARD_IN_USE", true),
            ("SESSION_EXPIRED", false),
            ("INVALID_REQUEST", false),
            ("NO_SUCH_CODE", false),
        ];
        for (code, expected) in table {
            let reply = Reply {
                status: 401,
                content_type: None,
                location: None,
                bytes: Vec::new(),
                json: Ok(json!({ "FlinksCode": code })),
            };
            assert_eq!(may_be_loading(&reply), expected, "{code}");
        }
    }
}
