//! The requests in order, a run of equal ones as one line.

use std::io;

use anstyle::Style;

use super::line::{BAD, BOLD, DIM, PLAIN, Pen, WARN, fit};
use crate::moment::moment;
use crate::report::{Event, Mark};
use crate::stretch::{alike, gap};

pub(super) fn render(events: &[Event], pen: &mut Pen<'_>) -> io::Result<()> {
    let call_width = events.iter().map(|event| event.call.chars().count()).max().unwrap_or(0);
    let runs: Vec<&[Event]> = runs(events, pen.look.verbose).collect();
    let hidden = if pen.look.verbose { 0 } else { runs.len().saturating_sub(MOST) };
    let mut part = None;
    for (number, run) in runs.into_iter().enumerate() {
        if (HEAD..HEAD + hidden).contains(&number) {
            if number == HEAD {
                pen.put(DIM, &format!("  and {hidden} more lines; -v shows them"))?.end()?;
            }
            continue;
        }
        let first = &run[0];
        if part.replace(&first.part) != Some(&first.part) {
            pen.put(BOLD, &first.part)?.end()?;
        }
        line(run, call_width.min(36), pen)?;
    }
    if events.is_empty() { Ok(()) } else { pen.end() }
}

/// The events cut where one differs from the one before it. Never yields an empty run.
fn runs(events: &[Event], verbose: bool) -> impl Iterator<Item = &[Event]> {
    events.chunk_by(move |a, b| !verbose && alike(a, b))
}

fn line(run: &[Event], call_width: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let first = &run[0];
    let count = if run.len() > 1 { format!("{} x", run.len()) } else { String::new() };
    let at = format!("  {}", moment(first.at));
    let call = format!("{count:>6} {:<call_width$}  ", fit(&first.call, call_width));
    let answer = fit(&first.answer, ANSWER);
    let moments: Vec<_> = run.iter().map(|event| event.at).collect();
    let gap = gap(&moments).map(|gap| format!("  {gap}")).unwrap_or_default();
    let mark = word(first.mark);
    pen.put(DIM, &at)?.put(PLAIN, &call)?.put(style(first.mark), &answer)?;
    pen.put(DIM, &gap)?.put(style(first.mark), mark)?;
    if let Some(note) = &first.note {
        let taken = [&at, &call, &answer, &gap, mark, "  ()"].map(|text| text.chars().count());
        let room = pen.look.width.saturating_sub(taken.iter().sum());
        pen.put(DIM, &format!("  ({})", fit(note, room.max(NOTE))))?;
    }
    pen.end()
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::Plain => PLAIN,
        Mark::Broken => BAD,
        Mark::Warned => WARN,
    }
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Plain => "",
        Mark::Broken => "  <- FAIL",
        Mark::Warned => "  <- WARN",
    }
}

/// Lines that are shown of a timeline, and how many of them from its start.
const MOST: usize = 60;
const HEAD: usize = 45;
const ANSWER: usize = 40;
/// A note is never shortened below this.
const NOTE: usize = 24;
