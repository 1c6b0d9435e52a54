//! Secrets that are known by their value, in every form in which they may be written.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::floor;
use super::layers::layers;

/// Characters of a secret that are looked for; shorter ones would be found in every text.
const SHORTEST: usize = 4;

/// Characters of Base64 that do not depend on what stands beside a secret; fewer are found by
/// chance.
const SHORTEST_BASE64: usize = 5;

/// Finds them all in one pass over each layer of a text. Holds what nobody may see, so its `Debug` shows
/// nothing.
#[derive(Clone, Default)]
pub struct Secrets {
    /// What stands for each, and its value.
    entries: Vec<(String, String)>,
    /// In any case: as it is, in hexadecimal digits, with `+` for blanks, a GUID without hyphens.
    plain: Finder,
    base64: Finder,
}

#[derive(Clone, Default)]
struct Finder {
    /// With the entry that each belongs to.
    patterns: Vec<(Vec<u8>, usize)>,
    automaton: Option<AhoCorasick>,
}

/// A secret in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Found {
    entry: usize,
    pub(super) range: Range<usize>,
}

impl Secrets {
    /// `shown` stands for the value from now on. A value below four characters is not looked for.
    pub fn add(&mut self, shown: &str, value: &str) {
        let entry = (shown.to_owned(), value.to_owned());
        if self.entries.contains(&entry) || value.chars().count() < SHORTEST {
            return;
        }
        self.entries.push(entry);
        let entry = self.entries.len() - 1;
        for form in [value, &value.to_lowercase(), &value.to_uppercase()] {
            self.plain.add(form.as_bytes().to_vec(), entry);
            let hexadecimal: String = form.bytes().map(|byte| format!("{byte:02x}")).collect();
            self.plain.add(hexadecimal.into_bytes(), entry);
            self.plain.add(form.replace(' ', "+").into_bytes(), entry);
            for core in base64_cores(form) {
                self.base64.add(core, entry);
            }
        }
        if value.len() == 36 {
            self.plain.add(value.replace('-', "").into_bytes(), entry);
        }
        // With an escape of its own in it, it is another text where escapes are undone.
        for layer in layers(value).into_iter().skip(1) {
            if layer.bytes.len() >= SHORTEST {
                self.plain.add(layer.bytes.into_owned(), entry);
            }
        }
        self.plain.build(true);
        self.base64.build(false);
    }

    /// Every place once, from the first to the last; places that overlap are one.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.entries.is_empty() {
            return found;
        }
        for layer in layers(text) {
            let base64 = self.base64.find(&layer.bytes);
            let base64 = base64.map(|(range, entry)| (run(&layer.bytes, range), entry));
            found.extend(self.plain.find(&layer.bytes).chain(base64).map(|(range, entry)| Found {
                entry,
                range: layer.source(range.start)..layer.source(range.end),
            }));
        }
        merged(found)
    }

    /// The text with what stands for each secret in its place.
    pub fn replace<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let all = self.find(text);
        if all.is_empty() {
            return text.into();
        }
        let mut clean = String::with_capacity(text.len());
        let mut end = 0;
        for found in all {
            let start = floor(text, found.range.start).max(end);
            clean.push_str(&text[end..start]);
            clean.push_str(self.shown(&found));
            end = ceiling(text, found.range.end).max(start);
        }
        clean.push_str(&text[end..]);
        clean.into()
    }

    pub(super) fn shown(&self, found: &Found) -> &str {
        &self.entries[found.entry].0
    }

    /// Whether the whole text is what stands for a secret.
    pub(super) fn stands_for_one(&self, text: &str) -> bool {
        self.entries.iter().any(|(shown, _)| shown == text)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}

impl Finder {
    fn add(&mut self, pattern: Vec<u8>, entry: usize) {
        if self.patterns.iter().all(|(known, _)| *known != pattern) {
            self.patterns.push((pattern, entry));
        }
    }

    fn build(&mut self, any_case: bool) {
        let patterns = self.patterns.iter().map(|(pattern, _)| pattern);
        let mut builder = AhoCorasick::builder();
        let builder =
            builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(any_case);
        // Fails only beyond four thousand million states.
        self.automaton = builder.build(patterns).ok();
    }

    fn find<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(bytes));
        found.map(|found| (found.range(), self.patterns[found.pattern().as_usize()].1))
    }
}

/// The characters that stand for a value wherever in the encoded bytes it begins, in both alphabets.
fn base64_cores(value: &str) -> Vec<Vec<u8>> {
    let mut cores = Vec::new();
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(value.as_bytes());
        // Six bits each; those at the ends share theirs with the neighbours.
        let (start, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        for encoded in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let core = encoded.get(start..end).unwrap_or_default();
            if core.len() >= SHORTEST_BASE64 {
                cores.push(core.as_bytes().to_vec());
            }
        }
    }
    cores
}

/// The whole Base64 text around a place: its other characters hold bits of the secret.
fn run(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let is_base64 = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || matches!(**byte, b'+' | b'/' | b'-' | b'_' | b'=')
    };
    let before = bytes[..range.start].iter().rev().take_while(is_base64).count();
    let after = bytes[range.end..].iter().take_while(is_base64).count();
    range.start - before..range.end + after
}

fn merged(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    let mut merged: Vec<Found> = Vec::new();
    for next in found {
        match merged.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                last.range.end = last.range.end.max(next.range.end);
            }
            _ => merged.push(next),
        }
    }
    merged
}

fn ceiling(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
