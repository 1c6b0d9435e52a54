//! `flinks-mock run`: start the mock, run a client against it, judge, print, exit.

mod args;
mod child;
mod environment;
mod faketime;
mod journal;
mod plan;
mod play;
mod program;
mod scenarios;

use std::process::ExitCode;

use flinks_report::exit;

use crate::log;

use crate::signals::{HANGUP, INTERRUPT, Signals, TERMINATE};
use plan::Plan;

pub(super) use args::{EXAMPLES, Run as Args};
pub(super) use plan::title;

pub(super) async fn run(args: &Args) -> ExitCode {
    let code = match Plan::of(args) {
        Ok(plan) => run_all(&plan).await,
        Err(problem) => Err(problem),
    };
    ExitCode::from(code.unwrap_or_else(|problem| {
        log::tell(&problem);
        exit::USAGE
    }))
}

/// One run for each scenario, until somebody interrupts.
async fn run_all(plan: &Plan<'_>) -> Result<u8, String> {
    let mut signals = Signals::listen(&[INTERRUPT, TERMINATE, HANGUP]);
    plan.warn();
    let mut judged = Vec::new();
    let mut interrupted = None;
    for story in &plan.stories {
        let played = play::play(plan, story, &mut signals).await?;
        interrupted = played.interrupted;
        judged.push(plan.judging.judge(&played.trace, played.ended));
        if interrupted.is_some() {
            break;
        }
    }
    let (title, head) = plan.head(judged.len());
    Ok(plan.judging.finish(title, head, interrupted, judged))
}
