//! A whole run, from the first request to the report.

use flinks_report::Report;

use crate::checks;
use crate::flow;
use crate::progress::Progress;
use crate::record::Record;
use crate::setup::Setup;
use crate::summary::{self, End};

/// Plays the flow, checks what came back, and reports.
///
/// When `stop` is ready first, the run ends there, and what was seen until then is reported.
pub async fn run(setup: &Setup, progress: &mut Progress, stop: impl Future<Output = ()>) -> Report {
    let mut record = Record::new(&setup.login_id);
    let end = tokio::select! {
        played = flow::play(setup, progress, &mut record) => match played {
            Ok(()) => End::Played,
            Err(error) => End::NoClient(error.to_string()),
        },
        () = stop => End::Stopped,
    };
    progress.end();
    summary::report(setup, &record, &checks::check(&record), &end)
}
