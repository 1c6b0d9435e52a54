//! `run`: make a plan, play it, judge it, print the report.

use std::fmt::Write as _;
use std::path::PathBuf;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_report::cli::print_text;
use flinks_report::{Report, Verdict, clean, exit};
use flinks_trace::{End, Probe};

use super::args::Run;
use super::plan::{Flow, Plan, announce, each, mask, progress};
use super::verdict::Judging;
use super::{Outcome, drift, signals, tell};
use crate::drift::edit;
use crate::hide;
use crate::run::{judge_by, run};
use crate::setup::Setup;
use crate::summary::{RUN_FILE, fact};

#[tokio::main]
pub(super) async fn command(args: &Run) -> Outcome {
    let token = signals::cancellation();
    let target = args.server.target.as_ref();
    let flows = each(target, &args.flow)?;
    let is_single = flows.len() == 1;
    let mut names: Vec<String> =
        flows.iter().filter_map(|flow| flow.scenario.first()).cloned().collect();
    let mut plan = Plan::new(target, &flows[0]).await?;
    names.push(plan.setup.head.name.clone());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let judging = Judging::new(&args.verdict, &names, &inputs(args))?;
    for_one(args, &judging, is_single)?;
    if let Some(ledger) = args.ledger.as_ref().filter(|_| !args.dry_run) {
        // Runs can be noted in it; it is made where there is none.
        edit(ledger, |_| Ok(())).map_err(|error| format!("error: {error}"))?;
    }
    let times = if is_single { String::new() } else { format!(", {} times", flows.len()) };
    let file = judging.policy.run_file().map(|path| path.display().to_string());
    let mut redactor = hide::redactor(&plan.setup);
    let mut reports = Vec::new();
    let mut single = None;
    let mut kept = Kept(MOST_WIRE_BYTES);
    for (number, flow) in flows.iter().enumerate() {
        if number > 0 {
            plan = Plan::new(target, flow).await?;
            plan.setup.secrets().for_each(|(name, secret)| redactor.secret(name, secret));
        }
        if args.dry_run {
            print_text(&dry_run(&plan.setup))?;
            continue;
        }
        plan.setup.head.facts.extend(file.clone().map(|value| (RUN_FILE.to_owned(), value)));
        if number == 0 {
            announce(&plan, judging.policy.is_on_github(), &times);
        } else if judging.policy.is_on_github() {
            mask(&plan.setup);
        }
        if !is_single && !args.verdict.display.quiet {
            tell(&format!("flinks-harness: {}", plan.setup.head.name));
        }
        let mut progress = progress(args.verdict.display.quiet);
        let asked = signals::tell_at_usr1(progress.now());
        let record = run(&plan.setup, &mut progress, token.clone()).await;
        asked.abort();
        plan.mock = None;
        let name = record.head.name.clone();
        let view = judging.policy.view(&name);
        let mut report = judge_by(&record, &view);
        hide::learn(&mut redactor, &record);
        match args.ledger.as_ref().map(|path| drift::note(path, &record, &redactor)) {
            // Changes since earlier runs are checks like any other.
            Some(Ok(checks)) => report.add_checks(checks.into_iter().filter_map(view)),
            Some(Err(reason)) => {
                tell(&format!("error: {reason}"));
                report = report.or_worse(Verdict::NotWritten { reason });
            }
            None => {}
        }
        if !is_single {
            kept.bound(&mut report);
        }
        reports.push(report);
        let is_stopped = matches!(record.end, End::Stopped(_));
        single = Some(record).filter(|_| is_single);
        if is_stopped {
            break;
        }
    }
    let title = format!("flinks-harness: {} runs", flows.len());
    let played = reports.len();
    // Nothing was played where nothing was to be sent.
    let Some(mut report) = Report::merge(&title, reports) else { return Ok(exit::PASSED) };
    let left: Vec<&str> = flows[played..].iter().map(Flow::label).collect();
    if !left.is_empty() {
        report.facts.push(fact("not run", &left.join(", ")));
    }
    Ok(judging.report(report, single.as_ref(), &mut redactor))
}

/// Refuses several runs where the file is for one.
fn for_one(args: &Run, judging: &Judging, is_single: bool) -> Result<(), String> {
    let flag = match (&args.ledger, judging.policy.run_file()) {
        _ if is_single => return Ok(()),
        (Some(_), _) => "--ledger",
        (None, Some(_)) => "--report ndjson",
        (None, None) => return Ok(()),
    };
    Err(format!(
        "error: {flag} is for one run\n  help: give one --scenario or --login-id, or leave {flag} out"
    ))
}

/// Bytes of requests and replies in a report on several runs.
const MOST_WIRE_BYTES: usize = 32 << 20;

/// How many of those bytes are left.
struct Kept(usize);

impl Kept {
    /// Drops the traffic of the last of several runs. A single run is bounded already.
    fn bound(&mut self, report: &mut Report) {
        for event in report.runs.iter_mut().flat_map(|run| &mut run.timeline) {
            let bytes = event.wire.as_ref().map_or(0, |wire| wire.request.len() + wire.reply.len());
            self.0 = self.0.saturating_sub(bytes);
            if self.0 == 0 {
                event.wire = None;
            }
        }
    }
}

/// Files that no report may overwrite.
fn inputs(args: &Run) -> Vec<PathBuf> {
    let files = [&args.ledger, &args.flow.live.credentials, &args.flow.live.ca_file];
    files.into_iter().flatten().cloned().collect()
}

/// What would be sent, and what it costs.
fn dry_run(setup: &Setup) -> String {
    let mut out = String::from("flinks-harness run: what would be sent\n");
    let mut line = |name: &str, value: &str| {
        // Writing to memory does not fail.
        let _ = writeln!(out, "  {name:<12} {}", clean(value));
    };
    for (name, value) in &setup.head.facts {
        line(name, value);
    }
    let (every, most) = (INTERVAL.as_secs(), CEILING.as_secs() / 60);
    let poll = format!("every {every} s until the 200, at most {most} min; once more");
    line(
        "accounts",
        &format!("POST Authorize, POST GetAccountsDetail, GET GetAccountsDetailAsync {poll}"),
    );
    line("investments", &format!("POST Authorize, POST Investments {poll}"));
    let sent: Vec<Probe> = Probe::ALL.into_iter().filter(|probe| setup.sends(*probe)).collect();
    let mut labels: Vec<&str> = Vec::new();
    for label in sent.iter().map(|probe| probe.label()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let (count, labels) = (sent.len(), labels.join(", "));
    line("probes", &format!("{count} calls that must be refused: {labels}"));
    line("in all", &setup.cost());
    out.push_str("nothing was sent\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge;
    use crate::sample;

    #[test]
    fn what_the_last_ones_of_many_runs_sent_is_left_out() {
        let mut report = judge(&sample::accounts());
        let wires = |report: &Report| -> Vec<bool> {
            report.runs[0].timeline.iter().map(|event| event.wire.is_some()).collect()
        };
        let all = wires(&report).len();
        assert_eq!(wires(&report), vec![true; all]);
        let first = report.runs[0].timeline[0].wire.clone().unwrap();
        let mut kept = Kept(first.request.len() + first.reply.len() + 1);
        kept.bound(&mut report);
        let mut expected = vec![false; all];
        expected[0] = true;
        assert_eq!(wires(&report), expected);
    }
}
