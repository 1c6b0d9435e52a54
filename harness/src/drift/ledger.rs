//! The memory: which types stood where, since when, and which changes were told.

use flinks_judge::server::{Parsed, ParsedRun};
use flinks_trace::HarnessRun;
use std::collections::{BTreeMap, BTreeSet};

use flinks_contract::schema::{Known, Message};
use serde::{Deserialize, Serialize};

use crate::shape::{self, Presence, Seen, Shape};

/// The format of the file; a new meaning gets a new number.
pub(super) const FORMAT: u32 = 1;

/// Places, and changes, that one ledger holds. A documented flow has about 250 places.
const MOST: usize = 10_000;

/// All that is kept. Days are `2026-11-21`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Ledger {
    pub(super) format: u32,
    /// 64 hexadecimal digits, by chance. The digests of hidden names are made with it: a
    /// name that nobody knows has to have the same one in each.
    #[serde(default)]
    key: String,
    /// How many were noted.
    pub(crate) runs: u64,
    #[serde(default)]
    pub(crate) drift: Vec<Drift>,
    #[serde(default)]
    pub(super) shape: Vec<Remembered>,
}

/// What stood at one place of one message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Remembered {
    /// "GetAccountsDetail 200".
    message: String,
    /// A JSON Pointer with `*` for each index.
    place: String,
    types: BTreeSet<String>,
    /// Whether every object that could have it had it. Stays until a narrowing is accepted.
    always: bool,
    first: String,
    last: String,
    runs: u64,
}

/// A change.
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
    /// A type that is neither documented nor was there, null among them.
    TypeChange,
    /// A text that the contract does not list.
    NewValue,
    /// A member that every object had, and some have no more.
    Narrowing,
    /// A member that every object had, and none has any more.
    Vanished,
}

impl Class {
    pub(crate) const ALL: [Self; 5] =
        [Self::Additive, Self::TypeChange, Self::NewValue, Self::Narrowing, Self::Vanished];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::TypeChange => "type-change",
            Self::NewValue => "new-value",
            Self::Narrowing => "narrowing",
            Self::Vanished => "vanished",
        }
    }

    /// The word, and what it is to a client.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Additive => "additive: safe for tolerant clients",
            Self::TypeChange => "type-change: breaks clients that go by the type",
            Self::NewValue => "new-value: breaks clients that take no other",
            Self::Narrowing => "narrowing: breaks clients that need it in every one",
            Self::Vanished => "vanished: breaks clients that need it",
        }
    }
}

#[cfg(test)]
impl Default for Ledger {
    fn default() -> Self {
        Self::new([7; 32])
    }
}

/// All bodies of one message in a run.
struct Group {
    message: Message,
    shape: Shape,
    /// Errors have the members of what they complain about: presence says nothing there.
    is_error: bool,
}

impl Ledger {
    pub(super) fn new(key: [u8; 32]) -> Self {
        let key = key.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { format: FORMAT, key, runs: 0, drift: Vec::new(), shape: Vec::new() }
    }

    /// None where it is no key.
    pub(crate) fn key(&self) -> Option<[u8; 32]> {
        let is_hex = self.key.len() == 64 && self.key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut key = [0; 32];
        for (byte, at) in key.iter_mut().zip((0..64).step_by(2)).take(if is_hex { 32 } else { 0 }) {
            *byte = u8::from_str_radix(self.key.get(at..at + 2)?, 16).ok()?;
        }
        is_hex.then_some(key)
    }

