//! Workflow commands that put a note at a line of a file.

use std::fmt::Write;

use crate::clean;
use crate::grouped::grouped;
use crate::report::{Anchor, Check, Finding, Outcome, Report, Run, Strength};

/// Maximum errors, warnings and notices in a step. GitHub drops further ones silently, so the last one says how
/// many there are.
const MOST: usize = 10;

/// The commands, a line each: what is broken or fails the whole as errors, drift as notices, the rest as
/// warnings, the gravest first. A rule that is broken in several runs is one note.
pub fn annotations(report: &Report) -> String {
    let mut errors = reasons(report);
    errors.extend(broken(report, Check::fails));
    for stale in &report.stale {
        let title = format!("expected failure: {}", stale.entry);
        errors.push(Note { title, lines: vec![format!("{}: {}", stale.place, stale.reason)] });
    }
    if let Some(coverage) = report.coverage.as_ref().filter(|coverage| coverage.falls_short()) {
        let least = coverage.least.unwrap_or_default();
        let (met, all, what) = (coverage.met(), coverage.items.len(), &coverage.what);
        let line = format!("{met} of {all} {what} met, at least {least} % are wanted");
        errors.push(Note { title: "coverage".to_owned(), lines: vec![line] });
    }
    let of = |strength| move |check: &Check| check.rule.strength == strength;
    let mut warnings: Vec<Note> = broken(report, of(Strength::Should)).collect();
    warnings.extend(open(report));
    let mut out = String::new();
    put(&mut out, "error", &errors, report.anchor.as_ref());
    put(&mut out, "warning", &warnings, report.anchor.as_ref());
    let drift: Vec<Note> = broken(report, of(Strength::Drift)).collect();
    put(&mut out, "notice", &drift, report.anchor.as_ref());
    out
}

struct Note {
    title: String,
    lines: Vec<String>,
}

/// Why the whole is no pass, and of the runs those that have another reason.
fn reasons(report: &Report) -> Vec<Note> {
    let note = |title: String, reason: &str| Note { title, lines: vec![reason.to_owned()] };
    let whole = report.verdict.reason();
    let whole = whole.map(|reason| note(report.verdict.word().to_owned(), reason));
    let others = report.runs.iter().filter(|run| run.verdict != report.verdict);
    let others = others.filter_map(|run| {
        let title = format!("{} in {}", run.verdict.word(), run.name);
        run.verdict.reason().map(|reason| note(title, reason))
    });
    whole.into_iter().chain(others).collect()
}

/// A check with the run it is of.
struct Of<'a> {
    run: &'a Run,
    check: &'a Check,
}

/// A note for each rule that `which` takes and that is broken.
fn broken(report: &Report, which: impl Fn(&Check) -> bool) -> impl Iterator<Item = Note> {
    let all =
        all(report, move |check| matches!(check.outcome, Outcome::Failed { .. }) && which(check));
    by_rule(&all, |of| match &of.check.outcome {
        Outcome::Failed { findings, .. } => findings.first().map(finding).unwrap_or_default(),
        _ => Vec::new(),
    })
    .into_iter()
}

fn open(report: &Report) -> Vec<Note> {
    let all = all(report, |check| matches!(check.outcome, Outcome::Inconclusive { .. }));
    by_rule(&all, |of| match &of.check.outcome {
        Outcome::Inconclusive { reason } => vec![format!("cannot be said: {reason}")],
        _ => Vec::new(),
    })
}

fn all(report: &Report, which: impl Fn(&Check) -> bool) -> Vec<Of<'_>> {
    let runs = report.runs.iter();
    let all = runs.flat_map(|run| run.checks.iter().map(move |check| Of { run, check }));
    all.filter(|of| which(of.check)).collect()
}

/// With the text of the first run, and the names of all.
fn by_rule(all: &[Of<'_>], text: impl Fn(&Of<'_>) -> Vec<String>) -> Vec<Note> {
    let mut notes = Vec::new();
    for (id, runs) in grouped(all, |of| Some(&of.check.rule.id)) {
        let [first, ..] = &*runs else { continue };
        let rule = &first.check.rule;
        let names: Vec<&str> = runs.iter().map(|of| &*of.run.name).collect();
        let mut lines = vec![rule.sentence.clone(), format!("in {}", names.join(", "))];
        lines.extend(text(first));
        lines.extend(rule.more.clone());
        notes.push(Note { title: format!("{id} {}", rule.strength.word()), lines });
    }
    notes
}

fn finding(finding: &Finding) -> Vec<String> {
    vec![
        format!("at {}", finding.at),
        format!("expected {}", finding.expected.text()),
        format!("actual {}", finding.actual.text()),
    ]
}

fn put(out: &mut String, command: &str, notes: &[Note], anchor: Option<&Anchor>) {
    for note in notes.iter().take(MOST - 1) {
        let lines: Vec<_> = note.lines.iter().map(|line| clean(line)).collect();
        one(out, command, &note.title, &lines.join("\n"), anchor);
    }
    let more = notes.len().saturating_sub(MOST - 1);
    if more > 0 {
        let text = format!("and {more} more: see the summary of this step");
        one(out, command, &format!("{more} more"), &text, anchor);
    }
}

fn one(out: &mut String, command: &str, title: &str, text: &str, anchor: Option<&Anchor>) {
    let place = anchor
        .map(|anchor| format!("file={},line={},", property(&clean(&anchor.file)), anchor.line));
    let (place, title) = (place.unwrap_or_default(), property(&clean(title)));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "::{command} {place}title={title}::{}", data(text));
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
