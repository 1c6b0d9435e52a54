//! A rule and what came of it, as data.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A countable thing: one transaction, many transactions.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Unit {
    pub one: &'static str,
    pub many: &'static str,
}

/// A rule and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    pub rule: Rule,
    /// What the rule is applied to.
    pub unit: Unit,
    pub outcome: Outcome,
}

/// What the contract demands, and who says so.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Rule {
    /// Stable, such as `FLK-TXN-006`.
    pub id: String,
    pub sentence: String,
    pub strength: Strength,
    /// The document that says so, and its age.
    pub source: String,
    /// The command that explains it: "flinks-mock rules CLI-POLL-002".
    pub more: Option<String>,
}

/// How strongly a rule is demanded, in the words of RFC 2119, and a word for changes that no document
/// forbids. The strongest is the least. The doc comments of the variants are help texts.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "camelCase")]
pub enum Strength {
    /// Rules that the documentation of Flinks demands
    #[default]
    Must,
    /// Also rules that are recommended, or that no document states explicitly
    Should,
    /// Also changes since earlier runs that no document forbids
    Drift,
}

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Outcome {
    /// It held everywhere it was applied to.
    Passed {
        places: usize,
    },
    Failed {
        findings: Vec<Finding>,
        places: usize,
    },
    /// It was broken, as the file of expected failures says. Fails nothing.
    Expected {
        findings: Vec<Finding>,
        places: usize,
        reason: String,
    },
    /// It was applied, and whether it held cannot be said. Never shown as a pass.
    Inconclusive {
        reason: String,
    },
    /// There was nothing to apply it to. Never shown as a pass.
    NotReached {
        reason: String,
    },
}

/// One place where a rule is broken.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which request of the run, in words: "POST GetAccountsDetail, poll 4, t+00:30.0".
    pub at: String,
    pub place: Place,
    pub expected: Shown,
    pub actual: Shown,
    /// How the expected value comes about, where that is arithmetic.
    pub arithmetic: Option<String>,
    /// By how much the two differ, where that is a number.
    pub off_by: Option<String>,
    /// What the run did about it, or what the reader could look at.
    pub note: Option<String>,
    /// More lines with names of their own: "looks like", "effect", "control".
    pub details: Vec<Fact>,
    /// How to see it again, for a shell: "replay", "repeat", "curl". Shown so that they still run.
    pub commands: Vec<Fact>,
    /// [`Event::number`](crate::Event::number) of the requests that show it, the worst first.
    pub events: Vec<u64>,
    /// Further places like this one, which are counted and not listed.
    #[serde(default)]
    pub alike: usize,
    /// The same for what is broken in the same way, on every target and every day; see
    /// [`Run::with_fingerprints`](crate::Run::with_fingerprints), which writes it. Empty until then.
    pub fingerprint: String,
}

/// A line with a name before it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

impl Fact {
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// Where in a response.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// A JSON Pointer (RFC 6901) into the body. The root is "".
    Body { pointer: String, human: Option<String> },
    /// Outside the body: "status", "header content-type", "time".
    Outside(String),
}

/// A value, or a sentence in the place of one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    /// JSON text and the name of its type, because `"12.50"` and `12.50` look alike.
    Json {
        text: String,
        kind: Cow<'static, str>,
    },
    Words(String),
}

impl Check {
    /// Whether it fails the run: broken, and a MUST.
    pub fn fails(&self) -> bool {
        self.rule.strength == Strength::Must && matches!(self.outcome, Outcome::Failed { .. })
    }

    /// A MUST, where `weakest` is the weakest strength that is to fail: `--fail-on`. The source says
    /// that it was raised.
    pub fn raised(mut self, weakest: Strength) -> Self {
        let strength = self.rule.strength;
        if strength != Strength::Must && strength <= weakest {
            self.rule.strength = Strength::Must;
            let words = (strength.word(), weakest.word().to_lowercase());
            // Writing to a String cannot fail.
            let _ = write!(self.rule.source, "; a {}, raised by --fail-on {}", words.0, words.1);
        }
        self
    }
}

impl Unit {
    /// "3 transactions".
    pub fn count(self, number: usize) -> String {
        format!("{number} {}", if number == 1 { self.one } else { self.many })
    }
}

/// "3 polls", for words whose plural has an s at its end.
pub fn counted(what: &str, number: usize) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

impl Outcome {
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Failed { findings, .. } | Self::Expected { findings, .. } => findings,
            _ => &[],
        }
    }

    pub fn findings_mut(&mut self) -> &mut [Finding] {
        match self {
            Self::Failed { findings, .. } | Self::Expected { findings, .. } => findings,
            _ => &mut [],
        }
    }

    pub fn places(&self) -> usize {
        match self {
            Self::Passed { places }
            | Self::Failed { places, .. }
            | Self::Expected { places, .. } => *places,
            Self::Inconclusive { .. } | Self::NotReached { .. } => 0,
        }
    }

    /// Why it failed as expected, is undecided or was not reached.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Passed { .. } | Self::Failed { .. } => None,
            Self::Expected { reason, .. }
            | Self::Inconclusive { reason }
            | Self::NotReached { reason } => Some(reason),
        }
    }
}