    /// Takes a run in, and gives the ids of the changes that it shows and nobody has accepted. None
    /// where the ledger has no room for it.
    pub(crate) fn note(&mut self, record: &HarnessRun, day: &str) -> Option<Vec<String>> {
        let groups = groups(record);
        let mut shown = BTreeSet::new();
        for (name, group) in &groups {
            for (class, place, what) in self.changes(name, group) {
                shown.insert(self.tell(class, name, &place, &what, day));
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
        let open = |drift: &&Drift| drift.accepted.is_none() && shown.contains(&drift.id);
        let open = self.drift.iter().filter(open).map(|drift| drift.id.clone()).collect();
        (self.drift.len() <= MOST && self.shape.len() <= MOST).then_some(open)
    }

    /// Marks a change as wanted. What is gone is then missed no more.
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

    fn changes(&self, name: &str, group: &Group) -> Vec<(Class, String, String)> {
        let mut changes = Vec::new();
        let before: BTreeMap<&str, &Remembered> = self
            .shape
            .iter()
            .filter(|shape| shape.message == name)
            .map(|shape| (&*shape.place, shape))
            .collect();
        for (place, seen) in group.shape.places() {
            let mut add = |class, what: String| changes.push((class, place.to_owned(), what));
            let Some(known) = group.message.known(place) else {
                match (before.get(place), parent(place)) {
                    (Some(before), _) => {
                        let new = seen.types.iter().filter(|&&name| !before.types.contains(name));
                        new.for_each(|name| add(Class::TypeChange, (*name).to_owned()));
                    }
                    (None, Some(parent)) if is_new(group, parent, &before) => {
                        add(Class::Additive, seen.words());
                    }
                    _ => {}
                }
                // Told in every run, whether the ledger has it or not.
                let named = parent(place).is_some_and(|parent| names_members(group, parent));
                if named || before.contains_key(place) && self.has_told(name, place) {
                    add(Class::Additive, seen.words());
                }
                continue;
            };
            for name in unknown_types(&known, seen) {
                add(Class::TypeChange, name.to_owned());
            }
            if !known.texts.is_empty() {
                let new = seen.texts.iter().filter(|text| !known.texts.contains(&***text));
                new.for_each(|text| add(Class::NewValue, text.clone()));
            }
        }
        if group.is_error {
            return changes;
        }
        for before in before.values().filter(|before| before.always) {
            let class = match group.shape.presence(&before.place) {
                Presence::Sometimes => Class::Narrowing,
                Presence::Never => Class::Vanished,
                Presence::Always | Presence::NoChance => continue,
            };
            changes.push((class, before.place.clone(), "was in every one".to_owned()));
        }
        changes
    }

    /// Whether a place was new once.
    fn has_told(&self, message: &str, place: &str) -> bool {
        self.drift.iter().any(|drift| {
            drift.class == Class::Additive && drift.message == message && drift.place == place
        })
    }

    fn tell(&mut self, class: Class, message: &str, place: &str, what: &str, day: &str) -> String {
        // The types of a new member may be others tomorrow, and it is the same member.
        let told = if class == Class::Additive { "" } else { what };
        let id = id(&[class.word(), message, place, told]);
        let known = self.drift.iter_mut().find(|drift| drift.id == id);
        if let Some(drift) = known {
            if drift.last.as_str() < day {
                drift.last = day.to_owned();
            }
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

    fn remember(&mut self, name: &str, group: &Group, day: &str) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (index, shape) in self.shape.iter().enumerate() {
            if shape.message == name {
                known.insert(shape.place.clone(), index);
            }
        }
        for (place, seen) in group.shape.places() {
            let types = seen.types.iter().map(|&name| name.to_owned());
            if let Some(&index) = known.get(place) {
                let shape = &mut self.shape[index];
                // A type that is told stays new until it is accepted.
                shape.runs += 1;
                if group.message.known(place).is_some() {
                    shape.types.extend(types);
                }
                if shape.last.as_str() < day {
                    shape.last = day.to_owned();
                }
                continue;
            }
            self.shape.push(Remembered {
                message: name.to_owned(),
                place: place.to_owned(),
                types: types.collect(),
                // Not where earlier runs had the object without it.
                always: group.shape.presence(place) == Presence::Always
                    && parent(place).is_none_or(|parent| !known.contains_key(parent)),
                first: day.to_owned(),
                last: day.to_owned(),
                runs: 1,
            });
        }
    }
}

/// Whether a member below `parent` is new to a ledger that knows the parent, where the contract
/// leaves open what is in it.
fn is_new(group: &Group, parent: &str, before: &BTreeMap<&str, &Remembered>) -> bool {
    before.contains_key(parent) && !names_members(group, parent)
}

fn names_members(group: &Group, place: &str) -> bool {
    group.message.known(place).is_some_and(|known| known.names_members)
}

fn unknown_types<'a>(known: &Known, seen: &'a Seen) -> impl Iterator<Item = &'a str> {
    let types = known.types.clone();
    let any = types.is_empty();
    seen.types.iter().copied().filter(move |name| !any && !types.contains(name))
}

fn parent(place: &str) -> Option<&str> {
    place.rsplit_once('/').map(|(parent, _)| parent)
}

fn groups(record: &HarnessRun) -> BTreeMap<String, Group> {
    let mut groups = BTreeMap::new();
    for exchange in &ParsedRun::from(record).exchanges {
        let (Some(name), Some(message), Some(body)) =
            (told_message(exchange), shape::message(exchange), exchange.json())
        else {
            continue;
        };
        let is_error = exchange.status().is_some_and(|status| status >= 400);
        let group = || Group { message, shape: Shape::default(), is_error };
        groups.entry(name).or_insert_with(group).shape.add(body);
    }
    groups
}

/// "GetAccountsDetail 200", "Investments 401 INVALID_REQUEST".
pub(super) fn told_message(exchange: &Parsed<'_>) -> Option<String> {
    let reply = exchange.reply()?;
    let endpoint = shape::endpoint(exchange);
    Some(match reply.status {
        400.. => format!("{endpoint} {}", reply.answer()),
        status => format!("{endpoint} {status}"),
    })
}

/// FNV-1a of 64 bits, folded to 24. It tells changes apart and guards nothing.
fn id(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // The byte ends a part: none of UTF-8 is like it.
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0xff_ffff)
}

#[cfg(test)]
mod tests;
