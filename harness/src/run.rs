//! A whole run, from the first request to the last.

use flinks_judge::server::{self, ParsedRun};
use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::{Check, Report};
use flinks_trace::{End, HarnessRun};

use crate::cancellation::{CancellationToken, RequestGate};
use crate::flow;
use crate::progress::Progress;
use crate::setup::Setup;
use crate::summary;

/// Plays the flow and writes down what came back.
///
/// A run that is stopped ends with what was seen until then.
pub async fn run(setup: &Setup, progress: &mut Progress, token: CancellationToken) -> HarnessRun {
    gated(setup, progress, RequestGate::new(token, None)).await
}

/// Like [`run()`], behind a gate that may keep step with another run. The gate ends with the run, and
/// the other run goes on alone.
pub(crate) async fn gated(setup: &Setup, progress: &mut Progress, gate: RequestGate) -> HarnessRun {
    let mut record = HarnessRun::new(setup.head.clone());
    let watch = Clock::new(ClockMode::Real);
    let end = tokio::select! {
        played = flow::play(setup, progress, &mut record, &gate) => match played {
            Ok(()) => End::Played,
            Err(error) => End::NoClient(error.what + &error.why),
        },
        stop = gate.stopped(&watch) => End::Stopped(stop),
    };
    progress.end();
    // The flow may have come to its end with the request that was waited for.
    record.end = match (end, gate.stop()) {
        (end @ End::Stopped(_), _) | (end, None) => end,
        (_, Some(stop)) => End::Stopped(stop),
    };
    record
}

/// Checks what was seen. The same record and the same version of the checks give the same report.
pub fn judge(record: &HarnessRun) -> Report {
    judge_by(record, Some)
}

/// The same, each check looked at in the caller's way: left out, raised, or expected to fail.
pub(crate) fn judge_by(record: &HarnessRun, view: impl FnMut(Check) -> Option<Check>) -> Report {
    let run = ParsedRun::from(record);
    summary::report(&run, &server::check(&run), view)
}
