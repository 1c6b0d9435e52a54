//! What came of a check, in one word, and checks of all runs by it.

use crate::check::{Check, Outcome, Rule, Strength, counted};
use crate::grouped::grouped;
use crate::report::{Report, Run, Tally};

/// The gravest is the least.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Status {
    Failed,
    Warned,
    Drifted,
    Expected,
    Open,
    NotReached,
    Passed,
}

pub(crate) struct Label {
    /// Its class on the HTML page.
    pub(crate) class: &'static str,
    /// Word in reports, of at most five characters.
    pub(crate) word: &'static str,
    pub(crate) symbol: &'static str,
    /// Follows a count: "3 failed".
    pub(crate) counted: &'static str,
    pub(crate) meaning: &'static str,
}

impl Status {
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

    pub(crate) fn is_broken(self) -> bool {
        self <= Self::Expected
    }

    pub(crate) fn label(self) -> Label {
        let (class, word, symbol, counted, meaning) = match self {
            Self::Passed => ("pass", "pass", "✓", "passed", "held wherever it was applied"),
            Self::Failed => ("fail", "FAIL", "✗", "failed", "a MUST is broken"),
            Self::Warned => ("warn", "WARN", "!", "warned", "a SHOULD is broken"),
            Self::Drifted => ("drift", "DRIFT", "Δ", "drifted", "differs from earlier runs"),
            Self::Expected => {
                ("expected", "known", "≈", "failed as expected", "broken as expected")
            }
            Self::Open => ("open", "open", "?", "inconclusive", "cannot be decided"),
            Self::NotReached => ("unreached", "skip", "–", "not reached", "never applied"),
        };
        Label { class, word, symbol, counted, meaning }
    }

    pub(crate) fn word(self) -> &'static str {
        self.label().word
    }

    /// The word in a table, where most cells may be empty.
    pub(crate) fn cell(self) -> &'static str {
        if self == Self::NotReached { "-" } else { self.word() }
    }
}

impl Tally {
    pub(crate) fn of<'a>(checks: impl IntoIterator<Item = &'a Check>) -> Self {
        let mut tally = Self::default();
        for check in checks {
            *tally.count(Status::of(check)) += 1;
        }
        tally
    }

    fn count(&mut self, status: Status) -> &mut usize {
        match status {
            Status::Passed => &mut self.passed,
            Status::Failed => &mut self.failed,
            Status::Warned => &mut self.warned,
            Status::Drifted => &mut self.drifted,
            Status::Expected => &mut self.expected,
            Status::Open => &mut self.inconclusive,
            Status::NotReached => &mut self.not_reached,
        }
    }

    /// Each status and its count; those that few look for only where there are some.
    pub(crate) fn counts(mut self) -> Vec<(Status, usize)> {
        let counts = Status::ALL.map(|status| (status, *self.count(status)));
        let always = [Status::Passed, Status::Failed, Status::NotReached];
        counts.into_iter().filter(|(status, count)| *count > 0 || always.contains(status)).collect()
    }

    /// "28 checks passed, 0 failed, 1 not reached".
    pub(crate) fn text(self) -> String {
        let counts = self.counts().into_iter().map(|(status, count)| match status {
            Status::Passed => format!("{} passed", counted("check", count)),
            _ => format!("{count} {}", status.label().counted),
        });
        counts.collect::<Vec<_>>().join(", ")
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Located<'a> {
    /// Index of the run, and of the check in it.
    pub(crate) at: (usize, usize),
    pub(crate) run: &'a Run,
    pub(crate) check: &'a Check,
    pub(crate) status: Status,
}

/// The checks of all runs, the gravest first, otherwise in their order.
pub(crate) fn by_gravity(report: &Report) -> Vec<Located<'_>> {
    let runs = report.runs.iter().enumerate();
    let mut all: Vec<Located<'_>> = runs
        .flat_map(|(number, run)| {
            run.checks.iter().enumerate().map(move |(index, check)| Located {
                at: (number, index),
                run,
                check,
                status: Status::of(check),
            })
        })
        .collect();
    all.sort_by_key(|located| located.status);
    all
}

pub(crate) fn broken(report: &Report) -> Vec<Located<'_>> {
    let mut all = by_gravity(report);
    all.retain(|located| located.status.is_broken());
    all
}

pub(crate) struct Row<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) cells: Vec<Status>,
}

/// The rules that some run reached, in the order in which the runs have them.
pub(crate) fn rows(report: &Report) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for check in report.runs.iter().flat_map(|run| &run.checks) {
        if rows.iter().all(|row| row.rule.id != check.rule.id) {
            rows.push(Row { rule: &check.rule, cells: cells(report, &check.rule) });
        }
    }
    rows.retain(|row| row.cells.iter().any(|cell| *cell != Status::NotReached));
    rows
}

/// "pass = held, FAIL = a MUST is broken", for what the rows have.
pub(crate) fn legend(rows: &[Row<'_>]) -> String {
    let used =
        Status::ALL.into_iter().filter(|cell| rows.iter().any(|row| row.cells.contains(cell)));
    let texts = used.map(|cell| format!("{} = {}", cell.cell(), cell.label().meaning));
    texts.collect::<Vec<_>>().join(", ")
}

/// Checks that no run reached, as the first run has them, by their reason.
pub(crate) fn never_reached(report: &Report) -> Vec<(&str, Vec<&Check>)> {
    let Some(first) = report.runs.first() else { return Vec::new() };
    grouped(first.checks.iter().filter_map(|check| {
        let cells = cells(report, &check.rule);
        let never = cells.iter().all(|cell| *cell == Status::NotReached);
        never.then(|| (check.outcome.reason().unwrap_or_default(), check))
    }))
}

fn cells(report: &Report, rule: &Rule) -> Vec<Status> {
    let of_run = |run: &Run| {
        let mut checks = run.checks.iter();
        checks.find(|check| check.rule.id == rule.id).map_or(Status::NotReached, Status::of)
    };
    report.runs.iter().map(of_run).collect()
}
