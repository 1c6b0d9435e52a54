//! The rules that are not broken: one line for each that held or is undecided, and one for each reason
//! why some were not reached.

use anstyle::Style;

use super::pen::{BOLD, DIM, PLAIN, Pen, WARN};
use super::style;
use crate::check::{Check, Outcome, counted};
use crate::grouped::grouped;
use crate::report::Report;
use crate::status::{self, Status};

pub(super) fn list(checks: &[Check], status: Status, pen: &mut Pen) {
    let of_status: Vec<&Check> =
        checks.iter().filter(|check| Status::of(check) == status).collect();
    for check in &of_status {
        let places = format!("  {}", check.unit.count(check.outcome.places()));
        let tail = if status == Status::Passed { &*places } else { "" };
        titled((style(status), status.word()), check, Some(ID), tail, pen);
        check.outcome.reason().inspect(|reason| pen.folded("", reason));
    }
    if !of_status.is_empty() {
        pen.end();
    }
}

pub(super) fn by_reason(checks: &[Check]) -> Vec<(&str, Vec<&Check>)> {
    grouped(checks.iter().filter_map(|check| match &check.outcome {
        Outcome::NotReached { reason } => Some((&**reason, check)),
        _ => None,
    }))
}

pub(super) fn not_reached(groups: Vec<(&str, Vec<&Check>)>, pen: &mut Pen) {
    for (reason, checks) in groups {
        if pen.look.verbose {
            checks.iter().for_each(|check| titled((WARN, "skip"), check, Some(ID), "", pen));
            pen.folded("", &format!("not reached: {reason}"));
        } else {
            let count = format!(" {}", counted("check", checks.len()));
            let fits = count.len() + reason.chars().count() + "skip  ".len() <= pen.look.width;
            pen.put(WARN, "skip").put(BOLD, &count);
            if fits {
                pen.put(PLAIN, &format!("  {reason}")).end();
            } else {
                pen.end();
                pen.folded("because", reason);
            }
            let ids: Vec<&str> = checks.iter().map(|check| &*check.rule.id).collect();
            pen.folded("", &ids.join(" "));
        }
    }
}

/// What a pass does not mean: rules that were not reached, and what the caller knows besides.
pub(super) fn not_proven(report: &Report, pen: &mut Pen) {
    let never = status::never_reached(report);
    if never.is_empty() && report.unproven.is_empty() {
        return;
    }
    let title = if report.runs.len() == 1 { "not proven" } else { "not proven by any run" };
    pen.put(BOLD, title).end();
    not_reached(never, pen);
    for unproven in &report.unproven {
        pen.put(WARN, "skip").put(BOLD, &format!(" {}", unproven.counted())).end();
        unproven.why.iter().for_each(|why| pen.folded("because", why));
        let items = &unproven.items;
        let shown = if pen.look.verbose { items.len() } else { items.len().min(ITEMS) };
        if shown > 0 {
            pen.folded("", &items[..shown].join(", "));
        }
        if shown < items.len() {
            pen.row("", &format!("and {} more; -v shows them", items.len() - shown));
        }
    }
    pen.end();
}

/// `FAIL FLK-TXN-006 MUST  sentence  tail`: what a search in a log finds. In columns where the id has a
/// width.
pub(super) fn titled(
    (style, word): (Style, &str),
    check: &Check,
    id_width: Option<usize>,
    tail: &str,
    pen: &mut Pen,
) {
    let rule = &check.rule;
    let id = &rule.id;
    // Drift is the one strength whose broken rules are named as it is.
    let strength = if rule.strength.word() == word { "" } else { rule.strength.word() };
    let front = match id_width {
        Some(width) => format!(" {id:<width$} {strength:<6}  "),
        None if strength.is_empty() => format!(" {id}  "),
        None => format!(" {id} {strength}  "),
    };
    let used = word.len() + front.chars().count() + tail.chars().count();
    let room = pen.look.width.saturating_sub(used).max(SENTENCE);
    let sentence = pen.fit(&rule.sentence, room);
    pen.put(style, word).put(BOLD, &front).put(PLAIN, &sentence).put(DIM, tail).end();
}

/// Ids of lists stand under each other up to this length.
const ID: usize = 12;
/// A sentence is never shortened below this.
const SENTENCE: usize = 16;
/// Items that are named without -v.
const ITEMS: usize = 8;
