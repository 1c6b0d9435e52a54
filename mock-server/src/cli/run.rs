//! `flinks-mock run`: start the mock, run a client against it, judge, print, exit.

mod args;
mod child;
mod environment;
mod faketime;
mod journal;
mod output;
mod plan;
mod play;
mod program;
mod scenarios;

use flinks_trace::Trace;
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::Semaphore;

use crate::log;
use crate::scenario::CompiledScenario;
use crate::signals::{HANGUP, INTERRUPT, Signals, TERMINATE};

use child::{By, End};
use faketime::Faketime;
use output::Output;
use plan::Plan;

pub use scenarios::fits;

pub(super) use args::{EXAMPLES, Run as Args};
pub(super) use plan::title;

/// One run for each scenario, until somebody interrupts. Returns the exit code, or what is wrong before
/// the first run.
pub(super) async fn run(args: &Args) -> Result<u8, String> {
    let plan = Plan::of(args)?;
    let turns = Semaphore::new(plan.jobs());
    // Each run has its own ears, from the beginning.
    let listen = || Signals::listen(&[INTERRUPT, TERMINATE, HANGUP]);
    let runs = plan.stories.iter().map(|story| turn(&plan, story, &turns, listen()));
    let mut runs: FuturesOrdered<_> = runs.collect();
    plan.warn();
    let mut judged = Vec::new();
    let mut interrupted = None;
    while let Some(played) = runs.next().await {
        let Some((trace, end, output)) = played? else { break };
        output.print();
        if plan.faketime.is_some() && matches!(end.by, By::Timeout(_)) {
            log::tell(Faketime::NEVER_ENDS);
        }
        let may_fail = args.ignore_exit_code || end.by != By::Itself;
        judged.push(plan.judging.judge(&trace, may_fail, end.verdict()));
        if let By::Signal(signal) = end.by {
            interrupted = Some(signal);
        }
    }
    let (title, head) = plan.head(judged.len());
    Ok(plan.judging.finish(title, head, interrupted, judged))
}

/// Plays when there is room, or not at all if somebody interrupts first.
async fn turn(
    plan: &Plan<'_>,
    story: &CompiledScenario,
    turns: &Semaphore,
    mut signals: Signals,
) -> Result<Option<(Trace, End, Output)>, String> {
    let _turn = tokio::select! {
        biased;
        _ = signals.next() => return Ok(None),
        turn = turns.acquire() => turn,
    };
    let mut output = if plan.jobs() > 1 { Output::kept() } else { Output::default() };
    let (trace, end) = play::play(plan, story, &mut signals, &mut output).await?;
    Ok(Some((trace, end, output)))
}
