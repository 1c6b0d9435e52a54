//! Why a rule was not reached.

use flinks_contract::rule;

use crate::exchange::{Part, Reply, Role};
use crate::record::{Ending, Record};

pub(super) fn not_reached(id: &str, record: &Record) -> String {
    // The run ended there, and that is why nothing else was reached.
    if let Some(ending @ (Ending::NoSession(_) | Ending::NoAnswer(_))) =
        record.ending(Part::Accounts)
    {
        return ended(Part::Accounts, Some(ending));
    }
    let fixed = match id {
        rule::SCH_PENDING | rule::PEN_MEMBERS => "no reply was a 202",
        rule::FLOW_PENDING => "there were no two 202s of one kind to compare",
        rule::SCH_ERROR | rule::ENV_ERROR => "no reply was an error",
        rule::FLOW_LOADING => "no first data call was refused",
        rule::AUT_REQUEST => "fewer than two sessions were opened",
        rule::AUT_LOGIN | rule::SCH_AUTHORIZE => "no session was opened",
        rule::ID_REQUEST => "no reply within a session had a RequestId",
        rule::FLOW_STATUS | rule::FLOW_HELD => "no data call was answered",
        rule::FLOW_STABLE | rule::FLOW_DEADLINE | rule::FLOW_CODE => "no data was seen",
        rule::FLOW_INDEPENDENT => return independent(record),
        rule::ENV_STATUS => "no reply had a number as its HttpStatusCode",
        rule::ENV_JSON => "there was no reply",
        rule::ENV_NAMES => "no reply was JSON",
        rule::LNK_HREF => "no reply had a link",
        rule::LNK_SESSION => "no link had an id in it",
        rule::CLI_OWN_SIDE => "nothing was polled",
        rule::SCH_INVESTMENTS | rule::INV_REQUEST_ID | rule::INV_LOGIN_ID | rule::INV_CACHED => {
            return ended(Part::Investments, record.ending(Part::Investments));
        }
        rule::TXN_CURRENT if data(record).is_some() => {
            "no account had two balances to compare that no other rule compares"
        }
        rule::TXN_FUTURE if data(record).is_some_and(|reply| reply.header("date").is_none()) => {
            "the reply with the accounts had no Date header"
        }
        _ if id.starts_with("FLK-ERR-") => "its probe was not sent, or not answered",
        _ => return ended(Part::Accounts, record.ending(Part::Accounts)),
    };
    fixed.to_owned()
}

fn data(record: &Record) -> Option<&Reply> {
    record.data(Part::Accounts)?.reply()
}

fn independent(record: &Record) -> String {
    let was_asked = record.exchanges.iter().any(|exchange| exchange.role == Role::Back);
    match record.ending(Part::Accounts) {
        Some(Ending::Data) if was_asked => "the data did not stay in its own session",
        Some(Ending::Data) => "no other session was used in between",
        ending => return ended(Part::Accounts, ending),
    }
    .to_owned()
}

/// How a part ended, as the reason for what was not seen.
pub(super) fn ended(part: Part, ending: Option<&Ending>) -> String {
    match ending {
        None => format!("{part} were not asked for"),
        Some(Ending::Data) => format!("the data of {part} has nothing to apply it to"),
        Some(Ending::Deadline) => {
            format!("{part} were still pending 30 min after the first data call")
        }
        Some(Ending::Terminal(answer)) => format!("{part} ended with {answer}, without data"),
        Some(Ending::NoSession(why)) => format!("{part} got no session: {why}"),
        Some(Ending::NoAnswer(why)) => format!("{part} got no answer: {why}"),
        Some(Ending::Retired(why) | Ending::Throttled(why) | Ending::OverBudget(why)) => {
            format!("{part}: {why}")
        }
    }
}
