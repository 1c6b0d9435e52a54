//! `check` and `replay`: judge files, without a server.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flinks_report::Report;
use flinks_trace::redact::{Depth, Redactor};

use super::verdict::{self, Judging};
use super::{Outcome, tell};
use crate::captured::{self, Captured, Kind, TITLE};
use crate::hide;
use crate::kept::{self, Kept, LONGEST_FILE_BYTES};

#[derive(clap::Args, Debug)]
pub(super) struct Check {
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

pub(super) fn check(args: &Check) -> Outcome {
    let depth = if args.show_values { Depth::SecretsOnly } else { Depth::Everything };
    let mut redactor = Redactor::new(depth);
    let mut runs: Vec<Captured> = Vec::new();
    for file in read_each(&args.files)? {
        let (name, bytes) = file?;
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
    let report = merged(TITLE, reports.collect())?;
    Ok(judging.report(report, None, &mut redactor))
}

#[derive(clap::Args, Debug)]
pub(super) struct Replay {
    /// Run file, as written by `run --report ndjson=PATH`; - is stdin
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,

    #[command(flatten, next_help_heading = verdict::HEADING)]
    verdict: verdict::Args,
}

pub(super) fn replay(args: &Replay) -> Outcome {
    let runs = read_each(&args.runs)?.map(|file| {
        let (name, bytes) = file?;
        let mut kept = kept::read(&name, &bytes).map_err(|error| format!("error: {error}"))?;
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
        kept.torn.iter().for_each(|torn| tell(torn));
        let report = kept.judge(judging.policy.view(&kept.record.head.name));
        hide::learn(&mut redactor, &kept.record);
        let found = kept.changes(&report).into_iter().map(|change| format!("{name}: {change}"));
        changes.extend(found);
        report
    });
    let title = format!("flinks-harness: {} recorded runs, judged again", runs.len());
    let report = merged(&title, reports.collect())?;
    let single = if let [(_, kept)] = &*runs { Some(&kept.record) } else { None };
    let code = judging.report(report, single, &mut redactor);
    changes.iter().for_each(|change| tell(change));
    Ok(code)
}

fn merged(title: &str, reports: Vec<Report>) -> Result<Report, String> {
    Report::merge(title, reports).ok_or_else(|| "error: there is no run".to_owned())
}

const STDIN: &str = "-";

/// Reads files or stdin, each with its name for messages. An error where one is named twice, so that its
/// runs could not be told apart.
fn read_each(
    paths: &[PathBuf],
) -> Result<impl Iterator<Item = Result<(String, Vec<u8>), String>>, String> {
    let name = |path: &Path| {
        if path == Path::new(STDIN) { "stdin".to_owned() } else { path.display().to_string() }
    };
    let twice = paths.iter().enumerate().find(|(index, path)| paths[..*index].contains(path));
    if let Some((_, path)) = twice {
        let name = name(path);
        return Err(format!("error: {name} is named twice\n  help: name each file once"));
    }
    Ok(paths.iter().map(move |path| {
        let bytes = read(path).map_err(|why| format!("error: cannot read {}: {why}", name(path)));
        bytes.map(|bytes| (name(path), bytes))
    }))
}

/// To its end.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file: Box<dyn Read> = if path == Path::new(STDIN) {
        Box::new(io::stdin().lock())
    } else if fs::metadata(path).map_err(|error| error.to_string())?.is_dir() {
        return Err("it is a folder".to_owned());
    } else {
        Box::new(File::open(path).map_err(|error| error.to_string())?)
    };
    let mut bytes = Vec::new();
    let read = file.take(LONGEST_FILE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST_FILE_BYTES {
        return Err(format!("it is larger than {} MiB", LONGEST_FILE_BYTES >> 20));
    }
    Ok(bytes)
}