impl Finding {
    /// How many places these findings stand for.
    pub fn count(findings: &[Self]) -> usize {
        findings.iter().map(|finding| 1 + finding.alike).sum()
    }

    /// `event` is the [`Event::number`](crate::Event::number) of the request that shows it.
    pub fn new(at: String, place: Place, expected: Shown, actual: Shown, event: u64) -> Self {
        Self {
            at,
            place,
            expected,
            actual,
            arithmetic: None,
            off_by: None,
            note: None,
            details: Vec::new(),
            commands: Vec::new(),
            events: vec![event],
            alike: 0,
            fingerprint: String::new(),
        }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Says where in the body it is for a person: an account and a date.
    #[must_use]
    pub fn human(mut self, label: String) -> Self {
        if let Place::Body { human, .. } = &mut self.place {
            *human = Some(label);
        }
        self
    }
}

impl Strength {
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Drift => "DRIFT",
        }
    }
}

impl Place {
    /// The pointer, or what else names it.
    pub fn name(&self) -> &str {
        match self {
            Self::Body { pointer, .. } => pointer,
            Self::Outside(label) => label,
        }
    }

    pub fn label(&self) -> &str {
        match self {
            Self::Body { pointer, .. } if pointer.is_empty() => "the whole body",
            place => place.name(),
        }
    }
}

impl Shown {
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A JSON value as its own text, or what it is where that is too long to be read.
    pub fn json(value: &Value) -> Self {
        match value.to_string() {
            text if text.len() > LONGEST_TEXT_BYTES => {
                Self::Words(format!("JSON of {} bytes: {}", text.len(), kind(value)))
            }
            text => Self::Json { text, kind: kind(value).into() },
        }
    }
}

/// Bytes of a value that a finding has.
const LONGEST_TEXT_BYTES: usize = 64 << 10;

impl From<&str> for Shown {
    fn from(words: &str) -> Self {
        Self::words(words)
    }
}

impl From<String> for Shown {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&Value> for Shown {
    fn from(value: &Value) -> Self {
        Self::json(value)
    }
}

impl From<Option<&Value>> for Shown {
    fn from(member: Option<&Value>) -> Self {
        member.map_or_else(|| Self::words("nothing: the member is absent"), Self::json)
    }
}

/// "12.50 number"; the text of null is the name of its type.
impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) => f.write_str(text),
            Self::Json { text, kind } if text == kind => f.write_str(text),
            Self::Json { text, kind } => write!(f, "{text} {kind}"),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number)
            if number.to_string().bytes().all(|b| b == b'-' || b.is_ascii_digit()) =>
        {
            "integer"
        }
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests;
    use serde_json::json;

    #[test]
    fn what_is_raised_fails_and_says_so() {
        let (must, should, drift) = (Strength::Must, Strength::Should, Strength::Drift);
        let table = [
            (must, must, true, "a guide"),
            (should, must, false, "a guide"),
            (drift, must, false, "a guide"),
            (must, should, true, "a guide"),
            (should, should, true, "a guide; a SHOULD, raised by --fail-on should"),
            (drift, should, false, "a guide"),
            (must, drift, true, "a guide"),
            (should, drift, true, "a guide; a SHOULD, raised by --fail-on drift"),
            (drift, drift, true, "a guide; a DRIFT, raised by --fail-on drift"),
        ];
        for (strength, weakest, fails, source) in table {
            let raised = tests::check("CLI-SEC-001", strength, tests::broken()).raised(weakest);
            assert_eq!((raised.fails(), &*raised.rule.source), (fails, source), "{strength:?}");
        }
    }

    #[test]
    fn a_long_value_is_told_by_its_kind_and_length() {
        for length in [65_534, 65_535] {
            let shown = Shown::json(&json!("x".repeat(length)));
            let is_long = shown == Shown::words(format!("JSON of {} bytes: string", length + 2));
            assert_eq!(is_long, length > 65_534, "{length}");
        }
    }

    #[test]
    fn values_that_look_alike_are_told_apart() {
        let table = [
            (json!("12.50"), r#""12.50""#, "string"),
            (serde_json::from_str("12.50").unwrap(), "12.50", "number"),
            (json!(12), "12", "integer"),
            (json!(-12), "-12", "integer"),
            (serde_json::from_str("1e400").unwrap(), "1e+400", "number"),
            (json!(null), "null", "null"),
            (json!([]), "[]", "array"),
            (json!({}), "{}", "object"),
            (json!(true), "true", "boolean"),
        ];
        for (value, text, kind) in table {
            assert_eq!(
                Shown::json(&value),
                Shown::Json { text: text.to_owned(), kind: kind.into() }
            );
        }
    }
}
