//! Hides what must not be seen, at the moment when something is written.
//!
//! Verdicts are computed on real values; what is hidden changes none. A value is hidden by its place
//! (the name of a header, a parameter or a member), by its value (secrets that were given, and every
//! personal value that was met), and by its shape (GUIDs, mail addresses, dates, long numbers).
//!
//! In data of people nothing is shown that is not known to be harmless: the words of the contract and
//! of servers (`vocabulary.txt`), documented member names, HTTP statuses, booleans and nulls. A hidden
//! value becomes a label such as `[Name 1]`; equal values of one output have equal labels.

mod exchange;
mod free_text;
mod labels;
mod layers;
pub mod names;
mod secrets;
mod vocabulary;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use flinks_contract::diagnostic::floor;
use flinks_contract::json::{self, Piece};
use serde_json::Value;

use labels::Labels;
use vocabulary::Member;

pub use secrets::Secrets;

/// Bytes that are shown of a body that is not JSON: enough for any error page.
const PLAIN_BODY_BYTES: usize = 64 << 10;

/// Digits of an index in a JSON Pointer; more may be an account number that is a member name.
const LONGEST_INDEX: usize = 6;

/// How much is hidden.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Depth {
    /// Hides everything personal: for data that may be somebody's.
    Everything,
    /// Hides secrets only: for bodies with nobody's data, such as those of the mock, and for
    /// `--show-values`.
    SecretsOnly,
}

/// Hides secrets and personal values in everything that one output consists of.
pub struct Redactor {
    depth: Depth,
    secrets: Secrets,
    labels: Labels,
    /// Whether numbers stay numbers, for a comparison of shapes.
    keeps_numbers: bool,
}

impl Redactor {
    pub fn new(depth: Depth) -> Self {
        let (secrets, labels) = (Secrets::default(), Labels::default());
        Self { depth, secrets, labels, keeps_numbers: false }
    }

    /// One with the same secrets, for what is compared with other days: a label is made of a digest of
    /// its value, and numbers stay.
    #[must_use]
    pub fn with_digests(&self, digest: impl Fn(&str) -> String + Send + 'static) -> Self {
        let secrets = self.secrets.clone();
        let mut redactor = Self { secrets, keeps_numbers: true, ..Self::new(self.depth) };
        redactor.labels.digest = Some(Box::new(digest));
        redactor
    }

    pub fn depth(&self) -> Depth {
        self.depth
    }

    fn hides(&self) -> bool {
        self.depth == Depth::Everything
    }

    /// Hides a value in every later text, as it is and encoded. `$name` stands for it: the variable of
    /// the environment, so that a command with it runs. A value below four characters is not looked
    /// for; it would be found everywhere.
    pub fn secret(&mut self, name: &str, value: &str) {
        self.secrets.add(&format!("${name}"), value);
    }

    /// The body of a request or a reply. What is JSON stays JSON, and what is not stays that.
    pub fn body(&mut self, text: &str) -> String {
        match self.depth {
            Depth::SecretsOnly if self.secrets.find(text).is_empty() => text.to_owned(),
            depth => self.json(text, Above::of("", false)).unwrap_or_else(|| match depth {
                Depth::SecretsOnly => self.secrets.replace(text).into_owned(),
                Depth::Everything => self.plain_body(text),
            }),
        }
    }

    /// A JSON body.
    pub fn value(&mut self, value: &Value) -> Value {
        self.value_at("", value)
    }

