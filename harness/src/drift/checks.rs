//! Changes as checks of a report.

use flinks_judge::server::{Parsed, ParsedRun};
use flinks_report::{Check, Finding, Outcome, Rule, Shown, Strength, Unit};
use flinks_trace::HarnessRun;

use super::{Class, Drift, Ledger, message_name};
use crate::shape::Shape;
use crate::summary::fact;

/// The sentence of each class's rule, and what a change means to a client.
const ABOUT: [[&str; 2]; 5] = [
    ["no member is there that is neither documented nor known", "safe for tolerant clients"],
    [
        "no place has a type that is neither documented nor known",
        "breaks clients that rely on the type",
    ],
    [
        "no enumeration has a value that the contract does not list",
        "breaks clients that accept no other value",
    ],
    [
        "a member that every object had is still in every one",
        "breaks clients that need it in every one",
    ],
    ["a member that every object had is still there", "breaks clients that need it"],
];

pub(crate) const RULES: [&str; 5] =
    ["FLK-DRIFT-001", "FLK-DRIFT-002", "FLK-DRIFT-003", "FLK-DRIFT-004", "FLK-DRIFT-005"];

const BODY: Unit = Unit { one: "body", many: "bodies" };
const PLACE: Unit = Unit { one: "place of the ledger", many: "places of the ledger" };

/// A check for each class, with the changes of `ids`. `flags` are those of the `drift` command that name
/// the ledger.
pub(crate) fn checks(
    ledger: &Ledger,
    ids: &[String],
    record: &HarnessRun,
    flags: &str,
) -> Vec<Check> {
    let run = ParsedRun::from(record);
    let places = ledger.shape.len();
    let check = |class: Class| {
        let id = RULES[class as usize].to_owned();
        let sentence = ABOUT[class as usize][0].to_owned();
        let source = "the contract, and the ledger of earlier runs".to_owned();
        let drifts = ledger.drift.iter();
        let drifts = drifts.filter(|drift| drift.class == class && ids.contains(&drift.id));
        let findings: Vec<Finding> =
            drifts.filter_map(|drift| finding(drift, &run, flags)).collect();
        let outcome = match findings.len() {
            0 => Outcome::Passed { places },
            _ => Outcome::Failed { findings, places },
        };
        let rule = Rule { id, sentence, strength: Strength::Drift, source, more: None };
        Check { rule, unit: PLACE, outcome }
    };
    Class::ALL.map(check).into()
}

fn finding(drift: &Drift, run: &ParsedRun<'_>, flags: &str) -> Option<Finding> {
    let Drift { id, class, message, place, what, first, last, runs, .. } = drift;
    let is_of = |one: &&Parsed<'_>| one.reply().is_some() && message_name(one) == *message;
    let exchanges: Vec<&Parsed<'_>> = run.exchanges.iter().filter(is_of).collect();
    let bodies = exchanges.iter().filter_map(|exchange| exchange.json());
    let mut shape = Shape::default();
    let count = bodies.map(|body| shape.add(body)).count();
    let (times, chances) = shape.share(place);
    let share = format!("in {times} of {chances} in {}", BODY.count(count));
    let (expected, actual) = match class {
        Class::Additive => ("no such member", format!("{what} {share}")),
        Class::TypeChange => ("a type that is documented or known", what.clone()),
        Class::NewValue => ("a value that is listed", format!("{what:?}")),
        Class::Narrowing | Class::Vanished => ("in every one, as before", share),
    };
    let runs = if *runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
    // The id stands beside each place, since a report shows only the first one in full.
    let actual = Shown::words(format!("{actual} (drift {id})"));
    let mut found = exchanges.first()?.in_body(place, Shown::words(expected), actual);
    found.details = vec![
        fact("class", &format!("{}: {}", class.word(), ABOUT[*class as usize][1])),
        fact("seen", &format!("{first} to {last}, in {runs}")),
    ];
    let accept = format!("flinks-harness drift accept {id}{flags} --because REASON");
    found.commands = vec![fact("accept", &accept)];
    Some(found)
}
