//! `run`: make a plan, play it, judge it, print the report.

use std::io::{self, Write};
use std::path::PathBuf;

use flinks_report::{Verdict, exit};

use super::args::Run;
use super::plan::Plan;
use super::play::{announce, progress};
use super::verdict::Judging;
use super::{Outcome, drift, dry, signals, tell};
use crate::hide;
use crate::run::{judge_by, run};
use crate::summary::RUN_FILE;

#[tokio::main]
pub(super) async fn command(args: &Run) -> Outcome {
    let token = signals::cancellation();
    let mut plan = Plan::new(args.server.target.as_ref(), &args.flow).await?;
    let judging = Judging::new(&args.verdict, &plan.setup.head.name, &inputs(args))?;
    if args.dry_run {
        // A reader that has gone away wants no more.
        let _ = io::stdout().lock().write_all(dry::render(&plan.setup).as_bytes());
        return Ok(exit::PASSED);
    }
    if let Some(ledger) = &args.ledger {
        drift::check(ledger)?;
    }
    let file = judging.policy.run_file().map(|path| path.display().to_string());
    plan.setup.head.facts.extend(file.map(|value| (RUN_FILE.to_owned(), value)));
    announce(&plan, judging.policy.is_on_github(), "");
    let mut progress = progress(args.verdict.display.quiet);
    signals::tell_at_usr1(progress.now());
    let record = run(&plan.setup, &mut progress, token).await;
    drop(plan.mock);
    let mut redactor = hide::redactor(&plan.setup);
    hide::learn(&mut redactor, &record);
    let view = judging.policy.view(&record.head.name);
    let mut report = judge_by(&record, &view);
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
