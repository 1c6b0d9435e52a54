//! What may be written of a run: its report, its record, and what it prints meanwhile.
//!
//! Everything is judged on real values. Whoever writes something hides here first.

use flinks_contract::json::members;
use flinks_report::{Fact, Finding, Outcome, Place, Report, Shown, Verdict, Wire};
use flinks_trace::redact::{Depth, Redactor};
use flinks_trace::{End, Exchange, HarnessRun, LoginId, Role};
use serde_json::Value;

use crate::diff::Diff;
use crate::setup::Setup;

/// A redactor that knows the keys and ids that were given.
pub(crate) fn redactor(setup: &Setup) -> Redactor {
    let depth = if setup.privacy.shows_values { Depth::SecretsOnly } else { Depth::Everything };
    let mut redactor = Redactor::new(depth);
    setup.secrets().for_each(|(name, secret)| redactor.secret(name, secret));
    redactor
}

/// Teaches it the personal values and the tokens of a record.
pub(crate) fn learn(redactor: &mut Redactor, record: &HarnessRun) {
    for exchange in record.exchanges() {
        if exchange.role() == Some(Role::Token)
            && let [Some(token)] =
                members(exchange.reply_body.as_deref().unwrap_or_default(), ["Token"])
        {
            redactor.secret("FLINKS_AUTHORIZE_TOKEN", &token);
        }
    }
    redactor.learn(record.exchanges());
}

/// The record as it may be written to a file.
pub(crate) fn record(redactor: &mut Redactor, record: &HarnessRun) -> HarnessRun {
    let login_id = redactor.login_id(&LoginId::parse(&record.head.login_id)).to_string();
    let mut hidden = record.clone();
    hidden.head.login_id = login_id;
    for exchange in &mut hidden.trace.exchanges {
        *exchange = redactor.exchange(exchange);
    }
    for reason in hidden.endings.iter_mut().filter_map(|(_, ending)| ending.reason_mut()) {
        *reason = redactor.own_text(reason);
    }
    if let End::NoClient(why) = &mut hidden.end {
        *why = redactor.text(why);
    }
    hidden
}

/// The report of a record as it may be shown: without keys, given ids and, unless asked for, personal
/// values.
pub fn printable(setup: &Setup, record: &HarnessRun, mut report: Report) -> Report {
    let mut redactor = redactor(setup);
    learn(&mut redactor, record);
    self::report(&mut redactor, &mut report);
    report
}

/// "202 OPERATION_PENDING", or why there is no answer, as it may be printed.
pub(crate) fn answer(redactor: &mut Redactor, exchange: &Exchange) -> String {
    match exchange.no_reply() {
        None => redactor.server_text(&exchange.answer()),
        // The reason was made printable when it was noted.
        Some((reason, _)) => reason.to_owned(),
    }
}

/// Hides in place what the report quotes of a server. The redactor has learnt the records.
pub(crate) fn report(redactor: &mut Redactor, report: &mut Report) {
    for fact in &mut report.facts {
        fact.value = redactor.without_secrets(&fact.value);
    }
    let verdicts = report.runs.iter_mut().map(|run| &mut run.verdict);
    for reason in verdicts.chain([&mut report.verdict]).filter_map(Verdict::reason_mut) {
        *reason = redactor.own_text(reason);
    }
    for item in report.unproven.iter_mut().flat_map(|unproven| &mut unproven.items) {
        *item = redactor.own_text(item);
    }
    for run in &mut report.runs {
        run.name = redactor.without_secrets(&run.name);
        for event in &mut run.timeline {
            event.answer = match event.took {
                Some(_) => redactor.server_text(&event.answer),
                None => redactor.own_text(&event.answer),
            };
            if let Some(wire) = &mut event.wire {
                self::wire(redactor, wire);
            }
        }
        for check in &mut run.checks {
            match &mut check.outcome {
                Outcome::Inconclusive { reason } | Outcome::NotReached { reason } => {
                    *reason = redactor.own_text(reason);
                }
                outcome => {
                    let findings = outcome.findings_mut().iter_mut();
                    findings.for_each(|finding| self::finding(redactor, finding));
                }
            }
        }
    }
}

