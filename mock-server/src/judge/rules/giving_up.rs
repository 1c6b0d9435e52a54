//! At what a client gave up: CLI-POLL-001 and CLI-POLL-006, CLI-ERR-002 to CLI-ERR-004.
//!
//! All of them are about a client that does not call again. The last answer decides which of them
//! says it best, so that one defect breaks one rule.

use std::time::Duration;

use flinks_contract::code::RetryClass;
use flinks_contract::polling;
use flinks_contract::rule::client;
use flinks_report::{Finding, Unit};

use crate::judge::answer::Answer;
use crate::judge::conversation::{Conversation, Ending, MAY_GO_ON};
use crate::judge::evidence::Call;
use crate::judge::gaps::list;
use crate::judge::sheet::{Sheet, at, detail, finding};
use crate::judge::trace::Trace;
use flinks_trace::Timestamp;

pub(super) fn apply(trace: &Trace<'_>, conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    for conversation in conversations {
        went_on(conversation, sheet);
        ended(trace, conversation, sheet);
    }
}

/// The rule that forbids to stop at this answer.
fn rule(call: &Call) -> Option<&'static str> {
    match call.answer() {
        Answer::Lost => Some(client::ERR_SURVIVE),
        Answer::Trouble if may_be_taken(call) => None,
        Answer::Trouble if passes(call.status) => Some(client::ERR_SURVIVE),
        Answer::Refused(code) if code.retry == RetryClass::RetryLater => Some(client::ERR_RETRY),
        Answer::Pending | Answer::Dispatched if call.status != 202 => Some(client::ERR_STATUS),
        Answer::Dispatched => Some(client::POLL_DISPATCHED),
        Answer::Pending | Answer::Left => Some(client::POLL_ON),
        _ => None,
    }
}

/// The right answer under another content type: taking it is as good as asking again.
fn may_be_taken(call: &Call) -> bool {
    call.facts.as_ref().is_some_and(|facts| facts.mislabelled)
}

/// What a gateway or a proxy says of itself goes by; a success that cannot be read does as well.
fn passes(status: u16) -> bool {
    !(400..500).contains(&status) || matches!(status, 408 | 429)
}

/// What the client did not stop at.
fn went_on(conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    let before = &conversation.calls[..conversation.calls.len() - 1];
    let rules = before.iter().filter_map(|call| rule(call));
    for rule in rules.filter(|rule| *rule != client::POLL_ON) {
        sheet.applied(rule, 1);
    }
}

fn ended(trace: &Trace<'_>, conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    let last = rule(conversation.last());
    match conversation.ending(trace) {
        Ending::Answered | Ending::Reached => {
            let was_pending = conversation.first_pending().is_some();
            sheet.applied(client::POLL_ON, usize::from(was_pending));
        }
        Ending::GivenUp => {
            let Some(rule) = last else { return };
            let rule = better(rule, conversation);
            sheet.applied(rule, 1);
            if rule != client::ERR_RETRY || !is_repeated(rule, conversation) {
                sheet.broken(rule, found(trace, conversation, rule));
            }
        }
        Ending::Elsewhere if last == Some(client::ERR_RETRY) => {
            sheet.applied(client::ERR_RETRY, 1);
        }
        Ending::Elsewhere => {}
        Ending::Unknown => {
            let Some(rule) = last else { return };
            sheet.applied(rule, 1);
            sheet.open(rule, MAY_GO_ON);
        }
    }
}

/// A client that went on after such an answer before knows it. It gives up for another reason.
fn better(rule: &'static str, conversation: &Conversation<'_, '_>) -> &'static str {
    let knows = [client::ERR_STATUS, client::POLL_DISPATCHED].contains(&rule);
    if knows && is_repeated(rule, conversation) { client::POLL_ON } else { rule }
}

fn is_repeated(of: &str, conversation: &Conversation<'_, '_>) -> bool {
    let before = &conversation.calls[..conversation.calls.len() - 1];
    before.iter().any(|call| rule(call) == Some(of))
}

fn found(trace: &Trace<'_>, conversation: &Conversation<'_, '_>, rule: &str) -> Finding {
    let last = conversation.last();
    let until = conversation.deadline();
    let expected = match rule {
        client::ERR_STATUS => "polled on: HttpStatusCode of the body says 202".to_owned(),
        client::POLL_DISPATCHED => "polled on: OPERATION_DISPATCHED means pending".to_owned(),
        client::ERR_SURVIVE => format!("asked again, until {}", Timestamp(until)),
        client::ERR_RETRY => "asked again later, or a new Authorize later".to_owned(),
        _ => format!(
            "polls until the data, an error that ends the session, or {} (30 min)",
            Timestamp(until)
        ),
    };
    let gone = match trace.end(conversation.session.customer) {
        Some(end) => format!("then none until the client ended at {}", Timestamp(end)),
        None => "then none".to_owned(),
    };
    if rule != client::POLL_ON {
        let actual = format!("{}, {gone}", answered(last));
        return finding(at(last), "calls", expected, actual, &[last]);
    }
    let polls = polls(conversation);
    let actual = format!("{}, {gone}", stopped(conversation, polls.len()));
    let mut found = finding(at(last), "calls", expected, actual, &[last]);
    let waits: Vec<Duration> = conversation.gaps().iter().map(|gap| gap.wait).collect();
    if !waits.is_empty() {
        found.details.push(detail("gaps", list(&waits)));
    }
    found.details.push(detail("looks like", limit(conversation, polls.len())));
    found
}

/// What came after the first 202.
fn polls<'a>(conversation: &Conversation<'_, 'a>) -> Vec<&'a Call> {
    let first = conversation.first_pending().unwrap_or(conversation.first()).seq;
    conversation.calls.iter().filter(|call| call.seq > first).copied().collect()
}

/// "6 polls in 18.0 s of 30 min".
fn stopped(conversation: &Conversation<'_, '_>, polls: usize) -> String {
    let from = conversation.first_pending().unwrap_or(conversation.first()).due;
    match (polls, conversation.first_pending()) {
        (0, Some(_)) => "the 202".to_owned(),
        (0, None) => "one call, which the client ended before its answer".to_owned(),
        _ => {
            let unit = Unit { one: "poll", many: "polls" };
            let time = conversation.last().arrived.since(from);
            format!(
                "{} in {} of {} min",
                unit.count(polls),
                minutes(time),
                polling::CEILING.as_secs() / 60
            )
        }
    }
}

fn limit(conversation: &Conversation<'_, '_>, polls: usize) -> String {
    let unit = Unit { one: "poll", many: "polls" };
    let last = conversation.last().answer();
    match (polls, last) {
        (0, Answer::Left) => "a time limit of the client, and no second try".to_owned(),
        (0, _) => "the 202 taken for an end".to_owned(),
        _ => format!("a limit of {}", unit.count(polls)),
    }
}

/// "18.2 s", or "05:10 min".
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{:02}:{:02} min", seconds / 60, seconds % 60),
    }
}

fn answered(call: &Call) -> String {
    match call.answer() {
        Answer::Lost => "the connection was lost".to_owned(),
        _ => format!("{} {}", call.status, call.code).trim_end().to_owned(),
    }
}
