//! What a run found out, as data.

use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::coverage::Coverage;
use crate::fingerprint;
use crate::json;

/// The whole result of one start of a program. Writers read it and decide nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub tool: Tool,
    /// What was done, in a few words.
    pub title: String,
    /// What somebody needs to do it again: target, clock, seed.
    pub facts: Vec<Fact>,
    /// At least one, in the order in which they were made. Each has all rules, in the same order.
    pub runs: Vec<Run>,
    /// What the runs met of what is documented, where that was looked at.
    pub coverage: Option<Coverage>,
    /// Expectations that hold no more. Any of them fails the whole.
    pub stale: Vec<Stale>,
    /// What a pass does not mean, beside the rules that were not reached: those say it themselves.
    pub unproven: Vec<Unproven>,
    /// The verdict on all runs together. The exit code follows from it.
    pub verdict: Verdict,
    /// What all runs took, in a few words: "24 requests, 19 polls, 03:10".
    pub effort: String,
    /// A file of the reader's repository that findings can be shown at, since a request has none.
    pub anchor: Option<Anchor>,
}

/// The program that made the report.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Tool {
    /// As it is started: `flinks-mock`.
    pub name: String,
    pub version: String,
}

/// One run of what was tested, in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Tells it from the others and stays the same from day to day: the scenario. CI systems keep
    /// the history of a check by this name, so it holds no date, seed or id.
    pub name: String,
    /// What differs from run to run: customer id, the command's exit code.
    pub facts: Vec<Fact>,
    /// Every request, in the order of sending.
    pub timeline: Vec<Event>,
    /// Every rule, whether it was reached or not.
    pub checks: Vec<Check>,
    pub verdict: Verdict,
    /// What the run took, in a few words.
    pub effort: String,
}

/// An entry of the file of expected failures that is wrong by now.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Stale {
    /// Where it stands: "expected.toml:12".
    pub place: String,
    /// Which rule, in which run.
    pub entry: String,
    /// What is wrong with it and what to do: "the rule holds now: take the entry out".
    pub reason: String,
}

/// What nothing in the runs has shown.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Unproven {
    /// What the items are: "fields never seen other than null".
    pub what: String,
    /// `/Accounts/*/Nickname`. Empty where `what` says it all.
    pub items: Vec<String>,
    pub why: Option<String>,
}

/// A line of a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Anchor {
    /// Relative to the root of the reader's repository, with `/` between folders.
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// A line with a name before it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

/// One request and what came back, for the timeline.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Event {
    /// Tells it from the others of its run; see [`Finding::events`].
    pub number: u64,
    /// The part of the run it belongs to: a flow, or a session.
    pub part: String,
    /// When it was sent, from the start of the run.
    #[serde(rename = "atMs", serialize_with = "json::millis")]
    pub at: Duration,
    /// How long its answer took, to the last byte. Nothing where there was none.
    #[serde(rename = "tookMs", serialize_with = "json::some_millis")]
    pub took: Option<Duration>,
    /// What was asked: "GET GetAccountsDetailAsync".
    pub call: String,
    /// What came back: "202 OPERATION_PENDING".
    pub answer: String,
    pub note: Option<String>,
    pub mark: Mark,
    /// What went over the wire, where it is known.
    pub wire: Option<Wire>,
}

/// A request and its reply as text, without their secrets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Wire {
    /// Request line, headers, an empty line and the body.
    pub request: String,
    pub reply: String,
}

/// How an event looks beside the others.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    Plain,
    /// A MUST is broken here.
    Broken,
    /// A SHOULD is broken here.
    Warned,
}

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

