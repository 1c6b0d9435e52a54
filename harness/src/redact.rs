//! The layer between the wire and everything else: what a person or a bank said becomes a
//! pseudonym before anything is checked, printed or kept.
//!
//! Nothing is shown that is not known to be harmless: words of the contract and of servers
//! (`vocabulary.txt`), member names, HTTP statuses, the form of a body. All else is replaced by
//! something of the same shape, the same for the same value and run key, so that every check says
//! the same of the pseudonyms as of the values: what is equal stays equal, what is valid stays
//! valid, dates keep their order, sums their correctness.
//!
//! What a pseudonym does tell: lengths, classes of characters, punctuation, leading zeros, which
//! values are equal, days between dates, the time of day, and 0 and 1.

mod body;
mod date;
mod json;
mod key;
mod layers;
mod ledger;
mod memory;
mod number;
mod panics;
mod place;
mod secrets;
mod shape;
mod vocabulary;
mod words;

use std::fmt;

use serde_json::Value;

use date::Shift;
use key::Key;
use memory::{Memory, runs};
use secrets::Secrets;
use shape::{guid, is_guid_like};

#[allow(unused_imports, reason = "nothing calls it yet")]
pub(crate) use panics::guard_panics;

/// Bytes of a message that are kept; a longer one is a body that somebody put into a message.
/// The net over it looks ahead at each word, so its time grows with the square of this.
const MESSAGE_LIMIT_BYTES: usize = 4 << 10;

/// Media types that are shown as they are.
const MEDIA_TYPES: [&str; 9] = [
    "application/json",
    "application/octet-stream",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "text/html",
    "text/json",
    "text/plain",
    "text/xml",
];

/// Encodings that are shown as they are, where a media type names one.
const CHARSETS: [&str; 5] = [
    "charset=iso-8859-1",
    "charset=us-ascii",
    "charset=utf-8",
    "charset=\"utf-8\"",
    "charset=utf-16",
];

/// Digits of a Retry-After that are shown: a week in seconds has six.
const LONGEST_DELAY: usize = 6;

/// How much is hidden.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Depth {
    Everything,
    /// For bodies that nobody's data is in, such as those of the mock.
    SecretsOnly,
}

/// A real value that stands in a text. It says what and where, never which.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Survivor {
    pub kind: SurvivorKind,
    /// Bytes before it.
    pub at: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SurvivorKind {
    /// A secret, by its name.
    Secret(&'static str),
    /// A word or number that was hidden before.
    Hidden,
    /// More was hidden than is remembered, so nobody can tell.
    Unknown,
}

impl fmt::Display for SurvivorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(name) => write!(formatter, "the value of {name}"),
            Self::Hidden => formatter.write_str("a value of the server that is to be hidden"),
            Self::Unknown => formatter.write_str("more was hidden than can be looked for"),
        }
    }
}

/// Hides what must not be seen, in one run and with its key.
pub(crate) struct Redactor {
    depth: Depth,
    key: Key,
    shift: Shift,
    secrets: Secrets,
    memory: Memory,
}

impl Redactor {
    /// Equal keys give equal pseudonyms.
    pub(crate) fn new(key: [u8; 32], depth: Depth) -> Self {
        let key = Key::new(&key);
        let shift = Shift::new(&key);
        Self { depth, key, shift, secrets: Secrets::default(), memory: Memory::default() }
    }

    /// Hides a value in every later text, as it is and encoded. `name` stands for it: the variable
    /// of the environment, so that a command with it runs. A value below four characters is not
    /// looked for; it would be found everywhere.
    pub(crate) fn secret(&mut self, name: &'static str, value: &str) {
        self.secrets.add(name, value);
    }

    /// A body off the wire. What is JSON keeps its form byte for byte, and what is none stays none;
    /// bytes that are no UTF-8 become U+FFFD.
    pub(crate) fn body(&mut self, raw: &[u8]) -> String {
        let text = String::from_utf8_lossy(raw);
        let clean = match self.depth {
            Depth::SecretsOnly => text.into_owned(),
            Depth::Everything if body::is_json(&text) => self.json(&text),
            Depth::Everything => self.plain(&text),
        };
        self.without_secrets(&clean)
    }

    /// What is sent, with the pseudonyms that it has in the answers.
    pub(crate) fn value(&mut self, value: &Value) -> Value {
        let text = value.to_string();
        let clean = match self.depth {
            Depth::SecretsOnly => text,
            Depth::Everything => self.json(&text),
        };
        serde_json::from_str(&self.without_secrets(&clean)).unwrap_or_default()
    }

