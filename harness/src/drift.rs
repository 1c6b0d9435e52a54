//! What a server's answers were made of, from run to run, and what has changed.
//!
//! A change is reported in every run until somebody accepts it, and fails nothing: the contract is what
//! a server has to keep, and this is what it does beside it.

mod checks;
mod file;

use std::collections::{BTreeMap, BTreeSet};

use flinks_contract::schema::Message;
use flinks_judge::server::{Parsed, ParsedRun};
use flinks_report::fnv1a;
use flinks_trace::HarnessRun;
use serde::{Deserialize, Serialize};

use crate::shape::{self, Presence, Shape};

pub(crate) use checks::{RULES, checks};
pub(crate) use file::{edit, read};

/// Version of the file format. A new meaning gets a new number.
const FORMAT: u32 = 1;

/// Most places, and most changes, in one ledger. A documented flow has about 250 places.
const MOST: usize = 10_000;

/// Everything that the file keeps. Days are written as `2026-11-21`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Ledger {
    format: u32,
    /// 64 random hexadecimal digits. Digests of hidden names are made with it, so that an unknown name
    /// has the same one in every run.
    #[serde(default)]
    key: String,
    pub(crate) runs: u64,
    #[serde(default)]
    pub(crate) drift: Vec<Drift>,
    #[serde(default)]
    shape: Vec<Remembered>,
}

/// What earlier runs saw at one place of one message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Remembered {
    /// "GetAccountsDetail 200".
    message: String,
    /// A JSON Pointer with `*` for each index.
    place: String,
    types: BTreeSet<String>,
    /// Whether every object that could have it had it. It stays true until a narrowing is accepted.
    always: bool,
    first: String,
    last: String,
    runs: u64,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Drift {
    /// Six hexadecimal digits, the same for the same change in every ledger.
    pub(crate) id: String,
    pub(crate) class: Class,
    pub(crate) message: String,
    pub(crate) place: String,
    /// What is new or gone: a type, a text, a presence.
    pub(crate) what: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) runs: u64,
    pub(crate) accepted: Option<Accepted>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Accepted {
    pub(crate) on: String,
    pub(crate) by: String,
    pub(crate) because: String,
}

/// What a change means to a client.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Class {
    /// A member that is not documented and was not there. Safe for tolerant clients.
    Additive,
    /// A type (null counts as one) that is not documented and was not there.
    TypeChange,
    /// A text that the contract does not list.
    NewValue,
    /// A member that every object had, and some no longer have.
    Narrowing,
    /// A member that every object had, and none has any longer.
    Vanished,
}

impl Class {
    pub(crate) const ALL: [Self; 5] =
        [Self::Additive, Self::TypeChange, Self::NewValue, Self::Narrowing, Self::Vanished];

    pub(crate) fn word(self) -> &'static str {
        ["additive", "type-change", "new-value", "narrowing", "vanished"][self as usize]
    }
}

/// All bodies of one message in a run.
type Group = (Message, Shape);

impl Ledger {
    fn new(key: [u8; 32]) -> Self {
        let key = key.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { format: FORMAT, key, runs: 0, drift: Vec::new(), shape: Vec::new() }
    }

    pub(crate) fn key(&self) -> Option<[u8; 32]> {
        let is_hex = self.key.len() == 64 && self.key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = |at| u8::from_str_radix(self.key.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..64).step_by(2).map(byte).collect();
        bytes.filter(|_| is_hex)?.try_into().ok()
    }

    /// Takes in a run and returns the ids of the changes in it that nobody has accepted. None if the
    /// ledger is full.
    pub(crate) fn note(&mut self, record: &HarnessRun, day: &str) -> Option<Vec<String>> {
        let groups = groups(record);
        let mut reported = BTreeSet::new();
        for (name, group) in &groups {
            for (class, place, what) in self.changes(name, group) {
                reported.insert(self.report(class, name, &place, &what, day));
            }
        }
        for (name, group) in &groups {
            self.remember(name, group, day);
        }
        self.runs += 1;
        self.drift.sort_by(|a, b| {
            (a.class, &a.message, &a.place, &a.what).cmp(&(b.class, &b.message, &b.place, &b.what))
        });
        self.shape.sort_by(|a, b| (&a.message, &a.place).cmp(&(&b.message, &b.place)));
        let open = |drift: &&Drift| drift.accepted.is_none() && reported.contains(&drift.id);
        let open = self.drift.iter().filter(open).map(|drift| drift.id.clone()).collect();
        (self.drift.len() <= MOST && self.shape.len() <= MOST).then_some(open)
    }

    /// Marks a change as wanted. A member that is gone is not reported again.
    pub(crate) fn accept(&mut self, id: &str, accepted: Accepted) -> Option<&Drift> {
        let drift = self.drift.iter_mut().find(|drift| drift.id == id)?;
        drift.accepted = Some(accepted);
        if matches!(drift.class, Class::Narrowing | Class::Vanished) {
            let same =
                |one: &&mut Remembered| one.message == drift.message && one.place == drift.place;
            if let Some(shape) = self.shape.iter_mut().find(same) {
                shape.always = false;
            }
        }
        Some(drift)
    }

