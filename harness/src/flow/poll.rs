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
///
/// # Errors
///
/// The ending of the whole run, where nothing more may be sent.
pub(super) async fn until_data(flow: &mut Flow<'_>, part: Part) -> Result<Ending, Ending> {
    let first_call = flow.setup.clock.now();
    let credentials = &flow.setup.live.credentials;
    let (mut role, mut failures) = (Role::First, 0);
    loop {
        let answered = flow.send(flow.call(part, role, endpoint(part, role))).await?;
        let meaning = meaning(answered, credentials);
        let due = answered.ended().plus(INTERVAL);
        failures = if matches!(meaning, Meaning::Pending) { 0 } else { failures + 1 };
        let late;
        (role, late) = match next(meaning, role, failures) {
            Next::Call(role) => (role, Ending::Deadline),
            Next::Repeat(role, ending) => (role, ending),
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

/// What a client makes of an answer to a data call.
#[derive(Debug)]
enum Meaning {
    Data,
    Pending,
    Refused {
        answer: String,
        passes: Passes,
    },
    /// `passes`: another try may bring an answer.
    NoAnswer {
        why: String,
        passes: bool,
    },
}

/// When a refusal passes by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Passes {
    Never,
    /// Not without a key that the harness has not got.
    NoKey,
    /// Once the session is loaded, and so not in a poll.
    Loading,
    Later,
}

/// What a client does about it.
#[derive(Debug, PartialEq)]
enum Next {
    /// After the interval.
    Call(Role),
    /// The same after a failed poll. The ending is for when no time is left.
    Repeat(Role, Ending),
    /// The data is there; the same call once more.
    Again,
    End(Ending),
}

/// `failures` counts the calls in a row that brought neither data nor a 202, this one included.
fn next(meaning: Meaning, role: Role, failures: u32) -> Next {
    match (meaning, role) {
        (Meaning::Data, _) => Next::Again,
        (Meaning::Pending, Role::Poll(number)) => Next::Call(Role::Poll(number + 1)),
        (Meaning::Pending, _) => Next::Call(Role::Poll(1)),
        (Meaning::Refused { answer, passes }, role) => refused(answer, passes, role, failures),
        (Meaning::NoAnswer { why, passes: true }, Role::Poll(number)) => {
            repeat(Ending::NoAnswer(why), number, failures)
        }
        (Meaning::NoAnswer { why, .. }, _) => Next::End(Ending::NoAnswer(why)),
    }
}

fn refused(answer: String, passes: Passes, role: Role, failures: u32) -> Next {
    let ending = match (passes, role) {
        // Nothing was wrong with the session, or it would have a code that says so.
        (Passes::NoKey, _) | (Passes::Loading, Role::Retry(LOADING_RETRIES)) => {
            Ending::NoSession(format!("the data calls answered {answer}"))
        }
        _ => Ending::Terminal(answer),
    };
    match (passes, role) {
        (Passes::Later, Role::Poll(number)) => repeat(ending, number, failures),
        (Passes::Loading | Passes::Later, Role::First) => Next::Call(Role::Retry(1)),
        (Passes::Loading | Passes::Later, Role::Retry(number)) if number < LOADING_RETRIES => {
            Next::Call(Role::Retry(number + 1))
        }
        _ => Next::End(ending),
    }
}

fn repeat(ending: Ending, number: u32, failures: u32) -> Next {
    if failures > POLL_RETRIES {
        Next::End(ending)
    } else {
        Next::Repeat(Role::Poll(number + 1), ending)
    }
}

/// By the HTTP status alone. Where the body says something else, that is a finding, and the run
/// goes on as the status says.
fn meaning(exchange: &Exchange, credentials: &Credentials) -> Meaning {
    match (exchange.no_reply(), exchange.status) {
        (Some((reason, passes)), _) => Meaning::NoAnswer { why: reason.to_owned(), passes },
        (None, 200) => Meaning::Data,
        (None, 202) => Meaning::Pending,
        (None, _) => {
            let question = match (&*exchange.code, &credentials.api_key) {
                ("UNAUTHORIZED" | "ACCESS_DENIED", None) => " (FLINKS_API_KEY is not set)",
                ("UNAUTHORIZED" | "ACCESS_DENIED", _) => " (is FLINKS_API_KEY the right one?)",
                _ => "",
            };
            let answer = exchange.answer() + question;
            Meaning::Refused { answer, passes: passes(exchange, credentials) }
        }
    }
}

/// UNAUTHORIZED is what a data endpoint says before Authorize is through; codes of the class "retry
/// later" pass by themselves.
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
    use flinks_trace::Moment;
    use serde_json::json;

    #[test]
    fn what_a_client_does() {
        use Passes::{Later, Loading, Never, NoKey};
        let refused = |passes| Meaning::Refused { answer: "401".to_owned(), passes };
        let gone = |passes| Meaning::NoAnswer { why: "gone".to_owned(), passes };
        let terminal = || Ending::Terminal("401".to_owned());
        let no_answer = || Ending::NoAnswer("gone".to_owned());
        let locked_out = || Ending::NoSession("the data calls answered 401".to_owned());
        let table = [
            (Meaning::Data, Role::First, 0, Next::Again),
            (Meaning::Data, Role::Poll(7), 3, Next::Again),
            (Meaning::Pending, Role::First, 0, Next::Call(Role::Poll(1))),
            (Meaning::Pending, Role::Retry(2), 0, Next::Call(Role::Poll(1))),
            (Meaning::Pending, Role::Poll(7), 0, Next::Call(Role::Poll(8))),
            (refused(Loading), Role::First, 1, Next::Call(Role::Retry(1))),
            (refused(Later), Role::First, 1, Next::Call(Role::Retry(1))),
            (refused(Later), Role::Retry(2), 3, Next::Call(Role::Retry(3))),
            (refused(Later), Role::Retry(3), 4, Next::End(terminal())),
            (refused(Loading), Role::Retry(2), 3, Next::Call(Role::Retry(3))),
            (refused(Loading), Role::Retry(3), 4, Next::End(locked_out())),
            (refused(NoKey), Role::First, 1, Next::End(locked_out())),
            (refused(Never), Role::First, 1, Next::End(terminal())),
            (refused(Later), Role::Poll(7), 1, Next::Repeat(Role::Poll(8), terminal())),
            (refused(Later), Role::Poll(7), 3, Next::Repeat(Role::Poll(8), terminal())),
            (refused(Later), Role::Poll(7), 4, Next::End(terminal())),
            (refused(Loading), Role::Poll(7), 1, Next::End(terminal())),
            (refused(Never), Role::Poll(7), 1, Next::End(terminal())),
            (gone(true), Role::First, 1, Next::End(no_answer())),
            (gone(true), Role::Poll(7), 3, Next::Repeat(Role::Poll(8), no_answer())),
            (gone(true), Role::Poll(7), 4, Next::End(no_answer())),
            (gone(false), Role::Poll(7), 1, Next::End(no_answer())),
        ];
        for (meaning, role, failures, expected) in table {
            let name = format!("{meaning:?} {role:?} {failures}");
            assert_eq!(next(meaning, role, failures), expected, "{name}");
        }
    }

    #[test]
    fn codes_that_pass() {
        let table = [
            ("UNAUTHORIZED", Passes::Loading),
            ("RETRY_LATER", Passes::Later),
            ("CARD_IN_USE", Passes::Later),
            ("SESSION_EXPIRED", Passes::Never),
            ("INVALID_REQUEST", Passes::Never),
            ("NO_SUCH_CODE", Passes::Never),
        ];
        for (code, expected) in table {
            let text = json!({ "FlinksCode": code }).to_string();
            let reply = Exchange::default().replied(401, Vec::new(), text, Moment::START);
            assert_eq!(passes(&reply, &Credentials::default()), expected, "{code}");
        }
    }
}