    /// A message, a URL, a panic: its own words stay, but for secrets, for what was hidden before,
    /// and for what has the shape of a GUID, a mail address, a long number, a postal code, a phone
    /// number, a date or a code.
    pub(crate) fn text(&self, text: &str) -> String {
        let clean = self.secrets.replace(text, |found, _| format!("${}", found.name));
        let (kept, cut) = match clean.char_indices().find(|(at, _)| *at >= MESSAGE_LIMIT_BYTES) {
            Some((end, _)) => (&clean[..end], "…"),
            None => (&*clean, ""),
        };
        match self.depth {
            Depth::SecretsOnly => format!("{kept}{cut}"),
            Depth::Everything => format!("{}{cut}", self.net(kept)),
        }
    }

    /// A header that is kept; nothing for one that is not.
    pub(crate) fn header(&mut self, name: &str, value: &str) -> Option<String> {
        let clean = self.secrets.replace(value, |found, _| format!("${}", found.name));
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let is_kept = ["content-type", "date", "location", "retry-after"].into_iter().any(is);
        if !is_kept || self.depth == Depth::SecretsOnly {
            return is_kept.then_some(clean);
        }
        let is_delay = |text: &str| {
            (1..=LONGEST_DELAY).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        Some(match &*clean {
            text if is("content-type") => self.media_type(text),
            text if is("retry-after") && is_delay(text) => text.to_owned(),
            text => match self.shift.http(text).filter(|_| !is("location")) {
                Some(moved) => moved,
                None => self.location(text),
            },
        })
    }

    /// The real values in a text that is to be kept: there must be none. A value below four letters
    /// or six digits is not looked for, nor one whose pseudonym is another's value.
    pub(crate) fn survivors(&self, text: &str) -> Vec<Survivor> {
        let secrets = self.secrets.find(text).into_iter().map(|found| Survivor {
            kind: SurvivorKind::Secret(found.name),
            at: found.range.start,
        });
        let unknown = Survivor { kind: SurvivorKind::Unknown, at: 0 };
        let mut survivors: Vec<Survivor> = secrets.collect();
        survivors.extend(self.memory.is_full().then_some(unknown));
        for layer in layers::layers(text) {
            let said = String::from_utf8_lossy(&layer.bytes);
            for run in runs(&said) {
                if self.memory.is_real(run) && !self.memory.is_issued(run) {
                    let at = layer.source(run.as_ptr() as usize - said.as_ptr() as usize);
                    survivors.push(Survivor { kind: SurvivorKind::Hidden, at });
                }
            }
        }
        survivors.sort_by_key(|survivor| survivor.at);
        survivors.dedup();
        survivors
    }

    /// A secret that is a GUID stays one, or a body with it would break its schema.
    fn without_secrets(&self, text: &str) -> String {
        self.secrets.replace(text, |found, old| match found.is_plain && is_guid_like(old) {
            true => guid(&self.key, old),
            false => format!("${}", found.name),
        })
    }

    fn media_type(&mut self, text: &str) -> String {
        let mut parts = text.split(';').enumerate().map(|(number, part)| {
            let known = if number == 0 { &MEDIA_TYPES[..] } else { &CHARSETS[..] };
            match known.iter().any(|known| known.eq_ignore_ascii_case(part.trim())) {
                true => part.to_owned(),
                false => self.location(part),
            }
        });
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |all, part| format!("{all};{part}"))
    }

    /// A text of the server in which the names of secrets stay.
    fn location(&mut self, text: &str) -> String {
        let names: Vec<&str> = self.secrets.values().map(|(name, _)| name).collect();
        let mut clean = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((at, name)) = first(rest, &names) {
            clean.push_str(&self.shown(&rest[..at]));
            clean.push('$');
            clean.push_str(name);
            rest = &rest[at + 1 + name.len()..];
        }
        clean.push_str(&self.shown(rest));
        clean
    }
}

/// Where `$NAME` stands first.
fn first<'a>(text: &str, names: &[&'a str]) -> Option<(usize, &'a str)> {
    text.match_indices('$').find_map(|(at, _)| {
        let name = names.iter().find(|name| text[at + 1..].starts_with(**name))?;
        Some((at, *name))
    })
}

impl fmt::Debug for Redactor {
    /// It holds every secret, so it shows nothing.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests;
