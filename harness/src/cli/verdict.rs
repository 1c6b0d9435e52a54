//! From a record to a verdict: which rules count, what was expected to fail, the reports, the exit
//! code.

mod args;
mod format;

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use flinks_contract::rule::RULES;
use flinks_mock::builtin_scenarios;
use flinks_mock::cli::read_baseline;
use flinks_report::baseline::{Baseline, Known, draft};
use flinks_report::terminal::Look;
use flinks_report::wanted::{is_new, no_path_twice, overwrite_nothing, write};
use flinks_report::{
    Catalogue, Check, Fact, Report, Run, Selection, Strength, Verdict, Wanted, anchor, github,
    print,
};

use super::{drift, exchanges, tell};
use crate::drift::LedgerError;
use crate::record::Record;
use crate::run::judge_by;
use crate::{exit, kept};
use args::{Color, Github};
use format::Format;

pub(super) use args::Verdict as Args;

/// The flags, checked before anything is sent.
#[derive(Debug)]
pub(super) struct Judging {
    selection: Selection,
    fail_on: Strength,
    baseline: Baseline,
    baseline_file: Option<PathBuf>,
    draft: Option<PathBuf>,
    reports: Vec<Wanted<Format>>,
    github: bool,
    look: Look,
    verbose: u8,
    quiet: bool,
}

impl Judging {
    /// `name` is that of the run, `kept` the files that no report may take the place of.
    ///
    /// # Errors
    ///
    /// What is wrong with the flags or with the file of expected failures, ready to be shown.
    pub(super) fn of(
        args: &Args,
        name: &str,
        kept: &[PathBuf],
        colour: bool,
    ) -> Result<Self, String> {
        no_path_twice(&args.report)?;
        overwrite_nothing(&args.report, kept.iter().chain(&args.baseline))?;
        let rules: Vec<&str> =
            RULES.iter().map(|rule| rule.id).chain(crate::drift::RULES).collect();
        let baseline = match &args.baseline {
            Some(path) => {
                let built_in = builtin_scenarios();
                let names = built_in.iter().map(|scenario| &*scenario.name);
                let names: Vec<&str> = names.chain([name]).collect();
                let known = Known {
                    rules: &rules,
                    scenarios: &names,
                    rules_listed_by: LIST,
                    scenarios_listed_by: "flinks-mock scenarios",
                };
                read_baseline(path, known, colour)?
            }
            None => Baseline::default(),
        };
        args.write_baseline.as_deref().map_or(Ok(()), |path| is_new("--write-baseline", path))?;
        let catalogue = Catalogue { ids: &rules, listed_by: LIST };
        Ok(Self {
            selection: Selection::of(catalogue, &args.rules, &args.skip_rules)?,
            fail_on: args.fail_on.into(),
            baseline,
            baseline_file: args.baseline.clone(),
            draft: args.write_baseline.clone(),
            reports: args.report.clone(),
            github: match args.github {
                Github::On => true,
                Github::Off => false,
                Github::Auto => github::is_here(),
            },
            look: args.look(),
            verbose: args.verbose,
            quiet: args.quiet,
        })
    }

    /// Whether what is printed is read by GitHub's runner.
    pub(super) fn is_on_github(&self) -> bool {
        self.github
    }

    /// The file that is to hold the run itself, if there is to be one.
    pub(super) fn run_file(&self) -> Option<&Path> {
        let file = self.reports.iter().find(|wanted| wanted.format == Format::Ndjson);
        file.map(|wanted| &*wanted.path)
    }

    /// Judges, notes what has changed in the ledger, writes every report, prints the one for
    /// people, and gives the exit code.
    pub(super) fn finish(&self, record: &Record, ledger: Option<&Path>) -> u8 {
        let mut report = judge_by(record, self.view(&record.head.name));
        let noted = ledger.map(|ledger| self.note(ledger, record, &mut report));
        let code = self.told(report, Some(record));
        match noted {
            Some(Err(problem)) => {
                tell(&format!("error: {problem}"));
                unwritten(code)
            }
            Some(Ok(())) | None => code,
        }
    }

    /// What has changed since the runs before is looked at like every check.
    fn note(&self, ledger: &Path, record: &Record, report: &mut Report) -> Result<(), LedgerError> {
        let checks = drift::note(ledger, record)?;
        let viewed = checks.into_iter().filter_map(self.view(&record.head.name));
        let Some(run) = report.runs.first_mut() else { return Ok(()) };
        run.checks.extend(viewed);
        *run = run.clone().with_fingerprints();
        if run.failures().next().is_some() && exit::is_below_failed(report.exit_code) {
            (run.verdict, report.verdict) = (Verdict::Fail, Verdict::Fail);
            report.exit_code = exit::FAILED;
        }
        Ok(())
    }

