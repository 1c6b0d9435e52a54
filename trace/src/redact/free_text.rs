//! Texts: which words of them stay, and what has the shape of something private.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{runs, word};
use super::names::REDACTED;
use super::{Redactor, floor, is_zero, vocabulary};

/// Hexadecimal digits of a label that is made of a digest.
const DIGEST: usize = 8;

/// Bytes that a shape is looked for in, and the rest of the word that they end in.
const LONGEST_SHAPE: usize = 256;

/// Digits in a row that may be an account's.
const LONG_NUMBER: usize = 6;

/// Characters of a token, a key or something in Base64.
const LONG_CODE: usize = 16;

/// Characters of a run in a code that is hidden.
const SHORTEST_PRIVATE: usize = 4;

/// What Flinks gives for a login that was never refreshed: nobody's moment.
pub(super) const NEVER: &str = "0001-01-01T00:00:00";

/// Name of a kind of value, and how a text begins that holds one.
type Shape = (&'static str, Regex);

/// Forms that schemas ask for, and a label therefore has to tell.
static FORMS: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    shapes(&[
        ("id", "(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"),
        ("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ("time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9](?:[0-9:T.Z+-]*[0-9TZ])?"),
    ])
});

/// What is private in a text from elsewhere.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    shapes(&[
        ("PostalCode", "(?i:[a-z][0-9][a-z][ -]?[0-9][a-z][0-9])"),
        ("Email", r"[\pL\pN._%+-]+@[\pL\pN._%+@-]*[\pL\pN_%+@]"),
        ("Phone", "(?:[ ()+.-]*[0-9]){10,15}"),
    ])
});

