//! How many mutants there were, and what became of them.

use std::collections::BTreeMap;

use super::mutant::Mutant;
use super::operator::Operator;

/// What became of a mutant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fate {
    /// By a rule that is responsible.
    Killed,
    /// Nobody said anything.
    Survived,
    /// By these rules, none of which is responsible.
    KilledByOthers(Vec<&'static str>),
    /// Nobody said anything, and this is why that is right.
    Equivalent(String),
    /// The file says that it changes no meaning, and these rules say otherwise.
    NotEquivalent(Vec<&'static str>),
}

/// A mutant and its fate, in the traffic of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) scenario: String,
    pub(crate) mutant: Mutant,
    pub(crate) fate: Fate,
}

/// Everything that was tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Score {
    pub(crate) judged: Vec<Judged>,
    /// Scenarios whose clean traffic was looked at, and the rules that found something in it.
    pub(crate) clean: BTreeMap<String, Vec<&'static str>>,
    /// Lines of the file of equivalents that no mutant met.
    pub(crate) idle: Vec<String>,
}

/// Mutants counted by fate.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    pub(crate) killed: usize,
    pub(crate) survived: usize,
    pub(crate) by_others: usize,
    pub(crate) equivalent: usize,
    pub(crate) not_equivalent: usize,
}

impl Score {
    pub(crate) fn counts(&self) -> Counts {
        count(self.judged.iter())
    }

    /// For each operator that applied anywhere, in their order.
    pub(crate) fn by_operator(&self) -> Vec<(Operator, Counts)> {
        let of = |operator| count(self.judged.iter().filter(|one| one.mutant.operator == operator));
        let all = Operator::ALL.into_iter().map(|operator| (operator, of(operator)));
        all.filter(|(_, counts)| counts.all() > 0).collect()
    }

    /// Clean traffic in which something was found.
    pub(crate) fn false_alarms(&self) -> impl Iterator<Item = (&str, &[&'static str])> {
        let found = self.clean.iter().filter(|(_, rules)| !rules.is_empty());
        found.map(|(name, rules)| (&**name, &**rules))
    }

    /// Whether every mutant that changes meaning was killed by a rule that is responsible, and
    /// nothing else.
    pub(crate) fn is_perfect(&self) -> bool {
        let counts = self.counts();
        counts.killed + counts.equivalent == counts.all()
            && counts.killed > 0
            && self.false_alarms().next().is_none()
            && self.idle.is_empty()
    }
}

impl Counts {
    pub(crate) fn all(self) -> usize {
        self.killed + self.survived + self.by_others + self.equivalent + self.not_equivalent
    }

    /// Killed by a rule that is responsible, of those that change meaning; cut to whole percent.
    pub(crate) fn percent(self) -> usize {
        (self.killed * 100).checked_div(self.all() - self.equivalent).unwrap_or(100)
    }
}

fn count<'a>(judged: impl Iterator<Item = &'a Judged>) -> Counts {
    let mut counts = Counts::default();
    for one in judged {
        match one.fate {
            Fate::Killed => counts.killed += 1,
            Fate::Survived => counts.survived += 1,
            Fate::KilledByOthers(_) => counts.by_others += 1,
            Fate::Equivalent(_) => counts.equivalent += 1,
            Fate::NotEquivalent(_) => counts.not_equivalent += 1,
        }
    }
    counts
}
