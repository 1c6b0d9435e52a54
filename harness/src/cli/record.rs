//! `record`: turns a run into a scenario and fixtures.

use std::fmt::Display;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use flinks_report::baseline::today;
use flinks_report::cli::print_text;
use flinks_report::{exit, file, github, shell_word};
use flinks_trace::HarnessRun;
use flinks_trace::redact::{Depth, Redactor};
use tempfile::TempDir;

use super::plan::{Flow, Plan, Server, announce, progress, silence, whole};
use super::{Failure, Outcome, signals};
use crate::cancellation::CancellationToken;
use crate::hide;
use crate::progress::Progress;
use crate::recording::{Recording, anew, changes, regrouped};
use crate::run::run;

#[derive(Args, Debug)]
pub(super) struct Command {
    /// Folder to write to; DIR/scenarios and DIR/fixtures are created if necessary
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Name of the scenario and of its fixtures
    #[arg(long, value_name = "NAME", default_value = "recorded", value_parser = name)]
    name: String,

    /// Overwrite a recording of the same name
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    pub(super) server: Server,

    /// Print no progress
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    pub(super) flow: Flow,
}

fn name(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.is_empty() || text.len() > 60 || !text.chars().all(allowed) {
        return Err(
            "expected 1 to 60 of a-z, 0-9 and hyphens, such as toolbox-slow-bank".to_owned()
        );
    }
    Ok(text.to_owned())
}

/// Writes nothing before the recording has been played and judged.
#[tokio::main]
pub(super) async fn command(args: &mut Command) -> Outcome {
    let scenario = args.out.join(format!("scenarios/{}.toml", args.name));
    if !args.force && scenario.exists() {
        let help = "use another --name, or --force to overwrite it";
        let message = format!("error: {} exists already\n  help: {help}", scenario.display());
        return Err(message.into());
    }
    let live = Plan::new(args.server.target.as_ref(), &args.flow).await?;
    announce(&live, github::is_here(), "");
    let token = signals::cancellation();
    let before = whole(run(&live.setup, &mut progress(args.quiet), token.clone()).await)?;
    let mut redactor = hide::redactor(&live.setup);
    drop(live);
    if let Some(why) = silence(&before) {
        let message = format!("error: there is nothing to record: {why}");
        return Err(Failure::new(exit::INCONCLUSIVE, message));
    }
    hide::learn(&mut redactor, &before);
    let made = match redactor.depth() {
        Depth::Everything => {
            anew::record(&mut redactor, &before, args.flow.seed.unwrap_or_default())
        }
        Depth::SecretsOnly => hide::record(&mut redactor, &before),
    };
    let recording = Recording::of(&made, &args.name, &today().to_string())
        .map_err(|why| refused(format!("error: this run cannot be recorded: {why}")))?;
    let survivors = survivors(&recording, &redactor);
    if !survivors.is_empty() {
        let title = "error: the recording still contains values that must be hidden:";
        return Err(refused(format!("{title}\n  {}", survivors.join("\n  "))));
    }
    let after = rehearse(&recording, args, token).await?;
    let mut changes = changes(&made, &after);
    changes.extend(regrouped(&before, &made));
    if !changes.is_empty() {
        let title = "error: the mock cannot play this run with the same outcome for every rule:";
        let changes = changes.iter().map(|change| format!("\n  {change}"));
        let notes = recording.notes.iter().map(|note| format!("\n  note: {note}"));
        return Err(refused(title.to_owned() + &changes.chain(notes).collect::<String>()));
    }
    write(&recording, args)?;
    summarize(&recording, args)?;
    Ok(exit::PASSED)
}

fn refused(message: String) -> Failure {
    Failure::new(exit::BROKEN, message + "\nnothing was written")
}

fn fault(message: impl Display) -> Failure {
    Failure::new(exit::FAULT, format!("error: {message}"))
}

