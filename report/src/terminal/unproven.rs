//! What a pass does not mean: rules that were not reached, and what the caller knows besides.

use std::io;

use super::checks;
use super::line::{BOLD, Pen, WARN};
use crate::matrix;
use crate::report::{Report, Unproven};

pub(super) fn render(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let never = matrix::never_reached(report);
    if never.is_empty() && report.unproven.is_empty() {
        return Ok(());
    }
    let title = if report.runs.len() == 1 { "not proven" } else { "not proven by any run" };
    pen.put(BOLD, title)?.end()?;
    checks::not_reached(never, pen)?;
    report.unproven.iter().try_for_each(|unproven| item(unproven, pen))?;
    pen.end()
}

fn item(unproven: &Unproven, pen: &mut Pen<'_>) -> io::Result<()> {
    let Unproven { items, why, .. } = unproven;
    let lines = pen.folds_at(&unproven.counted(), pen.room());
    let (first, others) = lines.split_first().map_or(("", &[][..]), |(a, b)| (&**a, b));
    pen.put(WARN, "skip")?.put(BOLD, &format!(" {first}"))?.end()?;
    pen.put_lines("", others)?;
    if let Some(why) = why {
        pen.whole("because", why)?;
    }
    let shown = if pen.look.verbose { items.len() } else { items.len().min(ITEMS) };
    let words: Vec<&str> = items[..shown].iter().map(String::as_str).collect();
    pen.wrapped(&words)?;
    match items.len() - shown {
        0 => Ok(()),
        hidden => pen.labelled("", &format!("and {hidden} more; -v shows them")),
    }
}

/// Items that are named without -v.
const ITEMS: usize = 8;
