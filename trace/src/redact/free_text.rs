//! Texts: which words of them stay, and what has the shape of something private.

use uuid::Uuid;

use super::Redactor;
use super::labels::runs;
use super::names::REDACTED;
use super::vocabulary;

/// Length of a GUID.
const GUID: usize = 36;

/// Hexadecimal digits of a label that is made of a digest.
const DIGEST: usize = 8;

/// Characters that a shape is looked for in.
const LONGEST_SHAPE: usize = 256;

/// Digits in a row that may be an account's.
const LONG_NUMBER: usize = 6;

/// Characters of a token, a key or something in Base64.
const LONG_CODE: usize = 16;

/// Characters of a run in a code that is hidden.
const SHORTEST_PRIVATE: usize = 4;

const CODE: &str = "code";

/// What Flinks gives for a login that was never refreshed: nobody's moment.
pub(super) const NEVER: &str = "0001-01-01T00:00:00";

/// A form that schemas ask for, and a label therefore has to tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Guid,
    Date,
    Time,
    /// The moment of a login that was never refreshed.
    Never,
}

impl Form {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Guid => "id",
            Self::Date => "date",
            Self::Time | Self::Never => "time",
        }
    }
}

/// The form of a whole value.
pub(super) fn form(text: &str) -> Option<Form> {
    match text {
        NEVER => Some(Form::Never),
        _ => formed(text).filter(|(length, _)| *length == text.len()).map(|(_, form)| form),
    }
}

/// What a text begins with: its length and its form.
fn formed(rest: &str) -> Option<(usize, Form)> {
    guid(rest).map(|length| (length, Form::Guid)).or_else(|| dated(rest))
}

/// A label at the beginning of a text, `[Name 1]`: its length. Its word is a known one, so that no
/// server can write a name in this way.
pub(super) fn label(text: &str) -> Option<usize> {
    if text.starts_with(REDACTED) {
        return Some(REDACTED.len());
    }
    let (inside, _) = text.strip_prefix('[')?.split_once(']')?;
    let (kind, number) = inside.rsplit_once(' ')?;
    let is_number = match number.len() {
        1..=6 => number.bytes().all(|byte| byte.is_ascii_digit()),
        length => length == DIGEST && number.bytes().all(|byte| byte.is_ascii_hexdigit()),
    };
    (is_number && super::place::is_shown(kind)).then_some(inside.len() + 2)
}

impl Redactor {
    /// Labels for everything but known words and HTTP statuses.
    pub(super) fn known_words(&mut self, text: &str, kind: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(length) = label(rest) {
                shown.push_str(&rest[..length]);
                at += length;
                continue;
            }
            let begins = rest.starts_with(char::is_alphanumeric)
                && !text[..at].ends_with(char::is_alphanumeric);
            let met = if begins { self.formed_or_met(rest, true) } else { None };
            if let Some((length, label)) = met {
                shown.push_str(&label);
                at += length;
                continue;
            }
            let piece = piece(rest);
            let is_word = piece.starts_with(char::is_alphanumeric);
            if is_word && !vocabulary::knows(piece) && !is_status(text, at, piece) {
                shown.push_str(&self.label(kind, piece));
            } else {
                shown.push_str(piece);
            }
            at += piece.len();
        }
        shown
    }

    /// Labels for personal values that were met; `by_shape`: and for what has a private shape.
    pub(super) fn free_text(&mut self, text: &str, by_shape: bool) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let begins = !text[..at].ends_with(char::is_alphanumeric);
            let in_path = text[..at].ends_with('/');
            let own = label(rest);
            let hidden =
                if own.is_none() && begins { self.hidden(rest, by_shape, in_path) } else { None };
            let length = hidden.as_ref().map(|(length, _)| *length).or(own);
            let length = length.unwrap_or_else(|| match piece(rest) {
                word if word.starts_with(char::is_alphanumeric) => word.len(),
                // One at a time: a shape may begin with a sign.
                signs => signs.chars().next().map_or(1, char::len_utf8),
            });
            shown.push_str(hidden.as_ref().map_or(&rest[..length], |(_, label)| label));
            at += length;
        }
        shown
    }

    /// What `rest` begins with, if that is to be hidden: its length and its label.
    fn hidden(&mut self, rest: &str, by_shape: bool, in_path: bool) -> Option<(usize, String)> {
        if let Some(found) = self.formed_or_met(rest, by_shape) {
            return Some(found);
        }
        let (length, kind) = shape(rest, in_path).filter(|_| by_shape)?;
        let shown = match kind {
            CODE => self.code(&rest[..length]),
            _ => self.label(kind, &rest[..length]),
        };
        Some((length, shown))
    }

    /// A GUID, a date or a time, even if it was not met; or what was met.
    fn formed_or_met(&mut self, rest: &str, by_form: bool) -> Option<(usize, String)> {
        if let Some((length, form)) = formed(rest) {
            let value = rest[..length].to_ascii_lowercase();
            let is_hidden = form != Form::Never && (by_form || self.labels.has(&value));
            return is_hidden.then(|| (length, self.label(form.kind(), &value)));
        }
        self.labels.find(rest).map(|(length, label)| (length, label.to_owned()))
    }

    /// Labels for the longer runs of a code or a path that are not known words.
    fn code(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let begins = rest.starts_with(char::is_alphanumeric);
            let met = if begins { self.formed_or_met(rest, true) } else { None };
            let (length, new) = match (met, piece(rest)) {
                (Some(found), _) => found,
                (None, run) if is_private(run) => (run.len(), self.label("text", run)),
                (None, piece) => (piece.len(), piece.to_owned()),
            };
            shown.push_str(&new);
            rest = &rest[length..];
        }
        shown
    }

    /// Labels for numbers that are not part of a JSON Pointer.
    pub(super) fn amounts(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(at);
            let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
            let number = from[..end].trim_end_matches('.');
            let is_apart = !before.ends_with(|c: char| c == '/' || c.is_alphanumeric());
            shown.push_str(before);
            if is_apart && !super::is_zero(number) {
                shown.push_str(&self.number(number));
            } else {
                shown.push_str(number);
            }
            rest = &from[number.len()..];
        }
        shown.push_str(rest);
        shown
    }
}

