//! Which rules have to report which mutant, and which mutants change no meaning: the two data files.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::mutant::Mutant;

pub(super) struct Expected {
    pub(super) rules: Rules,
    equivalents: Vec<Equivalent>,
    /// Entry and place of the equivalents that a mutant met.
    met: RefCell<BTreeSet<(usize, usize)>>,
}

/// `operators.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    /// Scenarios whose traffic is broken.
    pub(super) scenarios: Vec<String>,
    /// Scenarios whose traffic is not clean, or takes real time.
    pub(super) unclean: Vec<String>,
    /// By message.
    schema: BTreeMap<String, String>,
    pub(super) operator: BTreeMap<String, Operator>,
    also: Vec<Also>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Operator {
    schema: bool,
    rules: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Also {
    operators: Vec<String>,
    message: Option<String>,
    place: Option<String>,
    rules: Vec<String>,
}

/// An entry of `equivalents.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    operator: String,
    message: String,
    /// Pointers with `*` for an index; `/**` at the end is everything below.
    places: Vec<String>,
    reason: String,
}

impl Expected {
    pub(super) fn read() -> Self {
        let rules: Rules = toml::from_str(include_str!("operators.toml")).unwrap();
        let file: BTreeMap<String, Vec<Equivalent>> =
            toml::from_str(include_str!("equivalents.toml")).unwrap();
        let equivalents: Vec<Equivalent> = file.into_values().flatten().collect();
        for entry in &equivalents {
            assert!(rules.operator.contains_key(&entry.operator), "{}", entry.operator);
        }
        Self { rules, equivalents, met: RefCell::default() }
    }

    /// The rules of which at least one has to report the mutant.
    pub(super) fn responsible(&self, mutant: &Mutant) -> Vec<&str> {
        let operator = &self.rules.operator[mutant.operator];
        let schema = operator.schema.then(|| &self.rules.schema[mutant.message]);
        let place = mutant.place();
        let also = self.rules.also.iter().filter(|also| {
            also.operators.iter().any(|name| name == mutant.operator)
                && also.message.as_ref().is_none_or(|name| name == mutant.message)
                && also.place.as_ref().is_none_or(|only| *only == place)
        });
        let rules = operator.rules.iter().chain(schema).chain(also.flat_map(|also| &also.rules));
        rules.map(String::as_str).collect()
    }

    /// Why the mutant changes no meaning.
    pub(super) fn without_meaning(&self, mutant: &Mutant) -> Option<&str> {
        let at = mutant.place();
        self.equivalents.iter().enumerate().find_map(|(number, entry)| {
            if entry.operator != mutant.operator || entry.message != mutant.message {
                return None;
            }
            let place = entry.places.iter().position(|place| covers(place, &at))?;
            self.met.borrow_mut().insert((number, place));
            Some(&*entry.reason)
        })
    }

    /// Places of equivalents that no mutant was at, as `operator message place`.
    pub(super) fn idle(&self) -> Vec<String> {
        let met = self.met.borrow();
        let mut idle = Vec::new();
        for (number, entry) in self.equivalents.iter().enumerate() {
            for (at, place) in entry.places.iter().enumerate() {
                if !met.contains(&(number, at)) {
                    idle.push(format!("{} {} {place}", entry.operator, entry.message));
                }
            }
        }
        idle
    }
}

fn covers(place: &str, at: &str) -> bool {
    match place.strip_suffix("/**") {
        Some(parent) => at.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/')),
        None => place == at,
    }
}