/// What a broken rule means: the words of RFC 2119, and one for what no document forbids. The strongest
/// is the least.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Strength {
    /// Breaking it fails the run.
    Must,
    /// Breaking it is shown, and fails nothing.
    Should,
    /// No document forbids it, and it was not so before. Shown, and fails nothing.
    Drift,
}

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Outcome {
    /// It held everywhere it was applied to.
    Passed { places: usize },
    /// It was broken at least once.
    Failed { findings: Vec<Finding>, places: usize },
    /// It was broken, as the file of expected failures says. Fails nothing.
    Expected { findings: Vec<Finding>, places: usize, reason: String },
    /// It was applied, and whether it held cannot be said. Never shown as a pass.
    Inconclusive { reason: String },
    /// There was nothing to apply it to. Never shown as a pass.
    NotReached { reason: String },
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
    /// [`Event::number`] of the requests that show it, the worst first.
    pub events: Vec<u64>,
    /// The same for what is broken in the same way, on every target and every day; see
    /// [`Run::with_fingerprints`], which writes it. Empty until then.
    pub fingerprint: String,
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

impl Place {
    /// The pointer, or what else names it.
    pub fn name(&self) -> &str {
        match self {
            Self::Body { pointer, .. } => pointer,
            Self::Outside(words) => words,
        }
    }
}

/// A value, or a sentence in the place of one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    /// JSON text and the name of its type, because `"12.50"` and `12.50` look alike.
    Json {
        text: String,
        kind: &'static str,
    },
    Words(String),
}

/// How it went: one run, or all of them together.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Verdict {
    /// Every rule that was reached held.
    Pass,
    /// A rule with the strength MUST is broken.
    Fail,
    /// No rule is broken, and what was to be tested was never seen.
    Inconclusive { reason: String },
    /// The target could not be talked to.
    CouldNotTest { reason: String },
    /// No rule is broken, and the program under test says itself that it failed.
    CommandFailed { reason: String },
    /// No rule is broken, and the program under test was stopped because it took too long.
    TimedOut { reason: String },
    /// No rule is broken, and a report that was asked for could not be written.
    NotWritten { reason: String },
    /// The run was stopped by a signal.
    Interrupted { signal: i32 },
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
            Self::CommandFailed { .. } => "COMMAND FAILED",
            Self::TimedOut { .. } => "TIMED OUT",
            Self::NotWritten { .. } => "NOT WRITTEN",
            Self::Interrupted { .. } => "INTERRUPTED",
            Self::HarnessFault { .. } => "HARNESS FAULT",
        }
    }

    /// Why, where the checks do not say it already.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail | Self::Interrupted { .. } => None,
            Self::Inconclusive { reason }
            | Self::CouldNotTest { reason }
            | Self::CommandFailed { reason }
            | Self::TimedOut { reason }
            | Self::NotWritten { reason }
            | Self::HarnessFault { reason } => Some(reason),
        }
    }

    /// The same, to be changed.
    pub fn reason_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Pass | Self::Fail | Self::Interrupted { .. } => None,
            Self::Inconclusive { reason }
            | Self::CouldNotTest { reason }
            | Self::CommandFailed { reason }
            | Self::TimedOut { reason }
            | Self::NotWritten { reason }
            | Self::HarnessFault { reason } => Some(reason),
        }
    }

    /// The same verdict, with the name of its run before the reason.
    fn named(mut self, run: &str) -> Self {
        if let Some(reason) = self.reason_mut() {
            *reason = format!("{run}: {reason}");
        }
        self
    }
}

impl Report {
    /// Adds checks to the first run; one that failed fails the whole.
    pub fn add_checks(&mut self, checks: impl Iterator<Item = Check>) {
        let Some(run) = self.runs.first_mut() else { return };
        run.checks.extend(checks);
        *run = run.clone().with_fingerprints();
        if run.failures().next().is_some() {
            run.verdict = run.verdict.clone().or_worse(Verdict::Fail);
            self.verdict = self.verdict.clone().or_worse(Verdict::Fail);
        }
    }

    /// A report on these runs. Its verdict is the gravest one, and the first of those.
    pub fn new(tool: Tool, title: String, facts: Vec<Fact>, runs: Vec<Run>) -> Self {
        let (verdict, effort) = match &*runs {
            [run] => (run.verdict.clone(), run.effort.clone()),
            runs => (worst(runs), effort(runs)),
        };
        Self {
            tool,
            title,
            facts,
            runs,
            coverage: None,
            stale: Vec::new(),
            unproven: Vec::new(),
            verdict,
            effort,
            anchor: None,
        }
    }