/// The run of letters and digits, or the run of other characters, at the beginning.
fn piece(text: &str) -> &str {
    let is_word = text.starts_with(char::is_alphanumeric);
    let ends = |(at, c): &(usize, char)| c.is_alphanumeric() != is_word || (*at > 0 && *c == '[');
    let end = text.char_indices().find(ends).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn is_guid(text: &str) -> bool {
    text.len() == GUID && Uuid::try_parse(text).is_ok()
}

fn guid(rest: &str) -> Option<usize> {
    let (guid, after) = rest.split_at_checked(GUID)?;
    (is_guid(guid) && !after.starts_with(char::is_alphanumeric)).then_some(GUID)
}

/// A date or a moment of RFC 3339, also without a zone.
fn dated(rest: &str) -> Option<(usize, Form)> {
    let date = rest.get(..10)?;
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00" {
        return None;
    }
    let after = &rest[10..];
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, 'T' | ':' | '.' | 'Z' | '+' | '-');
    let more = match after.strip_prefix('T') {
        Some(time) if time.starts_with(|c: char| c.is_ascii_digit()) => {
            let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
            after[..end].trim_end_matches(['.', ':', '-', '+']).len()
        }
        _ => 0,
    };
    let ends = !after[more..].starts_with(char::is_alphanumeric);
    ends.then_some((10 + more, if more > 0 { Form::Time } else { Form::Date }))
}

/// 100 to 599, with no other number near it that it could be a part of.
fn is_status(text: &str, at: usize, run: &str) -> bool {
    let in_range = run.len() == 3 && matches!(run.as_bytes()[0], b'1'..=b'5');
    let near = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+' | '.' | ',');
    let before = text[..at].trim_end_matches(' ');
    let after = text[at + run.len()..].trim_start_matches(' ');
    // A full stop or a comma may end a sentence.
    let ends = after.trim_start_matches(['.', ',', ')']).trim_start_matches(' ');
    let alone = !before.ends_with(near) && !ends.starts_with(near);
    in_range && alone && run.bytes().all(|byte| byte.is_ascii_digit())
}

/// A mail address, a postal code, a phone number, a long number or a code: its length and its kind.
fn shape(rest: &str, in_path: bool) -> Option<(usize, &'static str)> {
    let until = |is_part: fn(char) -> bool| {
        let near = &rest[..super::floor(rest, LONGEST_SHAPE)];
        &near[..near.find(|c| !is_part(c)).unwrap_or(near.len())]
    };
    if let Some(length) = postal_code(rest) {
        return Some((length, "PostalCode"));
    }
    let mail = until(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@'));
    let mail = mail.trim_end_matches(['.', '-']);
    if mail.find('@').is_some_and(|at| at > 0 && at + 1 < mail.len()) {
        return Some((mail.len(), "Email"));
    }
    let phone = until(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-' | '.'));
    let phone = phone.trim_end_matches(|c: char| !c.is_ascii_digit());
    if (10..=15).contains(&phone.bytes().filter(u8::is_ascii_digit).count()) {
        return Some((phone.len(), "Phone"));
    }
    let code = until(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-'));
    if is_code(code) {
        return Some((code.len(), CODE));
    }
    let run = runs(rest).next().filter(|run| rest.starts_with(*run))?;
    let digits = run.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    (digits >= Some(LONG_NUMBER) && !in_path).then_some((run.len(), "number"))
}

/// Long, in letters and digits or in both cases, and not a path of known words.
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
    run.chars().count() >= SHORTEST_PRIVATE
        && run.starts_with(char::is_alphanumeric)
        && !vocabulary::knows(run)
}

/// `H3B 5E8`, with or without the blank.
fn postal_code(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let gap = usize::from(matches!(bytes.get(3), Some(b' ' | b'-')));
    let letters =
        [0, 2, 4 + gap].iter().all(|at| bytes.get(*at).is_some_and(u8::is_ascii_alphabetic));
    let digits =
        [1, 3 + gap, 5 + gap].iter().all(|at| bytes.get(*at).is_some_and(u8::is_ascii_digit));
    let length = 6 + gap;
    let ends = letters && digits && !text.get(length..)?.starts_with(char::is_alphanumeric);
    ends.then_some(length)
}
