//! What the harness adds to the verdict of [`flinks_report::cli`]: the run file, and `-vv`.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use flinks_contract::rule::RULES;
use flinks_mock::builtin_scenarios;
use flinks_report::Report;
use flinks_report::cli::{Known, Policy, Program};
use flinks_trace::HarnessRun;
use flinks_trace::redact::Redactor;

use super::{exchanges, tell};
use crate::hide;
use crate::kept;

pub(super) use flinks_report::cli::Args;

/// The heading of its flags in `--help`.
pub(super) const HEADING: &str = "Rules and reports";

/// How verdicts are made, checked before anything is sent.
#[derive(Debug)]
pub(super) struct Judging {
    pub(super) policy: Policy,
    exchanges: bool,
}

impl Judging {
    /// `name` is the name of the run, `inputs` are the files that no report may overwrite.
    ///
    /// # Errors
    ///
    /// A message about what is wrong with the flags or with the baseline.
    pub(super) fn new(args: &Args, name: &str, inputs: &[PathBuf]) -> Result<Self, String> {
        let rules: Vec<&str> =
            RULES.iter().map(|rule| rule.id).chain(crate::drift::RULES).collect();
        let built_in = builtin_scenarios();
        let names = built_in.iter().map(|scenario| &*scenario.name);
        let scenarios: Vec<&str> = names.chain([name]).collect();
        let program = Program {
            name: "flinks-harness",
            known: Known {
                rules: &rules,
                rules_listed_by: "flinks-harness checks",
                scenarios: &scenarios,
                scenarios_listed_by: "flinks-mock scenarios",
            },
            inputs,
            has_run_file: true,
        };
        let policy = Policy::new(args, program, io::stderr().is_terminal())?;
        Ok(Self { policy, exchanges: args.display.verbose > 1 })
    }

    /// Hides what may not be shown, writes and prints the report, and returns the exit code. `record` is
    /// that of a single run, which can be written as a file. The redactor has learnt the records.
    pub(super) fn report(
        &self,
        mut report: Report,
        record: Option<&HarnessRun>,
        redactor: &mut Redactor,
    ) -> u8 {
        hide::report(redactor, &mut report);
        let record = record.map(|record| hide::record(redactor, record));
        if self.exchanges {
            // An error of stdout is reported when the report is printed.
            let _ = io::stdout().lock().write_all(exchanges::render(&report).as_bytes());
        }
        let run_text =
            record.as_ref().map(|record| move |report: &Report| kept::write(record, report));
        let run_text = run_text.as_ref().map(|text| text as &dyn Fn(&Report) -> String);
        self.policy.finish(report, run_text, tell)
    }
}
