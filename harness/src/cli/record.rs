//! `record`: a run becomes fixtures and a scenario.

use flinks_trace::{End, HarnessRun};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use flinks_report::baseline::today;
use flinks_report::{file, github};
use tempfile::TempDir;

use super::args::Run;
use super::diff::{plan, silent, stopped};
use super::plan::Plan;
use super::run::progress;
use super::tell;
use super::{mask, signals};
use crate::budget::cost;
use crate::progress::Progress;
use crate::recording::{self, About, Change, Recording, changes};
use crate::redact::{Survivor, SurvivorKind};
use crate::run::behind;
use crate::summary::quoted;
use crate::veil::Veil;
use flinks_report::exit;

#[derive(Args, Debug)]
pub(super) struct Command {
    /// Where to write: DIR/scenarios and DIR/fixtures are made where they are not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What the scenario and its fixtures are called
    #[arg(long, value_name = "NAME", default_value = "recorded", value_parser = name)]
    name: String,

    /// Write over a recording of the same name
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    pub(super) run: Run,
}

fn name(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.is_empty() || text.len() > 60 || !text.chars().all(allowed) {
        return Err("1 to 60 of a-z, 0-9 and hyphens, such as toolbox-slow-bank".to_owned());
    }
    Ok(text.to_owned())
}

#[tokio::main]
pub(super) async fn command(args: &mut Command) -> u8 {
    record(args).await.err().unwrap_or(exit::PASSED)
}

/// Nothing is written before the recording was played and judged.
async fn record(args: &mut Command) -> Result<(), u8> {
    let scenario = args.out.join(format!("scenarios/{}.toml", args.name));
    if !args.force && scenario.exists() {
        tell(&format!(
            "error: {} is there already\n  help: give another --name, or --force to write over it",
            scenario.display()
        ));
        return Err(exit::USAGE);
    }
    let live = Plan::new(&args.run).await.map_err(|error| {
        tell(&error.render(io::stderr().is_terminal()));
        exit::USAGE
    })?;
    mask::tell(github::is_here(), live.setup.secrets());
    if live.mock.is_none() {
        tell(&cost(&live.setup));
    }
    let mut veil = Veil::new(&live.setup);
    let before = played(&mut veil, &live, &mut progress(args.run.verdict.quiet)).await?;
    drop(live);
    if let Some(why) = silent(&before) {
        tell(&format!("error: there is nothing to record: {why}"));
        return Err(exit::INCONCLUSIVE);
    }
    let about = About { name: &args.name, day: &today().to_string() };
    let recording = Recording::of(&before, &about).map_err(|why| {
        tell(&format!("error: this run cannot be recorded: {why}\nnothing was written"));
        exit::BROKEN
    })?;
    let survivors = survivors(&recording, &args.name, &veil);
    if !survivors.is_empty() {
        tell("error: what is to be hidden is still in the recording:");
        survivors.iter().for_each(|survivor| tell(&format!("  {survivor}")));
        tell("nothing was written");
        return Err(exit::BROKEN);
    }
    let after = rehearse(&recording, args).await?;
    let changes = changes(&before, &after);
    if !changes.is_empty() {
        refuse(&changes, &recording);
        return Err(exit::BROKEN);
    }
    write(&recording, args)?;
    told(&recording, args);
    Ok(())
}

async fn played(veil: &mut Veil, plan: &Plan, progress: &mut Progress) -> Result<HarnessRun, u8> {
    let record = behind(veil, &plan.setup, progress, signals::stops()).await;
    match record.end {
        End::Stopped(stop) => Err(stopped(stop)),
        End::Played | End::NoClient(_) => Ok(record),
    }
}

/// Where a real value is left: "fixtures/accounts/recorded.json, byte 17: the value of ...". Says
/// what kind it is of, never the value.
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
async fn rehearse(recording: &Recording, args: &mut Command) -> Result<HarnessRun, u8> {
    let folder = TempDir::new().map_err(|error| {
        tell(&format!("error: no folder to try the recording in: {error}"));
        exit::FAULT
    })?;
    for (path, text) in &recording.files {
        put(&folder.path().join(path), text)?;
    }
    let files = &mut args.run.files;
    files.scenarios = Some(folder.path().join("scenarios"));
    files.fixtures = has_fixtures(recording).then(|| folder.path().join("fixtures"));
    files.allow_invalid_fixtures = recording.lenient;
    args.run.scenario = Some(args.name.clone());
    args.run.login_id = Some(recording.login_id.to_string());
    args.run.speed = None;
    args.run.target = None;
    let mut rehearsal = plan(&super::diff::Side::Mock, &mut args.run).await.map_err(|_| {
        tell("error: the mock does not take the recording; nothing was written");
        exit::FAULT
    })?;
    // Pseudonyms of pseudonyms would be other places.
    rehearsal.setup.privacy.shows_values = true;
    played(&mut Veil::new(&rehearsal.setup), &rehearsal, &mut Progress::silent()).await
}

fn has_fixtures(recording: &Recording) -> bool {
    recording.files.len() > 1
}

fn refuse(changes: &[Change], recording: &Recording) {
    tell("error: the mock cannot play this run so that every rule has the outcome that it had:");
    for change in changes {
        tell(&format!("  {change}"));
    }
    for note in &recording.notes {
        tell(&format!("  note: {note}"));
    }
    tell("nothing was written");
}

/// All files or none.
fn write(recording: &Recording, args: &Command) -> Result<(), u8> {
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, text) in &recording.files {
        let path = args.out.join(path);
        let is_new = !path.exists();
        if !is_new && !args.force {
            tell(&format!("error: {} is there already", path.display()));
        } else if put(&path, text).is_ok() {
            written.extend(is_new.then_some(path));
            continue;
        }
        for path in &written {
            // What cannot be taken back is told by the error before.
            let _ = fs::remove_file(path);
        }
        return Err(exit::FAULT);
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), u8> {
    file::write(path, text.as_bytes()).map_err(|error| {
        tell(&format!("error: {error}"));
        exit::FAULT
    })
}

fn told(recording: &Recording, args: &Command) {
    let mut lines: Vec<String> = recording
        .files
        .iter()
        .map(|(path, _)| format!("wrote  {}", args.out.join(path).display()))
        .collect();
    lines.extend(recording.notes.iter().map(|note| format!("note   {note}")));
    let shown = |folder: &str| quoted(&args.out.join(folder).display().to_string());
    let mut serve = format!("flinks-mock serve --scenarios {}", shown("scenarios"));
    if has_fixtures(recording) {
        serve.extend([" --fixtures ", &shown("fixtures")]);
    }
    if recording.lenient {
        serve += " --allow-invalid-fixtures";
    }
    lines.push(format!("play   {serve} --scenario {}", args.name));
    for line in lines {
        let _ = io::Write::write_fmt(&mut anstream::stdout(), format_args!("{line}\n"));
    }
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
