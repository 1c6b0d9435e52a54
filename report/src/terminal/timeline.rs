//! The requests in order, a run of equal ones as one line.

use super::pen::{BAD, BOLD, DIM, PLAIN, Pen, WARN};
use crate::event::{Event, Mark, alike, gap, moment};

pub(super) fn render(events: &[Event], pen: &mut Pen) {
    let width = events.iter().map(|event| event.call.chars().count()).max().unwrap_or_default();
    let verbose = pen.look.verbose;
    let runs: Vec<&[Event]> = events.chunk_by(|a, b| !verbose && alike(a, b)).collect();
    let hidden = if verbose { 0 } else { runs.len().saturating_sub(MOST) };
    let mut part = None;
    for (number, run) in runs.into_iter().enumerate() {
        if (HEAD..HEAD + hidden).contains(&number) {
            if number == HEAD {
                pen.put(DIM, &format!("  and {hidden} more lines; -v shows them")).end();
            }
            continue;
        }
        if part.replace(&run[0].part) != Some(&run[0].part) {
            pen.put(BOLD, &run[0].part).end();
        }
        line(run, width.min(36), pen);
    }
    if !events.is_empty() {
        pen.end();
    }
}

fn line(run: &[Event], call_width: usize, pen: &mut Pen) {
    let first = &run[0];
    let count = if run.len() > 1 { format!("{} x", run.len()) } else { String::new() };
    let at = format!("  {}", moment(first.at));
    let call = format!("{count:>6} {:<call_width$}  ", pen.fit(&first.call, call_width));
    let answer = pen.fit(&first.answer, ANSWER);
    let gap = gap(run).map(|gap| format!("  {gap}")).unwrap_or_default();
    let (style, mark) = match first.mark {
        Mark::Plain => (PLAIN, ""),
        Mark::Broken => (BAD, "  <- FAIL"),
        Mark::Warned => (WARN, "  <- WARN"),
    };
    pen.put(DIM, &at).put(PLAIN, &call).put(style, &answer).put(DIM, &gap).put(style, mark);
    if let Some(note) = &first.note {
        let taken = [&at, &call, &answer, &gap, mark, "  ()"].map(|text| text.chars().count());
        let room = pen.look.width.saturating_sub(taken.iter().sum());
        let note = pen.fit(note, room.max(NOTE));
        pen.put(DIM, &format!("  ({note})"));
    }
    pen.end();
}

/// Lines that are shown of a timeline, and how many of them from its start.
const MOST: usize = 60;
const HEAD: usize = 45;
const ANSWER: usize = 40;
/// A note is never shortened below this.
const NOTE: usize = 24;
