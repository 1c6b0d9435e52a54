//! What the rules find in a run. For tests only.

mod run;

use flinks_report::Place;
use flinks_trace::HarnessRun;

use crate::Findings;
use crate::server::{ParsedRun, check};
pub(crate) use run::*;

pub(crate) type Rule = fn(&ParsedRun<'_>, &mut Findings);

pub(crate) fn findings(check: Rule, run: &HarnessRun) -> Findings {
    let mut findings = Findings::default();
    check(&run.into(), &mut findings);
    findings
}

/// The places at which a rule is broken.
pub(crate) fn broken(check: Rule, run: &HarnessRun, rule: &str) -> Vec<String> {
    let findings = findings(check, run);
    let found = findings.of(rule).into_iter().flat_map(|rule| &rule.broken);
    found.map(|finding| place(&finding.place)).collect()
}

/// Every broken rule with its places.
pub(crate) fn all_broken(check: Rule, run: &HarnessRun) -> Vec<(&'static str, String)> {
    let rules = flinks_contract::rule::RULES.iter().map(|rule| rule.id);
    let places = |rule| broken(check, run, rule).into_iter().map(move |place| (rule, place));
    rules.flat_map(places).collect()
}

pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Body { pointer, .. } => pointer.clone(),
        Place::Outside(label) => label.clone(),
    }
}

#[test]
fn the_sample_keeps_every_rule() {
    for run in [accounts(), both()] {
        let findings = check(&(&run).into());
        assert_eq!(findings.broken_rules(), [""; 0]);
    }
}
