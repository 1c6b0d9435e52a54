//! What was met of what is documented: a line for each group, with what never was.

use std::io;

use super::line::{BAD, BOLD, DIM, NAME, PLAIN, Pen, fit};
use crate::coverage::{Coverage, Covered};

pub(super) fn render(coverage: &Coverage, pen: &mut Pen<'_>) -> io::Result<()> {
    head(coverage, pen)?;
    let groups = coverage.groups();
    let width = groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, items) in groups {
        group(name, &items, width.min(NAME), pen)?;
    }
    Ok(())
}

/// `met  31 of 64 documented states and codes, 48 % (at least 60 % are wanted)`.
pub(super) fn head(coverage: &Coverage, pen: &mut Pen<'_>) -> io::Result<()> {
    let (met, all, percent) = (coverage.met(), coverage.items.len(), coverage.percent());
    if coverage.falls_short() {
        pen.put(BAD, "FAIL")?.put(BOLD, " coverage")?;
    } else {
        pen.put(BOLD, "coverage")?;
    }
    let least = coverage.least.map(|least| format!(" (at least {least} % are wanted)"));
    let least = least.unwrap_or_default();
    pen.put(PLAIN, &format!("  {met} of {all} {}, {percent} %{least}", coverage.what))?.end()
}

fn group(name: &str, items: &[&Covered], width: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let never: Vec<&str> =
        items.iter().filter(|item| !item.is_met()).map(|item| &*item.name).collect();
    let (met, all) = (items.len() - never.len(), items.len());
    let front = format!("  {:<width$}  {:>6}", fit(name, width), format!("{met}/{all}"));
    pen.put(DIM, &front)?;
    if never.is_empty() {
        return pen.end();
    }
    if pen.look.verbose {
        pen.put(PLAIN, "  never:")?.end()?;
        return pen.wrapped(&never);
    }
    let room = pen.look.width.saturating_sub(front.chars().count());
    pen.put(PLAIN, &folded(&never, room))?.end()
}

/// `  never: A, B and 9 more`, at most `room` characters where one name fits.
fn folded(names: &[&str], room: usize) -> String {
    let mut shown = names.len();
    loop {
        let rest = match names.len() - shown {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        let line = format!("  never: {}{rest}", names[..shown].join(", "));
        if shown <= 1 {
            return fit(&line, room);
        }
        if line.chars().count() <= room {
            return line;
        }
        shown -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_names_as_fit() {
        let names = ["AAAA", "BBBB", "CCCC"];
        let table = [
            (25, "  never: AAAA, BBBB, CCCC"),
            (24, "  never: AAAA and 2 more"),
            (23, "  never: AA… and 2 more"),
        ];
        for (room, expected) in table {
            assert_eq!(folded(&names, room), expected, "{room}");
        }
    }
}
