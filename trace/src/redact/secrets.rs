//! Secrets that are known by their value, in every form in which they may be written.

use std::borrow::Cow;
use std::cmp::Reverse;
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
    plain: Finder,
    base64: Finder,
}

#[derive(Clone, Default)]
struct Finder {
    /// The entry that each pattern belongs to.
    entries: Vec<usize>,
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
        let values = || self.entries.iter().map(|(_, value)| &**value);
        self.plain = Finder::new(values().map(forms), true);
        self.base64 = Finder::new(values().map(base64_cores), false);
    }

    /// Every place once, from the first to the last; places that overlap are one.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for layer in layers(text) {
            let all = self.plain.find(&layer.bytes).chain(self.encoded(&layer.bytes));
            found.extend(all.map(|(range, entry)| Found {
                entry,
                range: layer.source(range.start)..layer.source(range.end),
            }));
        }
        found.sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
        found.dedup_by(|next, last| {
            let overlaps = next.range.start < last.range.end;
            last.range.end =
                if overlaps { last.range.end.max(next.range.end) } else { last.range.end };
            overlaps
        });
        found
    }

    /// Each Base64 text with a secret in it, once and whole: its other characters hold bits of the
    /// secret.
    fn encoded<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let is_base64 = |byte: &&u8| {
            byte.is_ascii_alphanumeric() || matches!(**byte, b'+' | b'/' | b'-' | b'_' | b'=')
        };
        let mut end = 0;
        self.base64.find(bytes).filter_map(move |(hit, entry)| {
            if hit.start < end {
                return None;
            }
            let before = bytes[..hit.start].iter().rev().take_while(is_base64).count();
            end = hit.end + bytes[hit.end..].iter().take_while(is_base64).count();
            Some((hit.start - before..end, entry))
        })
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
    /// Builds the patterns for every form of each value.
    fn new(forms: impl Iterator<Item = Vec<Vec<u8>>>, any_case: bool) -> Self {
        let (mut patterns, mut entries) = (Vec::new(), Vec::new());
        for (entry, forms) in forms.enumerate() {
            entries.resize(entries.len() + forms.len(), entry);
            patterns.extend(forms);
        }
        let mut builder = AhoCorasick::builder();
        let builder =
            builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(any_case);
        // Fails only beyond four thousand million states.
        Self { entries, automaton: builder.build(patterns).ok() }
    }

    fn find<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(bytes));
        found.map(|found| (found.range(), self.entries[found.pattern().as_usize()]))
    }
}

fn cases(value: &str) -> [String; 3] {
    [value.to_owned(), value.to_lowercase(), value.to_uppercase()]
}

/// Forms of a value that are looked for in any case: as it is, in hexadecimal, with `+` for blanks, a
/// GUID without hyphens.
fn forms(value: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for text in cases(value) {
        forms.push(text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into());
        forms.push(text.replace(' ', "+").into());
        forms.push(text.into());
    }
    if value.len() == 36 {
        forms.push(value.replace('-', "").into());
    }
    // With an escape of its own in it, it is another text where escapes are undone.
    let undone = layers(value).skip(1).map(|layer| layer.bytes.into_owned());
    forms.extend(undone.filter(|bytes| bytes.len() >= SHORTEST));
    forms
}

/// The characters that stand for a value wherever in the encoded bytes it begins, in both alphabets.
fn base64_cores(value: &str) -> Vec<Vec<u8>> {
    let mut cores = Vec::new();
    for (text, before) in cases(value).iter().flat_map(|text| (0..3).map(move |at| (text, at))) {
        let bytes = [&[0; 3][..before], text.as_bytes()].concat();
        // Six bits each; those at the ends share theirs with the neighbours.
        let (start, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        for encoded in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            cores.push(encoded.as_bytes()[start..end].to_vec());
        }
    }
    cores.retain(|core| core.len() >= SHORTEST_BASE64);
    cores
}

fn ceiling(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise the rest of the text would be read again for each of them.
    #[test]
    fn a_base64_text_is_read_once_however_many_secrets_are_in_it() {
        let mut secrets = Secrets::default();
        secrets.add("$KEY", "c4nary-key");
        let text = STANDARD_NO_PAD.encode("c4nary-key  ".repeat(1_000));
        let found = secrets.encoded(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(found, [(0..text.len(), 0)]);
        assert_eq!(secrets.replace(&format!("<{text}> {text}")), "<$KEY> $KEY");
    }
}
