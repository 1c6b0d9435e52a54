//! The command line and nothing else. What it means for a run is worked out in `plan.rs`.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use flinks_mock::cli::Files;
use flinks_report::cli::{help, with_environment};
use flinks_report::exit;

use super::live::LiveArgs;
use super::{check, checks, repeat, replay, schema, verdict};
use crate::target::{TOOLBOX, Target};

/// Run the Flinks client flow against a server and check every response
#[derive(Debug, Parser)]
#[command(name = "flinks-harness", version, after_help = exit::HELP)]
pub(super) struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play Authorize, the accounts and the investments, and check what comes back
    #[command(after_help = help(EXAMPLES))]
    Run(Box<Run>),
    /// Play the flow once and write it down as a scenario with fixtures, for the mock to play
    #[command(after_help = RECORD)]
    Record(Box<super::record::Command>),
    /// Play the same against two servers and show what they answer differently
    #[command(after_help = DIFF)]
    Diff(Box<super::diff::Command>),
    /// What has changed in a server's answers since its ledger was begun
    Drift(super::drift::Command),
    /// Judge recorded runs again, offline, by the checks of this version
    #[command(after_help = exit::HELP)]
    Replay(Box<replay::Args>),
    /// Check captured bodies and HAR files, offline
    #[command(after_help = exit::HELP)]
    Check(Box<check::Args>),
    /// List what is checked, or explain one check
    #[command(after_help = checks::EXAMPLES)]
    Checks(checks::Checks),
    /// Print the JSON Schema of a file format
    Schema(schema::Args),
}

#[derive(Args, Debug)]
pub(super) struct Run {
    /// Server to check, such as http://127.0.0.1:8780, or `toolbox`; without it, a mock in this process
    #[arg(
        long,
        env = "FLINKS_BASE_URL",
        hide_env_values = true,
        value_name = "URL",
        value_parser = target
    )]
    pub(super) target: Option<Target>,

    /// Customer id of every path [default: the toolbox customer of the Flinks guides]
    #[arg(
        long,
        env = "FLINKS_CUSTOMER_ID",
        hide_env_values = true,
        value_name = "ID",
        value_parser = customer
    )]
    pub(super) customer_id: Option<String>,

    /// LoginId to authorize with [default: that of the Flinks guides]
    #[arg(
        long,
        env = "FLINKS_LOGIN_ID",
        hide_env_values = true,
        value_name = "ID",
        value_parser = login
    )]
    pub(super) login_id: Option<String>,

    /// Scenario to play; with a target, the built-in one's LoginId is authorized with
    #[arg(long, value_name = "NAME")]
    pub(super) scenario: Option<String>,

    #[command(flatten)]
    pub(super) files: Files,

    /// The target's clock runs N times faster than real, as with `flinks-mock serve --speed N`
    #[arg(long, value_name = "N", value_parser = speed)]
    pub(super) speed: Option<NonZeroU32>,

    /// How long one request may take, in real seconds; a data call may be held open for 210
    #[arg(long, value_name = "SECONDS", default_value = "240", value_parser = seconds)]
    pub(super) timeout: Duration,

    /// Show what would be sent and what it costs, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Note in this file what the answers are made of, and tell what has changed since the runs before.
    /// Pseudonyms are made with its key, unless --seed says it: keep it as private as the values
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Option<PathBuf>,

    #[command(flatten)]
    pub(super) verdict: verdict::Args,

    /// Make the ids of the mock, and pseudonyms, from this number: the same ones in each run. Who knows
    /// it can undo the pseudonyms [default: ids as ever, pseudonyms by chance]
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Show what a server sent as it is, but for keys and ids that were given
    #[arg(long)]
    pub(super) show_values: bool,

    #[command(flatten)]
    pub(super) live: LiveArgs,

    /// The command that does the same again.
    #[arg(skip)]
    pub(super) repeat: String,
}

