//! How an outcome looks: a symbol, a word and a color.

use maud::{Markup, html};

use crate::matrix::Cell;
use crate::report::Tally;

impl Cell {
    /// With drift only where there is some: not everybody looks for it.
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
        all.into_iter().filter(|(cell, count)| *cell != Self::Drifted || *count > 0)
    }

    /// Class, symbol, word in a cell, words behind a count, and explanation.
    fn look(self) -> [&'static str; 5] {
        let expected = "broken, as the file of expected failures says";
        let open = "inconclusive: applied, and whether it held cannot be said";
        let unreached = "not reached: there was nothing to apply it to";
        let drift = "other than before, and forbidden by no document";
        match self {
            Self::Passed => ["pass", "✓", "pass", "passed", "held wherever it was applied"],
            Self::Failed => ["fail", "✗", "FAIL", "failed", "a MUST is broken"],
            Self::Warned => ["warn", "!", "warn", "warned", "a SHOULD is broken"],
            Self::Drifted => ["drift", "Δ", "DRIFT", "drifted", drift],
            Self::Expected => ["expected", "≈", "expected", "failed as expected", expected],
            Self::Open => ["open", "?", "open", "inconclusive", open],
            Self::NotReached => ["unreached", "–", "skip", "not reached", unreached],
        }
    }

    pub(super) fn class(self) -> &'static str {
        self.look()[0]
    }

    /// Behind a count.
    pub(super) fn words(self) -> &'static str {
        self.look()[3]
    }

    pub(super) fn explanation(self) -> &'static str {
        self.look()[4]
    }
}

/// The symbol and the word of an outcome, in its color.
pub(super) fn key(cell: Cell) -> Markup {
    html! { span class={ "key " (cell.class()) } { (symbol(cell)) } }
}

pub(super) fn symbol(cell: Cell) -> Markup {
    let [_, symbol, word, ..] = cell.look();
    html! { span aria-hidden="true" { (symbol) } " " (word) }
}
