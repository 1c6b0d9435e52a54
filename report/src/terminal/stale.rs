//! Expectations that hold no more.

use std::io;

use super::line::{BAD, BOLD, PLAIN, Pen, fit};
use crate::report::Stale;

pub(super) fn render(entries: &[Stale], pen: &mut Pen<'_>) -> io::Result<()> {
    for stale in entries {
        let place = format!(" {}  ", stale.place);
        let room = pen.look.width.saturating_sub("FAIL".len() + place.chars().count());
        pen.put(BAD, "FAIL")?
            .put(BOLD, &place)?
            .put(PLAIN, &fit(&format!("expected failure: {}", stale.entry), room.max(ENTRY)))?
            .end()?;
        pen.labelled("", &stale.reason)?;
    }
    if entries.is_empty() { Ok(()) } else { pen.end() }
}

/// An entry is never shortened below this.
const ENTRY: usize = 24;
