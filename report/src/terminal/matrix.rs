//! Every rule in every run.

use std::io;

use anstyle::Style;

use super::line::{BAD, BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use crate::clean;
use crate::matrix::{self, Cell, Row};
use crate::report::Report;

pub(super) fn render(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let rows = matrix::rows(report);
    if !rows.is_empty() {
        let columns = Columns::of(report, &rows, pen.look.width);
        columns.key(report, pen)?;
        for band in columns.bands() {
            columns.head(&band, pen)?;
            for row in &rows {
                columns.row(row, &band, pen)?;
            }
            pen.end()?;
        }
        legend(&rows, pen)?;
        pen.end()?;
    }
    Ok(())
}

/// Where the cells stand. Runs have their names above them where all fit in the width, else numbers.
struct Columns {
    names: Vec<String>,
    numbered: bool,
    id: usize,
    width: usize,
}

impl Columns {
    fn of(report: &Report, rows: &[Row<'_>], width: usize) -> Self {
        let id = rows.iter().map(|row| row.rule.id.chars().count()).max().unwrap_or_default();
        let names = report.runs.iter().map(|run| clean(&run.name).into_owned()).collect();
        let columns = Self { names, numbered: false, id: id.min(ID), width };
        let all: usize = (0..columns.names.len()).map(|column| columns.room(column)).sum();
        if columns.id + all <= width {
            return columns;
        }
        let names = (1..=columns.names.len()).map(|number| number.to_string()).collect();
        Self { names, numbered: true, ..columns }
    }

    /// Width of a column with the space before it.
    fn room(&self, column: usize) -> usize {
        let gap = if self.numbered { 1 } else { 2 };
        gap + self.names[column].chars().count().max(CELL)
    }

    /// As many columns as fit under each other.
    fn bands(&self) -> Vec<std::ops::Range<usize>> {
        let each = self.room(self.names.len() - 1);
        let fit = if self.numbered { (self.width - self.id) / each } else { self.names.len() };
        let starts = (0..self.names.len()).step_by(fit.max(1));
        starts.map(|start| start..(start + fit.max(1)).min(self.names.len())).collect()
    }

    /// What the numbers stand for.
    fn key(&self, report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
        if !self.numbered {
            return Ok(());
        }
        for (number, run) in self.names.iter().zip(&report.runs) {
            let name = fit(&run.name, self.width.saturating_sub(number.len() + 20));
            pen.put(BOLD, &format!("{number:>4}"))?
                .put(PLAIN, &format!("  {name}  "))?
                .put(DIM, run.verdict.word())?
                .end()?;
        }
        pen.end()
    }

    fn head(&self, band: &std::ops::Range<usize>, pen: &mut Pen<'_>) -> io::Result<()> {
        pen.put(DIM, &" ".repeat(self.id))?;
        for column in band.clone() {
            let room = self.room(column);
            pen.put(BOLD, &format!("{:>room$}", self.names[column]))?;
        }
        pen.end()
    }

    fn row(
        &self,
        row: &Row<'_>,
        band: &std::ops::Range<usize>,
        pen: &mut Pen<'_>,
    ) -> io::Result<()> {
        let id = self.id;
        pen.put(PLAIN, &format!("{:<id$}", fit(&row.rule.id, id)))?;
        let mut used = id;
        for column in band.clone() {
            let room = self.room(column);
            let cell = row.cells[column];
            pen.put(style(cell), &format!("{:>room$}", cell.word()))?;
            used += room;
        }
        let left = self.width.saturating_sub(used + 2);
        if left >= SENTENCE {
            pen.put(DIM, &format!("  {}", fit(&row.rule.sentence, left)))?;
        }
        pen.end()
    }
}

fn legend(rows: &[Row<'_>], pen: &mut Pen<'_>) -> io::Result<()> {
    let words = matrix::used(rows).into_iter();
    let words: Vec<String> =
        words.map(|cell| format!("{} = {}", cell.word(), cell.meaning())).collect();
    pen.folded("legend", &words.join(", "))
}

fn style(cell: Cell) -> Style {
    match cell {
        Cell::Passed => GOOD,
        Cell::Failed => BAD,
        Cell::Warned | Cell::Drifted | Cell::Expected | Cell::Open => WARN,
        Cell::NotReached => DIM,
    }
}

/// The longest word of a cell.
const CELL: usize = 5;
/// Characters of an id.
const ID: usize = 16;
/// A sentence that has less room is left out.
const SENTENCE: usize = 24;
