//! JUnit XML, for what CI systems show as tests.
//!
//! A suite for each run, a case for each rule in it, those that passed included. The class of a case
//! is program and run, its name is the rule's id and sentence: GitLab and Jenkins keep the history of a
//! test by these two, so nothing in them changes from day to day.
//!
//! | here | there |
//! |---|---|
//! | a MUST is broken | `failure` |
//! | a SHOULD is broken, drift | passed, with the text in `system-out`: it fails no run |
//! | broken as expected, not reached, not proven | `skipped`, with the reason |
//! | cannot be decided | `error` |
//! | a verdict other than pass and fail | `error` of the case "the run can be judged" |

use std::collections::HashMap;

use quick_junit::{
    NonSuccessKind, Property, Report as Document, SerializeError, TestCase, TestCaseStatus,
    TestSuite,
};
use thiserror::Error;

use crate::check::{Check, Finding, Outcome};
use crate::clean;
use crate::report::{Report, Run};
use crate::terminal;
use crate::verdict::Verdict;

/// The document could not be written. No report is known that causes this.
#[derive(Debug, Error)]
#[error("cannot write the report as JUnit XML")]
pub struct XmlError(#[source] SerializeError);

/// The report as an XML document.
///
/// # Errors
///
/// Where the XML writer fails.
pub fn render(report: &Report) -> Result<String, XmlError> {
    let mut names = Names::default();
    let mut document = Document::new(clean(&report.tool.name));
    for run in &report.runs {
        let suite = of_run(report, run, &mut names);
        document.add_test_suite(suite);
    }
    let suite = of_the_whole(report, &mut names);
    if !suite.test_cases.is_empty() {
        document.add_test_suite(suite);
    }
    document.to_string().map_err(XmlError)
}

fn of_run(report: &Report, run: &Run, names: &mut Names) -> TestSuite {
    let mut suite = Suite::new(report, &run.name, names);
    let facts = report.facts.iter().chain(&run.facts);
    facts.for_each(|fact| suite.property(&fact.name, &fact.value));
    suite.property("verdict", run.verdict.word());
    suite.property("effort", &run.effort);
    // On the clock of the run, as everything else.
    let ends = run.timeline.iter().map(|event| event.at + event.took.unwrap_or_default());
    ends.max().map(|end| suite.suite.set_time(end));
    for check in &run.checks {
        let rule = &check.rule;
        let case = suite.case(&format!("{}: {}", rule.id, rule.sentence), status(check));
        case.add_property(property("strength", rule.strength.word()));
        case.add_property(property("source", &rule.source));
        if matches!(check.outcome, Outcome::Failed { .. }) && !check.fails() {
            case.set_system_out(terminal::block(check));
        }
    }
    suite.judged(&run.verdict);
    suite.suite
}

/// Cases for what fails all runs together, so that a build is never red without a red case, and for what
/// was not proven.
fn of_the_whole(report: &Report, names: &mut Names) -> TestSuite {
    let mut suite = Suite::new(report, "all runs", names);
    suite.property("title", &report.title);
    suite.property("version", &report.tool.version);
    suite.property("effort", &report.effort);
    suite.property("exit code", &report.exit_code().to_string());
    for stale in &report.stale {
        let text = format!("{}: {}", stale.place, stale.reason);
        let name = format!("the expected failure of {} is up to date", stale.entry);
        suite.case(&name, failure("outdated expectation", &text, &clean(&text)));
    }
    if let Some(coverage) = &report.coverage {
        let text = terminal::coverage_block(coverage);
        if coverage.falls_short() {
            suite.case("coverage is sufficient", failure("coverage", &coverage.summary(), &text));
        } else {
            suite.case("coverage", TestCaseStatus::success()).set_system_out(text);
        }
    }
    for unproven in &report.unproven {
        let why = unproven.why.iter().map(|why| format!(": {why}")).collect::<String>();
        let mut status = skipped(&format!("{}{why}", unproven.counted()));
        let items: Vec<_> = unproven.items.iter().map(|item| clean(item)).collect();
        if !items.is_empty() {
            status.set_description(items.join("\n"));
        }
        suite.case(&format!("not proven: {}", unproven.what), status);
    }
    if report.runs.iter().all(|run| run.verdict != report.verdict) {
        suite.judged(&report.verdict);
    }
    suite.suite
}

fn status(check: &Check) -> TestCaseStatus {
    match &check.outcome {
        Outcome::Failed { findings, .. } if check.fails() => {
            // The name of the case has the sentence, and readers show both in one line.
            let short =
                |first: &Finding| format!("expected {}; actual {}", first.expected, first.actual);
            let message = findings.first().map_or_else(|| check.rule.sentence.clone(), short);
            failure(check.rule.strength.word(), &message, &terminal::block(check))
        }
        Outcome::Passed { .. } | Outcome::Failed { .. } => TestCaseStatus::success(),
        Outcome::Inconclusive { reason } => {
            non_success(NonSuccessKind::Error, "INCONCLUSIVE", reason, &clean(reason))
        }
        Outcome::Expected { reason, .. } => {
            let mut status = skipped(&format!("fails as expected: {reason}"));
            status.set_description(terminal::block(check));
            status
        }
        Outcome::NotReached { reason } => skipped(&format!("not reached: {reason}")),
    }
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(clean(message));
    status
}

fn failure(kind: &str, message: &str, text: &str) -> TestCaseStatus {
    non_success(NonSuccessKind::Failure, kind, message, text)
}

/// The text is in the body too, because not everybody shows the message. It is cleaned.
fn non_success(kind: NonSuccessKind, what: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(what).set_message(clean(message)).set_description(text);
    status
}

fn property(name: &str, value: &str) -> Property {
    Property::new(clean(name), clean(value))
}

struct Suite<'a> {
    suite: TestSuite,
    class: String,
    names: &'a mut Names,
}

impl<'a> Suite<'a> {
    fn new(report: &Report, name: &str, names: &'a mut Names) -> Self {
        let name = names.take("", name);
        let class = format!("{}.{name}", clean(&report.tool.name));
        Self { suite: TestSuite::new(name), class, names }
    }

    fn property(&mut self, name: &str, value: &str) {
        self.suite.add_property(property(name, value));
    }

    fn case(&mut self, name: &str, status: TestCaseStatus) -> &mut TestCase {
        let mut case = TestCase::new(self.names.take(&self.class, name), status);
        case.set_classname(&self.class);
        self.suite.add_test_case(case);
        let last = self.suite.test_cases.len() - 1;
        &mut self.suite.test_cases[last]
    }

    /// A case for a verdict that no rule explains.
    fn judged(&mut self, verdict: &Verdict) {
        if !matches!(verdict, Verdict::Pass | Verdict::Fail) {
            let why = verdict.reason().unwrap_or("stopped from outside");
            let status = non_success(NonSuccessKind::Error, verdict.word(), why, &clean(why));
            self.case("the run can be judged", status);
        }
    }
}

/// Names that were given out. GitLab drops the second of two equal ones without a message.
#[derive(Default)]
struct Names(HashMap<(String, String), usize>);

impl Names {
    /// The name, with a number behind it where the class has it already.
    fn take(&mut self, class: &str, name: &str) -> String {
        let name = clean(name).into_owned();
        let count = self.0.entry((class.to_owned(), name.clone())).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name} ({count})") }
    }
}
