//! From judged runs to a report and an exit code: the command line that both programs share.
//!
//! [`Args`] are the flags. A [`Policy`] is made of them before anything starts, so that a mistake costs
//! nothing. Judges show each check to [`Policy::view`], and [`Policy::finish`] does the rest.

mod args;
mod baseline;
mod generate;
mod output;
mod print;
mod selection;

use std::path::{Path, PathBuf};

use crate::baseline::{Baseline, draft};
use crate::check::{Check, Fact, Outcome, Rule, Strength};
use crate::report::Report;
use crate::verdict::Verdict;
use crate::{anchor, exit, github};

pub use crate::baseline::Known;
use args::Vintage;
pub use args::{Args, Display, with_environment};
pub use generate::Generate;
use output::{Format, Output};
pub use print::print_text;
use selection::Selection;

/// What the flags are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// As it is started: "flinks-mock".
    pub name: &'static str,
    /// The names that `--rules` and the baseline may have.
    pub known: Known<'a>,
    /// The rule with the strength and the source that it has in the guides, or in today's pages.
    pub read: fn(Rule, bool) -> Rule,
    /// Files that no report may overwrite.
    pub inputs: &'a [PathBuf],
    /// Whether the program can also write a run itself: `ndjson`.
    pub has_run_file: bool,
}

/// Which rules count, what is expected to fail, and where reports go.
#[derive(Debug)]
pub struct Policy {
    program: &'static str,
    read: fn(Rule, bool) -> Rule,
    args: Args,
    selection: Selection,
    baseline: Baseline,
    outputs: Vec<Output>,
}

impl Policy {
    /// `color` is for the error.
    ///
    /// # Errors
    ///
    /// A message about what is wrong with the flags or with the baseline file.
    pub fn new(args: &Args, program: Program<'_>, color: bool) -> Result<Self, String> {
        let outputs = output::resolve(&args.report, program.has_run_file)?;
        output::keep(&outputs, program.inputs.iter().chain(&args.baseline))?;
        let known = program.known;
        let baseline = match &args.baseline {
            Some(path) => baseline::read(path, known, color)?,
            None => Baseline::none(),
        };
        if let Some(path) = args.write_baseline.as_ref().filter(|path| path.exists()) {
            return Err(format!(
                "error: --write-baseline: {} exists already\n  help: write to another file, and copy what you need",
                path.display()
            ));
        }
        let selection = Selection::of(known, &args.rules, &args.skip_rules)?;
        let (args, read) = (args.clone(), program.read);
        Ok(Self { program: program.name, read, args, selection, baseline, outputs })
    }

    /// Whether GitHub's runner reads what is printed.
    pub fn is_on_github(&self) -> bool {
        self.args.github()
    }

    /// The file that the run itself is to be written to.
    pub fn run_file(&self) -> Option<&Path> {
        let output = self.outputs.iter().find(|output| output.format == Format::Ndjson)?;
        Some(&output.path)
    }

    /// Looks at the checks of a run: leaves out those that were not selected, reads them in the documents of
    /// `--vintage`, marks expected failures, and raises what `--fail-on` names to a MUST.
    pub fn view(&self, run: &str) -> impl Fn(Check) -> Option<Check> {
        move |check| {
            let is_selected = self.selection.takes(&check.rule.id);
            let check = is_selected.then(|| self.baseline.apply(run, check));
            check.map(|check| self.read(check, self.is_today()))
        }
    }

    fn read(&self, check: Check, today: bool) -> Check {
        Check { rule: (self.read)(check.rule, today), ..check }.raised(self.args.fail_on)
    }

    fn is_today(&self) -> bool {
        self.args.vintage == Vintage::Today
    }

    /// Completes the report of runs that were judged with [`Self::view`], writes it wherever it was asked
    /// for, prints it, and returns the exit code. `tell` gets what could not be written; `run_text` makes
    /// the text of the run file, if there is a single run.
    pub fn finish(
        &self,
        report: Report,
        run_text: Option<&dyn Fn(&Report) -> String>,
        tell: impl Fn(&str),
    ) -> u8 {
        let mut report = self.completed(report);
        for problem in self.write(&report, run_text) {
            tell(&problem);
            // A verdict that nobody can read is not a pass.
            let reason = problem.lines().next().unwrap_or_default().trim_start_matches("error: ");
            report = report.or_worse(Verdict::NotWritten { reason: reason.to_owned() });
        }
        match print::print(&report, &self.args.display) {
            Ok(()) => report.exit_code(),
            Err(error) => {
                tell(&format!("error: the report cannot be written: {error}"));
                let reason = error.to_string();
                report.or_worse(Verdict::NotWritten { reason }).exit_code()
            }
        }
    }

    /// The report with everything that the flags have to say about it.
    fn completed(&self, mut report: Report) -> Report {
        report.facts.extend(self.facts(&report));
        report.stale = self.baseline.stale(&report.runs);
        if report.anchor.is_none() {
            let file = self.args.baseline.as_ref();
            report.anchor = file.and_then(|path| anchor(&[path.into()]));
        }
        let is_covered = report.coverage.as_ref().is_none_or(|coverage| !coverage.falls_short());
        if report.stale.is_empty() && is_covered { report } else { report.or_worse(Verdict::Fail) }
    }

    fn facts(&self, report: &Report) -> Vec<Fact> {
        let raised = match self.args.fail_on {
            Strength::Must => None,
            Strength::Should => Some("a broken SHOULD fails like a MUST".to_owned()),
            Strength::Drift => Some("a broken SHOULD or a DRIFT fails like a MUST".to_owned()),
        };
        let facts = [
            ("vintage", Some(self.vintage(report))),
            ("rules", self.selection.label()),
            ("fail on", raised),
            ("baseline", self.baseline.label(&report.runs)),
        ];
        facts.into_iter().filter_map(|(name, value)| Some(Fact::new(name, value?))).collect()
    }

    /// The documents that decided, and the broken rules that the other ones judge differently.
    fn vintage(&self, report: &Report) -> String {
        let today = self.is_today();
        let checks = report.runs.iter().flat_map(|run| &run.checks);
        let broken = checks.filter(|check| matches!(check.outcome, Outcome::Failed { .. }));
        let mut ids: Vec<&str> = broken
            .filter(|check| self.read(Check::clone(check), !today).fails() != check.fails())
            .map(|check| &*check.rule.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let ids = ids.join(", ");
        match (today, &*ids) {
            (false, "") => "guides".to_owned(),
            (true, "") => "today".to_owned(),
            (false, _) => format!("guides; --vintage today does not fail {ids}"),
            (true, _) => format!("today; --vintage guides fails {ids}"),
        }
    }

    /// Writes everything that was asked for, and returns a message for each file that could not be written.
    fn write(&self, report: &Report, run_text: Option<&dyn Fn(&Report) -> String>) -> Vec<String> {
        let mut written: Vec<Result<(), String>> =
            self.outputs.iter().map(|output| output.write(report, run_text)).collect();
        if let Some(path) = &self.args.write_baseline {
            let text = draft(&report.runs, &format!("{} run --baseline", self.program));
            written.push(output::write(path, &text));
        }
        if self.args.github() {
            written.push(github::tell(report));
        }
        written.into_iter().filter_map(Result::err).collect()
    }
}

/// Text for `--help`, with an introduction where a command has one.
pub fn help(examples: &str) -> String {
    if examples.is_empty() {
        exit::HELP.to_owned()
    } else {
        format!("{examples}\n\n{}", exit::HELP)
    }
}
