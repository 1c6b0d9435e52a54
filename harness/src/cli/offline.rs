//! `check` and `replay`: judge files, without a server.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
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
    for file in open_each(&args.files, LONGEST_CAPTURE_BYTES)? {
        let (name, mut input) = file?;
        let mut bytes = Vec::new();
        let failed = |why| format!("error: cannot read {name}: {why}");
        input.read_to_end(&mut bytes).map_err(failed)?;
        is_whole(&name, &input, LONGEST_CAPTURE_BYTES)?;
        let found = captured::read(&name, &bytes, args.kind);
        runs.extend(found.map_err(|error| format!("error: {error}"))?);
    }
    let first = runs.first().map_or("", Captured::name);
    let judging = Judging::new(&args.verdict, &[first], &args.files)?;
    if judging.policy.run_file().is_some() {
        let problem = "error: --report ndjson: `check` has no run to write\n  \
                       help: choose a report format, such as json";
        return Err(problem.to_owned().into());
    }
    let reports = runs.iter().map(|run| run.judge(judging.policy.view(run.name())));
    let report = merged(TITLE, reports.collect())?;
    runs.iter().for_each(|run| hide::learn(&mut redactor, &run.run));
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
    let runs = open_each(&args.runs, LONGEST_FILE_BYTES)?.map(|file| {
        let (name, mut input) = file?;
        let kept = kept::read(&name, &mut input);
        is_whole(&name, &input, LONGEST_FILE_BYTES)?;
        let mut kept = kept.map_err(|error| format!("error: {error}"))?;
        if args.runs.len() > 1 {
            // Two days of one scenario have one name.
            kept.record.head.name = format!("{} ({name})", kept.record.head.name);
        }
        Ok((name, kept))
    });
    let runs: Vec<(String, Kept)> = runs.collect::<Result<_, String>>()?;
    let first = runs.first().map_or("", |(_, kept)| &*kept.record.head.name);
    let judging = Judging::new(&args.verdict, &[first], &args.runs)?;
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

/// Largest body or HAR file. All of it is in memory, with its replies beside it.
const LONGEST_CAPTURE_BYTES: u64 = 64 << 20;

type Input = io::Take<Box<dyn BufRead>>;

/// Opens files or stdin, each with its name for messages, and reads at most `most` bytes of each. A file
/// that is named twice is refused: its runs could not be told apart.
fn open_each(
    paths: &[PathBuf],
    most: u64,
) -> Result<impl Iterator<Item = Result<(String, Input), String>>, String> {
    let name = |path: &Path| {
        if path == Path::new(STDIN) { "stdin".to_owned() } else { path.display().to_string() }
    };
    let twice = paths.iter().enumerate().find(|(index, path)| paths[..*index].contains(path));
    if let Some((_, path)) = twice {
        let name = name(path);
        return Err(format!("error: {name} is named twice\n  help: name each file once"));
    }
    Ok(paths.iter().map(move |path| {
        let input = open(path).map_err(|why| format!("error: cannot read {}: {why}", name(path)));
        input.map(|input| (name(path), input.take(most + 1)))
    }))
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, String> {
    if path == Path::new(STDIN) {
        return Ok(Box::new(io::stdin().lock()));
    }
    if fs::metadata(path).map_err(|error| error.to_string())?.is_dir() {
        return Err("it is a folder".to_owned());
    }
    Ok(Box::new(BufReader::new(File::open(path).map_err(|error| error.to_string())?)))
}

/// Whether all of it could be read.
fn is_whole(name: &str, input: &Input, most: u64) -> Result<(), String> {
    let is_whole = input.limit() > 0;
    let what = || format!("error: cannot read {name}: it is larger than {} MiB", most >> 20);
    if is_whole { Ok(()) } else { Err(what()) }
}
