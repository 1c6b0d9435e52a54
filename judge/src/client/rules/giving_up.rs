//! The answer at which a client gave up: CLI-POLL-001, CLI-POLL-006, CLI-ERR-003, CLI-ERR-004,
//! CLI-ERR-009, and CLI-ERR-002 for data calls.
//!
//! All of them are about a client that does not call again. The last answer decides which of them says
//! it best, so that one defect breaks one rule; that is why they share this file.

use super::retry_later;
use super::*;
use crate::client::timing::{rounding, speed};

/// Goes on until data, an error that ends the session, or 30 min.
const POLL_ON: &str = "CLI-POLL-001";
/// `OPERATION_DISPATCHED` is pending too.
const DISPATCHED: &str = "CLI-POLL-006";
/// A 5xx or a reset during the poll is survived.
const SURVIVE: &str = "CLI-ERR-003";
/// HTTP 200 with `HttpStatusCode` 202 is no data.
const STATUS: &str = "CLI-ERR-004";
/// An error of the first data call, while the session loads, is retried.
const LOADING: &str = "CLI-ERR-009";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for conversation in &context.conversations {
        went_on(conversation, findings);
        ended(context, conversation, findings);
    }
    retry_later::check(context, findings.rule(retry_later::ID));
}

/// The rule that forbids stopping at this answer.
fn rule(conversation: &Conversation<'_>, call: &Exchange) -> Option<&'static str> {
    match Answer::of(call) {
        Answer::Lost => Some(SURVIVE),
        // The right answer under another content type: taking it is as good as asking again.
        Answer::Trouble if analysed(call, |reply| reply.mislabelled) => None,
        Answer::Trouble if is_temporary(call.status) => Some(SURVIVE),
        Answer::Refused(code) if code.retry == RetryClass::RetryLater => Some(retry_later::ID),
        Answer::Refused(code) if code.retry == RetryClass::NewToken => {
            is_loading(conversation, call).then_some(LOADING)
        }
        Answer::Pending | Answer::Dispatched if call.status != 202 => Some(STATUS),
        Answer::Dispatched => Some(DISPATCHED),
        Answer::Pending | Answer::Left => Some(POLL_ON),
        _ => None,
    }
}

/// Whether it is the first data call of an open session. A refused key is another matter, and says so.
fn is_loading(conversation: &Conversation<'_>, call: &Exchange) -> bool {
    let session = &conversation.session;
    let mut data = session.polled().flatten();
    let is_open = session.authorize.last().is_some_and(|open| Answer::of(open) == Answer::Done);
    is_open && data.all(|other| other.seq >= call.seq) && !call.message.starts_with("You must")
}

/// Errors of a gateway or a proxy pass; a success that cannot be read does as well.
fn is_temporary(status: u16) -> bool {
    !(400..500).contains(&status) || matches!(status, 408 | 429)
}

/// What the client did not stop at.
fn went_on(conversation: &Conversation<'_>, findings: &mut Findings) {
    let rules = conversation.earlier().iter().filter_map(|call| rule(conversation, call));
    for rule in rules.filter(|rule| *rule != POLL_ON) {
        findings.rule(rule).applied(1);
    }
}

fn ended<'a>(context: &Context<'a>, conversation: &Conversation<'a>, findings: &mut Findings) {
    let last = rule(conversation, conversation.last());
    match (conversation.ending(context), last) {
        (Ending::GivenUp | Ending::Unknown, Some(POLL_ON | DISPATCHED))
            if conversation.has_webhooks() =>
        {
            findings
                .rule(POLL_ON)
                .unreached("the client says that it takes the data from a webhook");
        }
        (Ending::Answered | Ending::Reached, _) => {
            let was_pending = conversation.first_pending().is_some();
            findings.rule(POLL_ON).applied(usize::from(was_pending));
            if let Some(gap) = outlived(context, conversation) {
                findings.rule(POLL_ON).breaks(too_long(conversation, gap));
            }
        }
        (Ending::GivenUp, Some(rule)) => {
            let rule = better(rule, conversation);
            findings.rule(rule).applied(1);
            if rule != retry_later::ID || !is_repeated(rule, conversation) {
                findings.rule(rule).breaks(found(context, conversation, rule));
            }
        }
        (Ending::Elsewhere, Some(rule @ (retry_later::ID | LOADING))) => {
            findings.rule(rule).applied(1);
        }
        (Ending::Unknown, Some(rule)) => {
            findings.rule(rule).applied(1);
            findings.rule(rule).open(MAY_GO_ON);
        }
        (Ending::Elsewhere, _) | (_, None) => {}
    }
}

