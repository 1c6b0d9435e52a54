//! A whole run, from the first request to the report.

use flinks_report::Report;

use crate::checks;
use crate::flow;
use crate::progress::Progress;
use crate::record::Record;
use crate::setup::Setup;
use crate::summary::{self, End};

/// What stopped a run from outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// Plays the flow, checks what came back, and reports.
///
/// When `stop` is ready first, the run ends there, and what was seen until then is reported.
pub async fn run(
    setup: &Setup,
    progress: &mut Progress,
    stop: impl Future<Output = Stop>,
) -> Report {
    let mut record = Record::new(&setup.login_id);
    let end = tokio::select! {
        played = flow::play(setup, progress, &mut record) => match played {
            Ok(()) => End::Played,
            Err(error) => End::NoClient(error.to_string()),
        },
        stop = stop => End::Stopped(stop),
    };
    progress.end();
    summary::report(setup, &record, &checks::check(&record), &end)
}
