//! `record`: turns a run into a scenario and fixtures.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use flinks_report::baseline::today;
use flinks_report::{exit, file, github};
use flinks_trace::HarnessRun;
use tempfile::TempDir;

use super::args::{Flow, Server};
use super::plan::Plan;
use super::play::{announce, plan, progress, silence, whole};
use super::{Failure, Outcome, signals};
use crate::progress::Progress;
use crate::recording::{self, About, Recording, changes};
use crate::redact::{Survivor, SurvivorKind};
use crate::run::behind;
use crate::summary::quoted;
use crate::veil::Veil;

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

/// Nothing is written before the recording was played and judged.
#[tokio::main]
pub(super) async fn command(args: &mut Command) -> Outcome {
    let scenario = args.out.join(format!("scenarios/{}.toml", args.name));
    if !args.force && scenario.exists() {
        let help = "use another --name, or --force to overwrite it";
        let message = format!("error: {} exists already\n  help: {help}", scenario.display());
        return Err(message.into());
    }
    let live = plan(args.server.target.as_ref(), &args.flow).await?;
    announce(&live, github::is_here(), "");
    let mut veil = Veil::new(&live.setup);
    let before = played(&mut veil, &live, &mut progress(args.quiet)).await?;
    drop(live);
    if let Some(why) = silence(&before) {
        let message = format!("error: there is nothing to record: {why}");
        return Err(Failure::new(exit::INCONCLUSIVE, message));
    }
    let about = About { name: &args.name, day: &today().to_string() };
    let recording = Recording::of(&before, &about)
        .map_err(|why| refused(format!("error: this run cannot be recorded: {why}")))?;
    let survivors = survivors(&recording, &args.name, &veil);
    if !survivors.is_empty() {
        let title = "error: the recording still contains values that must be hidden:";
        return Err(refused(format!("{title}\n  {}", survivors.join("\n  "))));
    }
    let after = rehearse(&recording, args).await?;
    let changes = changes(&before, &after);
    if !changes.is_empty() {
        let title = "error: the mock cannot play this run with the same outcome for every rule:";
        let changes = changes.iter().map(|change| format!("\n  {change}"));
        let notes = recording.notes.iter().map(|note| format!("\n  note: {note}"));
        return Err(refused(title.to_owned() + &changes.chain(notes).collect::<String>()));
    }
    write(&recording, args)?;
    summarize(&recording, args);
    Ok(exit::PASSED)
}

fn refused(message: String) -> Failure {
    Failure::new(exit::BROKEN, message + "\nnothing was written")
}

fn fault(message: impl Display) -> Failure {
    Failure::new(exit::FAULT, format!("error: {message}"))
}

async fn played(
    veil: &mut Veil,
    plan: &Plan,
    progress: &mut Progress,
) -> Result<HarnessRun, Failure> {
    whole(behind(veil, &plan.setup, progress, signals::stops()).await)
}

/// Where a real value is left: "fixtures/accounts/recorded.json, byte 17: the value of ...". Never
/// contains the value.
fn survivors(recording: &Recording, name: &str, veil: &Veil) -> Vec<String> {
    let in_file = |(path, text): &(String, String)| {
        let is_scenario = path.starts_with("scenarios/");
        let is_own = |survivor: &Survivor| {
            survivor.kind == SurvivorKind::Hidden
                && is_scenario
                && recording::is_own(text, survivor.at, name)
        };
        let told = |survivor: Survivor| format!("{path}, byte {}: {}", survivor.at, survivor.kind);
        let found = veil.survivors(text).into_iter().filter(|survivor| !is_own(survivor));
        found.map(told).collect::<Vec<_>>()
    };
    recording.files.iter().flat_map(in_file).collect()
}

/// The same flow against the recording, which a mock plays from a folder of its own.
async fn rehearse(recording: &Recording, args: &mut Command) -> Result<HarnessRun, Failure> {
    let folder = TempDir::new()
        .map_err(|error| fault(format_args!("no folder to try the recording in: {error}")))?;
    for (path, text) in &recording.files {
        file::write(&folder.path().join(path), text.as_bytes()).map_err(fault)?;
    }
    let flow = &mut args.flow;
    flow.files.scenarios = Some(folder.path().join("scenarios"));
    flow.files.fixtures = has_fixtures(recording).then(|| folder.path().join("fixtures"));
    flow.files.allow_invalid_fixtures = recording.lenient;
    flow.scenario = Some(args.name.clone());
    flow.login_id = Some(recording.login_id.to_string());
    flow.speed = None;
    let mut rehearsal = plan(None, flow)
        .await
        .map_err(|_| fault("the mock does not take the recording; nothing was written"))?;
    // Pseudonyms of pseudonyms would be other places.
    rehearsal.setup.privacy.shows_values = true;
    played(&mut Veil::new(&rehearsal.setup), &rehearsal, &mut Progress::silent()).await
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

fn summarize(recording: &Recording, args: &Command) {
    let files = recording.files.iter();
    let mut lines: Vec<String> =
        files.map(|(path, _)| format!("wrote  {}", args.out.join(path).display())).collect();
    lines.extend(recording.notes.iter().map(|note| format!("note   {note}")));
    let quoted = |folder: &str| quoted(&args.out.join(folder).display().to_string());
    let mut serve = format!("flinks-mock serve --scenarios {}", quoted("scenarios"));
    if has_fixtures(recording) {
        serve.extend([" --fixtures ", &quoted("fixtures")]);
    }
    if recording.lenient {
        serve += " --allow-invalid-fixtures";
    }
    lines.push(format!("play   {serve} --scenario {}", args.name));
    // A reader that has gone away wants no more.
    let _ = writeln!(anstream::stdout(), "{}", lines.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::both;
    use crate::send::Raw;

    /// What the veil has hidden, put back by hand.
    #[test]
    fn a_value_that_is_left_is_named_by_its_place() {
        let mut veil = Veil::of_key([7; 32]);
        veil.secret("FLINKS_API_KEY", "0123-secret-key");
        veil.secret("FLINKS_SECRET_KEY", "deadline");
        let bytes = br#"{"Holder":{"Name":"Wilhelmina Unlimited"}}"#.to_vec();
        veil.reply(&Raw { status: 200, headers: Vec::new(), bytes });
        let about = About { name: "slow-bank", day: "2026-11-21" };
        let whole = || Recording::of(&both(), &about).unwrap();
        assert_eq!(survivors(&whole(), "slow-bank", &veil), [""; 0]);
        let hidden = "a value of the server that is to be hidden";
        let table = [
            // Of a scenario it is a word of its form; that of a secret is the secret.
            (0, "unlimited", format!("fixtures/authorize/slow-bank.json, byte 0: {hidden}")),
            (3, "unlimited", String::new()),
            (
                3,
                "deadline",
                "scenarios/slow-bank.toml, byte 0: the value of FLINKS_SECRET_KEY".to_owned(),
            ),
            (0, "Wilhelmina", format!("fixtures/authorize/slow-bank.json, byte 0: {hidden}")),
            (3, "wilhelmina", format!("scenarios/slow-bank.toml, byte 0: {hidden}")),
            (
                1,
                "0123-secret-key",
                "fixtures/accounts/slow-bank.json, byte 0: the value of FLINKS_API_KEY".to_owned(),
            ),
        ];
        for (file, planted, expected) in table {
            let mut recording = whole();
            recording.files[file].1.insert_str(0, &format!("{planted} "));
            let found = survivors(&recording, "slow-bank", &veil).join(", ");
            assert_eq!(found, expected, "{planted}");
        }
    }
}