/// Each ends where a word ends.
fn shapes(table: &[(&'static str, &str)]) -> Vec<Shape> {
    let shape = |(kind, shape): &(&'static str, &str)| {
        let ended = format!(r"^({shape})(?:[^\p{{Alphabetic}}\pN]|$)");
        (*kind, Regex::new(&ended).expect("each shape is a regular expression"))
    };
    table.iter().map(shape).collect()
}

/// What a text begins with: its length and its kind.
fn shaped(shapes: &[Shape], text: &str) -> Option<(usize, &'static str)> {
    shapes.iter().find_map(|(kind, shape)| Some((shape.captures(text)?.get(1)?.end(), *kind)))
}

/// The form of a whole value.
pub(super) fn form(text: &str) -> Option<&'static str> {
    shaped(&FORMS, text).filter(|(length, _)| *length == text.len()).map(|(_, kind)| kind)
}

/// A label at the beginning of a text, `[Name 1]`: its length. Its word is a known one, so that no
/// server can write a name in this way.
pub(super) fn label(text: &str) -> Option<usize> {
    if text.starts_with(REDACTED) {
        return Some(REDACTED.len());
    }
    let inside = text.strip_prefix('[')?;
    let inside = &inside[..near(inside).find(']')?];
    let (kind, number) = inside.rsplit_once(' ')?;
    let is_number = match number.len() {
        1..=6 => number.bytes().all(|byte| byte.is_ascii_digit()),
        length => length == DIGEST && number.bytes().all(|byte| byte.is_ascii_hexdigit()),
    };
    (is_number && vocabulary::is_shown(kind)).then_some(inside.len() + 2)
}

impl Redactor {
    /// The text without what `hide` finds where no word goes on: given what stands before and what the
    /// text goes on with, it says how much of that is hidden, and by what.
    fn rewrite(
        &mut self,
        text: &str,
        hide: impl Fn(&mut Self, &str, &str) -> Option<(usize, String)>,
    ) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            let (before, rest) = text.split_at(at);
            let own = label(rest);
            let begins = own.is_none() && !before.ends_with(char::is_alphanumeric);
            let hidden = if begins { hide(self, before, rest) } else { None };
            let length = match (&hidden, word(rest)) {
                (Some((length, _)), _) => *length,
                (None, "") => own.or(rest.chars().next().map(char::len_utf8)).unwrap_or(1),
                (None, word) => word.len(),
            };
            shown.push_str(hidden.as_ref().map_or(&rest[..length], |(_, label)| label));
            at += length;
        }
        shown
    }

    /// Labels for everything but known words and HTTP statuses.
    pub(super) fn known_words(&mut self, text: &str, kind: &str) -> String {
        self.words(text, kind, |before, word, after| {
            !vocabulary::knows(word) && !is_status(before, word, after)
        })
    }

    /// Labels for the words that `hides` tells, given with what stands before and after them.
    fn words(
        &mut self,
        text: &str,
        kind: &str,
        hides: impl Fn(&str, &str, &str) -> bool,
    ) -> String {
        self.rewrite(text, |redactor, before, rest| {
            let (word, after) = rest.split_at(word(rest).len());
            match redactor.formed_or_met(rest, true) {
                _ if word.is_empty() => None,
                None if hides(before, word, after) => {
                    Some((word.len(), redactor.label(kind, word)))
                }
                found => found,
            }
        })
    }

    /// Labels for personal values that were met; `by_shape`: and for what has a private shape.
    pub(super) fn free_text(&mut self, text: &str, by_shape: bool) -> String {
        self.rewrite(text, |redactor, before, rest| match redactor.formed_or_met(rest, by_shape) {
            None if by_shape => redactor.private(before, rest),
            found => found,
        })
    }

    /// Labels for numbers that are not part of a JSON Pointer.
    pub(super) fn amounts(&mut self, text: &str) -> String {
        self.rewrite(text, |redactor, before, rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].trim_end_matches('.');
            if !number.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            let stays = before.ends_with('/') || is_zero(number);
            let shown = if stays { number.to_owned() } else { redactor.number(number) };
            Some((number.len(), shown))
        })
    }

    /// A GUID, a date or a time, even if it was not met; or what was met.
    fn formed_or_met(&mut self, rest: &str, by_form: bool) -> Option<(usize, String)> {
        if !rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        if let Some((length, kind)) = shaped(&FORMS, near(rest)) {
            let value = rest[..length].to_ascii_lowercase();
            let is_hidden = by_form || self.labels.has(&value);
            return is_hidden.then(|| (length, self.label(kind, &value)));
        }
        self.labels.find(rest).map(|(length, label)| (length, label.to_owned()))
    }

    /// What has a private shape.
    fn private(&mut self, before: &str, rest: &str) -> Option<(usize, String)> {
        let near = near(rest);
        let is_part = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
        let code = &near[..near.find(|c| !is_part(c)).unwrap_or(near.len())];
        let digits = word(rest).split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        let (length, kind) = match shaped(&SHAPES, near) {
            Some(found) => found,
            None if is_code(code) => {
                return Some((code.len(), self.words(code, "text", |_, word, _| is_private(word))));
            }
            None if digits >= Some(LONG_NUMBER) && !before.ends_with('/') => {
                (word(rest).len(), "number")
            }
            None => return None,
        };
        Some((length, self.label(kind, &rest[..length])))
    }
}

/// The beginning of a text, up to the end of a word.
pub(super) fn near(text: &str) -> &str {
    let end = floor(text, LONGEST_SHAPE);
    &text[..end + word(&text[end..]).len()]
}

/// 100 to 599, with no other number near it that it could be a part of.
fn is_status(before: &str, word: &str, after: &str) -> bool {
    let in_range = matches!(word.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
    if !in_range {
        return false;
    }
    let near = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+' | '.' | ',');
    let after = after.trim_start_matches(' ');
    // A full stop or a comma may end a sentence.
    let ends = after.trim_start_matches(['.', ',', ')']).trim_start_matches(' ');
    !before.trim_end_matches(' ').ends_with(near) && !ends.starts_with(near)
}

/// Whether a run is a code: long, of letters and digits or of both cases, and not a path of known words.
fn is_code(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    let (digit, lower, upper) =
        (has(u8::is_ascii_digit), has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    text.len() >= LONG_CODE
        && (lower || upper)
        && (digit || (lower && upper))
        && runs(text).any(is_private)
}

fn is_private(run: &str) -> bool {
    run.chars().count() >= SHORTEST_PRIVATE && !vocabulary::knows(run)
}
