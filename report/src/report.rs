//! What a run found out, as data.

use foldhash::{HashMap, HashSet};
use serde::Serialize;

use crate::check::{Check, Fact, counted};
use crate::coverage::Coverage;
use crate::event::Event;
use crate::fingerprint;
use crate::verdict::Verdict;

/// The whole result of one start of a program. Writers read it and decide nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub tool: Tool,
    pub title: String,
    /// What somebody needs to do it again: target, clock, seed.
    pub facts: Vec<Fact>,
    /// The runs, at least one, in the order in which they were made. Each has all rules, in the same
    /// order.
    pub runs: Vec<Run>,
    /// What the runs met of what is documented, where that was looked at.
    pub coverage: Option<Coverage>,
    /// Outdated expectations. Any of them fails the report.
    pub stale: Vec<Stale>,
    /// What a pass does not mean, beside the rules that were not reached: those say it themselves.
    pub unproven: Vec<Unproven>,
    pub verdict: Verdict,
    /// What all runs took, in a few words: "24 requests, 19 polls, 03:10".
    pub effort: String,
    /// A file of the reader's repository that findings can be shown at, since a request has none.
    pub anchor: Option<Anchor>,
}

/// The program that made the report.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Tool {
    /// Name by which it is started: `flinks-mock`.
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
    pub effort: String,
}

/// An entry of the file of expected failures that is wrong by now.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Stale {
    /// Place of the entry: "expected.toml:12".
    pub place: String,
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
    /// Line number, from 1.
    pub line: u32,
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

    pub fn tally(&self) -> Tally {
        Tally::of(self.runs.iter().flat_map(|run| &run.checks))
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
    let runs = counted("run", runs.len());
    format!("{runs}, {}", counted("request", requests))
}

impl Run {
    /// The rules with the strength MUST that are broken.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.fails())
    }

    /// Adds the fingerprint of each finding. It is made of the rule, of part and call of its first
    /// request, and of place and types, never of a value, a number or an id. The name of the run is not
    /// in it, so that one target can be compared with another.
    pub fn with_fingerprints(mut self) -> Self {
        let findings = self.checks.iter().flat_map(|check| check.outcome.findings());
        let first: HashSet<u64> = findings.filter_map(|one| one.events.first().copied()).collect();
        let events = self.timeline.iter().enumerate().rev();
        let events = events.filter(|(_, event)| first.contains(&event.number));
        let places: HashMap<u64, usize> = events.map(|(at, event)| (event.number, at)).collect();
        for check in &mut self.checks {
            for finding in check.outcome.findings_mut() {
                let at = finding.events.first().and_then(|event| places.get(event));
                let event = at.map_or(&[][..], |at| &self.timeline[*at..=*at]);
                finding.fingerprint = fingerprint::of(&check.rule.id, event, finding);
            }
        }
        self
    }

    pub fn tally(&self) -> Tally {
        Tally::of(&self.checks)
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

impl Unproven {
    /// "14 fields never seen other than null".
    pub fn counted(&self) -> String {
        match self.items.len() {
            0 => self.what.clone(),
            count => format!("{count} {}", self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests;

    fn report(name: &str, verdict: Verdict) -> Report {
        let seed = Fact::new("seed", "1");
        let run = Run { facts: vec![seed], ..tests::run(name, Vec::new(), verdict) };
        let tool = Tool { name: "t".to_owned(), version: "1".to_owned() };
        let facts = vec![Fact::new("target", name)];
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
}
