//! The block of a broken rule, in at most 14 lines unless more is asked for.

use super::pen::{BAD, NAME, Pen, WARN, fit};
use super::rules;
use crate::check::{Check, Finding, Outcome, counted};
use crate::lines::{self, Kind, Line};
use crate::status::Status;

/// `run` is the name of the run where there are others.
pub(super) fn render(check: &Check, run: Option<&str>, pen: &mut Pen) {
    let name = NAME.min(pen.look.width - TITLE);
    let run = run.map(|run| format!("  in {}", pen.fit(run, name))).unwrap_or_default();
    let style = if check.fails() { BAD } else { WARN };
    rules::titled((style, Status::of(check).word()), check, None, &run, pen);
    let reason = check.outcome.reason();
    reason.inspect(|reason| pen.labelled("because", reason));
    let foot = lines::of_rule(check);
    if pen.look.verbose {
        let findings = check.outcome.findings().iter();
        findings.flat_map(lines::of_finding).for_each(|line| pen.line(&line));
        foot.iter().for_each(|line| pen.line(line));
    } else if let Outcome::Expected { .. } = check.outcome {
        foot.last().inspect(|spread| pen.line(spread));
    } else if let [first, others @ ..] = check.outcome.findings() {
        let around = 1 + usize::from(reason.is_some()) + foot.len();
        in_short(first, others, &foot, LINES - around, pen);
    } else {
        foot.iter().for_each(|line| pen.line(line));
    }
}

/// Lines of the block that stand or fall together.
struct Part<'a> {
    label: &'a str,
    lines: Vec<String>,
    kind: Kind,
    is_other: bool,
}

/// The first place, some others on a line each, and how much more there is, in `room` lines beside those of
/// `foot`. Commands have the first call on the room, then what the first place says.
fn in_short(first: &Finding, others: &[Finding], foot: &[Line<'_>], room: usize, pen: &mut Pen) {
    let all = lines::of_finding(first);
    let (main, rest): (Vec<_>, Vec<_>) = all.iter().partition(|line| line.kind == Kind::Main);
    let room = room - main.len();
    let parts = rest.iter().map(|line| Part {
        label: line.label,
        lines: match line.kind {
            Kind::Command => vec![line.value.clone().into_owned()],
            _ => pen.folds(line.label, &fit(&line.value, DETAIL * pen.room())),
        },
        kind: line.kind,
        is_other: false,
    });
    let mut parts: Vec<Part<'_>> = parts.collect();
    parts.extend(others.iter().take(IN_SHORT).map(|other| Part {
        label: "also",
        lines: vec![fit(&lines::in_short(other, first), pen.room())],
        kind: Kind::Other,
        is_other: true,
    }));
    parts.sort_by_key(|part| part.kind != Kind::Command);
    let height: usize = parts.iter().map(|part| part.lines.len()).sum();
    let is_whole = height <= room && others.len() <= IN_SHORT;
    let mut left = if is_whole { room } else { room - 1 };
    let (shown, hidden): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| {
        let fits = part.lines.len() <= left;
        left -= if fits { part.lines.len() } else { 0 };
        fits
    });
    main.iter().for_each(|line| pen.line(line));
    let (commands, shown): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|part| part.kind == Kind::Command);
    shown.iter().for_each(|part| pen.rows(part.label, &part.lines));
    let hidden = hidden.iter().filter(|part| !part.is_other).count();
    let shown_others = shown.iter().filter(|part| part.is_other).count();
    let places = Finding::count(&others[shown_others..]);
    let places = (places > 0).then(|| format!("{places} more"));
    let hidden = (hidden > 0).then(|| format!("{} of the first", counted("line", hidden)));
    let left_out: Vec<String> = places.into_iter().chain(hidden).collect();
    if !left_out.is_empty() {
        pen.labelled("and", &format!("{}; -v shows them", left_out.join(", ")));
    }
    foot.iter().for_each(|line| pen.line(line));
    commands.iter().for_each(|part| pen.rows(part.label, &part.lines));
}

/// Characters of a title that the name of the run leaves to the rest.
const TITLE: usize = 48;
/// Maximum lines in one failure block.
const LINES: usize = 14;
/// Broken places that get one line each, after the first one in full.
const IN_SHORT: usize = 3;
/// Lines of one value.
const DETAIL: usize = 3;
