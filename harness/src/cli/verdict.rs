//! What the harness adds to the verdict of [`flinks_report::cli`]: the run file, and `-vv`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::PathBuf;

use flinks_contract::rule::RULES;
use flinks_mock::builtin_scenarios;
use flinks_report::cli::{Known, Policy, Program};
use flinks_report::{Report, clean, moment};
use flinks_trace::HarnessRun;
use flinks_trace::redact::Redactor;

use super::tell;
use crate::hide;
use crate::kept;

pub(super) use flinks_report::cli::Args;

pub(super) const HEADING: &str = "Rules and reports";

/// How verdicts are made, checked before anything is sent.
#[derive(Debug)]
pub(super) struct Judging {
    pub(super) policy: Policy,
    exchanges: bool,
}

impl Judging {
    /// `runs`: names of the runs. `inputs`: files that no report may overwrite.
    pub(super) fn new(args: &Args, runs: &[&str], inputs: &[PathBuf]) -> Result<Self, String> {
        let rules: Vec<&str> =
            RULES.iter().map(|rule| rule.id).chain(crate::drift::RULES).collect();
        let built_in = builtin_scenarios();
        let names = built_in.iter().map(|scenario| &*scenario.name);
        let scenarios: Vec<&str> = names.chain(runs.iter().copied()).collect();
        let program = Program {
            name: "flinks-harness",
            known: Known {
                rules: &rules,
                rules_listed_by: "flinks-harness checks",
                scenarios: &scenarios,
                scenarios_listed_by: "flinks-mock scenarios",
            },
            read: flinks_judge::read,
            inputs,
            has_run_file: true,
        };
        let policy = Policy::new(args, program, io::stderr().is_terminal())?;
        Ok(Self { policy, exchanges: args.display.verbose > 1 })
    }

    /// Hides what may not be shown, writes and prints the report, and returns the exit code. Only a
    /// single run has a `record`, which can be written as a file. The redactor has learnt the records.
    pub(super) fn report(
        &self,
        mut report: Report,
        record: Option<&HarnessRun>,
        redactor: &mut Redactor,
    ) -> u8 {
        hide::report(redactor, &mut report);
        let record = record.filter(|_| self.policy.run_file().is_some());
        let record = record.map(|record| hide::record(redactor, record));
        if self.exchanges {
            // An error of stdout is reported when the report is printed.
            let _ = io::stdout().lock().write_all(exchanges(&report).as_bytes());
        }
        let run_text =
            record.as_ref().map(|record| move |report: &Report| kept::write(record, report));
        let run_text = run_text.as_ref().map(|text| text as &dyn Fn(&Report) -> String);
        self.policy.finish(report, run_text, tell)
    }
}

/// Like `curl -v`: `>` marks what was sent, `<` what came back.
fn exchanges(report: &Report) -> String {
    let mut out = String::new();
    for event in report.runs.iter().flat_map(|run| &run.timeline) {
        let Some(wire) = &event.wire else { continue };
        let (part, at, call) = (clean(&event.part), moment(event.at), clean(&event.call));
        _ = writeln!(out, "{} {part} {at}  {call}", event.number);
        for (sign, text) in [('>', &wire.request), ('<', &wire.reply)] {
            for line in text.lines() {
                out += format!("  {sign} {}", clean(line)).trim_end();
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge;
    use crate::sample;

    #[test]
    fn both_directions_line_by_line() {
        let mut record = sample::accounts();
        record.trace.exchanges.truncate(2);
        record.trace.exchanges[1].set_reply_body("a\n\n\u{1b}[2J::error::b".to_owned());
        assert_eq!(
            exchanges(&judge(&record)).split_once("\n\n").unwrap().1,
            "2 accounts t+00:00.0  POST GetAccountsDetail\n  \
             > POST /v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetail\n  \
             > accept: application/json\n  \
             > content-type: application/json\n  \
             >\n  \
             > {\"the same\":\"each time\"}\n  \
             < HTTP 202\n  \
             < content-type: application/json\n  \
             <\n  \
             < a\n  \
             <\n  \
             < \\u{1b}[2J::error::b\n\n"
        );
    }
}
