//! `check`: judges captured traffic, offline.

use std::path::PathBuf;

use flinks_report::Report;
use flinks_trace::redact::{Depth, Redactor};

use super::verdict::{self, Judging};
use super::{Outcome, input};
use crate::captured::{self, Captured, Kind, TITLE};
use crate::hide;

#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The JSON body of a reply, or a HAR file of a browser or a proxy; - is stdin
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// The message that each body is [default: guessed from its members]
    #[arg(long = "as", value_name = "MESSAGE", value_enum)]
    kind: Option<Kind>,

    /// Show values as they are, instead of labels
    #[arg(long)]
    show_values: bool,

    #[command(flatten, next_help_heading = verdict::HEADING)]
    verdict: verdict::Args,
}

pub(super) fn command(args: &Args) -> Outcome {
    input::each_once(&args.files)?;
    let depth = if args.show_values { Depth::SecretsOnly } else { Depth::Everything };
    let mut redactor = Redactor::new(depth);
    let mut runs: Vec<Captured> = Vec::new();
    for path in &args.files {
        let (name, bytes) = (input::name(path), input::read(path)?);
        let found = captured::read(&name, &bytes, args.kind);
        runs.extend(found.map_err(|error| format!("error: {error}"))?);
    }
    let first = runs.first().map_or("", Captured::name);
    let judging = Judging::new(&args.verdict, first, &args.files)?;
    if judging.policy.run_file().is_some() {
        let problem = "error: --report ndjson: `check` reads no run that could be written\n  \
                       help: choose a format of a report, such as json";
        return Err(problem.to_owned().into());
    }
    runs.iter().for_each(|run| hide::learn(&mut redactor, &run.run));
    let reports = runs.iter().map(|run| run.judge(judging.policy.view(run.name())));
    let report = Report::merge(TITLE, reports.collect())
        .ok_or_else(|| "error: there is no run".to_owned())?;
    Ok(judging.report(report, None, &mut redactor))
}
