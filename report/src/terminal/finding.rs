//! One broken place: in full, or on one line.

use std::io;

use super::line::{Pen, fit};
use crate::report::{Finding, Place};

/// The lines that every finding has: four, or five.
pub(super) fn facts(finding: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.labelled("at", &finding.at)?;
    match &finding.place {
        Place::Outside(words) => pen.labelled("where", words)?,
        Place::Body { pointer, human } => {
            pen.labelled("body", named(pointer))?;
            if let Some(human) = human {
                pen.labelled("", human)?;
            }
        }
    }
    expected(finding, pen)?;
    pen.labelled("actual", &finding.actual.text())
}

/// How many lines [`facts`] writes.
pub(super) fn facts_lines(finding: &Finding) -> usize {
    if matches!(finding.place, Place::Body { human: Some(_), .. }) { 5 } else { 4 }
}

/// What some findings say beyond that, by name.
pub(super) fn more(finding: &Finding) -> Vec<(&str, &str)> {
    let off_by = finding.off_by.iter().map(|value| ("off by", &**value));
    let details = finding.details.iter().map(|line| (&*line.name, &*line.value));
    let note = finding.note.iter().map(|value| ("note", &**value));
    off_by.chain(details).chain(note).collect()
}

/// `  also      /Balance: 12.00 number, expected 13.00 number`. Request and expected value are there
/// where they are others than those of `first`, which stands above.
pub(super) fn in_short(finding: &Finding, first: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    let place = match &finding.place {
        Place::Outside(words) => words,
        Place::Body { pointer, .. } => named(pointer),
    };
    let place = if finding.at == first.at {
        format!("{place}: ")
    } else {
        format!("{}, {place}: ", finding.at)
    };
    let (actual, expected) = (finding.actual.text(), finding.expected.text());
    let expected = if finding.expected == first.expected {
        String::new()
    } else {
        format!(", expected {expected}")
    };
    let (long_actual, long_expected) = (length(&actual), length(&expected));
    // The place gives way first: its end and the values tell the most.
    let left = pen.room().saturating_sub(long_actual + long_expected);
    let for_place = length(&place).min(left.max(pen.room() / 3));
    let (for_actual, for_expected) = shares(long_actual, long_expected, pen.room() - for_place);
    let (place, actual) = (fit(&place, for_place), fit(&actual, for_actual));
    pen.labelled("also", &format!("{place}{actual}{}", fit(&expected, for_expected)))
}

/// The value, and how it comes about.
fn expected(finding: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    let value = finding.expected.text();
    let Some(sum) = &finding.arithmetic else { return pen.labelled("expected", &value) };
    let sum = format!("  = {sum}");
    let (for_value, for_sum) = shares(length(&value), length(&sum), pen.room());
    pen.labelled_tail("expected", &fit(&value, for_value), &fit(&sum, for_sum))
}

/// The root of a body has an empty pointer.
fn named(pointer: &str) -> &str {
    if pointer.is_empty() { "the whole body" } else { pointer }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// How many of `room` characters each of two texts gets: the longer one gives way first.
fn shares(a: usize, b: usize, room: usize) -> (usize, usize) {
    let half = room / 2;
    if a + b <= room {
        (a, b)
    } else if a <= half {
        (a, room - a)
    } else if b <= half {
        (room - b, b)
    } else {
        (half, room - half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_text_gives_way_first() {
        let table = [
            ((2, 8, 10), (2, 8)),
            ((12, 2, 10), (8, 2)),
            ((2, 12, 10), (2, 8)),
            ((8, 7, 11), (5, 6)),
            ((8, 2, 0), (0, 0)),
        ];
        for ((a, b, room), expected) in table {
            assert_eq!(shares(a, b, room), expected, "{a} {b} {room}");
        }
    }
}
