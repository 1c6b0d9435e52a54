//! `run`: make a plan, play it, judge it, print the report.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_report::{Verdict, clean, exit};
use flinks_trace::Probe;

use super::args::Run;
use super::plan::{Plan, announce, progress};
use super::verdict::Judging;
use super::{Outcome, drift, signals, tell};
use crate::drift::edit;
use crate::hide;
use crate::run::{judge_by, run};
use crate::setup::Setup;
use crate::summary::RUN_FILE;

#[tokio::main]
pub(super) async fn command(args: &Run) -> Outcome {
    let token = signals::cancellation();
    let mut plan = Plan::new(args.server.target.as_ref(), &args.flow).await?;
    let judging = Judging::new(&args.verdict, &plan.setup.head.name, &inputs(args))?;
    if args.dry_run {
        // A reader that has gone away wants no more.
        let _ = io::stdout().lock().write_all(dry_run(&plan.setup).as_bytes());
        return Ok(exit::PASSED);
    }
    if let Some(ledger) = &args.ledger {
        // Runs can be noted in it; it is made where there is none.
        edit(ledger, |_| Ok(())).map_err(|error| format!("error: {error}"))?;
    }
    let file = judging.policy.run_file().map(|path| path.display().to_string());
    plan.setup.head.facts.extend(file.map(|value| (RUN_FILE.to_owned(), value)));
    announce(&plan, judging.policy.is_on_github(), "");
    let mut progress = progress(args.verdict.display.quiet);
    signals::tell_at_usr1(progress.now());
    let record = run(&plan.setup, &mut progress, token).await;
    drop(plan.mock);
    let view = judging.policy.view(&record.head.name);
    let mut report = judge_by(&record, &view);
    let mut redactor = hide::redactor(&plan.setup);
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
    Ok(judging.report(report, Some(&record), &mut redactor))
}

/// Files that no report may overwrite.
fn inputs(args: &Run) -> Vec<PathBuf> {
    let files = [&args.ledger, &args.flow.live.credentials, &args.flow.live.ca_file];
    files.into_iter().flatten().cloned().collect()
}

/// What would be sent and what it costs, as text.
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
