//! Values that several unit tests need.

use std::time::Duration;

use crate::check::{Check, Outcome, Rule, Strength, Unit};
use crate::event::{Event, Mark};
use crate::report::Run;
use crate::verdict::Verdict;

/// A request at a moment and the duration of its reply, both in milliseconds.
pub(crate) fn event(at: u64, took: u64) -> Event {
    Event {
        number: at,
        part: "session 1".to_owned(),
        at: Duration::from_millis(at),
        took: Some(Duration::from_millis(took)),
        call: "GET Async".to_owned(),
        answer: "202".to_owned(),
        note: None,
        mark: Mark::Plain,
        wire: None,
    }
}

pub(crate) fn check(id: &str, strength: Strength, outcome: Outcome) -> Check {
    let rule = Rule {
        id: id.to_owned(),
        sentence: "one line\nand no other".to_owned(),
        strength,
        source: "a guide".to_owned(),
        more: None,
    };
    Check { rule, unit: Unit { one: "place", many: "places" }, outcome }
}

pub(crate) fn broken() -> Outcome {
    Outcome::Failed { findings: Vec::new(), places: 2 }
}

pub(crate) fn run(name: &str, checks: Vec<Check>, verdict: Verdict) -> Run {
    Run {
        name: name.to_owned(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks,
        verdict,
        effort: "1 request".to_owned(),
    }
}
