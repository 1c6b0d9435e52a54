//! Bodies: their form stays byte for byte, their values do not.

use std::collections::HashMap;

use super::Redactor;
use super::json::{Kind, Piece, Scanner, Unescaped};
use super::ledger::Ledger;
use super::memory::runs;
use super::number;
use super::place::{self, Member};
use super::vocabulary;

/// Bytes that are kept of a body that is no JSON: any error page, and no download.
pub(super) const TEXT_LIMIT_BYTES: usize = 64 << 10;

/// Stands where a string is no JSON, which no reader takes.
const FLAW: &str = "\\x";

/// `[1`, `{"a` and `"a` are JSON that broke off. Any other text has to be read to its end.
pub(super) fn is_json(text: &str) -> bool {
    let begins = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    begins.starts_with(['{', '[', '"']) || serde_json::from_str::<serde_json::Value>(text).is_ok()
}

impl Redactor {
    pub(super) fn json(&mut self, text: &str) -> String {
        let mut known = self.linked(text);
        let mut new = String::with_capacity(text.len());
        let mut scanner = Scanner::new(text);
        while let Some(piece) = scanner.next() {
            match (known.remove(&piece.at), piece.kind) {
                (Some(linked), _) => {
                    self.memory.note(piece.text, &linked);
                    new.push_str(&linked);
                }
                (None, Kind::Name) => new.push_str(&self.name(piece, &scanner)),
                (None, Kind::Text) => new.push_str(&self.string(piece, &scanner)),
                (None, Kind::Number) => new.push_str(&self.number(piece, &scanner)),
                (None, Kind::Plain) => new.push_str(piece.text),
                (None, Kind::Other) => new.push_str(&self.shown(piece.text)),
            }
        }
        new
    }

    /// What hangs on other values, by its place: amounts, and the ends of account numbers.
    fn linked(&mut self, text: &str) -> HashMap<usize, String> {
        let ledger = Ledger::read(text);
        let mut known = ledger.amounts(&self.key);
        for last_four in ledger.last_fours() {
            let number = self.whole(&last_four.number);
            let before = number.chars().count().saturating_sub(last_four.length);
            let end: String = number.chars().skip(before).collect();
            known.insert(last_four.at, quoted(&end));
        }
        known
    }

    fn name(&mut self, piece: Piece<'_>, scanner: &Scanner<'_>) -> String {
        let name = Unescaped::of(piece.text);
        let is_known = |name: &str| {
            place::is_documented(name)
                || runs(name).all(vocabulary::knows)
                || (scanner.knows_typos() && place::is_typo(name))
        };
        let new = match &*name.text {
            text if scanner.hides_names() => self.whole(text),
            text if is_known(text) => text.to_owned(),
            text => self.shown(text),
        };
        rewritten(piece, &name, &new)
    }

    fn string(&mut self, piece: Piece<'_>, scanner: &Scanner<'_>) -> String {
        let old = Unescaped::of(piece.text);
        let new = match &*old.text {
            text if scanner.hides() => self.whole(text),
            text => match self.shift.shifted(&self.key, text) {
                Some(moved) => moved,
                None => self.shown(text),
            },
        };
        rewritten(piece, &old, &new)
    }

    fn number(&mut self, piece: Piece<'_>, scanner: &Scanner<'_>) -> String {
        let new = match scanner.member() {
            Member::Status => number::status(&self.key, piece.text),
            _ => number::disguised(&self.key, piece.text),
        };
        if new != piece.text {
            self.memory.note(piece.text, &new);
        }
        new
    }

    /// A body that is no JSON: an error page, or bytes.
    pub(super) fn plain(&mut self, text: &str) -> String {
        let end =
            (0..=TEXT_LIMIT_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let (kept, rest) = text.split_at(end.unwrap_or(0));
        // A NUL between letters is UTF-16, where every word would be one letter.
        let new = match kept.contains('\0') {
            true => self.whole(kept),
            false => self.shown(kept),
        };
        if rest.is_empty() {
            return new;
        }
        let digest = self.key.digest(rest.as_bytes());
        format!("{new}[{} more bytes, {digest}]", rest.len())
    }
}

/// What did not change keeps its escapes.
fn rewritten(piece: Piece<'_>, old: &Unescaped, new: &str) -> String {
    if old.text == new && !old.is_flawed {
        return piece.text.to_owned();
    }
    let mut text = quoted(new);
    if old.is_flawed {
        text.insert_str(text.len() - 1, FLAW);
    }
    if !old.is_closed {
        text.pop();
    }
    text
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
