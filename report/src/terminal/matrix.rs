//! Every rule in every run.

use super::pen::{BOLD, DIM, PLAIN, Pen, fit};
use super::style;
use crate::clean;
use crate::report::Report;
use crate::status::{self, Row};

/// Runs have their names above their columns where all fit into the width, else numbers; as many columns
/// as fit stand side by side.
pub(super) fn render(report: &Report, pen: &mut Pen) {
    let rows = status::rows(report);
    if rows.is_empty() {
        return;
    }
    let id = rows.iter().map(|row| row.rule.id.chars().count()).max().unwrap_or_default().min(ID);
    let names = report.runs.iter().map(|run| format!("  {:>CELL$}", clean(&run.name)));
    let names: Vec<String> = names.collect();
    let space = pen.look.width - id;
    let heads = if width(&names) <= space { names } else { numbered(report, pen) };
    let per_band = heads.len().min(heads.len() * space / width(&heads)).max(1);
    for (band, heads) in heads.chunks(per_band).enumerate() {
        pen.put(DIM, &" ".repeat(id)).put(BOLD, &heads.concat()).end();
        for row in &rows {
            line(row, band * per_band, heads, id, pen);
        }
        pen.end();
    }
    pen.folded("legend", &status::legend(&rows));
    pen.end();
}

fn width(heads: &[String]) -> usize {
    heads.iter().map(|head| head.chars().count()).sum()
}

/// Columns with numbers, all of one width; says which run each stands for.
fn numbered(report: &Report, pen: &mut Pen) -> Vec<String> {
    for (number, run) in (1..).zip(&report.runs) {
        let name = pen.fit(&run.name, pen.look.width.saturating_sub(24));
        pen.put(BOLD, &format!("{number:>4}"))
            .put(PLAIN, &format!("  {name}  "))
            .put(DIM, run.verdict.word())
            .end();
    }
    pen.end();
    (1..=report.runs.len()).map(|number| format!(" {number:>CELL$}")).collect()
}

fn line(row: &Row<'_>, first: usize, heads: &[String], id: usize, pen: &mut Pen) {
    pen.put(PLAIN, &format!("{:<id$}", fit(&row.rule.id, id)));
    let mut left = pen.look.width.saturating_sub(id + 2);
    for (head, cell) in heads.iter().zip(&row.cells[first..]) {
        let room = head.chars().count();
        pen.put(style(*cell), &format!("{:>room$}", cell.cell()));
        left = left.saturating_sub(room);
    }
    if left >= SENTENCE {
        let sentence = pen.fit(&row.rule.sentence, left);
        pen.put(DIM, &format!("  {sentence}"));
    }
    pen.end();
}

/// The longest word of a cell.
const CELL: usize = 5;
/// Characters of an id.
const ID: usize = 16;
/// A sentence that has less room is left out.
const SENTENCE: usize = 24;
