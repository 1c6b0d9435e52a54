//! What somebody else has captured, judged offline: the body of one reply, or a HAR file.
//!
//! A capture shows less than a run. A rule that it cannot show is not reached, with that as the
//! reason, and never passes by it.

mod body;
mod fetch;
mod file;
mod kind;
mod session;
mod tree;

use std::sync::Arc;

use flinks_contract::rule;
use flinks_report::{Check, Fact, Finding, Outcome, Place, Report};

use crate::checks;
use crate::kept::{Fault, is_run};
use crate::record::Record;
use crate::redact::Redactor;
use crate::summary;
use body::{Body, Places};
use file::File;

pub(crate) use kind::Kind;

/// A record and where in a file its bodies stand.
#[derive(Debug)]
pub(crate) struct Captured {
    record: Record,
    /// Of each exchange.
    bodies: Vec<Option<Arc<Body>>>,
    unseen: Vec<Unseen>,
    /// For what was not reached and is not among the unseen, where the run itself knows no reason.
    reason: Option<&'static str>,
    file: Arc<File>,
}

/// A rule that the file cannot show.
#[derive(Clone, Copy, Debug)]
struct Unseen {
    rule: &'static str,
    why: &'static str,
    /// A break of it is one all the same: only that it holds cannot be known.
    breaks: bool,
}

impl Unseen {
    const fn wholly(rule: &'static str, why: &'static str) -> Self {
        Self { rule, why, breaks: false }
    }

    const fn unless_broken(rule: &'static str, why: &'static str) -> Self {
        Self { rule, why, breaks: true }
    }
}

const OWN_SIDE: Unseen =
    Unseen::wholly(rule::CLI_OWN_SIDE, "the requests of a capture are not those of this harness");

/// What is in a file, by its content: one run for a body, one or more for a HAR.
///
/// # Errors
///
/// It is neither, or cannot be read.
pub(crate) fn read(
    name: &str,
    bytes: Vec<u8>,
    kind: Option<Kind>,
    redactor: &mut Redactor,
) -> Result<Vec<Captured>, Fault> {
    if is_run(&bytes) {
        let help = format!("judge it with `flinks-harness replay {name}`");
        return Err(fault(name, None, "this is the file of a run".to_owned(), help));
    }
    let file = Arc::new(File::new(name, bytes)?);
    match (kind, serde_json::from_str::<Top>(file.text())) {
        (None, Ok(Top { log: Some(_) })) => session::of_har(&file, redactor),
        (kind, _) => kind::of_body(&file, kind, redactor).map(|captured| vec![captured]),
    }
}

/// What tells a HAR from a body.
#[derive(serde::Deserialize)]
struct Top {
    log: Option<serde::de::IgnoredAny>,
}

fn fault(path: &str, at: Option<(usize, usize)>, what: String, help: impl Into<String>) -> Fault {
    Fault { path: path.to_owned(), at, what, help: help.into() }
}

impl Captured {
    /// As [`crate::run::judge_by`], with the line and column of each finding in the file.
    pub(crate) fn judge(&self, view: impl FnMut(Check) -> Option<Check>) -> Report {
        let mut sheet = checks::check(&self.record);
        for unseen in &self.unseen {
            let is_broken = sheet.row(unseen.rule).is_some_and(|row| !row.found.is_empty());
            if !(unseen.breaks && is_broken) {
                sheet.forget(unseen.rule);
            }
        }
        let mut report = summary::report(&self.record, &sheet, view);
        report.title = TITLE.to_owned();
        for check in report.runs.iter_mut().flat_map(|run| &mut run.checks) {
            self.reason(check);
        }
        self.places(&mut report);
        report
    }

    pub(crate) fn name(&self) -> &str {
        &self.record.head.name
    }

    fn reason(&self, check: &mut Check) {
        let Outcome::NotReached { reason } = &mut check.outcome else { return };
        let unseen = self.unseen.iter().find(|unseen| unseen.rule == check.rule.id);
        if let Some(why) = unseen.map(|unseen| unseen.why).or(self.reason) {
            *reason = why.to_owned();
        }
    }

    /// Adds a line to each finding. The trees of a body are made once, and only where it is needed.
    fn places(&self, report: &mut Report) {
        let checks = report.runs.iter_mut().flat_map(|run| &mut run.checks);
        let findings = checks.filter_map(|check| match &mut check.outcome {
            Outcome::Failed { findings, .. } | Outcome::Expected { findings, .. } => Some(findings),
            _ => None,
        });
        let mut findings: Vec<&mut Finding> = findings.flatten().collect();
        // One body after the other.
        findings.sort_by_key(|finding| finding.events.first().copied());
        let mut places: Option<(u64, Places<'_>)> = None;
        for finding in findings {
            let Some(number) = finding.events.first().copied() else { continue };
            let Some((body, shown)) = self.body(number) else { continue };
            if places.as_ref().is_none_or(|(of, _)| *of != number) {
                places = Some((number, Places::of(body, shown)));
            }
            let Some((_, places)) = &places else { continue };
            let pointer = match &finding.place {
                Place::Body { pointer, .. } => pointer,
                Place::Outside(_) => "",
            };
            let value = self.file.place(places.offset(pointer));
            finding.details.push(Fact { name: "file".to_owned(), value });
        }
    }

    /// The body of a request, by its number in the report, and the text that was shown to the checks.
    fn body(&self, number: u64) -> Option<(&Body, &str)> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let body = self.bodies.get(index)?.as_deref()?;
        Some((body, &self.record.exchanges.get(index)?.reply()?.text))
    }
}

/// Of the report.
pub(crate) const TITLE: &str = "flinks-harness: what was captured, judged offline";

#[cfg(test)]
mod tests;
