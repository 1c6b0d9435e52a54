//! From judged runs to a verdict: which rules count, what was expected to fail, the reports, the exit
//! code.

mod args;
pub(super) mod baseline;
mod coverage;
mod whole;

use std::path::PathBuf;

use flinks_contract::rule::client::CLIENT_RULES;
use flinks_report::baseline::{Baseline, Known, draft};
use flinks_report::terminal::Look;
use flinks_report::wanted::{is_new, no_path_twice, overwrite_nothing, write};
use flinks_report::{
    Anchor, Catalogue, Fact, Report, Run, Selection, Strength, Tool, Wanted, anchor, github, print,
};

use crate::judge::{Evidence, judge_by};
use crate::log;

use args::Github;

pub(super) use args::Verdict as Args;
pub(super) use whole::{Ended, Judged};

/// The flags, checked before anything is started.
#[derive(Debug)]
pub(super) struct Judging {
    selection: Selection,
    fail_on: Strength,
    baseline: Baseline,
    baseline_file: Option<PathBuf>,
    draft: Option<PathBuf>,
    reports: Vec<Wanted>,
    least: Option<u8>,
    github: bool,
    verbose: bool,
    quiet: bool,
}

/// What a report says above its runs.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) facts: Vec<Fact>,
    /// What findings are shown at. Where there is none, the file of expected failures.
    pub(super) anchor: Option<Anchor>,
    /// The signal that ended everything early.
    pub(super) interrupted: Option<i32>,
}

impl Judging {
    /// `scenarios` are the names that an expected failure may have, `kept` the files that no report may
    /// take the place of.
    ///
    /// # Errors
    ///
    /// What is wrong with the flags or with the file of expected failures, ready to be shown.
    pub(super) fn of(
        args: &Args,
        scenarios: &[&str],
        kept: &[PathBuf],
        colour: bool,
    ) -> Result<Self, String> {
        no_path_twice(&args.report)?;
        overwrite_nothing(&args.report, kept.iter().chain(&args.baseline))?;
        let rules: Vec<&str> = CLIENT_RULES.iter().map(|client| client.rule.id).collect();
        let baseline = match &args.baseline {
            Some(path) => {
                let known = Known {
                    rules: &rules,
                    scenarios,
                    rules_listed_by: "flinks-mock rules",
                    scenarios_listed_by: "flinks-mock scenarios",
                };
                baseline::read(path, known, colour)?
            }
            None => Baseline::default(),
        };
        args.write_baseline.as_deref().map_or(Ok(()), |path| is_new("--write-baseline", path))?;
        let catalogue = Catalogue { ids: &rules, listed_by: "flinks-mock rules" };
        Ok(Self {
            selection: Selection::of(catalogue, &args.rules, &args.skip_rules)?,
            fail_on: args.fail_on.into(),
            baseline,
            baseline_file: args.baseline.clone(),
            draft: args.write_baseline.clone(),
            reports: args.report.clone(),
            least: args.min_coverage,
            github: match args.github {
                Github::On => true,
                Github::Off => false,
                Github::Auto => github::is_here(),
            },
            verbose: args.verbose,
            quiet: args.quiet,
        })
    }

    /// Judges what one run left, by the rules that were asked for.
    pub(super) fn judge(&self, evidence: &Evidence, ended: Ended) -> Judged {
        let run = judge_by(evidence, |check| {
            let is_wanted = self.selection.takes(&check.rule.id);
            let check = is_wanted.then(|| self.baseline.view(&evidence.name, check));
            check.map(|check| check.raised(self.fail_on))
        });
        Judged::new(run, ended, coverage::met(evidence), evidence.calls.len())
    }

    /// Writes every report, prints the one for people, and gives the exit code.
    pub(super) fn finish(&self, head: Head, judged: Vec<Judged>) -> u8 {
        let mut report = self.report(head, judged);
        if !self.write(&report) {
            report.exit_code = whole::unwritten(&report);
        }
        // A reader that wants no more, or none, changes no verdict.
        let _ = print(&report, Look::of_stdout(self.verbose, None), self.quiet);
        report.exit_code
    }

    fn report(&self, head: Head, judged: Vec<Judged>) -> Report {
        let coverage = coverage::of(&judged, self.least);
        let (ends, runs): (Vec<_>, Vec<Run>) = judged
            .into_iter()
            .map(|judged| ((judged.command, judged.requests), judged.run))
            .unzip();
        let stale = self.baseline.stale(&runs);
        let is_short = !stale.is_empty() || coverage.falls_short();
        let verdict = whole::verdict(&runs, is_short, head.interrupted);
        let exit_code =
            super::exit::of_verdict(&verdict, ends.iter().find_map(|end| end.0), head.interrupted);
        Report {
            tool: Tool {
                name: "flinks-mock".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            title: head.title,
            facts: self.facts(head.facts, &runs),
            effort: whole::effort(runs.len(), ends.iter().map(|end| end.1).sum()),
            coverage: Some(coverage),
            stale,
            unproven: Vec::new(),
            verdict,
            exit_code,
            anchor: head.anchor.or_else(|| self.baseline_anchor()),
            runs,
        }
    }

    fn baseline_anchor(&self) -> Option<Anchor> {
        anchor(&[self.baseline_file.clone()?.into()])
    }

    fn facts(&self, mut facts: Vec<Fact>, runs: &[Run]) -> Vec<Fact> {
        let mut add = |name: &str, value: Option<String>| {
            facts.extend(value.map(|value| Fact { name: name.to_owned(), value }));
        };
        add("rules", self.selection.shown());
        let raised =
            (self.fail_on == Strength::Should).then(|| "a SHOULD fails like a MUST".to_owned());
        add("fail on", raised);
        add("baseline", self.baseline.shown(runs));
        facts
    }

    /// Whether everything could be written.
    fn write(&self, report: &Report) -> bool {
        let mut written = true;
        for wanted in &self.reports {
            written &= said(wanted.write(report));
        }
        if let Some(path) = &self.draft {
            written &= said(write(path, &draft(&report.runs, "flinks-mock run --baseline")));
        }
        if self.github {
            written &= said(github::tell(report));
        }
        written
    }
}

/// Whether it went well; says so where it did not.
fn said(written: Result<(), String>) -> bool {
    written.inspect_err(|problem| log::tell(problem)).is_ok()
}
