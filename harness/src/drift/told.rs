//! Changes as checks of a report.

use flinks_judge::server::ParsedRun;
use flinks_report::{Check, Fact, Finding, Outcome, Place, Rule, Shown, Strength, Unit};
use flinks_trace::HarnessRun;

use serde_json::Value;

use super::ledger::{Class, Drift, Ledger, told_message};
use crate::shape::Shape;

/// A check for each class, with the changes of `ids`. `flags`: those of the `drift` command that lead
/// to the ledger.
pub(crate) fn checks(
    ledger: &Ledger,
    ids: &[String],
    record: &HarnessRun,
    flags: &str,
) -> Vec<Check> {
    let run = ParsedRun::from(record);
    let shown = |drift: &&Drift| ids.contains(&drift.id);
    Class::ALL
        .map(|class| {
            let drifts = ledger.drift.iter().filter(shown).filter(|drift| drift.class == class);
            let findings: Vec<Finding> = drifts.map(|drift| finding(drift, &run, flags)).collect();
            let places = ledger.shape.len();
            let outcome = match findings.len() {
                0 => Outcome::Passed { places },
                _ => Outcome::Failed { findings, places },
            };
            Check { rule: rule(class), unit: PLACE, outcome }
        })
        .into()
}

const BODY: Unit = Unit { one: "body", many: "bodies" };
const PLACE: Unit = Unit { one: "place of the ledger", many: "places of the ledger" };

/// The rules of a ledger, in the order of [`Class::ALL`].
pub(crate) const RULES: [&str; 5] =
    ["FLK-DRIFT-001", "FLK-DRIFT-002", "FLK-DRIFT-003", "FLK-DRIFT-004", "FLK-DRIFT-005"];

fn rule(class: Class) -> Rule {
    let sentence = match class {
        Class::Additive => "no member is there that is neither documented nor known",
        Class::TypeChange => "no place has a type that is neither documented nor known",
        Class::NewValue => "no enumeration has a value that the contract does not list",
        Class::Narrowing => "a member that every object had is still in every one",
        Class::Vanished => "a member that every object had is still there",
    };
    Rule {
        id: RULES[class as usize].to_owned(),
        sentence: sentence.to_owned(),
        strength: Strength::Drift,
        source: "the contract, and the ledger of earlier runs".to_owned(),
        more: None,
    }
}

fn finding(drift: &Drift, run: &ParsedRun<'_>, flags: &str) -> Finding {
    let first =
        run.exchanges.iter().find(|one| told_message(one).as_deref() == Some(&*drift.message));
    let mut shape = Shape::default();
    let replies = run.exchanges.iter();
    let replies = replies.filter(|one| told_message(one).as_deref() == Some(&*drift.message));
    let bodies: Vec<&Value> = replies.filter_map(|reply| reply.json()).collect();
    bodies.iter().for_each(|body| shape.add(body));
    let (times, chances) = shape.share(&drift.place);
    let share = format!("in {times} of {chances} in {}", BODY.count(bodies.len()));
    let (expected, actual) = match drift.class {
        Class::Additive => ("no such member".to_owned(), format!("{} {share}", drift.what)),
        Class::TypeChange => ("a type that is documented or known".to_owned(), drift.what.clone()),
        Class::NewValue => ("a value that is listed".to_owned(), format!("{:?}", drift.what)),
        Class::Narrowing | Class::Vanished => ("in every one, as before".to_owned(), share),
    };
    // Beside each place, since a report shows only the first one in full.
    let actual = format!("{actual} (drift {})", drift.id);
    let runs = if drift.runs == 1 { "run" } else { "runs" };
    Finding {
        at: first.map_or_else(|| drift.message.clone(), |exchange| exchange.place()),
        place: Place::Body { pointer: drift.place.clone(), human: None },
        expected: Shown::words(expected),
        actual: Shown::words(actual),
        arithmetic: None,
        off_by: None,
        note: None,
        details: vec![
            fact("class", drift.class.meaning()),
            fact("seen", &format!("{} to {}, in {} {runs}", drift.first, drift.last, drift.runs)),
        ],
        commands: vec![fact(
            "accept",
            &format!("flinks-harness drift accept {}{flags} --because REASON", drift.id),
        )],
        events: first.map(|exchange| exchange.seq).into_iter().collect(),
        fingerprint: String::new(),
    }
}

fn fact(name: &str, value: &str) -> Fact {
    Fact { name: name.to_owned(), value: value.to_owned() }
}