/// Real values that are left: "fixtures/accounts/recorded.json, byte 17: $FLINKS_API_KEY". Names what
/// stands for a value, never the value. In a scenario only secrets count: its words are those of its
/// format.
fn survivors(recording: &Recording, redactor: &Redactor) -> Vec<String> {
    let in_file = |(path, text): &(String, String)| {
        let is_scenario = path.starts_with("scenarios/");
        let leaks = redactor.leaks(text).into_iter();
        let leaks = leaks.filter(|(_, label)| !is_scenario || label.starts_with('$'));
        leaks.map(|(range, label)| format!("{path}, byte {}: {label}", range.start)).collect()
    };
    recording.files.iter().flat_map(|file| -> Vec<String> { in_file(file) }).collect()
}

/// Plays the same flow against a mock that plays the recording from a folder of its own.
async fn rehearse(
    recording: &Recording,
    args: &mut Command,
    token: CancellationToken,
) -> Result<HarnessRun, Failure> {
    let folder = TempDir::new()
        .map_err(|error| fault(format_args!("no folder to try the recording in: {error}")))?;
    for (path, text) in &recording.files {
        file::write(&folder.path().join(path), text.as_bytes()).map_err(fault)?;
    }
    let flow = &mut args.flow;
    flow.files.scenarios = Some(folder.path().join("scenarios"));
    flow.files.fixtures = has_fixtures(recording).then(|| folder.path().join("fixtures"));
    flow.files.allow_invalid_fixtures = recording.lenient;
    flow.scenario = vec![args.name.clone()];
    flow.login_id = vec![recording.login_id.to_string()];
    flow.speed = None;
    let mut rehearsal = Plan::new(None, flow)
        .await
        .map_err(|_| fault("the mock does not take the recording; nothing was written"))?;
    rehearsal.setup.privacy.shows_values = true;
    whole(run(&rehearsal.setup, &mut Progress::silent(), token).await)
}

fn has_fixtures(recording: &Recording) -> bool {
    recording.files.len() > 1
}

/// Writes all files or none.
fn write(recording: &Recording, args: &Command) -> Result<(), Failure> {
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, text) in &recording.files {
        let path = args.out.join(path);
        let is_new = !path.exists();
        let done = if is_new || args.force {
            file::write(&path, text.as_bytes()).map_err(fault)
        } else {
            Err(fault(format_args!("{} exists already", path.display())))
        };
        if done.is_err() {
            for path in &written {
                // The error that follows matters more than a file that stays.
                let _ = fs::remove_file(path);
            }
            return done;
        }
        written.extend(is_new.then_some(path));
    }
    Ok(())
}

fn summarize(recording: &Recording, args: &Command) -> Result<(), String> {
    let files = recording.files.iter();
    let mut lines: Vec<String> =
        files.map(|(path, _)| format!("wrote  {}", args.out.join(path).display())).collect();
    lines.extend(recording.notes.iter().map(|note| format!("note   {note}")));
    let word = |folder: &str| shell_word(&args.out.join(folder).display().to_string());
    let mut serve = format!("flinks-mock serve --scenarios {}", word("scenarios"));
    if has_fixtures(recording) {
        serve.extend([" --fixtures ", &word("fixtures")]);
    }
    if recording.lenient {
        serve += " --allow-invalid-fixtures";
    }
    lines.push(format!("play   {serve} --scenario {}", args.name));
    lines.push(String::new());
    print_text(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::both;

    /// A real value, put back by hand.
    #[test]
    fn a_value_that_is_left_is_named_by_its_place() {
        let mut redactor = Redactor::new(Depth::Everything);
        redactor.secret("FLINKS_API_KEY", "0123-secret-key");
        redactor.body(r#"{"Holder":{"Name":"Wilhelmina"}}"#);
        let whole = || Recording::of(&both(), "slow-bank", "2026-11-21").unwrap();
        assert_eq!(survivors(&whole(), &redactor), [""; 0]);
        let table = [
            (0, "wilhelmina", "fixtures/authorize/slow-bank.json, byte 0: [Name 1]"),
            (3, "wilhelmina", ""),
            (3, "0123-secret-key", "scenarios/slow-bank.toml, byte 0: $FLINKS_API_KEY"),
        ];
        for (file, planted, expected) in table {
            let mut recording = whole();
            recording.files[file].1.insert_str(0, &format!("{planted} "));
            assert_eq!(survivors(&recording, &redactor).join(", "), expected, "{planted}");
        }
    }
}
