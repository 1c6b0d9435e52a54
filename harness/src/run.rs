//! A whole run, from the first request to the last.

use flinks_report::Report;

use crate::checks;
use crate::flow;
use crate::progress::Progress;
use crate::record::{End, Record, Stop};
use crate::setup::Setup;
use crate::summary;

/// Plays the flow and writes down what came back.
///
/// When `stop` is ready first, the run ends there, with what was seen until then.
pub async fn run(
    setup: &Setup,
    progress: &mut Progress,
    stop: impl Future<Output = Stop>,
) -> Record {
    let mut record = Record::new(setup.head.clone());
    let end = tokio::select! {
        played = flow::play(setup, progress, &mut record) => match played {
            Ok(()) => End::Played,
            Err(error) => End::NoClient(error.to_string()),
        },
        stop = stop => End::Stopped(stop),
    };
    progress.end();
    record.end = end;
    record
}

/// Checks what was seen. The same record and the same version of the checks give the same report.
pub fn judge(record: &Record) -> Report {
    summary::report(record, &checks::check(record))
}
