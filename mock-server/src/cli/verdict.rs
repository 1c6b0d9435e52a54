//! From judged runs to a verdict: which rules count, what was expected to fail, the reports, the exit
//! code.

pub(super) mod anchor;
mod args;
mod baseline;
mod coverage;
mod github;
mod look;
pub(super) mod reports;
mod selection;
mod whole;

use std::io::{self, Write};
use std::path::PathBuf;

use flinks_report::{Anchor, Fact, Report, Run, Tool, terminal};

use crate::judge::{Evidence, judge_by};
use crate::log;

use args::FailOn;
use baseline::{Baseline, Day};
use reports::Wanted;
use selection::Selection;

pub(super) use args::Verdict as Args;
pub(super) use whole::{Ended, Judged};

/// The flags, checked before anything is started.
#[derive(Debug)]
pub(super) struct Judging {
    selection: Selection,
    fail_on: FailOn,
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
        reports::no_path_twice(&args.report)?;
        reports::overwrite_nothing(&args.report, kept.iter().chain(&args.baseline))?;
        let baseline = match &args.baseline {
            Some(path) => baseline::read(path, scenarios, Day::today()).map_err(|problems| {
                let shown: Vec<_> = problems.iter().map(|problem| problem.render(colour)).collect();
                shown.join("\n\n")
            })?,
            None => Baseline::default(),
        };
        if let Some(path) = args.write_baseline.as_deref().filter(|path| path.exists()) {
            return Err(format!(
                "error: --write-baseline: {} exists already\n  help: take another file, and move over what you want",
                path.display()
            ));
        }
        Ok(Self {
            selection: Selection::of(&args.rules, &args.skip_rules)?,
            fail_on: args.fail_on,
            baseline,
            baseline_file: args.baseline.clone(),
            draft: args.write_baseline.clone(),
            reports: args.report.clone(),
            least: args.min_coverage,
            github: github::is_wanted(args.github),
            verbose: args.verbose,
            quiet: args.quiet,
        })
    }

    /// Judges what one run left, by the rules that were asked for.
    pub(super) fn judge(&self, evidence: &Evidence, ended: Ended) -> Judged {
        let run = judge_by(evidence, |check| {
            let is_wanted = self.selection.takes(&check.rule.id);
            let check = is_wanted.then(|| self.baseline.view(&evidence.name, check));
            check.map(|check| whole::raised(check, self.fail_on == FailOn::Should))
        });
        Judged::new(run, ended, coverage::met(evidence), evidence.calls.len())
    }

    /// Writes every report, prints the one for people, and gives the exit code.
    pub(super) fn finish(&self, head: Head, judged: Vec<Judged>) -> u8 {
        let mut report = self.report(head, judged);
        if !self.write(&report) {
            report.exit_code = whole::unwritten(&report);
        }
        self.print(&report);
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
        anchor::of(&[self.baseline_file.clone()?.into()])
    }

    fn facts(&self, mut facts: Vec<Fact>, runs: &[Run]) -> Vec<Fact> {
        let mut add = |name: &str, value: Option<String>| {
            facts.extend(value.map(|value| Fact { name: name.to_owned(), value }));
        };
        add("rules", self.selection.shown());
        let raised =
            (self.fail_on == FailOn::Should).then(|| "a SHOULD fails like a MUST".to_owned());
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
            let draft = reports::kept(path, &baseline::draft(&report.runs));
            written &= said(draft.map_err(|problem| {
                format!("error: {} was not written\n  because: {problem}", path.display())
            }));
        }
        if self.github {
            written &= github::tell(report);
        }
        written
    }

    fn print(&self, report: &Report) {
        let look = look::look(self.verbose);
        let mut out = Vec::new();
        // Writing to memory does not fail.
        let _ = terminal::render(report, look, &mut out);
        if self.quiet && report.exit_code == 0 {
            let text = String::from_utf8_lossy(&out);
            out = text.trim_end().lines().last().unwrap_or_default().as_bytes().to_vec();
            out.push(b'\n');
        }
        // The reader may have gone away, as `head` does.
        let _ = io::stdout().lock().write_all(&out);
    }
}

/// Whether it went well; says so where it did not.
fn said(written: Result<(), String>) -> bool {
    written.inspect_err(|problem| log::tell(problem)).is_ok()
}