    fn changes(&self, name: &str, (message, bodies): &Group) -> Vec<(Class, String, String)> {
        let mut changes = Vec::new();
        let before = self.shape.iter().filter(|shape| shape.message == name);
        let before: BTreeMap<&str, &Remembered> =
            before.map(|shape| (&*shape.place, shape)).collect();
        let names_members = |place| message.known(place).is_some_and(|known| known.names_members);
        for (place, seen) in bodies.places() {
            let mut add = |class, what: String| changes.push((class, place.to_owned(), what));
            let remembered = before.get(place);
            if let Some(known) = message.known(place) {
                let takes = |name| known.types.is_empty() || known.types.contains(name);
                let new = seen.types.iter().filter(|name| !takes(**name));
                new.for_each(|name| add(Class::TypeChange, (*name).to_owned()));
                let lists = |text: &String| known.texts.is_empty() || known.texts.contains(&**text);
                let new = seen.texts.iter().filter(|text| !lists(text));
                new.for_each(|text| add(Class::NewValue, text.clone()));
                continue;
            }
            if let Some(remembered) = remembered {
                let new = seen.types.iter().filter(|&&name| !remembered.types.contains(name));
                new.for_each(|name| add(Class::TypeChange, (*name).to_owned()));
            }
            let is_new = match (remembered, parent(place)) {
                // Reported in every run, whether the ledger has it or not.
                (_, Some(parent)) if names_members(parent) => true,
                (Some(_), _) => self.was_new(name, place),
                // Where the contract leaves open what is in it, the first run decides.
                (None, parent) => parent.is_some_and(|parent| before.contains_key(parent)),
            };
            if is_new {
                add(Class::Additive, seen.label());
            }
        }
        // Errors have the members of what they complain about: presence says nothing there.
        let is_error = *message == Message::Error;
        for before in before.values().filter(|before| before.always && !is_error) {
            let class = match bodies.presence(&before.place) {
                Presence::Sometimes => Class::Narrowing,
                Presence::Never => Class::Vanished,
                Presence::Always | Presence::NoChance => continue,
            };
            changes.push((class, before.place.clone(), "was in every one".to_owned()));
        }
        changes
    }

    fn was_new(&self, message: &str, place: &str) -> bool {
        self.drift.iter().any(|drift| {
            drift.class == Class::Additive && drift.message == message && drift.place == place
        })
    }

    fn report(
        &mut self,
        class: Class,
        message: &str,
        place: &str,
        what: &str,
        day: &str,
    ) -> String {
        // The types of a new member may be others tomorrow, and it is the same member.
        let kind = if class == Class::Additive { "" } else { what };
        let id = id(&[class.word(), message, place, kind]);
        if let Some(drift) = self.drift.iter_mut().find(|drift| drift.id == id) {
            drift.last = drift.last.clone().max(day.to_owned());
            drift.runs += 1;
            return id;
        }
        self.drift.push(Drift {
            id: id.clone(),
            class,
            message: message.to_owned(),
            place: place.to_owned(),
            what: what.to_owned(),
            first: day.to_owned(),
            last: day.to_owned(),
            runs: 1,
            accepted: None,
        });
        id
    }

    fn remember(&mut self, name: &str, (message, bodies): &Group, day: &str) {
        let shapes = self.shape.iter().enumerate().filter(|(_, shape)| shape.message == name);
        let known: BTreeMap<String, usize> =
            shapes.map(|(index, shape)| (shape.place.clone(), index)).collect();
        for (place, seen) in bodies.places() {
            let types = seen.types.iter().map(|&name| name.to_owned());
            let Some(&index) = known.get(place) else {
                self.shape.push(Remembered {
                    message: name.to_owned(),
                    place: place.to_owned(),
                    types: types.collect(),
                    // Not where earlier runs had the object without it.
                    always: bodies.presence(place) == Presence::Always
                        && parent(place).is_none_or(|parent| !known.contains_key(parent)),
                    first: day.to_owned(),
                    last: day.to_owned(),
                    runs: 1,
                });
                continue;
            };
            let shape = &mut self.shape[index];
            shape.runs += 1;
            shape.last = shape.last.clone().max(day.to_owned());
            // A type that is reported stays new until it is accepted.
            if message.known(place).is_some() {
                shape.types.extend(types);
            }
        }
    }
}

fn parent(place: &str) -> Option<&str> {
    place.rsplit_once('/').map(|(parent, _)| parent)
}

fn groups(record: &HarnessRun) -> BTreeMap<String, Group> {
    let mut groups = BTreeMap::new();
    for exchange in &ParsedRun::from(record).exchanges {
        let message = exchange.status().and_then(|status| exchange.endpoint.reply(status));
        if let (Some(message), Some(body)) = (message, exchange.json()) {
            let group = groups.entry(message_name(exchange));
            group.or_insert_with(|| (message, Shape::default())).1.add(body);
        }
    }
    groups
}

/// "GetAccountsDetail 200", "Investments 401 INVALID_REQUEST".
fn message_name(exchange: &Parsed<'_>) -> String {
    let endpoint = shape::endpoint(exchange);
    match exchange.status {
        400.. => format!("{endpoint} {}", exchange.answer()),
        status => format!("{endpoint} {status}"),
    }
}

/// Six hexadecimal digits.
fn id(parts: &[&str]) -> String {
    let hash = fnv1a(parts);
    format!("{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0xff_ffff)
}

#[cfg(test)]
mod tests;