/// The last wait, where it ends with the 30 min and the client knows no other: it has not polled on. A call
/// that comes later still is one for CLI-POLL-004.
fn outlived<'a>(context: &Context<'_>, conversation: &Conversation<'a>) -> Option<Gap<'a>> {
    let gaps = conversation.gaps();
    let gap = *gaps.last()?;
    // The first Async may come right after the POST.
    let is_usual = gaps.iter().all(|other| other.wait >= polling::CEILING / 2 || other.is_early());
    let (clock, limit) = (gap.after.clock, conversation.deadline());
    let is_last = gap.after.seq == conversation.last().seq && !conversation.has_data();
    let late_by = tolerance(clock) + rounding(clock);
    let ends_with_them = gap.after.arrived.plus(tolerance(clock)) >= limit
        && gap.after.arrived <= limit.plus(late_by);
    let is_sure = gap.wait >= LONGEST_PAUSE.saturating_mul(speed(clock))
        && blind(gap.after).is_none()
        && stall(context.trace, gap.before, gap.after).is_none();
    (is_last && ends_with_them && gap.wait >= polling::CEILING / 2 && is_usual && is_sure)
        .then_some(gap)
}

/// Real time that a machine may well hold its programs up.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

fn too_long(conversation: &Conversation<'_>, gap: Gap<'_>) -> Finding {
    let until = Timestamp(conversation.deadline());
    let expected =
        format!("polls until the data, an error that ends the session, or {until} (30 min)");
    let wait = minutes(gap.wait);
    let actual = format!("no poll for {wait}, and then {}", status_and_code(gap.after));
    finding(at(gap.after), "time", expected, actual, &[gap.after, gap.before])
}

/// A client that went on after such an answer before knows it. It gives up for another reason.
fn better(rule: &'static str, conversation: &Conversation<'_>) -> &'static str {
    let knows = [STATUS, DISPATCHED].contains(&rule);
    if knows && is_repeated(rule, conversation) { POLL_ON } else { rule }
}

fn is_repeated(wanted: &str, conversation: &Conversation<'_>) -> bool {
    conversation.earlier().iter().any(|call| rule(conversation, call) == Some(wanted))
}

fn found(context: &Context<'_>, conversation: &Conversation<'_>, rule: &str) -> Finding {
    let last = conversation.last();
    let until = Timestamp(conversation.deadline());
    let expected = match rule {
        STATUS => "polled on: HttpStatusCode of the body says 202".to_owned(),
        DISPATCHED => "polled on: OPERATION_DISPATCHED means pending".to_owned(),
        SURVIVE => format!("asked again, until {until}"),
        LOADING => "the same call again, once the session has loaded".to_owned(),
        retry_later::ID => "asked again later, or a new Authorize later".to_owned(),
        _ => {
            format!("polls until the data, an error that ends the session, or {until} (30 min)")
        }
    };
    let gone = match context.end(conversation.session.customer) {
        Some(end) => format!("then none until the client ended at {}", Timestamp(end)),
        None => "then none".to_owned(),
    };
    let polls = polls(conversation);
    let stopped = match Answer::of(last) {
        _ if rule == POLL_ON => stopped(conversation, polls),
        Answer::Lost => "the connection was lost".to_owned(),
        _ => status_and_code(last),
    };
    let actual = format!("{stopped}, {gone}");
    let mut found = finding(at(last), "calls", expected, actual, &[last]);
    if rule == POLL_ON {
        let waits: Vec<Duration> = conversation.gaps().iter().map(|gap| gap.wait).collect();
        found.details.extend((!waits.is_empty()).then(|| Fact::new("gaps", list(&waits))));
        found.details.push(Fact::new("looks like", limit(conversation, polls)));
    }
    found
}

/// How many calls came after the first 202.
fn polls(conversation: &Conversation<'_>) -> usize {
    let first = conversation.begin().seq;
    conversation.calls.iter().filter(|call| call.seq > first).count()
}

/// "6 polls in 18.0 s of 30 min".
fn stopped(conversation: &Conversation<'_>, polls: usize) -> String {
    match (polls, conversation.first_pending()) {
        (0, Some(_)) => "the 202".to_owned(),
        (0, None) => "one call, which the client ended before its answer".to_owned(),
        _ => {
            let time = conversation.last().arrived.since(conversation.begin().due);
            let ceiling = polling::CEILING.as_secs() / 60;
            format!("{} in {} of {ceiling} min", counted("poll", polls), minutes(time))
        }
    }
}

fn limit(conversation: &Conversation<'_>, polls: usize) -> String {
    match (polls, Answer::of(conversation.last())) {
        (0, Answer::Left) => "a time limit of the client, and no second try".to_owned(),
        (0, _) => "the 202 taken for an end".to_owned(),
        _ => format!("a limit of {}", counted("poll", polls)),
    }
}

/// "18.2 s", or "05:10 min".
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{:02}:{:02} min", seconds / 60, seconds % 60),
    }
}
