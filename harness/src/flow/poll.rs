//! From the first data call to the 200, the deadline, or another end.

use flinks_contract::code::{self, RetryClass};
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{CEILING, INTERVAL, TOLERANCE};
use flinks_trace::{Ending, Exchange, Part, Role};

use super::Flow;
use crate::credentials::Credentials;

/// How often a first data call is repeated because the session may still be loading.
///
/// The guides say that such a call may fail and is to be retried, and give no number.
const LOADING_RETRIES: u32 = 3;

/// How many polls in a row are sent again after a failure that passes by itself.
///
/// No source gives a number. A client that is to wait for 30 min does not end at one dropped
/// connection or one RETRY_LATER.
const POLL_RETRIES: u32 = 3;

/// Calls until there is data, then once more to see that it stays.
///
/// The next call goes out 10 s after an answer, the last one at most 30 min after the first. With
/// answers that take no time that is 181 calls.
///
/// A poll without an answer, or refused with a code of the class "retry later", is sent again after
/// the same interval, up to three times in a row; a 202 begins the count anew. UNAUTHORIZED ends a
/// poll: the session has been loaded by then.
/// An error is the ending of the whole run.
pub(super) async fn until_data(flow: &mut Flow<'_>, part: Part) -> Result<Ending, Ending> {
    let first_call = flow.setup.clock.now();
    let credentials = &flow.setup.credentials;
    let (mut role, mut failures) = (Role::First, 0);
    loop {
        let answered = flow.send(flow.call(part, role, endpoint(part, role))).await?;
        let due = answered.ended().plus(INTERVAL);
        failures = if answered.status == 202 { 0 } else { failures + 1 };
        let late;
        (role, late) = match next(answered, role, failures, credentials) {
            Next::Call(role, late) => (role, late),
            Next::Again => {
                // The flow has its data even when the repeat goes wrong: that is for the rules to say.
                flow.send(flow.call(part, Role::Again, endpoint(part, role))).await?;
                return Ok(Ending::Data);
            }
            Next::End(ending) => return Ok(ending),
        };
        if due > first_call.plus(CEILING) {
            return Ok(late);
        }
        flow.progress.pause(&flow.setup.clock, due).await;
        // A machine that was busy wakes late, and on a fast clock that is much.
        if flow.setup.clock.now() > first_call.plus(CEILING).plus(TOLERANCE) {
            return Ok(late);
        }
    }
}

#[derive(Debug, PartialEq)]
enum Next {
    /// Another call after the interval. The ending is for when no time is left.
    Call(Role, Ending),
    /// The data is there; the same call once more.
    Again,
    End(Ending),
}

/// By the HTTP status alone. Where the body says something else, that is a finding, and the run goes on
/// as the status says.
///
/// `failures` counts the calls in a row that brought neither data nor a 202, this one included.
fn next(reply: &Exchange, role: Role, failures: u32, credentials: &Credentials) -> Next {
    let poll = if let Role::Poll(number) = role { number + 1 } else { 1 };
    let repeats = failures <= POLL_RETRIES && matches!(role, Role::Poll(_));
    if let Some((reason, passes)) = reply.no_reply() {
        let ending = Ending::NoAnswer(reason.to_owned());
        return if passes && repeats {
            Next::Call(Role::Poll(poll), ending)
        } else {
            Next::End(ending)
        };
    }
    match reply.status {
        200 => return Next::Again,
        202 => return Next::Call(Role::Poll(poll), Ending::Deadline),
        _ => {}
    }
    let passes = passes(reply, credentials);
    let answer = reply.answer() + question(reply, credentials);
    let ending = match (passes, role) {
        // Nothing was wrong with the session, or it would have a code that says so.
        (Passes::NoKey, _) | (Passes::Loading, Role::Retry(LOADING_RETRIES)) => {
            Ending::NoSession(format!("the data calls answered {answer}"))
        }
        _ => Ending::Terminal(answer),
    };
    match (passes, role) {
        (Passes::Later, Role::Poll(_)) if repeats => Next::Call(Role::Poll(poll), ending),
        (Passes::Loading | Passes::Later, Role::First) => {
            Next::Call(Role::Retry(1), Ending::Deadline)
        }
        (Passes::Loading | Passes::Later, Role::Retry(number)) if number < LOADING_RETRIES => {
            Next::Call(Role::Retry(number + 1), Ending::Deadline)
        }
        _ => Next::End(ending),
    }
}

/// When a refusal passes by itself.
#[derive(Clone, Copy)]
enum Passes {
    Never,
    /// Only with a key that the harness does not have.
    NoKey,
    /// Once the session is loaded, so never in a poll.
    Loading,
    Later,
}