    /// The value at a JSON Pointer of some body.
    pub fn value_at(&mut self, pointer: &str, value: &Value) -> Value {
        let mut names = pointer.split('/').filter(|name| name.parse::<usize>().is_err());
        let hidden = names.clone().any(|name| is_hidden(vocabulary::member(name)));
        let above = Above::of(names.next_back().unwrap_or_default(), hidden);
        let text = self.json(&value.to_string(), above).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A JSON text below `here`; None where it is not JSON.
    fn json(&mut self, text: &str, mut here: Above) -> Option<String> {
        // Nothing of a text that breaks off is to get a label.
        json::read(text, |_| ()).ok()?;
        let (mut writer, mut open) = (json::Writer::default(), Vec::new());
        let read = json::read(text, |piece| match piece {
            Piece::Object | Piece::Array => {
                open.push(here.clone());
                writer.push(piece);
            }
            Piece::EndOfObject | Piece::EndOfArray => {
                here = open.pop().unwrap_or_else(|| here.clone());
                writer.push(piece);
            }
            Piece::Name(name) => {
                let (is_question, hidden) = open.last().map_or((false, false), |above| {
                    (above.member == Member::Answers, above.hidden)
                });
                writer.push(Piece::Name(&self.member_name(name, is_question)));
                here = Above::of(name, hidden);
            }
            Piece::String(text) => {
                writer.push(Piece::String(&self.string(text, &here.name, here.hidden)));
            }
            Piece::Number(number) => match self.number_below(number, &here) {
                Some(label) => writer.push(Piece::String(&label)),
                None => writer.push(piece),
            },
            Piece::Bool(_) | Piece::Null => writer.push(piece),
        });
        read.ok().map(|()| writer.into_text())
    }

    /// What stands for a number; None where it stays.
    fn number_below(&mut self, number: &str, above: &Above) -> Option<String> {
        let is_status = || number.parse().is_ok_and(|status: u64| (100..600).contains(&status));
        let stays = above.member == Member::Status && is_status()
            || self.keeps_numbers
            || !self.hides()
            || is_zero(number);
        match self.secrets.replace(number) {
            Cow::Owned(clean) => Some(clean),
            Cow::Borrowed(_) => (!stays).then(|| self.number(number)),
        }
    }

    fn member_name(&mut self, name: &str, is_question: bool) -> String {
        let clean = self.secrets.replace(name).into_owned();
        match self.depth {
            Depth::SecretsOnly => clean,
            Depth::Everything if is_question => self.label("Prompt", &clean),
            Depth::Everything if vocabulary::is_shown(&clean) => clean,
            Depth::Everything => self.known_words(&clean, "member"),
        }
    }

    fn string(&mut self, text: &str, name: &str, hidden: bool) -> String {
        let clean = self.secrets.replace(text).into_owned();
        let is_harmless = clean.trim().is_empty()
            || clean == free_text::NEVER
            || self.secrets.stands_for_one(&clean)
            || free_text::label(&clean) == Some(clean.len());
        if is_harmless || !self.hides() {
            return clean;
        }
        let is_documented = !name.is_empty() && vocabulary::is_shown(name);
        let is_id = name.to_ascii_lowercase().ends_with("id");
        match free_text::form(&clean) {
            // A label with the name of an id stands for a GUID, and for nothing else.
            Some("id") if is_documented && is_id => self.label(name, &clean.to_ascii_lowercase()),
            Some(kind) => self.label(kind, &clean.to_ascii_lowercase()),
            None if hidden && is_documented && !is_id => self.label(name, &clean),
            None if hidden => self.label("text", &clean),
            None => self.known_words(&clean, "text"),
        }
    }

    /// The label of a number. Its kind tells a whole number from others, for the sake of schemas.
    fn number(&mut self, text: &str) -> String {
        let is_decimal = text.contains('.') && !text.contains(['e', 'E']);
        let plain =
            if is_decimal { text.trim_end_matches('0').trim_end_matches('.') } else { text };
        let kind = match plain {
            plain if !plain.contains(['.', 'e', 'E']) => "number",
            plain if plain.starts_with("0.") => "fraction",
            _ => "amount",
        };
        let label = self.labels.of(kind, plain);
        for run in labels::runs(plain) {
            self.labels.learn(run, &label);
        }
        label
    }

    fn label(&mut self, kind: &str, value: &str) -> String {
        let label = self.labels.of(kind, value);
        // Parts of a date would be found in any other one.
        if !matches!(kind, "date" | "time") {
            self.labels.learn(value, &label);
        }
        label
    }

    fn plain_body(&mut self, text: &str) -> String {
        let (kept, rest) = text.split_at(floor(text, PLAIN_BODY_BYTES));
        let clean = self.secrets.replace(kept).into_owned();
        // A NUL between letters is UTF-16, where every word would be one letter.
        let shown = match clean.contains('\0') {
            true => self.label("text", &clean),
            false => self.known_words(&clean, "text"),
        };
        if rest.is_empty() { shown } else { format!("{shown}[{} more bytes]", rest.len()) }
    }

    /// A text of a server, such as a message or a header: known words and HTTP statuses stay.
    pub fn server_text(&mut self, text: &str) -> String {
        self.hide(text, |redactor, text| redactor.known_words(text, "text"))
    }

    /// A text of the user, such as a path or a command.
    pub fn without_secrets(&self, text: &str) -> String {
        self.secrets.replace(text).into_owned()
    }

    /// A JSON Pointer: indices and known member names stay.
    pub fn pointer(&mut self, pointer: &str) -> String {
        let mut tokens = pointer.split('/');
        let first = self.secrets.replace(tokens.next().unwrap_or_default()).into_owned();
        tokens.fold(first, |shown, token| {
            let is_index =
                token.len() <= LONGEST_INDEX && token.bytes().all(|b| b.is_ascii_digit());
            let name = token.replace("~1", "/").replace("~0", "~");
            let name = match is_index && !self.labels.has(token) {
                true => name,
                false => self.member_name(&name, self.labels.has(&name)),
            };
            format!("{shown}/{}", name.replace('~', "~0").replace('/', "~1"))
        })
    }

    /// A sentence of this program that may quote what was met: secrets and personal values.
    pub fn own_text(&mut self, text: &str) -> String {
        self.hide(text, |redactor, text| redactor.free_text(text, false))
    }

    /// A text from elsewhere, such as an error of the operating system. Beside secrets and personal
    /// values, everything with a private shape is hidden.
    pub fn text(&mut self, text: &str) -> String {
        self.hide(text, |redactor, text| redactor.free_text(text, true))
    }

    /// A text of this program in which numbers are amounts, such as an addition.
    pub fn arithmetic(&mut self, text: &str) -> String {
        self.hide(text, |redactor, text| {
            let hidden = redactor.amounts(text);
            redactor.free_text(&hidden, false)
        })
    }

    /// Without secrets and, at [`Depth::Everything`], without what `hide` finds.
    fn hide(&mut self, text: &str, hide: impl FnOnce(&mut Self, &str) -> String) -> String {
        match (self.secrets.replace(text), self.depth) {
            (clean, Depth::SecretsOnly) => clean.into_owned(),
            (clean, Depth::Everything) => hide(self, &clean),
        }
    }

    /// Finds secrets and personal values in a text that should have none. Says their names or labels,
    /// never the values.
    pub fn leaks(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let secrets = self.secrets.find(text).into_iter();
        let mut found: Vec<_> = secrets
            .map(|found| (found.range.clone(), self.secrets.shown(&found).to_owned()))
            .collect();
        let starts = text
            .char_indices()
            .filter(|(at, c)| c.is_alphanumeric() && !text[..*at].ends_with(char::is_alphanumeric));
        let met = starts.filter_map(|(at, _)| {
            let (length, label) = self.labels.find(&text[at..])?;
            Some((at..at + length, label.to_owned()))
        });
        found.extend(met);
        found
    }
}

/// The member that a value belongs to, itself or as an element of its lists.
#[derive(Clone)]
struct Above {
    name: String,
    member: Member,
    /// Nothing of the value may be shown.
    hidden: bool,
}

impl Above {
    /// `hidden`: because of what is further above.
    fn of(name: &str, hidden: bool) -> Self {
        let member = vocabulary::member(name);
        Self { name: name.to_owned(), member, hidden: hidden || is_hidden(member) }
    }
}

fn is_hidden(member: Member) -> bool {
    matches!(member, Member::Personal | Member::Answers)
}

fn is_zero(number: &str) -> bool {
    !number.contains(|c| matches!(c, '1'..='9'))
}

impl fmt::Debug for Redactor {
    /// Shows nothing, since it holds every secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests;