    /// One report of several; a single one stays as it is. Facts of a report become facts of its runs.
    pub fn merge(title: &str, mut reports: Vec<Self>) -> Option<Self> {
        if reports.len() < 2 {
            return reports.pop();
        }
        let tool = reports.first()?.tool.clone();
        let mut runs = Vec::new();
        let mut unproven = Vec::new();
        for report in reports {
            unproven.extend(report.unproven);
            let facts = report.facts;
            runs.extend(report.runs.into_iter().map(|run| Run {
                facts: facts.iter().chain(&run.facts).cloned().collect(),
                ..run
            }));
        }
        Some(Self { unproven, ..Self::new(tool, title.to_owned(), Vec::new(), runs) })
    }

    pub fn exit_code(&self) -> u8 {
        self.verdict.exit_code()
    }

    /// The report with this verdict, unless it has a graver one.
    #[must_use]
    pub fn or_worse(self, verdict: Verdict) -> Self {
        Self { verdict: self.verdict.or_worse(verdict), ..self }
    }

    /// How many checks of all runs passed, failed, and so on.
    pub fn tally(&self) -> Tally {
        self.runs.iter().map(Run::tally).sum()
    }
}

fn worst(runs: &[Run]) -> Verdict {
    let named = runs.iter().map(|run| run.verdict.clone().named(&run.name));
    named
        .reduce(Verdict::or_worse)
        .unwrap_or_else(|| Verdict::Inconclusive { reason: "there was no run".to_owned() })
}

/// "2 runs, 24 requests".
fn effort(runs: &[Run]) -> String {
    let requests = runs.iter().map(|run| run.timeline.len()).sum();
    let runs = Unit { one: "run", many: "runs" }.count(runs.len());
    format!("{runs}, {}", Unit { one: "request", many: "requests" }.count(requests))
}

impl Run {
    /// The rules with the strength MUST that are broken.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.fails())
    }

    /// With the fingerprint of each finding: made of the rule, of the part and the call that the first
    /// of its requests has, and of place and types, never of a value, a number or an id. The name of
    /// the run is not in it, so that one target can be compared with another.
    pub fn with_fingerprints(mut self) -> Self {
        for check in &mut self.checks {
            let (Outcome::Failed { findings, .. } | Outcome::Expected { findings, .. }) =
                &mut check.outcome
            else {
                continue;
            };
            for finding in findings {
                finding.fingerprint = fingerprint::of(&check.rule.id, &self.timeline, finding);
            }
        }
        self
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for check in &self.checks {
            match &check.outcome {
                Outcome::Passed { .. } => tally.passed += 1,
                Outcome::NotReached { .. } => tally.not_reached += 1,
                Outcome::Inconclusive { .. } => tally.inconclusive += 1,
                Outcome::Expected { .. } => tally.expected += 1,
                Outcome::Failed { .. } => match check.rule.strength {
                    Strength::Must => tally.failed += 1,
                    Strength::Should => tally.warned += 1,
                    Strength::Drift => tally.drifted += 1,
                },
            }
        }
        tally
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
            warned: a.warned + b.warned,
            drifted: a.drifted + b.drifted,
            expected: a.expected + b.expected,
            inconclusive: a.inconclusive + b.inconclusive,
            not_reached: a.not_reached + b.not_reached,
        })
    }
}

/// Checks counted by outcome.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    /// Broken, and only a SHOULD.
    pub warned: usize,
    /// Other than before, and forbidden by no document.
    pub drifted: usize,
    /// Broken, as the file of expected failures says.
    pub expected: usize,
    pub inconclusive: usize,
    pub not_reached: usize,
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

impl Unproven {
    /// "14 fields never seen other than null".
    pub fn counted(&self) -> String {
        match self.items.len() {
            0 => self.what.clone(),
            count => format!("{count} {}", self.what),
        }
    }

    /// The items, as many as a report for a program has room for, and how many there are besides.
    pub(crate) fn listed(&self) -> Vec<String> {
        const MOST: usize = 500;
        let mut items: Vec<String> = self.items.iter().take(MOST).cloned().collect();
        let more = self.items.len() - items.len();
        items.extend((more > 0).then(|| format!("and {more} more")));
        items
    }
}

impl Unit {
    /// "3 transactions".
    pub fn count(self, number: usize) -> String {
        format!("{number} {}", if number == 1 { self.one } else { self.many })
    }
}