impl CommandLine {
    /// Reads the arguments of the process. Ends it when they are wrong or ask for help.
    pub(super) fn read() -> Self {
        Self::from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// With the flags of `run` left out where another command that plays its flow has no use for them.
    fn shaped() -> clap::Command {
        let unused = |mut command: clap::Command, flags: &[&'static str]| {
            for flag in flags {
                let unset = |arg: clap::Arg| arg.hide(true).env(None::<&'static str>);
                command = command.mut_arg(*flag, unset);
            }
            command
        };
        with_environment(Self::command(), "FLINKS_HARNESS")
            .mut_subcommand("diff", |diff| unused(unused(diff, &["target"]), OF_RUN))
            .mut_subcommand("record", |record| unused(record, OF_RUN))
    }

    fn from(args: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let definition = without_empty_variables(Self::shaped());
        let matches = definition.clone().try_get_matches_from(args).map_err(without_ids)?;
        let plays = ["run", "record", "diff"];
        let Some((name, typed)) = matches.subcommand().filter(|(name, _)| plays.contains(name))
        else {
            return Self::from_arg_matches(&matches);
        };
        if name == "diff" {
            if is_typed(typed, "target") {
                return Err(Error::raw(ErrorKind::ArgumentConflict, TWO_SIDES));
            }
        } else {
            if let Some(flag) = of_no_use(typed) {
                return Err(Error::raw(ErrorKind::ArgumentConflict, no_mock(flag)));
            }
            if let Some(flag) = of_no_target(typed) {
                return Err(Error::raw(ErrorKind::MissingRequiredArgument, no_target(flag)));
            }
        }
        let of_run = OF_RUN.iter().find(|flag| name != "run" && is_typed(typed, flag));
        if let Some(flag) = of_run {
            let flag = flag.replace('_', "-");
            let text = format!("--{flag} is for run; {name} has no verdict\n");
            return Err(Error::raw(ErrorKind::ArgumentConflict, text));
        }
        let login_typed = is_typed(typed, "login_id");
        let mut line = Self::from_arg_matches(&matches)?;
        let run = match &mut line.command {
            Command::Run(run) => run,
            Command::Record(record) => &mut record.run,
            Command::Diff(diff) => &mut diff.run,
            _ => return Ok(line),
        };
        if let Some(command) = definition.find_subcommand(name) {
            run.repeat = repeat::of(command, typed);
        }
        if run.scenario.is_some() && run.login_id.is_some() {
            if login_typed {
                return Err(Error::raw(ErrorKind::ArgumentConflict, TWO_LOGINS));
            }
            // FLINKS_LOGIN_ID is a default; what was typed wins.
            run.login_id = None;
        }
        Ok(line)
    }
}

const TWO_SIDES: &str = "--target is for one server; the sides of diff are --left and --right\n";

/// What belongs to a verdict or to a plan, beside the flow that others play too.
const OF_RUN: &[&str] = &[
    "baseline",
    "dry_run",
    "fail_on",
    "github",
    "ledger",
    "report",
    "rules",
    "skip_rules",
    "write_baseline",
];

const TWO_LOGINS: &str = "the argument '--scenario <NAME>' cannot be used with '--login-id <ID>': both say whom to \
     authorize as\n";

fn is_typed(run: &ArgMatches, id: &str) -> bool {
    run.value_source(id) == Some(ValueSource::CommandLine)
}

/// A flag about the files of a mock, beside a target.
fn of_no_use(run: &ArgMatches) -> Option<&'static str> {
    run.value_source("target")?;
    ["scenarios", "fixtures", "allow_invalid_fixtures"].into_iter().find(|id| is_typed(run, id))
}

fn no_mock(flag: &str) -> String {
    format!(
        "--{} is for the mock in this process; with --target or FLINKS_BASE_URL there is none\n",
        flag.replace('_', "-")
    )
}

/// A wealth server without a target; in the environment it is for runs that have one.
fn of_no_target(run: &ArgMatches) -> Option<&'static str> {
    if run.value_source("target").is_some() {
        return None;
    }
    let of_target = [
        "allow_host",
        "budget",
        "ca_file",
        "credentials",
        "resolve",
        "speed",
        "wealth_customer_id",
        "wealth_target",
    ];
    of_target.into_iter().find(|id| is_typed(run, id))
}

fn no_target(flag: &str) -> String {
    format!("--{} needs --target or FLINKS_BASE_URL\n", flag.replace('_', "-"))
}

/// A variable that is empty is one that is not set: CI systems set those of absent secrets so.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        if empty { arg.env(None::<&'static str>) } else { arg }
    });
    command.mut_subcommands(without_empty_variables)
}

/// A wrong value is named, unless it may be a secret: an id, or an address with a password in it.
fn without_ids(mut error: Error) -> Error {
    let about = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    if ["--target ", "--customer-id ", "--login-id ", "--wealth-"]
        .iter()
        .any(|arg| about.starts_with(arg))
    {
        error.insert(ContextKind::InvalidValue, ContextValue::String("...".to_owned()));
    }
    error
}

