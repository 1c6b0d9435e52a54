//! `replay`: judges recorded runs again, without their server.

use std::path::PathBuf;

use flinks_report::Report;
use flinks_trace::redact::{Depth, Redactor};

use super::verdict::{self, Judging};
use super::{Outcome, input, tell};
use crate::hide;
use crate::kept::{self, Kept};

#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Run file, as written by `run --report ndjson=PATH`; - is stdin
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,

    #[command(flatten, next_help_heading = verdict::HEADING)]
    verdict: verdict::Args,
}

pub(super) fn command(args: &Args) -> Outcome {
    input::each_once(&args.runs)?;
    let runs = args.runs.iter().map(|path| {
        let name = input::name(path);
        let mut kept =
            kept::read(&name, &input::read(path)?).map_err(|error| format!("error: {error}"))?;
        if args.runs.len() > 1 {
            // Two days of one scenario have one name.
            kept.record.head.name = format!("{} ({name})", kept.record.head.name);
        }
        Ok((name, kept))
    });
    let runs: Vec<(String, Kept)> = runs.collect::<Result<_, String>>()?;
    let first = runs.first().map_or("", |(_, kept)| &*kept.record.head.name);
    let judging = Judging::new(&args.verdict, first, &args.runs)?;
    let hides = runs.iter().any(|(_, kept)| kept.record.is_hidden());
    let mut redactor = Redactor::new(if hides { Depth::Everything } else { Depth::SecretsOnly });
    let mut changes = Vec::new();
    let reports = runs.iter().map(|(name, kept)| {
        if let Some(torn) = &kept.torn {
            tell(torn);
        }
        let report = kept.judge(judging.policy.view(&kept.record.head.name));
        hide::learn(&mut redactor, &kept.record);
        let found = kept.changes(&report).into_iter().map(|change| format!("{name}: {change}"));
        changes.extend(found);
        report
    });
    let title = format!("flinks-harness: {} recorded runs, judged again", runs.len());
    let report = Report::merge(&title, reports.collect())
        .ok_or_else(|| "error: there is no run".to_owned())?;
    let single = match &*runs {
        [(_, kept)] => Some(&kept.record),
        _ => None,
    };
    let code = judging.report(report, single, &mut redactor);
    changes.iter().for_each(|change| tell(change));
    Ok(code)
}
