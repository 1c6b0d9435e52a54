//! What `run`, `record` and `diff` have in common: from a plan to what a run saw.

use std::io::{self, IsTerminal};

use flinks_report::exit;
use flinks_trace::{End, HarnessRun, Stop};

use super::args::Flow;
use super::plan::Plan;
use super::{Failure, mask, tell};
use crate::budget::cost;
use crate::progress::Progress;
use crate::target::Target;

/// Starts the mock where there is no target. Nothing is sent yet.
pub(super) async fn plan(target: Option<&Target>, flow: &Flow) -> Result<Plan, Failure> {
    let color = io::stderr().is_terminal();
    Plan::new(target, flow).await.map_err(|error| error.render(color).into())
}

/// Masks the secrets in logs of GitHub, and says what a run against a server costs.
pub(super) fn announce(plan: &Plan, is_on_github: bool, times: &str) {
    mask::tell(is_on_github, plan.setup.secrets());
    if plan.mock.is_none() {
        tell(&format!("{}{times}", cost(&plan.setup)));
    }
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

/// For commands that need the whole run.
///
/// # Errors
///
/// A signal stopped it.
pub(super) fn whole(record: HarnessRun) -> Result<HarnessRun, Failure> {
    let signal = match record.end {
        End::Stopped(Stop::Interrupt) => 2,
        End::Stopped(Stop::Terminate) => 15,
        End::Played | End::NoClient(_) => return Ok(record),
    };
    Err(Failure::new(exit::signalled(signal), "stopped; nothing was written"))
}

/// Why a run has no reply at all.
pub(super) fn silence(record: &HarnessRun) -> Option<&str> {
    if let End::NoClient(reason) = &record.end {
        return Some(reason);
    }
    let mut failures = record.exchanges().iter().map(|exchange| exchange.no_reply());
    let (reason, _) = failures.next()??;
    failures.all(|failure| failure.is_some()).then_some(reason)
}