fn wire(redactor: &mut Redactor, wire: &mut Wire) {
    for message in [&mut wire.request, &mut wire.reply] {
        let (head, body) = message.split_once("\n\n").unwrap_or((&**message, ""));
        let line = |line: &str| match line.split_once(": ") {
            Some((name, value)) if !line.starts_with("no answer") => {
                let value = redactor.reply_header(name, value);
                format!("{name}: {}", value.unwrap_or_else(|| "application/json".to_owned()))
            }
            _ => redactor.own_text(line),
        };
        let mut hidden = head.lines().map(line).collect::<Vec<_>>().join("\n");
        if !body.is_empty() {
            hidden.extend(["\n\n", &redactor.body(body)]);
        } else if message.ends_with('\n') {
            hidden.push('\n');
        }
        *message = hidden;
    }
}

fn finding(redactor: &mut Redactor, finding: &mut Finding) {
    match &mut finding.place {
        Place::Body { pointer, human } => {
            value(redactor, pointer, &mut finding.expected);
            value(redactor, pointer, &mut finding.actual);
            *pointer = redactor.pointer(pointer);
            *human = human.as_ref().map(|human| redactor.server_text(human));
        }
        Place::Outside(place) => {
            let is_header = place.starts_with("header ");
            for side in [&mut finding.expected, &mut finding.actual] {
                if let Shown::Words(words) = side {
                    *words = match is_header {
                        true => redactor.server_text(words),
                        false => redactor.own_text(words),
                    };
                }
            }
        }
    }
    finding.at = redactor.own_text(&finding.at);
    finding.arithmetic = finding.arithmetic.as_ref().map(|sum| redactor.arithmetic(sum));
    finding.off_by = finding.off_by.as_ref().map(|difference| match is_rounding(difference) {
        true => difference.clone(),
        false => redactor.arithmetic(difference),
    });
    finding.note = finding.note.as_ref().map(|note| redactor.own_text(note));
    for Fact { name, value } in &mut finding.details {
        *value = match &**name {
            "file" | "evidence" => redactor.without_secrets(value),
            "and also" => redactor.arithmetic(value),
            "looks like" if value.contains(" fit a ") => redactor.arithmetic(value),
            _ => redactor.own_text(value),
        };
    }
    for Fact { name, value } in &mut finding.commands {
        *value = match &**name {
            "curl" => redactor.own_text(value),
            _ => redactor.without_secrets(value),
        };
    }
}

/// Whether a difference is below 1, which gives no amount away.
fn is_rounding(difference: &str) -> bool {
    let digits = difference.trim_start_matches(['+', '-']);
    digits.starts_with("0.")
}

fn value(redactor: &mut Redactor, pointer: &str, side: &mut Shown) {
    match side {
        Shown::Json { text, .. } => {
            let Ok(value) = serde_json::from_str::<Value>(text) else { return };
            *text = match redactor.value_at(pointer, &value) {
                Value::String(label) if value.is_number() => label,
                hidden => hidden.to_string(),
            };
        }
        // The beginning and the end of the body itself.
        Shown::Words(words) if pointer.is_empty() => *words = redactor.server_text(words),
        Shown::Words(words) if words.starts_with("Debit ") => *words = redactor.arithmetic(words),
        Shown::Words(words) => *words = redactor.own_text(words),
    }
}

/// Hides in place what a comparison quotes of its sides.
pub(crate) fn diff(redactor: &mut Redactor, diff: &mut Diff) {
    for row in diff.endpoints.iter_mut().flat_map(|endpoint| &mut endpoint.rows) {
        row.answer = redactor.own_text(&row.answer);
        for side in [&mut row.left, &mut row.right] {
            *side = match serde_json::from_str::<Value>(side) {
                Ok(value) if row.place.starts_with('/') => {
                    redactor.value_at(&row.place, &value).to_string()
                }
                _ if row.place == "content-type" => {
                    redactor.reply_header("content-type", side).unwrap_or_default()
                }
                _ => redactor.own_text(side),
            };
        }
        row.place = match row.place.starts_with('/') {
            true => redactor.pointer(&row.place),
            false => row.place.clone(),
        };
    }
}
