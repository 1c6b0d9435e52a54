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

use child::By;
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
        let (trace, end) = play::play(plan, story, &mut signals).await?;
        let may_fail = plan.args.ignore_exit_code || end.by != By::Itself;
        judged.push(plan.judging.judge(&trace, may_fail, end.verdict()));
        if let By::Signal(signal) = end.by {
            interrupted = Some(signal);
            break;
        }
    }
    let (title, head) = plan.head(judged.len());
    Ok(plan.judging.finish(title, head, interrupted, judged))
}
