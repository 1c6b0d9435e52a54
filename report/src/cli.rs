//! From judged runs to a report and an exit code: the command line that both programs share.
//!
//! [`Args`] are the flags. A [`Policy`] is made of them before anything starts, so that a mistake costs
//! nothing. Judges show each check to [`Policy::view`], and [`Policy::finish`] does the rest.

mod args;
mod baseline;
mod output;
mod print;

use std::path::{Path, PathBuf};

use crate::baseline::{Baseline, Known, draft};
use crate::report::{Check, Fact, Report, Strength, Verdict};
use crate::selection::{Catalogue, Selection};
use crate::terminal::Look;
use crate::{anchor, exit, github};

pub use args::{Args, Display, with_environment};
use output::{Format, Output};

/// What the flags are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// As it is started: "flinks-mock".
    pub name: &'static str,
    pub rules: &'a [&'static str],
    /// The command that lists the rules: "flinks-mock rules".
    pub rules_listed_by: &'static str,
    /// The names of runs that an entry of the baseline may have.
    pub scenarios: &'a [&'a str],
    pub scenarios_listed_by: &'static str,
    /// Files that no report may overwrite.
    pub inputs: &'a [PathBuf],
    /// Name of the format in which the program writes a run itself, if it has one.
    pub run_format: Option<&'static str>,
}

/// Which rules count, what is expected to fail, and where reports go.
#[derive(Debug)]
pub struct Policy {
    program: &'static str,
    selection: Selection,
    fail_on: Strength,
    baseline: Baseline,
    baseline_file: Option<PathBuf>,
    draft: Option<PathBuf>,
    outputs: Vec<Output>,
    github: bool,
    look: Look,
    quiet: bool,
}

impl Policy {
    /// `color` is for the error.
    ///
    /// # Errors
    ///
    /// A message about what is wrong with the flags or with the baseline file.
    pub fn new(args: &Args, program: Program<'_>, color: bool) -> Result<Self, String> {
        let outputs = output::resolve(&args.report, program.run_format)?;
        output::keep(&outputs, program.inputs.iter().chain(&args.baseline))?;
        let Program { rules, rules_listed_by, scenarios, scenarios_listed_by, .. } = program;
        let known = Known { rules, scenarios, rules_listed_by, scenarios_listed_by };
        let baseline = match &args.baseline {
            Some(path) => baseline::read(path, known, color)?,
            None => Baseline::none(),
        };
        if let Some(path) = &args.write_baseline {
            output::must_be_new("--write-baseline", path)?;
        }
        let catalogue = Catalogue { ids: rules, listed_by: rules_listed_by };
        Ok(Self {
            program: program.name,
            selection: Selection::of(catalogue, &args.rules, &args.skip_rules)?,
            fail_on: args.fail_on.into(),
            baseline,
            baseline_file: args.baseline.clone(),
            draft: args.write_baseline.clone(),
            outputs,
            github: args.github(),
            look: args.display.look(),
            quiet: args.display.quiet,
        })
    }

    /// Whether GitHub's runner reads what is printed.
    pub fn is_on_github(&self) -> bool {
        self.github
    }

    /// The file that the run itself is to be written to.
    pub fn run_file(&self) -> Option<&Path> {
        let output = self.outputs.iter().find(|output| output.format == Format::Run)?;
        Some(&output.path)
    }

    /// Looks at the checks of a run: leaves out those that were not selected, marks expected failures,
    /// and raises what `--fail-on` names to a MUST.
    pub fn view(&self, run: &str) -> impl Fn(Check) -> Option<Check> {
        move |check| {
            let is_selected = self.selection.takes(&check.rule.id);
            let check = is_selected.then(|| self.baseline.apply(run, check));
            check.map(|check| check.raised(self.fail_on))
        }
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
        match print::print(&report, self.look, self.quiet) {
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
            let file = self.baseline_file.clone();
            report.anchor = file.and_then(|path| anchor(&[path.into()]));
        }
        let is_covered = report.coverage.as_ref().is_none_or(|coverage| !coverage.falls_short());
        if report.stale.is_empty() && is_covered { report } else { report.or_worse(Verdict::Fail) }
    }

    fn facts(&self, report: &Report) -> Vec<Fact> {
        let raised = match self.fail_on {
            Strength::Must => None,
            Strength::Should => Some("a broken SHOULD fails like a MUST".to_owned()),
            Strength::Drift => Some("a broken SHOULD or a DRIFT fails like a MUST".to_owned()),
        };
        let facts = [
            ("rules", self.selection.label()),
            ("fail on", raised),
            ("baseline", self.baseline.label(&report.runs)),
        ];
        let facts = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        facts.map(|(name, value)| Fact { name: name.to_owned(), value }).collect()
    }

    /// Writes everything that was asked for, and returns a message for each file that could not be written.
    fn write(&self, report: &Report, run_text: Option<&dyn Fn(&Report) -> String>) -> Vec<String> {
        let mut written: Vec<Result<(), String>> =
            self.outputs.iter().map(|output| output.write(report, run_text)).collect();
        if let Some(path) = &self.draft {
            let text = draft(&report.runs, &format!("{} run --baseline", self.program));
            written.push(output::write(path, &text));
        }
        if self.github {
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