/// When a refusal passes. A data endpoint says UNAUTHORIZED until Authorize is through; codes of the
/// class "retry later" pass by themselves.
fn passes(reply: &Exchange, credentials: &Credentials) -> Passes {
    // A server that wants one key wants both, and does not wait for the session.
    let lacks_key = credentials.secret_key.is_some() && credentials.api_key.is_none();
    match code::find(&reply.code) {
        Some(code) if code.name == "UNAUTHORIZED" && lacks_key => Passes::NoKey,
        Some(code) if code.name == "UNAUTHORIZED" => Passes::Loading,
        Some(code) if code.retry == RetryClass::RetryLater => Passes::Later,
        _ => Passes::Never,
    }
}

fn question(reply: &Exchange, credentials: &Credentials) -> &'static str {
    match (&*reply.code, &credentials.api_key) {
        ("UNAUTHORIZED" | "ACCESS_DENIED", None) => " (FLINKS_API_KEY is not set)",
        ("UNAUTHORIZED" | "ACCESS_DENIED", _) => " (is FLINKS_API_KEY the right one?)",
        _ => "",
    }
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
    use crate::credentials::Secret;
    use flinks_trace::Moment;
    use serde_json::json;

    #[test]
    fn what_a_client_does() {
        const LOADING: &str = "UNAUTHORIZED";
        let reply = |status: u16, code: &str| {
            let text = json!({ "FlinksCode": code }).to_string();
            Exchange::default().replied(status, Vec::new(), text, Moment::START)
        };
        let refused = |code| reply(401, code);
        let gone =
            |passes| Exchange::default().unanswered("gone".to_owned(), passes, Moment::START);
        let terminal = |code: &str| Ending::Terminal(format!("401 {code}"));
        let no_answer = || Ending::NoAnswer("gone".to_owned());
        let unset = "the data calls answered 401 UNAUTHORIZED (FLINKS_API_KEY is not set)";
        let locked_out = || Ending::NoSession(unset.to_owned());
        let call = |role| Next::Call(role, Ending::Deadline);
        let repeat = |ending| Next::Call(Role::Poll(8), ending);
        let (later, never) = ("RETRY_LATER", "SESSION_EXPIRED");
        let table = [
            (reply(200, ""), Role::First, 0, Next::Again),
            (reply(200, ""), Role::Poll(7), 3, Next::Again),
            (reply(202, ""), Role::First, 0, call(Role::Poll(1))),
            (reply(202, ""), Role::Retry(2), 0, call(Role::Poll(1))),
            (reply(202, ""), Role::Poll(7), 0, call(Role::Poll(8))),
            (refused(LOADING), Role::First, 1, call(Role::Retry(1))),
            (refused(later), Role::First, 1, call(Role::Retry(1))),
            (refused("CARD_IN_USE"), Role::First, 1, call(Role::Retry(1))),
            (refused(later), Role::Retry(2), 3, call(Role::Retry(3))),
            (refused(later), Role::Retry(3), 4, Next::End(terminal(later))),
            (refused(LOADING), Role::Retry(2), 3, call(Role::Retry(3))),
            (refused(LOADING), Role::Retry(3), 4, Next::End(locked_out())),
            (refused(never), Role::First, 1, Next::End(terminal(never))),
            (refused("NO_SUCH_CODE"), Role::First, 1, Next::End(terminal("NO_SUCH_CODE"))),
            (refused(later), Role::Poll(7), 1, repeat(terminal(later))),
            (refused(later), Role::Poll(7), 3, repeat(terminal(later))),
            (refused(later), Role::Poll(7), 4, Next::End(terminal(later))),
            (refused(never), Role::Poll(7), 1, Next::End(terminal(never))),
            (gone(true), Role::First, 1, Next::End(no_answer())),
            (gone(true), Role::Poll(7), 3, repeat(no_answer())),
            (gone(true), Role::Poll(7), 4, Next::End(no_answer())),
            (gone(false), Role::Poll(7), 1, Next::End(no_answer())),
        ];
        for (reply, role, failures, expected) in table {
            let name = format!("{} {role:?} {failures}", reply.answer());
            assert_eq!(next(&reply, role, failures, &Credentials::default()), expected, "{name}");
        }
        // In a poll the session has been loaded.
        let credentials = Credentials::default();
        let polled = next(&refused(LOADING), Role::Poll(7), 1, &credentials);
        assert!(matches!(polled, Next::End(Ending::Terminal(_))), "{polled:?}");
        // A server that wants one key wants both.
        let secret_key = Secret::read("key").unwrap();
        let credentials = Credentials { secret_key, ..Credentials::default() };
        let first = next(&refused(LOADING), Role::First, 1, &credentials);
        assert_eq!(first, Next::End(locked_out()));
    }
}