pub(super) fn target(text: &str) -> Result<Target, String> {
    let text = if text == "toolbox" { TOOLBOX } else { text };
    Target::parse(text).map_err(|error| error.to_string())
}

/// One segment of a path. Flinks gives out GUIDs; a mock takes any.
pub(super) fn customer(text: &str) -> Result<String, String> {
    let strange = |c: char| c.is_whitespace() || c.is_control() || "/?#%\\".contains(c);
    if text.is_empty() || text == "." || text == ".." || text.contains(strange) {
        return Err(format!("a customer id is one segment of a path, such as {CUSTOMER_ID}"));
    }
    Ok(text.to_owned())
}

pub(super) fn login(text: &str) -> Result<String, String> {
    match uuid::Uuid::try_parse(text) {
        Ok(_) if text.len() == 36 => Ok(text.to_owned()),
        _ => Err("a LoginId is a GUID, such as 5e115eac-1209-4f19-641c-08d6d484e2fe".to_owned()),
    }
}

fn speed(text: &str) -> Result<NonZeroU32, String> {
    match text.parse::<NonZeroU32>() {
        Ok(speed) if speed.get() <= 1_000_000 => Ok(speed),
        _ => Err("expected a whole number from 1 to 1000000".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>().map(Duration::try_from_secs_f64) {
        Ok(Ok(duration)) if !duration.is_zero() => Ok(duration),
        _ => Err("a number of seconds above 0, such as 240 or 0.5".to_owned()),
    }
}

/// The toolbox customer of the Flinks guides.
pub(super) const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

const RECORD: &str = "\
The recording is played in this process before it is written: where a rule would have another outcome
than in the run, nothing is written. The wrong calls on purpose are not in it: the mock answers them by
itself, and rules that only they reach are not compared.

Exit codes: 0 written, 1 not written because the mock cannot play it faithfully, 3 nothing to record; 2,
4, 130 and 143 as in `flinks-harness run`.

Example:
  flinks-harness record --target http://127.0.0.1:8780 --out ./recorded --name slow-bank
      writes ./recorded/scenarios/slow-bank.toml and ./recorded/fixtures/*/slow-bank.json";

const DIFF: &str = "\
Both sides are asked in lockstep: neither gets its next request before the other one is to get its own.
Where one has ended, the other goes on alone; one server on both sides is asked twice, one run after the
other. Wrong calls that one of the runs does not send are left out.

Exit codes: 0 where every answer has one shape on both sides, 1 where shapes differ, 2, 3, 4, 130 and
143 as in `flinks-harness run`. Values that differ are shown and change neither score nor exit code.

The score is the share of the places of one shape (types, nullability, presence) among all that both
sides could show. What differs between the two runs of the right side is noise and does not count.

Examples:
  flinks-harness diff --right http://127.0.0.1:8780
      a mock in this process against a server
  flinks-harness diff --left http://127.0.0.1:8780 --right mock --scenario ready-at-once --format json";

const EXAMPLES: &str = "\
Examples:
  flinks-harness run
      the mock in this process, on a clock that needs no waiting
  flinks-harness run --scenario data-after-25-minutes
      the same, with another story; `flinks-mock scenarios` lists them
  flinks-harness run --scenario mine --scenarios ./my-scenarios --fixtures ./my-fixtures
      a story and bodies of your own
  flinks-harness run --target http://127.0.0.1:8780 --speed 180
      a mock that was started with --speed 180
  FLINKS_SECRET_KEY=... FLINKS_API_KEY=... flinks-harness run --target toolbox
      the shared test instance of Flinks, in up to an hour";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn the_defaults_of_the_help_are_accepted() {
        assert_eq!(customer(CUSTOMER_ID), Ok(CUSTOMER_ID.to_owned()));
        assert_eq!(seconds("240"), Ok(Duration::from_secs(240)));
    }

    #[test]
    fn values_that_are_refused() {
        for text in ["", "a/b", "..", "a b", "a?b", "a%2fb", "a\nb"] {
            assert!(customer(text).is_err(), "{text:?}");
        }
        for text in ["", "5e115eac", "{5e115eac-1209-4f19-641c-08d6d484e2fe}"] {
            assert!(login(text).is_err(), "{text:?}");
        }
        for text in ["0", "1000001", "-1", "1.5", ""] {
            assert!(speed(text).is_err(), "{text:?}");
        }
        for text in ["0", "-1", "inf", "NaN", "1e30", "ten", ""] {
            assert!(seconds(text).is_err(), "{text:?}");
        }
    }
}
