//! One broken place: in full, or on one line.

use std::io;

use super::line::{Pen, fit};
use crate::report::{Finding, Place, Shown};

/// At most seven lines.
pub(super) fn in_full(finding: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.labelled("at", &finding.at)?;
    match &finding.place {
        Place::Outside(words) => pen.labelled("where", words)?,
        Place::Body { pointer, human } => {
            pen.labelled("body", named(pointer))?;
            optional("", human.as_ref(), pen)?;
        }
    }
    expected(finding, pen)?;
    pen.labelled("actual", &text(&finding.actual))?;
    optional("off by", finding.off_by.as_ref(), pen)?;
    finding.details.iter().try_for_each(|line| pen.labelled(&line.name, &line.value))?;
    optional("note", finding.note.as_ref(), pen)
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
    let (actual, expected) = (text(&finding.actual), text(&finding.expected));
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
    let value = text(&finding.expected);
    let Some(sum) = &finding.arithmetic else { return pen.labelled("expected", &value) };
    let sum = format!("  = {sum}");
    let (for_value, for_sum) = shares(length(&value), length(&sum), pen.room());
    pen.labelled_tail("expected", &fit(&value, for_value), &fit(&sum, for_sum))
}

fn optional(label: &str, value: Option<&String>, pen: &mut Pen<'_>) -> io::Result<()> {
    value.map_or(Ok(()), |value| pen.labelled(label, value))
}

/// The root of a body has an empty pointer.
fn named(pointer: &str) -> &str {
    if pointer.is_empty() { "the whole body" } else { pointer }
}

/// "12.50 number". null says its type itself.
fn text(shown: &Shown) -> String {
    match shown {
        Shown::Words(words) => words.clone(),
        Shown::Json { text, kind } if text == kind => text.clone(),
        Shown::Json { text, kind } => format!("{text} {kind}"),
    }
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
