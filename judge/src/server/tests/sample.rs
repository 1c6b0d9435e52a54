//! What the rules find in a run. For tests only.

mod run;

use flinks_report::Place;
use flinks_trace::{Exchange, HarnessRun, Role};
use serde_json::Value;

use crate::server::{ParsedRun, check};
use crate::{Findings, RuleFindings};
pub(crate) use run::*;

type Rule = fn(&ParsedRun<'_>, &mut RuleFindings);
type Rules = fn(&ParsedRun<'_>, &mut Findings);

/// What one rule finds.
pub(crate) fn found(check: Rule, run: &HarnessRun) -> RuleFindings {
    let mut found = RuleFindings::default();
    check(&run.into(), &mut found);
    found
}

/// The places at which it is broken.
pub(crate) fn places(check: Rule, run: &HarnessRun) -> Vec<String> {
    found(check, run).broken.iter().map(|finding| place(&finding.place)).collect()
}

pub(crate) fn findings(check: Rules, run: &HarnessRun) -> Findings {
    let mut findings = Findings::default();
    check(&run.into(), &mut findings);
    findings
}

/// The places at which a rule is broken.
pub(crate) fn broken(check: Rules, run: &HarnessRun, rule: &str) -> Vec<String> {
    let findings = findings(check, run);
    let found = findings.of(rule).into_iter().flat_map(|rule| &rule.broken);
    found.map(|finding| place(&finding.place)).collect()
}

/// Asserts that these rules are broken at these places, and nothing else is.
#[track_caller]
pub(crate) fn assert_broken(check: Rules, run: &HarnessRun, expected: &[(&str, &str)]) {
    let rules = flinks_contract::rule::RULES.iter().map(|rule| rule.id);
    let places = |rule| broken(check, run, rule).into_iter().map(move |place| (rule, place));
    let found: Vec<(&str, String)> = rules.flat_map(places).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, place)| (*rule, &**place)).collect();
    assert_eq!(found, expected);
}

/// [`both`] with another first exchange of this role.
pub(crate) fn edited(role: Role, edit: impl FnOnce(&mut Exchange)) -> HarnessRun {
    let mut run = both();
    edit(find(&mut run, role));
    run
}

/// [`both`] with another member in that reply.
pub(crate) fn with(role: Role, pointer: &str, value: Value) -> HarnessRun {
    edited(role, |exchange| set(exchange, pointer, value))
}

/// Puts a member into a reply, or another body in its place.
pub(crate) fn set(exchange: &mut Exchange, pointer: &str, value: Value) {
    let mut body = body(exchange);
    match pointer.rsplit_once('/') {
        Some((parent, name)) => {
            body.pointer_mut(parent).expect("the parent is there")[name] = value;
        }
        None => *body = value,
    }
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
