//! What a run found out, as data.

use std::time::Duration;

use serde_json::Value;

/// The whole result of one run. Writers read it and decide nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was done, in a few words.
    pub title: String,
    /// What somebody needs to run it again: target, scenario, clock, seed.
    pub facts: Vec<Fact>,
    /// Every request, in the order of sending.
    pub timeline: Vec<Event>,
    /// Every rule, whether it was reached or not.
    pub checks: Vec<Check>,
    pub verdict: Verdict,
    /// The exit code that goes with the verdict.
    pub exit_code: u8,
    /// What the run took, in a few words: "24 requests, 19 polls, 03:10".
    pub effort: String,
}

/// One line of the report's head.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

/// One request and what came back, for the timeline.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// The part of the run it belongs to: events of one part stand together.
    pub part: String,
    /// When it was sent, from the start of the run.
    pub at: Duration,
    /// What was asked: "GET GetAccountsDetailAsync".
    pub call: String,
    /// What came back: "202 OPERATION_PENDING".
    pub answer: String,
    pub note: Option<String>,
    pub mark: Mark,
}

/// How an event looks beside the others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    Plain,
    /// A MUST is broken here.
    Broken,
    /// A SHOULD is broken here.
    Warned,
}

/// A countable thing: one transaction, many transactions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unit {
    pub one: &'static str,
    pub many: &'static str,
}

/// A rule and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub rule: Rule,
    /// What the rule is applied to.
    pub unit: Unit,
    pub outcome: Outcome,
}

/// What the contract demands, and who says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// Stable, such as `FLK-TXN-006`.
    pub id: String,
    pub sentence: String,
    pub strength: Strength,
    /// The document that says so, and its age.
    pub source: String,
}

/// What a broken rule means, in the words of RFC 2119.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Strength {
    /// Breaking it fails the run.
    Must,
    /// Breaking it is shown, and fails nothing.
    Should,
}

/// What came of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It held everywhere it was applied to.
    Passed { places: usize },
    /// It was broken at least once.
    Failed { findings: Vec<Finding>, places: usize },
    /// There was nothing to apply it to. Never shown as a pass.
    NotReached { reason: String },
}

/// One place where a rule is broken.
#[derive(Clone, Debug, PartialEq)]
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
}

/// Where in a response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A JSON Pointer (RFC 6901) into the body. The root is "".
    Body { pointer: String, human: Option<String> },
    /// Outside the body: "status", "header content-type", "time".
    Outside(String),
}

/// A value, or a sentence in the place of one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Shown {
    /// JSON text and the name of its type, because `"12.50"` and `12.50` look alike.
    Json {
        text: String,
        kind: &'static str,
    },
    Words(String),
}

/// How the run went.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Every rule that was reached held.
    Pass,
    /// A rule with the strength MUST is broken.
    Fail,
    /// No rule is broken, and what was to be tested was never seen.
    Inconclusive { reason: String },
    /// The target could not be talked to.
    CouldNotTest { reason: String },
    /// The run was stopped from outside.
    Interrupted,
    /// The program that tests is wrong, not the target.
    HarnessFault { reason: String },
}

impl Verdict {
    /// The word the last line begins with.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Inconclusive { .. } => "INCONCLUSIVE",
            Self::CouldNotTest { .. } => "COULD NOT TEST",
            Self::Interrupted => "INTERRUPTED",
            Self::HarnessFault { .. } => "HARNESS FAULT",
        }
    }

    /// Why, where the checks do not say it already.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail | Self::Interrupted => None,
            Self::Inconclusive { reason }
            | Self::CouldNotTest { reason }
            | Self::HarnessFault { reason } => Some(reason),
        }
    }
}

impl Report {
    /// The rules with the strength MUST that are broken.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.fails())
    }

    /// How many checks passed, failed, are broken without failing the run, and were not reached.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for check in &self.checks {
            match &check.outcome {
                Outcome::Passed { .. } => tally.passed += 1,
                Outcome::NotReached { .. } => tally.not_reached += 1,
                Outcome::Failed { .. } if check.fails() => tally.failed += 1,
                Outcome::Failed { .. } => tally.warned += 1,
            }
        }
        tally
    }
}

/// Checks counted by outcome.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub warned: usize,
    pub not_reached: usize,
}

impl Check {
    /// Whether it fails the run: broken, and a MUST.
    pub fn fails(&self) -> bool {
        self.rule.strength == Strength::Must && matches!(self.outcome, Outcome::Failed { .. })
    }
}

impl Unit {
    /// "3 transactions".
    pub fn count(self, number: usize) -> String {
        format!("{number} {}", if number == 1 { self.one } else { self.many })
    }
}

impl Strength {
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        }
    }
}

impl Shown {
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A JSON value as its own text. The whole text is kept; a writer elides it.
    pub fn json(value: &Value) -> Self {
        Self::Json { text: value.to_string(), kind: kind(value) }
    }

    /// A member that may be absent.
    pub fn member(value: Option<&Value>) -> Self {
        value.map_or_else(|| Self::words("nothing: the member is absent"), Self::json)
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
    use serde_json::json;

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
            assert_eq!(Shown::json(&value), Shown::Json { text: text.to_owned(), kind });
        }
    }
}
