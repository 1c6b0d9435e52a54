//! Proves that the checks can fail: takes clean traffic, breaks it in one place, and looks whether
//! the rule that is responsible says so. The operators are those of a server that goes wrong, at
//! every place where they apply.

mod body;
mod equivalent;
mod expected;
mod flow;
mod ledger;
mod members;
mod mutant;
mod operator;
mod score;
mod wire;

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::checks;
use crate::record::Record;

pub(crate) use equivalent::Equivalents;
pub(crate) use mutant::Mutant;
pub(crate) use score::{Fate, Judged, Score};

/// Every mutant of a record, in the order of the operators.
pub(crate) fn mutants(record: &Record) -> Vec<Mutant> {
    [members::mutants, ledger::mutants, flow::mutants, wire::mutants]
        .into_iter()
        .flat_map(|mutants| mutants(record))
        .collect()
}

/// At most so many of them, drawn by a seed, in their order.
pub(crate) fn sample(mutants: Vec<Mutant>, most: usize, seed: u64) -> Vec<Mutant> {
    if mutants.len() <= most {
        return mutants;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: Vec<usize> = (0..mutants.len()).collect();
    drawn.shuffle(&mut rng);
    drawn.truncate(most);
    drawn.sort_unstable();
    let mut mutants: Vec<Option<Mutant>> = mutants.into_iter().map(Some).collect();
    drawn.into_iter().filter_map(|place| mutants[place].take()).collect()
}

/// What becomes of one mutant under the checks.
pub(crate) fn judge(record: &Record, mutant: &Mutant, equivalents: &Equivalents) -> Fate {
    let broken = checks::check(&mutant.applied_to(record)).broken_rules();
    let responsible = expected::responsible(mutant);
    let by_its_own = broken.iter().any(|rule| responsible.contains(rule));
    match (equivalents.reason(mutant), broken.is_empty(), by_its_own) {
        (Some(_), false, _) => Fate::NotEquivalent(broken),
        (Some(reason), true, _) => Fate::Equivalent(reason.to_owned()),
        (None, _, true) => Fate::Killed,
        (None, false, false) => Fate::KilledByOthers(broken),
        (None, true, _) => Fate::Survived,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample as traffic;

    /// One entry, of the operator `null`.
    fn equivalents(message: &str, places: &str) -> Equivalents {
        let text = format!(
            "[[equivalent]]\noperator = \"null\"\nmessage = \"{message}\"\n\
             places = [{places}]\nreason = \"because\"\n"
        );
        Equivalents::parse(&text).unwrap()
    }

    fn null_at(record: &Record, pointer: &str) -> Mutant {
        let is_it = |mutant: &&Mutant| {
            mutant.operator == operator::Operator::Null && mutant.pointer == pointer
        };
        mutants(record).iter().find(is_it).expect("the sample has this member").clone()
    }

    #[test]
    fn fates() {
        let record = traffic::both();
        let title = r#""/Accounts/*/Title""#;
        let table = [
            ("/Accounts/0/Title", "accounts", title, Fate::Equivalent("because".to_owned())),
            (
                "/Accounts/0/Title",
                "accounts",
                r#""/Accounts/**""#,
                Fate::Equivalent("because".to_owned()),
            ),
            ("/Accounts/0/Title", "pending", title, Fate::Survived),
            ("/Accounts/0/Title", "accounts", r#""/Accounts/*""#, Fate::Survived),
            ("/Accounts/0/Balance", "accounts", title, Fate::Killed),
            (
                "/Accounts/0/Balance",
                "accounts",
                r#""/Accounts/*/Balance""#,
                Fate::NotEquivalent(vec![flinks_contract::rule::SCH_DETAIL]),
            ),
        ];
        for (pointer, message, places, expected) in table {
            let equivalents = equivalents(message, places);
            let mutant = null_at(&record, pointer);
            assert_eq!(judge(&record, &mutant, &equivalents), expected, "{pointer} {places}");
        }
    }

    #[test]
    fn a_rule_that_is_not_responsible_kills_in_vain() {
        let record = traffic::both();
        let operator = operator::Operator::CodeSet;
        let mut mutant = null_at(&record, "/Accounts/0/Balance");
        mutant.operator = operator;
        let fate = judge(&record, &mutant, &equivalents("pending", ""));
        assert_eq!(fate, Fate::KilledByOthers(vec![flinks_contract::rule::SCH_DETAIL]));
    }

    #[test]
    fn entries_that_are_of_no_use() {
        let record = traffic::both();
        let equivalents = equivalents("accounts", r#""/Accounts/*/Title", "/Accounts/*/Titel""#);
        judge(&record, &null_at(&record, "/Accounts/0/Title"), &equivalents);
        assert_eq!(equivalents.idle(), ["null accounts /Accounts/*/Titel"]);
    }

    #[test]
    fn files_that_are_refused() {
        let table = [
            (
                "[[equivalent]]\noperator = \"nul\"\nmessage = \"error\"\nplaces = []\nreason = \"\"",
                "there is no operator `nul`",
            ),
            ("[[equivalent]]\noperator = \"null\"\nplace = []", "unknown field `place`"),
        ];
        for (text, words) in table {
            let error = Equivalents::parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_seed_draws_the_same_mutants() {
        let all = mutants(&traffic::both());
        let places = |seed| {
            let drawn = sample(all.clone(), 20, seed);
            drawn.into_iter().map(|mutant| (mutant.operator, mutant.pointer)).collect::<Vec<_>>()
        };
        assert_eq!(places(1), places(1));
        assert_ne!(places(1), places(2));
        assert_eq!(places(1).len(), 20);
        assert_eq!(sample(all.clone(), usize::MAX, 1).len(), all.len());
    }

    #[test]
    fn every_operator_applies_to_the_sample() {
        let all = mutants(&traffic::both());
        let used = |operator: &operator::Operator| all.iter().any(|one| one.operator == *operator);
        // Needs three transactions in one account.
        let without = [operator::Operator::Missing, operator::Operator::SameAccountId];
        let unused: Vec<_> =
            operator::Operator::ALL.into_iter().filter(|operator| !used(operator)).collect();
        assert_eq!(unused, without);
    }
}
