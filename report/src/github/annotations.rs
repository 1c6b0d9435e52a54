//! Workflow commands that put a note at a line of a file.

use std::fmt::Write as _;

use crate::clean;
use crate::grouped::grouped;
use crate::lines;
use crate::report::{Anchor, Report};
use crate::status::{self, Located, Status};

/// Maximum errors, warnings and notices in a step. GitHub drops further ones silently, so the last one says how
/// many there are.
const MOST: usize = 10;

/// The commands, a line each: what is broken or fails the whole as errors, drift as notices, the rest as
/// warnings, the gravest first. A rule that is broken in several runs is one note.
pub fn annotations(report: &Report) -> String {
    let mut errors = reasons(report);
    errors.extend(of_rules(report, &[Status::Failed]));
    errors.extend(report.stale.iter().map(|stale| {
        let title = format!("expected failure: {}", stale.entry);
        Note { title, lines: vec![format!("{}: {}", stale.place, stale.reason)] }
    }));
    let coverage = report.coverage.iter().filter(|coverage| coverage.falls_short());
    let coverage = coverage
        .map(|coverage| Note { title: "coverage".to_owned(), lines: vec![coverage.summary()] });
    errors.extend(coverage);
    let warnings = of_rules(report, &[Status::Warned, Status::Open]);
    let notices = of_rules(report, &[Status::Drifted]);
    let all = [("error", errors), ("warning", warnings), ("notice", notices)];
    all.iter().map(|(command, notes)| commands(command, notes, report.anchor.as_ref())).collect()
}

struct Note {
    title: String,
    lines: Vec<String>,
}

/// Why the report as a whole did not pass, and each run that has another reason.
fn reasons(report: &Report) -> Vec<Note> {
    let whole = (report.verdict.word().to_owned(), &report.verdict);
    let others = report.runs.iter().filter(|run| run.verdict != report.verdict);
    let others =
        others.map(|run| (format!("{} in {}", run.verdict.word(), run.name), &run.verdict));
    let all = [whole].into_iter().chain(others);
    let notes = all.filter_map(|(title, verdict)| {
        Some(Note { title, lines: vec![verdict.reason()?.to_owned()] })
    });
    notes.collect()
}

fn of_rules(report: &Report, statuses: &[Status]) -> Vec<Note> {
    let mut all = status::by_gravity(report);
    all.retain(|located| statuses.contains(&located.status));
    let rules = grouped(all.iter().map(|located| (&located.check.rule.id, located))).into_iter();
    rules.map(|(_, runs)| note(&runs)).collect()
}

fn note(runs: &[&Located<'_>]) -> Note {
    let check = runs[0].check;
    let rule = &check.rule;
    let names: Vec<&str> = runs.iter().map(|located| &*located.run.name).collect();
    let mut lines = vec![rule.sentence.clone(), format!("in {}", names.join(", "))];
    match check.outcome.findings() {
        [first, ..] => {
            let facts = lines::of_finding(first).into_iter();
            let facts = facts.filter(|line| ["at", "expected", "actual"].contains(&line.label));
            lines.extend(facts.map(|line| format!("{} {}", line.label, line.value)));
        }
        [] => {
            let reason = check.outcome.reason();
            lines.extend(reason.map(|reason| format!("cannot be decided: {reason}")));
        }
    }
    lines.extend(rule.more.clone());
    Note { title: format!("{} {}", rule.id, rule.strength.word()), lines }
}

fn commands(command: &str, notes: &[Note], anchor: Option<&Anchor>) -> String {
    let mut out = String::new();
    let place = anchor
        .map(|anchor| format!("file={},line={},", property(&anchor.file), anchor.line))
        .unwrap_or_default();
    let mut add = |title: &str, lines: &[String]| {
        let lines: Vec<_> = lines.iter().map(|line| clean(line)).collect();
        let (title, text) = (property(title), data(&lines.join("\n")));
        _ = writeln!(out, "::{command} {place}title={title}::{text}");
    };
    notes.iter().take(MOST - 1).for_each(|note| add(&note.title, &note.lines));
    let more = notes.len().saturating_sub(MOST - 1);
    if more > 0 {
        let text = format!("and {more} more: see the summary of this step");
        add(&format!("{more} more"), &[text]);
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&clean(text)).replace(':', "%3A").replace(',', "%2C")
}