impl Finding {
    /// `event` is the [`Event::number`] of the request that shows it.
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

impl Shown {
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A JSON value as its own text. The whole text is kept; a writer elides it.
    pub fn json(value: &Value) -> Self {
        Self::Json { text: value.to_string(), kind: kind(value) }
    }

    /// "12.50 number". null says its type itself.
    pub fn text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Json { text, kind } if text == kind => text.clone(),
            Self::Json { text, kind } => format!("{text} {kind}"),
        }
    }

    /// A member that may be absent.
    pub fn member(value: Option<&Value>) -> Self {
        value.map_or_else(|| Self::words("nothing: the member is absent"), Self::json)
    }
}

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
        Self::member(member)
    }
}

/// [`Shown`] as it is read: the name of a type is none of the program's own texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ReadShown {
    Json { text: String, kind: String },
    Words(String),
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match ReadShown::deserialize(deserializer)? {
            ReadShown::Json { text, kind } => {
                let known = KINDS.into_iter().find(|known| *known == kind);
                Self::Json { text, kind: known.unwrap_or("string") }
            }
            ReadShown::Words(words) => Self::Words(words),
        })
    }
}

const KINDS: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

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

    fn report(name: &str, verdict: Verdict) -> Report {
        let seed = Fact { name: "seed".to_owned(), value: "1".to_owned() };
        let run = Run { facts: vec![seed], ..tests::run(name, Vec::new(), verdict) };
        let tool = Tool { name: "t".to_owned(), version: "1".to_owned() };
        let facts = vec![Fact { name: "target".to_owned(), value: name.to_owned() }];
        Report::new(tool, "one run".to_owned(), facts, vec![run])
    }

    #[test]
    fn the_first_of_the_gravest_verdicts_is_that_of_all_and_names_its_run() {
        let open = |reason: &str| Verdict::Inconclusive { reason: reason.to_owned() };
        let gone = |reason: &str| Verdict::CouldNotTest { reason: reason.to_owned() };
        let table = [
            (vec![Verdict::Pass, Verdict::Pass], Verdict::Pass),
            (vec![Verdict::Pass, open("x")], open("b: x")),
            (vec![open("x"), open("y")], open("a: x")),
            (vec![open("x"), gone("z")], gone("b: z")),
            (vec![gone("z"), Verdict::Fail], Verdict::Fail),
        ];
        for (verdicts, expected) in table {
            let reports = ["a", "b"].into_iter().zip(verdicts);
            let reports = reports.map(|(name, verdict)| report(name, verdict)).collect();
            let merged = Report::merge("several", reports).unwrap();
            assert_eq!(merged.verdict, expected);
            assert_eq!((&*merged.title, &*merged.effort), ("several", "2 runs, 0 requests"));
            let facts: Vec<&str> = merged.runs[1].facts.iter().map(|fact| &*fact.value).collect();
            assert_eq!((facts, merged.facts.len()), (vec!["b", "1"], 0));
        }
    }

    #[test]
    fn a_single_report_stays_as_it_is() {
        let one = report("a", Verdict::Fail);
        assert_eq!(Report::merge("several", vec![one.clone()]), Some(one));
        assert_eq!(Report::merge("several", Vec::new()), None);
        let tool = Tool { name: "t".to_owned(), version: "1".to_owned() };
        let none = Report::new(tool, String::new(), Vec::new(), Vec::new());
        assert_eq!(none.exit_code(), 3);
    }

    #[test]
    fn a_list_of_what_was_not_proven_has_an_end() {
        let unproven = |count: usize| Unproven {
            what: "fields never seen".to_owned(),
            items: (0..count).map(|number| format!("/{number}")).collect(),
            why: None,
        };
        let table = [
            (0, "fields never seen", None, 0),
            (1, "1 fields never seen", Some("/0"), 1),
            (500, "500 fields never seen", Some("/499"), 500),
            (502, "502 fields never seen", Some("and 2 more"), 501),
        ];
        for (count, counted, last, lines) in table {
            let unproven = unproven(count);
            let listed = unproven.listed();
            assert_eq!(unproven.counted(), counted);
            assert_eq!((listed.last().map(String::as_str), listed.len()), (last, lines));
        }
    }

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
