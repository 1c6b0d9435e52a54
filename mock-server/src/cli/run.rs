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

use crate::log;
use crate::signals::{HANGUP, INTERRUPT, Signals, TERMINATE};

use child::By;
use faketime::Faketime;
use plan::Plan;

pub(super) use args::{EXAMPLES, Run as Args};
pub(super) use plan::title;

/// One run for each scenario, until somebody interrupts. Returns the exit code, or what is wrong before
/// there is one.
pub(super) async fn run(args: &Args) -> Result<u8, String> {
    let plan = Plan::of(args)?;
    let mut signals = Signals::listen(&[INTERRUPT, TERMINATE, HANGUP]);
    plan.warn();
    let mut judged = Vec::new();
    let mut interrupted = None;
    for story in &plan.stories {
        let (trace, end) = play::play(&plan, story, &mut signals).await?;
        if plan.faketime.is_some() && matches!(end.by, By::Timeout(_)) {
            log::tell(Faketime::NEVER_ENDS);
        }
        let may_fail = args.ignore_exit_code || end.by != By::Itself;
        judged.push(plan.judging.judge(&trace, may_fail, end.verdict()));
        if let By::Signal(signal) = end.by {
            interrupted = Some(signal);
            break;
        }
    }
    let (title, head) = plan.head(judged.len());
    Ok(plan.judging.finish(title, head, interrupted, judged))
}
