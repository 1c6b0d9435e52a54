//! Why a rule was not reached.

use flinks_contract::rule::Rule;
use flinks_trace::{Ending, Part, Role};

use super::ParsedRun;
use super::rules::{schema, stable, transactions};

pub(super) fn not_reached(rule: &Rule, run: &ParsedRun<'_>) -> String {
    // The run ended there, and that is why nothing else was reached.
    if let Some(ending @ (Ending::NoSession(_) | Ending::NoAnswer(_))) = run.ending(Part::Accounts)
    {
        return ended(Part::Accounts, Some(ending));
    }
    let data = run.data(Part::Accounts);
    let fixed = match rule.id {
        stable::INDEPENDENT => return independent(run),
        id if id == schema::INVESTMENTS || id.starts_with("FLK-INV-") => {
            return ended(Part::Investments, run.ending(Part::Investments));
        }
        stable::STABLE if data.is_some() || run.data(Part::Investments).is_some() => {
            Some("the call that brought the data was not repeated")
        }
        transactions::CURRENT if data.is_some() => {
            Some("no account had two balances to compare that no other rule compares")
        }
        transactions::FUTURE if data.is_some_and(|data| data.reply_header("date").is_none()) => {
            Some("the reply with the accounts had no Date header")
        }
        _ => rule.not_reached,
    };
    let ended = || ended(Part::Accounts, run.ending(Part::Accounts));
    fixed.map_or_else(ended, str::to_owned)
}

fn independent(run: &ParsedRun<'_>) -> String {
    let was_asked = run.exchanges.iter().any(|exchange| exchange.role == Role::Back);
    match run.ending(Part::Accounts) {
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
