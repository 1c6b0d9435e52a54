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
use serde_json::{Map, Value};

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
    /// For data that may be somebody's.
    Everything,
    /// For bodies with nobody's data, such as those of the mock, and for `--show-values`.
    SecretsOnly,
}

/// Hides secrets and personal values in everything that one output consists of.
pub struct Redactor {
    depth: Depth,
    secrets: Secrets,
    labels: Labels,
    /// For a comparison of shapes: numbers stay numbers.
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
        match (serde_json::from_str::<Value>(text), self.depth) {
            (Ok(_), Depth::SecretsOnly) if self.secrets.find(text).is_empty() => text.to_owned(),
            (Ok(value), _) => self.value(&value).to_string(),
            (Err(_), Depth::SecretsOnly) => self.secrets.replace(text).into_owned(),
            (Err(_), Depth::Everything) => self.plain_body(text),
        }
    }

    /// A JSON body.
    pub fn value(&mut self, value: &Value) -> Value {
        self.json(value, "", false)
    }

    /// The value at a JSON Pointer of some body.
    pub fn value_at(&mut self, pointer: &str, value: &Value) -> Value {
        let mut names = pointer.split('/').filter(|name| name.parse::<usize>().is_err());
        let hidden = names.clone().any(|name| is_hidden(vocabulary::member(name)));
        self.json(value, names.next_back().unwrap_or_default(), hidden)
    }

    /// `name`: the member that the value belongs to. `hidden`: nothing of it may be shown.
    fn json(&mut self, value: &Value, name: &str, hidden: bool) -> Value {
        let member = vocabulary::member(name);
        let hidden = hidden || is_hidden(member);
        match value {
            Value::Object(members) => {
                let are_questions = member == Member::Answers;
                let each = members.iter().map(|(name, value)| {
                    let shown = self.member_name(name, are_questions);
                    (shown, self.json(value, name, hidden))
                });
                Value::Object(each.collect::<Map<_, _>>())
            }
            Value::Array(values) => {
                values.iter().map(|value| self.json(value, name, hidden)).collect()
            }
            Value::String(text) => Value::String(self.string(text, name, hidden)),
            Value::Number(number) => {
                let text = number.to_string();
                let is_status = member == Member::Status
                    && number.as_u64().is_some_and(|status| (100..600).contains(&status));
                let stays = is_status || self.keeps_numbers || !self.hides() || is_zero(&text);
                match self.secrets.replace(&text) {
                    Cow::Owned(clean) => clean.into(),
                    Cow::Borrowed(_) if stays => value.clone(),
                    Cow::Borrowed(_) => self.number(&text).into(),
                }
            }
            Value::Bool(_) | Value::Null => value.clone(),
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

    /// Where a secret or a personal value stands in a text that is to have none. Says its name or
    /// label, never the value.
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
