//! What the rules write down: where each was applied, where it is broken, what stayed open.

use std::collections::BTreeMap;

use flinks_report::{Fact, Finding, Place, Shown};

use super::evidence::Call;
use flinks_trace::Timestamp;

#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: BTreeMap<&'static str, Row>,
}

/// One rule's.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// How many places it was applied to, broken and open ones included.
    pub(super) places: usize,
    pub(super) found: Vec<Finding>,
    /// Why places could not be decided.
    pub(super) open: Vec<String>,
    /// What was missing, where it was applied to nothing.
    pub(super) missing: Option<String>,
}

impl Sheet {
    pub(super) fn applied(&mut self, rule: &'static str, places: usize) {
        if places > 0 {
            self.rows.entry(rule).or_default().places += places;
        }
    }

    pub(super) fn broken(&mut self, rule: &'static str, finding: Finding) {
        self.rows.entry(rule).or_default().found.push(finding);
    }

    /// It was applied to a place, and whether it held there cannot be said.
    pub(super) fn open(&mut self, rule: &'static str, reason: impl Into<String>) {
        self.rows.entry(rule).or_default().open.push(reason.into());
    }

    /// Says what was missing better than the catalogue can.
    pub(super) fn missing(&mut self, rule: &'static str, what: impl Into<String>) {
        self.rows.entry(rule).or_default().missing.get_or_insert_with(|| what.into());
    }

    pub(super) fn row(&self, rule: &str) -> Option<&Row> {
        self.rows.get(rule)
    }
}

/// A finding at one call: `place` is "method", "time", "header content-type".
pub(super) fn finding(
    at: String,
    place: &str,
    expected: impl Into<String>,
    actual: impl Into<String>,
    calls: &[&Call],
) -> Finding {
    Finding {
        at,
        place: Place::Outside(place.to_owned()),
        expected: Shown::words(expected),
        actual: Shown::words(actual),
        arithmetic: None,
        off_by: None,
        note: None,
        details: Vec::new(),
        commands: Vec::new(),
        events: calls.iter().map(|call| call.seq).collect(),
        fingerprint: String::new(),
    }
}

/// Where it was found, when that was more than once: "calls  3: t+00:10.000, ..".
pub(super) fn repeated(calls: &[&Call]) -> Vec<Fact> {
    match calls {
        [] | [_] => Vec::new(),
        _ => vec![detail("calls", format!("{}: {}", calls.len(), moments(calls)))],
    }
}

/// Each, or the first and the last of many.
pub(super) fn moments(calls: &[&Call]) -> String {
    match calls {
        [first, _, _, _, .., last] => {
            format!("{} to {}", Timestamp(first.arrived), Timestamp(last.arrived))
        }
        few => {
            let few: Vec<_> = few.iter().map(|call| Timestamp(call.arrived).to_string()).collect();
            few.join(", ")
        }
    }
}

/// "session 1243c283, GET GetAccountsDetailAsync, t+00:30.200".
pub(super) fn at(call: &Call) -> String {
    let session = match call.request_id.as_deref() {
        Some(id) => format!("session {}, ", id.get(..8).unwrap_or(id)),
        None => String::new(),
    };
    let name = call.endpoint.clone().unwrap_or_else(|| call.shown_path());
    format!("{session}{} {name}, {}", call.method, Timestamp(call.arrived))
}

pub(super) fn detail(name: &str, value: impl Into<String>) -> Fact {
    Fact { name: name.to_owned(), value: value.into() }
}
