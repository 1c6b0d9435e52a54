//! Captured traffic, judged offline: the body of one reply, or a HAR file.
//!
//! A capture shows less than a run. A rule that it cannot show is not reached, with that as the
//! reason, and so never passes.

mod attached;
mod fetch;
mod kind;
mod session;

use flinks_judge::server::{self, ParsedRun, rules};
use flinks_report::{Check, Outcome, Report, Verdict};
use flinks_trace::file::{FileError, is_trace};
use flinks_trace::redact::{Depth, Redactor};
use flinks_trace::{Exchange, HarnessRun, har};

use crate::summary::{self, fact};
use attached::Zipped;

pub(crate) use kind::Kind;

/// A run that was read from a file, with the place of each exchange in it.
#[derive(Debug)]
pub(crate) struct Captured {
    pub(crate) run: HarnessRun,
    /// "flow.har, entry 12", for each exchange.
    places: Vec<String>,
    unseen: Vec<Unseen>,
    /// Why other rules were not reached, if the run does not say why.
    reason: Option<&'static str>,
    /// Name of a known message that has no checks.
    not_checked: Option<String>,
}

/// A rule that the file cannot show.
#[derive(Clone, Copy, Debug)]
struct Unseen {
    rule: &'static str,
    why: &'static str,
    /// The file can still show that the rule is broken, but never that it holds.
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
    Unseen::wholly(rules::own::ID, "the requests of a capture are not those of this harness");

/// Reads a file by its content: a body becomes one run, a HAR file one or more.
pub(crate) fn read(
    name: &str,
    bytes: &[u8],
    kind: Option<Kind>,
) -> Result<Vec<Captured>, FileError> {
    if is_trace(bytes) {
        let help = format!("judge it with `flinks-harness replay {name}`");
        return Err(fault(name, None, "this is a trace file".to_owned(), help));
    }
    if bytes.starts_with(attached::ZIP) {
        let mut zipped = Zipped::of(name, bytes)?;
        let har = zipped.har(name)?;
        return fetch::of_har(name, text(name, &har)?, &mut |file| zipped.read(file));
    }
    let text = text(name, bytes)?;
    // Before a HAR, a byte order mark is that of an editor; before a body, it is part of the body.
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    if kind.is_none() && har::is_har(unmarked) {
        fetch::of_har(name, unmarked, &mut |file| attached::beside(name, file))
    } else {
        kind::of_body(name, text, kind).map(|captured| vec![captured])
    }
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, FileError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let help = "save the file as UTF-8; only the `content` of a HAR may be base64";
        fault(name, Some((line, 1)), "this is not UTF-8 text".to_owned(), help)
    })
}

fn fault(
    path: &str,
    at: Option<(usize, usize)>,
    what: String,
    help: impl Into<String>,
) -> FileError {
    FileError { path: path.to_owned(), at, what, help: help.into() }
}

/// Makes the text of an error printable. No rule looks at it.
fn printable(exchange: Exchange) -> Exchange {
    let Some((reason, passes)) = exchange.no_reply() else { return exchange };
    let reason = Redactor::new(Depth::Everything).text(reason);
    let at = exchange.ended();
    exchange.unanswered(reason, passes, at)
}

impl Captured {
    /// Judges like [`crate::run::judge_by`] and adds where in the file each finding is.
    pub(crate) fn judge(&self, view: impl FnMut(Check) -> Option<Check>) -> Report {
        let run = ParsedRun::from(&self.run);
        let mut findings = server::check(&run);
        for unseen in &self.unseen {
            let is_broken = findings.of(unseen.rule).is_some_and(|rule| !rule.broken.is_empty());
            if !(unseen.breaks && is_broken) {
                findings.forget(unseen.rule);
            }
        }
        let mut report = summary::report(&run, &findings, view);
        report.title = TITLE.to_owned();
        for check in report.runs.iter_mut().flat_map(|run| &mut run.checks) {
            self.complete(check);
        }
        let Some(reason) = self.not_checked.clone() else { return report };
        let verdict = Verdict::NotChecked { reason };
        for run in &mut report.runs {
            run.verdict = verdict.clone();
        }
        report.or_worse(verdict)
    }

    pub(crate) fn name(&self) -> &str {
        &self.run.head.name
    }

    /// Adds why the file cannot show the rule, or where in the file it is broken.
    fn complete(&self, check: &mut Check) {
        match &mut check.outcome {
            Outcome::NotReached { reason } => {
                let unseen = self.unseen.iter().find(|unseen| unseen.rule == check.rule.id);
                if let Some(why) = unseen.map(|unseen| unseen.why).or(self.reason) {
                    *reason = why.to_owned();
                }
            }
            outcome => {
                for finding in outcome.findings_mut() {
                    let place = finding.events.first().and_then(|event| {
                        self.places.get(usize::try_from(event.checked_sub(1)?).ok()?)
                    });
                    finding.details.extend(place.map(|place| fact("file", place)));
                }
            }
        }
    }
}

pub(crate) const TITLE: &str = "flinks-harness: what was captured, judged offline";

#[cfg(test)]
mod tests;
