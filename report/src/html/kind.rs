//! How an outcome looks: a symbol, a word and a colour.

use maud::{Markup, html};

use crate::report::{Check, Outcome, Strength, Tally};

/// How a check is shown. A broken SHOULD is another kind than a broken MUST.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Failed,
    Warned,
    Drifted,
    Expected,
    Open,
    NotReached,
    Passed,
}

impl Kind {
    pub(super) fn of(check: &Check) -> Self {
        match &check.outcome {
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

    /// Of drift only where there is some: not everybody looks for it.
    pub(super) fn counts(tally: Tally) -> impl Iterator<Item = (Self, usize)> {
        let all = [
            (Self::Passed, tally.passed),
            (Self::Failed, tally.failed),
            (Self::Warned, tally.warned),
            (Self::Drifted, tally.drifted),
            (Self::Expected, tally.expected),
            (Self::Open, tally.inconclusive),
            (Self::NotReached, tally.not_reached),
        ];
        all.into_iter().filter(|(kind, count)| *kind != Self::Drifted || *count > 0)
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::Failed => "fail",
            Self::Warned => "warn",
            Self::Drifted => "drift",
            Self::Expected => "expected",
            Self::Open => "open",
            Self::NotReached => "unreached",
        }
    }

    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Failed => "✗",
            Self::Warned => "!",
            Self::Drifted => "Δ",
            Self::Expected => "≈",
            Self::Open => "?",
            Self::NotReached => "–",
        }
    }

    /// In a cell.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::Failed => "FAIL",
            Self::Warned => "warn",
            Self::Drifted => "DRIFT",
            Self::Expected => "expected",
            Self::Open => "open",
            Self::NotReached => "skip",
        }
    }

    /// Behind a count.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warned => "warned",
            Self::Drifted => "drifted",
            Self::Expected => "failed as expected",
            Self::Open => "inconclusive",
            Self::NotReached => "not reached",
        }
    }

    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Passed => "held wherever it was applied",
            Self::Failed => "a MUST is broken",
            Self::Warned => "a SHOULD is broken",
            Self::Drifted => "other than before, and forbidden by no document",
            Self::Expected => "broken, as the file of expected failures says",
            Self::Open => "inconclusive: applied, and whether it held cannot be said",
            Self::NotReached => "not reached: there was nothing to apply it to",
        }
    }
}

/// The symbol and the word of a kind, in its color.
pub(super) fn key(kind: Kind) -> Markup {
    html! { span class={ "key " (kind.class()) } { (symbol(kind)) } }
}

pub(super) fn symbol(kind: Kind) -> Markup {
    html! { span aria-hidden="true" { (kind.symbol()) } " " (kind.word()) }
}
