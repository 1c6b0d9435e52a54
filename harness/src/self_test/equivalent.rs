//! The mutants that change no meaning, each with its reason: `equivalents.toml`.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

use super::mutant::Mutant;
use super::operator::Operator;

/// The built-in file.
const TEXT: &str = include_str!("equivalents.toml");

/// The entries, and which of them were of use.
#[derive(Debug)]
pub(crate) struct Equivalents {
    entries: Vec<Entry>,
    used: RefCell<BTreeSet<(usize, usize)>>,
}

/// What is wrong with the file.
#[derive(Debug, Error)]
pub(crate) enum EquivalentsError {
    #[error("equivalents.toml: {0}")]
    Syntax(#[from] toml::de::Error),
    #[error("equivalents.toml: there is no operator `{0}`")]
    Operator(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    equivalent: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    /// [`Operator::name`].
    operator: String,
    /// [`super::Kind::name`].
    message: String,
    /// Pointers with `*` for an index; `/**` at the end is everything below.
    places: Vec<String>,
    reason: String,
}

impl Equivalents {
    pub(crate) fn built_in() -> Result<Self, EquivalentsError> {
        Self::parse(TEXT)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, EquivalentsError> {
        let file: File = toml::from_str(text)?;
        let known = |name: &str| Operator::ALL.iter().any(|operator| operator.name() == name);
        if let Some(entry) = file.equivalent.iter().find(|entry| !known(&entry.operator)) {
            return Err(EquivalentsError::Operator(entry.operator.clone()));
        }
        Ok(Self { entries: file.equivalent, used: RefCell::default() })
    }

    /// Why a mutant changes nothing.
    pub(crate) fn reason(&self, mutant: &Mutant) -> Option<&str> {
        let starred = mutant.starred();
        for (number, entry) in self.entries.iter().enumerate() {
            let is_meant =
                entry.operator == mutant.operator.name() && entry.message == mutant.kind.name();
            let place = entry.places.iter().position(|place| is_at(place, &starred));
            if let (true, Some(place)) = (is_meant, place) {
                self.used.borrow_mut().insert((number, place));
                return Some(&entry.reason);
            }
        }
        None
    }

    /// Places that no mutant was at, as `operator message place`.
    pub(crate) fn idle(&self) -> Vec<String> {
        let used = self.used.borrow();
        let places = self.entries.iter().enumerate().flat_map(|(number, entry)| {
            entry.places.iter().enumerate().map(move |(at, place)| ((number, at), entry, place))
        });
        places
            .filter(|(key, _, _)| !used.contains(key))
            .map(|(_, entry, place)| format!("{} {} {place}", entry.operator, entry.message))
            .collect()
    }
}

fn is_at(place: &str, starred: &str) -> bool {
    match place.strip_suffix("/**") {
        Some(parent) => starred.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/')),
        None => place == starred,
    }
}
