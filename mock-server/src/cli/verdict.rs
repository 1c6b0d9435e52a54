//! What `run` and `judge` add to the verdict of [`flinks_report::cli`]: coverage, and how the command ended.

use std::path::PathBuf;

use flinks_contract::coverage::{self, ITEMS, Item};
use flinks_contract::rule::client::CLIENT_RULES;
use flinks_judge::client::{Accepted, judge_by};
use flinks_report::cli::{self, Known, Policy, Program};
use flinks_report::{Anchor, Coverage, Covered, Fact, Report, Run, Verdict};
use flinks_trace::{Outcome, RunHead, Trace};
use foldhash::HashSet;

use crate::log;
use crate::verdict::tool;

#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) report: cli::Args,

    /// Fail if the client met less than this share of the documented states and codes
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    min_coverage: Option<u8>,

    /// Accept a client that sends nothing, or stops before the scenario's data or error; otherwise such a run
    /// is inconclusive
    #[arg(long)]
    allow_empty: bool,
}

/// How verdicts are made, checked before anything is started.
#[derive(Debug)]
pub(super) struct Judging<'a> {
    args: &'a Args,
    policy: Policy,
}

/// A judged run and the documented items that its client met.
#[derive(Debug)]
pub(super) struct Judged {
    run: Run,
    met: Vec<&'static Item>,
}

impl<'a> Judging<'a> {
    /// `scenarios` are the names that an entry of the baseline may have, `inputs` the files that no report
    /// may overwrite.
    pub(super) fn new(
        args: &'a Args,
        scenarios: &[&str],
        inputs: &[PathBuf],
        color: bool,
    ) -> Result<Self, String> {
        let rules: Vec<&str> = CLIENT_RULES.iter().map(|client| client.rule.id).collect();
        let known = Known {
            rules: &rules,
            rules_listed_by: "flinks-mock rules",
            scenarios,
            scenarios_listed_by: "flinks-mock scenarios",
        };
        let program = Program {
            name: "flinks-mock",
            known,
            read: flinks_judge::read,
            inputs,
            has_run_file: false,
        };
        Ok(Self { args, policy: Policy::new(&args.report, program, color)? })
    }

    /// Judges one run. `may_fail`: that the command failed does not count. `stopped` is the verdict on a
    /// command that was stopped from outside, unless a rule is broken.
    pub(super) fn judge(&self, trace: &Trace, may_fail: bool, stopped: Option<Verdict>) -> Judged {
        let accepted = Accepted { failed_command: may_fail, unplayed: self.args.allow_empty };
        let mut run = judge_by(trace, accepted, self.policy.view(&trace.name));
        if let Some(verdict) = stopped {
            run.verdict = run.verdict.or_worse(verdict);
        }
        Judged { run, met: met(trace) }
    }

    /// Writes and prints the report on all runs, and returns the exit code. `interrupted` is the signal
    /// that stopped everything early. Without an anchor, findings are shown at the baseline.
    pub(super) fn finish(
        &self,
        title: String,
        head: RunHead,
        interrupted: Option<i32>,
        judged: Vec<Judged>,
    ) -> u8 {
        let coverage = Some(covered(&judged, self.args.min_coverage));
        let runs = judged.into_iter().map(|judged| judged.run).collect();
        let facts = head.facts.into_iter().map(|(name, value)| Fact { name, value }).collect();
        let anchor = head.anchor.map(|file| Anchor { file, line: 1 });
        let mut report = Report { coverage, anchor, ..Report::new(tool(), title, facts, runs) };
        if let Some(signal) = interrupted {
            report = report.or_worse(Verdict::Interrupted { signal });
        }
        self.policy.finish(report, None, log::tell)
    }
}

/// The documented items that the replies of one run were.
fn met(trace: &Trace) -> Vec<&'static Item> {
    let replies = trace.exchanges.iter().map(|call| {
        let lost = matches!(call.outcome, Some(Outcome::Cut { .. }));
        (call.endpoint.map(|endpoint| endpoint.name()), call.status, &*call.code, lost)
    });
    let replies: HashSet<_> = replies.collect();
    let met = |(endpoint, status, code, lost)| coverage::met(endpoint, status, code, lost);
    let replies: Vec<&Item> = replies.into_iter().flat_map(met).collect();
    ITEMS.iter().filter(|item| replies.contains(item)).collect()
}

/// Each item with the runs that met it; an item that none met names the scenario that brings it.
fn covered(judged: &[Judged], least: Option<u8>) -> Coverage {
    let covered = |item: &'static Item| {
        let met = judged.iter().filter(|judged| judged.met.contains(&item));
        let runs: Vec<String> = met.map(|judged| judged.run.name.clone()).collect();
        let name = match &*runs {
            [] => format!("{} (--scenario {})", item.name, item.scenario),
            _ => item.name.to_owned(),
        };
        Covered { group: item.group.to_owned(), name, runs }
    };
    Coverage {
        what: "documented states and codes".to_owned(),
        items: ITEMS.iter().map(covered).collect(),
        least,
    }
}
