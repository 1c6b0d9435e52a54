//! Texts: what of them is shown, and what stands for the rest.

use super::Redactor;
use super::memory::runs;
use super::shape::{guid, is_guid_like, pseudonym};
use super::vocabulary;

/// Length of a GUID.
const GUID: usize = 36;

impl Redactor {
    /// Nothing of the text: a pseudonym of its shape.
    pub(super) fn whole(&mut self, text: &str) -> String {
        let new = match text {
            _ if is_guid_like(text) => guid(&self.key, text),
            _ if text.chars().all(char::is_alphanumeric) => return self.run(text),
            _ => reserved(&pseudonym(&self.key, text, |new| !looks_real(new))),
        };
        self.memory.note(text, &new);
        new
    }

    /// The known words of the text and the statuses of HTTP; pseudonyms for the other words, GUIDs
    /// and numbers.
    pub(super) fn shown(&mut self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        let mut changed = false;
        let mut at = 0;
        while let Some(piece) = piece(text, at) {
            at += piece.len();
            if is_guid_like(piece) || !self.may_be_seen(text, at - piece.len(), piece) {
                new.push_str(&self.whole(piece));
                changed = true;
            } else {
                new.push_str(piece);
            }
        }
        if changed { reserved(&new) } else { new }
    }

    fn may_be_seen(&self, text: &str, at: usize, piece: &str) -> bool {
        match piece.chars().next() {
            Some(first) if first.is_alphanumeric() => {
                vocabulary::knows(piece) || is_status(text, at, piece)
            }
            _ => true,
        }
    }

    /// Another run of letters and digits that is no known word.
    fn run(&mut self, run: &str) -> String {
        let fits = |new: &str| !vocabulary::knows(new) && !looks_real(new);
        let new = pseudonym(&self.key, run, fits);
        self.memory.note(run, &new);
        new
    }
}

/// The GUID, the run of letters and digits, or the run of other characters at `at`.
pub(super) fn piece(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    if let Some((guid, after)) = rest.split_at_checked(GUID)
        && is_guid_like(guid)
        && !after.starts_with(char::is_alphanumeric)
    {
        return Some(guid);
    }
    let is_word = rest.starts_with(char::is_alphanumeric);
    let end = rest.find(|c: char| c.is_alphanumeric() != is_word);
    Some(&rest[..end.unwrap_or(rest.len())])
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

/// A number that could be a card's (13 to 19 digits) or a social insurance number (9): it passes
/// the Luhn check of ISO 7812. A recording with one could not be told from real data.
fn looks_real(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum = |(place, digit): (usize, &u32)| match place.is_multiple_of(2) {
        true => *digit,
        false => (digit * 2) / 10 + (digit * 2) % 10,
    };
    matches!(digits.len(), 9 | 13..=19)
        && digits.iter().rev().enumerate().map(sum).sum::<u32>().is_multiple_of(10)
}

/// The text with `.example` behind every mail domain, where no mail ever goes (RFC 2606).
pub(super) fn reserved(text: &str) -> String {
    let mut parts = text.split('@');
    let mut new = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let end = part.find(|c| !is_domain(c)).unwrap_or(part.len());
        let domain = part[..end].trim_end_matches(['.', '-']);
        new.push('@');
        new.push_str(domain);
        if !domain.is_empty() {
            new.push_str(".example");
        }
        new.push_str(&part[domain.len()..]);
    }
    new
}

/// A text that nothing is known of, such as an error message: known secrets are out of it already.
/// What was hidden anywhere before is hidden, and what has the shape of something private.
impl Redactor {
    pub(super) fn net(&self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let fresh = !text[..at].ends_with(char::is_alphanumeric);
            let found = fresh.then(|| self.shape(rest)).flatten();
            let (length, shown) = match found {
                Some((length, shown)) => (length, shown),
                None => match piece(rest, 0) {
                    Some(piece) if piece.starts_with(char::is_alphanumeric) => {
                        (piece.len(), self.word(piece))
                    }
                    // One at a time: a shape may begin with a sign.
                    _ => {
                        let length = rest.chars().next().map_or(1, char::len_utf8);
                        (length, rest[..length].to_owned())
                    }
                },
            };
            new.push_str(&shown);
            at += length;
        }
        new
    }

    fn word(&self, run: &str) -> String {
        let digits = run.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        match self.memory.is_real(run) || digits >= Some(LONG_NUMBER) {
            true => self.unremembered(run),
            false => run.to_owned(),
        }
    }

    /// What has a shape at the beginning of `rest`: its length, and what is shown for it.
    fn shape(&self, rest: &str) -> Option<(usize, String)> {
        let piece = piece(rest, 0)?;
        if is_guid_like(piece) {
            // One that was made here is shown again and again.
            let is_own =
                runs(piece).filter(|run| run.len() > 4).all(|run| self.memory.is_issued(run));
            let shown = if is_own { piece.to_owned() } else { guid(&self.key, piece) };
            return Some((GUID, shown));
        }
        let until = |is_part: fn(char) -> bool| {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            &rest[..end]
        };
        let dated = until(|c| c.is_ascii_digit() || matches!(c, '-' | 'T' | ':' | '.' | 'Z'));
        let dated = dated.trim_end_matches(['.', ':']);
        if let Some(moved) = self.shift.shifted(&self.key, dated) {
            return Some((dated.len(), moved));
        }
        if let Some(length) = postal_code(rest) {
            return Some((length, self.unremembered(&rest[..length])));
        }
        let mail = until(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@'));
        if mail.find('@').is_some_and(|at| at > 0 && at + 1 < mail.len()) {
            return Some((mail.len(), reserved(&self.unremembered(mail))));
        }
        let phone = until(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-' | '.'));
        let phone = phone.trim_end_matches(|c: char| !c.is_ascii_digit());
        if (10..=15).contains(&phone.bytes().filter(u8::is_ascii_digit).count()) {
            return Some((phone.len(), self.unremembered(phone)));
        }
        let code = until(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-'));
        is_code(code).then(|| (code.len(), self.unknown_of(code)))
    }

    /// Pseudonyms for the runs that are no known words.
    fn unknown_of(&self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(piece) = piece(text, at) {
            at += piece.len();
            match piece.starts_with(char::is_alphanumeric) && !vocabulary::knows(piece) {
                true => new.push_str(&self.unremembered(piece)),
                false => new.push_str(piece),
            }
        }
        new
    }

    fn unremembered(&self, text: &str) -> String {
        match is_guid_like(text) {
            true => guid(&self.key, text),
            false => pseudonym(&self.key, text, |new| !vocabulary::knows(new) && !looks_real(new)),
        }
    }
}

/// Digits in a row that may be an account's.
const LONG_NUMBER: usize = 4;

/// Characters of a token, a key or something in Base64.
const LONG_CODE: usize = 16;

fn is_code(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    let (digit, lower, upper) =
        (has(u8::is_ascii_digit), has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    text.len() >= LONG_CODE && (lower || upper) && (digit || (lower && upper))
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
