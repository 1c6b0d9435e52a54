//! `run`: make a plan, play it, judge it, print the report.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::args::Run;
use super::plan::Plan;
use super::verdict::Judging;
use super::{drift, dry, mask, signals, tell};
use crate::budget::cost;
use crate::progress::Progress;
use crate::run::run;
use crate::summary::RUN_FILE;
use flinks_report::exit;

#[tokio::main]
pub(super) async fn command(args: &Run) -> u8 {
    play(args).await.unwrap_or_else(|problem| {
        tell(&problem);
        exit::USAGE
    })
}

/// # Errors
///
/// What keeps the run from beginning, ready to be shown.
async fn play(args: &Run) -> Result<u8, String> {
    let stops = signals::stops();
    let colour = io::stderr().is_terminal();
    let mut plan = Plan::new(args).await.map_err(|error| error.render(colour))?;
    let judging = Judging::new(&args.verdict, &plan.setup.head.name, &kept(args), colour)?;
    if args.dry_run {
        // A reader that has gone away wants no more.
        let _ = io::stdout().lock().write_all(dry::picture(&plan.setup).as_bytes());
        return Ok(exit::PASSED);
    }
    if let Some(ledger) = &args.ledger {
        let key = drift::key(ledger).map_err(|error| format!("error: {error}"))?;
        if args.seed.is_none() {
            plan.setup.privacy.key = key;
        }
    }
    let file = judging.policy.run_file().map(|path| path.display().to_string());
    plan.setup.head.facts.extend(file.map(|value| (RUN_FILE.to_owned(), value)));
    mask::tell(judging.policy.is_on_github(), plan.setup.secrets());
    if plan.mock.is_none() {
        tell(&cost(&plan.setup));
    }
    let mut progress = progress(args.verdict.quiet);
    signals::tell_at_usr1(progress.now());
    let record = run(&plan.setup, &mut progress, stops).await;
    drop(plan.mock);
    Ok(judging.finish(&record, args.ledger.as_deref()))
}

/// Files of the run that no report may take the place of.
fn kept(args: &Run) -> Vec<PathBuf> {
    let files = [&args.ledger, &args.live.credentials, &args.live.ca_file];
    files.into_iter().flatten().cloned().collect()
}

pub(super) fn progress(quiet: bool) -> Progress {
    if io::stderr().is_terminal() {
        Progress::bar()
    } else if quiet {
        Progress::silent()
    } else {
        Progress::lines(Box::new(io::stderr()))
    }
}
