//! What came of each rule in each run, as a table.

use crate::grouped::grouped;
use crate::report::{Check, Outcome, Report, Rule, Run, Strength};

/// Rules that were reached in a run or more, in their order; a row for each.
pub(crate) struct Row<'a> {
    pub(crate) rule: &'a Rule,
    /// One for each run.
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cell {
    Passed,
    Failed,
    Warned,
    Drifted,
    Expected,
    Open,
    NotReached,
}

impl Cell {
    pub(crate) const ALL: [Self; 7] = [
        Self::Passed,
        Self::Failed,
        Self::Warned,
        Self::Drifted,
        Self::Expected,
        Self::Open,
        Self::NotReached,
    ];

    pub(crate) fn of(check: &Check) -> Self {
        match check.outcome {
            Outcome::Passed { .. } => Self::Passed,
            Outcome::Failed { .. } => match check.rule.strength {
                Strength::Must => Self::Failed,
                Strength::Should => Self::Warned,
                Strength::Drift => Self::Drifted,
            },
            Outcome::Expected { .. } => Self::Expected,
            Outcome::Inconclusive { .. } => Self::Open,
            Outcome::NotReached { .. } => Self::NotReached,
        }
    }

    /// At most five characters.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::Failed => "FAIL",
            Self::Warned => "WARN",
            Self::Drifted => "DRIFT",
            Self::Expected => "known",
            Self::Open => "open",
            Self::NotReached => "-",
        }
    }

    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Passed => "held",
            Self::Failed => "a MUST is broken",
            Self::Warned => "a SHOULD is broken",
            Self::Drifted => "other than before",
            Self::Expected => "broken as expected",
            Self::Open => "cannot be said",
            Self::NotReached => "not reached",
        }
    }
}

pub(crate) fn rows(report: &Report) -> Vec<Row<'_>> {
    let rules = all_rules(report).into_iter().map(|rule| Row { rule, cells: cells(report, rule) });
    rules.filter(|row| row.cells.iter().any(|cell| *cell != Cell::NotReached)).collect()
}

/// The cells that the rows have, each once.
pub(crate) fn used(rows: &[Row<'_>]) -> Vec<Cell> {
    let mut cells = Cell::ALL.to_vec();
    cells.retain(|cell| rows.iter().any(|row| row.cells.contains(cell)));
    cells
}

/// Checks that no run reached, as the first run has them, by their reason.
pub(crate) fn never_reached(report: &Report) -> Vec<(&str, Vec<&Check>)> {
    let Some(first) = report.runs.first() else { return Vec::new() };
    grouped(&first.checks, |check| {
        let Outcome::NotReached { reason } = &check.outcome else { return None };
        let cells = cells(report, &check.rule);
        cells.iter().all(|cell| *cell == Cell::NotReached).then_some(&**reason)
    })
}

/// The rules of the first run, then those that only other runs have.
fn all_rules(report: &Report) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = Vec::new();
    for check in report.runs.iter().flat_map(|run| &run.checks) {
        if rules.iter().all(|rule| rule.id != check.rule.id) {
            rules.push(&check.rule);
        }
    }
    rules
}

fn cells(report: &Report, rule: &Rule) -> Vec<Cell> {
    let of_run = |run: &Run| {
        let mut checks = run.checks.iter();
        checks.find(|check| check.rule.id == rule.id).map_or(Cell::NotReached, Cell::of)
    };
    report.runs.iter().map(of_run).collect()
}