    /// How the checks of a run are looked at.
    pub(super) fn view(&self, name: &str) -> impl FnMut(Check) -> Option<Check> {
        move |check| {
            let is_wanted = self.selection.takes(&check.rule.id);
            let check = is_wanted.then(|| self.baseline.view(name, check));
            check.map(|check| check.raised(self.fail_on))
        }
    }

    /// Writes every report of runs that were judged with [`Self::view`], prints the one for people,
    /// and gives the exit code.
    ///
    /// `record` is that of a single run, which can be kept.
    pub(super) fn told(&self, report: Report, record: Option<&Record>) -> u8 {
        let mut report = self.completed(report);
        // Before the exit code is chosen: a report that is asked for and not there is no pass.
        if !self.write(&report, record) {
            report.exit_code = unwritten(report.exit_code);
        }
        if let Err(error) = self.print(&report) {
            tell(&format!("error: the report cannot be written: {error}"));
            return unwritten(report.exit_code);
        }
        report.exit_code
    }

    fn completed(&self, mut report: Report) -> Report {
        report.facts.extend(self.facts(&report.runs));
        report.stale = self.baseline.stale(&report.runs);
        if !report.stale.is_empty()
            && matches!(report.exit_code, exit::PASSED | exit::NOTHING_TESTED)
        {
            (report.verdict, report.exit_code) = (Verdict::Fail, exit::STALE);
        }
        report.anchor = self.baseline_file.clone().and_then(|path| anchor(&[path.into()]));
        report
    }

    /// What the report has not, or has otherwise than usual.
    fn facts(&self, runs: &[Run]) -> Vec<Fact> {
        let raised = match self.fail_on {
            Strength::Must => None,
            Strength::Should => Some("a SHOULD fails like a MUST".to_owned()),
            Strength::Drift => Some("a SHOULD or a DRIFT fails like a MUST".to_owned()),
        };
        let lines = [
            ("rules", self.selection.shown()),
            ("fail on", raised),
            ("baseline", self.baseline.shown(runs)),
        ];
        let lines = lines.into_iter().filter_map(|(name, value)| Some((name, value?)));
        lines.map(|(name, value)| Fact { name: name.to_owned(), value }).collect()
    }

    /// Whether everything could be written.
    fn write(&self, report: &Report, record: Option<&Record>) -> bool {
        let mut written = true;
        for Wanted { format, path } in &self.reports {
            written &= said(match (format, record) {
                (Format::Report(format), _) => {
                    Wanted { format: *format, path: path.clone() }.write(report)
                }
                (Format::Ndjson, Some(record)) => write(path, &kept::write(record, report)),
                (Format::Ndjson, None) => Err(format!(
                    "error: {} was not written\n  because: a file of this format holds one run",
                    path.display()
                )),
            });
        }
        if let Some(path) = &self.draft {
            written &= said(write(path, &draft(&report.runs, "flinks-harness run --baseline")));
        }
        if self.github {
            written &= said(github::tell(report));
        }
        written
    }

    fn print(&self, report: &Report) -> io::Result<()> {
        if self.verbose > 1 {
            let mut out = io::stdout().lock();
            match out.write_all(exchanges::picture(report).as_bytes()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
                _ => {}
            }
        }
        print(report, self.look, self.quiet)
    }
}

impl Args {
    /// In a log there is room for the longest sentence of a rule.
    pub(super) fn look(&self) -> Look {
        let colour = match self.color {
            Color::Auto => None,
            Color::Always => Some(true),
            Color::Never => Some(false),
        };
        let look = Look::of_stdout(self.verbose > 0, colour);
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
        let is_log = columns.is_none() && !io::stdout().is_terminal();
        Look { width: if is_log { LOG_COLUMNS } else { look.width }, ..look }
    }
}

const LOG_COLUMNS: usize = 120;

/// The command that lists the rules.
const LIST: &str = "flinks-harness checks";

/// A pass that nobody can read about is none; any other verdict says more than the lost report.
fn unwritten(code: u8) -> u8 {
    if code == exit::PASSED { exit::HARNESS_FAULT } else { code }
}

/// Whether it went well; says so where it did not.
fn said(written: Result<(), String>) -> bool {
    written.inspect_err(|problem| tell(problem)).is_ok()
}
