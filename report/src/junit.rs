//! JUnit XML, for what CI systems show as tests.
//!
//! A suite for each run, a case for each rule in it, those that passed included. The class of a case
//! is program and run, its name is the rule's id: GitLab and Jenkins keep the history of a test by
//! these two, so nothing in them changes from day to day.
//!
//! | here | there |
//! |---|---|
//! | a MUST is broken | `failure` |
//! | a SHOULD is broken, drift | passed, with the text in `system-out`: it fails no run |
//! | broken as expected, not reached, not proven | `skipped`, with the reason |
//! | cannot be said | `error` |
//! | a verdict other than pass and fail | `error` of the case `verdict` |

use std::collections::HashMap;

use quick_junit::{
    NonSuccessKind, Property, Report as Document, SerializeError, TestCase, TestCaseStatus,
    TestSuite,
};
use thiserror::Error;

use crate::clean;
use crate::report::{Check, Outcome, Report, Run, Unproven, Verdict};
use crate::terminal;

/// The text could not be made; no report is known that does this.
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
        document.add_test_suite(of_run(report, run, &mut names));
    }
    document.add_test_suite(of_the_whole(report, &mut names));
    document.to_string().map_err(XmlError)
}

fn of_run(report: &Report, run: &Run, names: &mut Names) -> TestSuite {
    let name = names.suite(&clean(&run.name));
    let class = format!("{}.{name}", clean(&report.tool.name));
    let mut suite = TestSuite::new(&name);
    for fact in report.facts.iter().chain(&run.facts) {
        suite.add_property(property(&fact.name, &fact.value));
    }
    suite.add_property(property("verdict", run.verdict.word()));
    suite.add_property(property("effort", &run.effort));
    for check in &run.checks {
        let mut case = TestCase::new(names.case(&class, &check.rule.id), status(check));
        case.set_classname(&class);
        case.add_property(property("rule", &check.rule.sentence));
        case.add_property(property("strength", check.rule.strength.word()));
        case.add_property(property("source", &check.rule.source));
        if matches!(check.outcome, Outcome::Failed { .. }) && !check.fails() {
            case.set_system_out(terminal::block(check));
        }
        suite.add_test_case(case);
    }
    suite.add_test_case(verdict(&run.verdict, &class, names));
    suite
}

/// What is said of all runs together, so that a build is never red without a red case.
fn of_the_whole(report: &Report, names: &mut Names) -> TestSuite {
    let name = names.suite("all runs");
    let class = format!("{}.{name}", clean(&report.tool.name));
    let mut suite = TestSuite::new(&name);
    suite.add_property(property("title", &report.title));
    suite.add_property(property("version", &report.tool.version));
    suite.add_property(property("effort", &report.effort));
    suite.add_property(property("exit code", &report.exit_code().to_string()));
    for stale in &report.stale {
        let text = format!("{}: {}", clean(&stale.place), clean(&stale.reason));
        let status = failure("stale expectation", &text, &text);
        let name = names.case(&class, &format!("expected failure: {}", stale.entry));
        suite.add_test_case(classed(name, &class, status));
    }
    if let Some(coverage) = &report.coverage {
        let text = terminal::coverage(coverage);
        let name = names.case(&class, "coverage");
        suite.add_test_case(if coverage.falls_short() {
            let message = format!("{} % are too few", coverage.percent());
            classed(name, &class, failure("coverage", &message, &text))
        } else {
            let mut case = classed(name, &class, TestCaseStatus::success());
            case.set_system_out(text);
            case
        });
    }
    for unproven in &report.unproven {
        let name = names.case(&class, &format!("not proven: {}", unproven.what));
        suite.add_test_case(classed(name, &class, not_proven(unproven)));
    }
    suite.add_test_case(verdict(&report.verdict, &class, names));
    suite
}

fn not_proven(unproven: &Unproven) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    let why = unproven.why.iter().map(|why| format!(": {why}")).collect::<String>();
    status.set_message(clean(&format!("{}{why}", unproven.counted())));
    let items: Vec<String> =
        unproven.listed().iter().map(|item| clean(item).into_owned()).collect();
    if !items.is_empty() {
        status.set_description(items.join("\n"));
    }
    status
}

fn status(check: &Check) -> TestCaseStatus {
    let sentence = clean(&check.rule.sentence);
    match &check.outcome {
        Outcome::Failed { .. } if check.fails() => {
            failure(check.rule.strength.word(), &sentence, &terminal::block(check))
        }
        Outcome::Passed { .. } | Outcome::Failed { .. } => TestCaseStatus::success(),
        Outcome::Inconclusive { reason } => error("INCONCLUSIVE", &clean(reason)),
        Outcome::Expected { reason, .. } => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("fails as expected: {}", clean(reason)));
            status.set_description(terminal::block(check));
            status
        }
        Outcome::NotReached { reason } => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("not reached: {}", clean(reason)));
            status
        }
    }
}

/// Fail is no error here: its rules are cases of their own.
fn verdict(verdict: &Verdict, class: &str, names: &mut Names) -> TestCase {
    let status = match verdict {
        Verdict::Pass | Verdict::Fail => TestCaseStatus::success(),
        other => {
            let why = other.reason().unwrap_or("stopped from outside");
            error(other.word(), &clean(why))
        }
    };
    classed(names.case(class, "verdict"), class, status)
}

fn classed(name: String, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

fn failure(kind: &str, message: &str, text: &str) -> TestCaseStatus {
    non_success(NonSuccessKind::Failure, kind, message, text)
}

fn error(kind: &str, message: &str) -> TestCaseStatus {
    non_success(NonSuccessKind::Error, kind, message, message)
}

/// The text is in the body too, because not everybody shows the message.
fn non_success(kind: NonSuccessKind, what: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(what).set_message(message).set_description(text);
    status
}

fn property(name: &str, value: &str) -> Property {
    Property::new(clean(name), clean(value))
}

/// Names that were given out. GitLab drops the second of two equal ones without a word.
#[derive(Default)]
struct Names {
    taken: HashMap<(String, String), usize>,
}

impl Names {
    fn suite(&mut self, name: &str) -> String {
        self.case("", name)
    }

    /// The name, with a number behind it where the class has it already.
    fn case(&mut self, class: &str, name: &str) -> String {
        let name = clean(name).into_owned();
        let count = self.taken.entry((class.to_owned(), name.clone())).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name} ({count})") }
    }
}
