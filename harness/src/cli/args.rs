//! The command line. `plan.rs` turns it into a plan.

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
    /// Play Authorize, accounts and investments, and check the replies
    #[command(after_help = help(EXAMPLES))]
    Run(Box<Run>),
    /// Record one run as a scenario with fixtures, for the mock to play
    #[command(after_help = RECORD)]
    Record(Box<super::record::Command>),
    /// Compare the replies of two servers
    #[command(after_help = DIFF)]
    Diff(Box<super::diff::Command>),
    /// Show what has changed in a server's replies since its ledger was begun
    Drift(super::drift::Command),
    /// Judge recorded runs again, offline, by the rules of this version
    #[command(after_help = exit::HELP)]
    Replay(Box<replay::Args>),
    /// Check captured bodies and HAR files, offline
    #[command(after_help = exit::HELP)]
    Check(Box<check::Args>),
    /// List the rules, or explain one
    #[command(after_help = checks::EXAMPLES)]
    Checks(checks::Checks),
    /// Print the JSON Schema of a file format
    Schema(schema::Args),
}

#[derive(Args, Debug)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) server: Server,

    #[command(flatten)]
    pub(super) flow: Flow,

    /// Show what would be sent and what it costs, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Note the shape of the replies in this file, and report what has changed since earlier runs.
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Option<PathBuf>,

    #[command(flatten)]
    pub(super) verdict: verdict::Args,
}

/// The server of commands that play against one.
#[derive(Args, Debug)]
#[group(skip)]
pub(super) struct Server {
    /// Server to play against, such as http://127.0.0.1:8780, or `toolbox` [default: a mock in this
    /// process]
    #[arg(
        long,
        env = "FLINKS_BASE_URL",
        hide_env_values = true,
        value_name = "URL",
        value_parser = target
    )]
    pub(super) target: Option<Target>,
}

/// The flow that `run`, `record` and `diff` play.
#[derive(Args, Debug)]
#[group(skip)]
pub(super) struct Flow {
    /// Customer id in every path [default: the toolbox customer of the Flinks guides]
    #[arg(
        long,
        env = "FLINKS_CUSTOMER_ID",
        hide_env_values = true,
        value_name = "ID",
        value_parser = customer
    )]
    pub(super) customer_id: Option<String>,

    /// LoginId to authorize with [default: the one in the Flinks guides]
    #[arg(
        long,
        env = "FLINKS_LOGIN_ID",
        hide_env_values = true,
        value_name = "ID",
        value_parser = login
    )]
    pub(super) login_id: Option<String>,

    /// Scenario to play. With a target, the LoginId of the built-in scenario is used
    #[arg(long, value_name = "NAME")]
    pub(super) scenario: Option<String>,

    #[command(flatten)]
    pub(super) files: Files,

    /// The target's clock runs N times faster than real, as with `flinks-mock serve --speed N`
    #[arg(long, value_name = "N", value_parser = speed)]
    pub(super) speed: Option<NonZeroU32>,

    /// Timeout for one request, in real seconds; a data call may be held open for 210
    #[arg(long, value_name = "SECONDS", default_value = "240", value_parser = seconds)]
    pub(super) timeout: Duration,

    /// Derive the ids of the mock and the values of a recording from this number, so that they are the
    /// same in each run
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Show the values that the server sent, except keys and given ids
    #[arg(long)]
    pub(super) show_values: bool,

    #[command(flatten)]
    pub(super) live: LiveArgs,

    /// The command that repeats the run.
    #[arg(skip)]
    pub(super) repeat: String,
}

impl CommandLine {
    /// Reads the arguments of the process. Ends it when they are wrong or ask for help.
    pub(super) fn read() -> Self {
        Self::from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    fn definition() -> clap::Command {
        let command =
            with_environment(Self::command(), "FLINKS_HARNESS").mut_subcommand("diff", |diff| {
                let env = |arg: clap::Arg| arg.env("FLINKS_HARNESS_COLOR").hide_env_values(true);
                diff.mut_arg("color", env)
                    .mut_arg("verbose", |arg| arg.help("Show every place that was compared"))
                    .mut_arg("quiet", |arg| arg.help("Print no progress"))
            });
        without_empty_variables(command)
    }

    fn from(args: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let definition = Self::definition();
        let matches = definition.clone().try_get_matches_from(args).map_err(without_ids)?;
        let mut line = Self::from_arg_matches(&matches)?;
        let flow = match &mut line.command {
            Command::Run(run) => &mut run.flow,
            Command::Record(record) => &mut record.flow,
            Command::Diff(diff) => &mut diff.flow,
            _ => return Ok(line),
        };
        let Some((name, typed)) = matches.subcommand() else { return Ok(line) };
        if name != "diff" {
            without_effect(typed)?;
        }
        if let Some(command) = definition.find_subcommand(name) {
            flow.repeat = repeat::of(command, typed);
        }
        if flow.scenario.is_some() && flow.login_id.is_some() {
            if is_typed(typed, "login_id") {
                return Err(Error::raw(ErrorKind::ArgumentConflict, TWO_LOGINS));
            }
            // FLINKS_LOGIN_ID is a default; the command line wins.
            flow.login_id = None;
        }
        Ok(line)
    }
}

const TWO_LOGINS: &str = "the argument '--scenario <NAME>' cannot be used with '--login-id <ID>': both \
     choose the login\n";

/// Flags for the mock in this process.
const FOR_MOCK: &[&str] = &["scenarios", "fixtures", "allow_invalid_fixtures"];

/// Flags for a target.
const FOR_TARGET: &[&str] = &[
    "allow_host",
    "budget",
    "ca_file",
    "credentials",
    "resolve",
    "speed",
    "wealth_customer_id",
    "wealth_target",
];

fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// # Errors
///
/// A flag was typed that has no effect with this target, or without one. In the environment it waits for
/// runs that it is for.
fn without_effect(typed: &ArgMatches) -> Result<(), Error> {
    let has_target = typed.value_source("target").is_some();
    let flags = if has_target { FOR_MOCK } else { FOR_TARGET };
    let Some(flag) = flags.iter().find(|id| is_typed(typed, id)) else { return Ok(()) };
    let flag = flag.replace('_', "-");
    Err(if has_target {
        let text =
            "is for the mock in this process, which is not used with --target or FLINKS_BASE_URL";
        Error::raw(ErrorKind::ArgumentConflict, format!("--{flag} {text}\n"))
    } else {
        let text = format!("--{flag} needs --target or FLINKS_BASE_URL\n");
        Error::raw(ErrorKind::MissingRequiredArgument, text)
    })
}

/// An empty variable counts as not set: CI systems set absent secrets like that.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        if empty { arg.env(None::<&'static str>) } else { arg }
    });
    command.mut_subcommands(without_empty_variables)
}

/// Hides a wrong value that may be a secret: an id, or an address with a password in it.
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
        _ => Err("expected a number of seconds above 0, such as 240 or 0.5".to_owned()),
    }
}

/// The toolbox customer of the Flinks guides.
pub(super) const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

const RECORD: &str = "\
Before anything is written, the recording is played in this process. If any rule has another outcome than in
the run, nothing is written. The wrong calls are not recorded, because the mock answers them by itself; rules
that only they reach are not compared.

Exit codes: 0 written, 1 not written because the mock cannot play it faithfully, 3 nothing to record; 2,
4, 130 and 143 as in `flinks-harness run`.

Example:
  flinks-harness record --target http://127.0.0.1:8780 --out ./recorded --name slow-bank
      writes ./recorded/scenarios/slow-bank.toml and ./recorded/fixtures/*/slow-bank.json";

const DIFF: &str = "\
Both sides are played in lockstep: neither gets its next request before the other one is ready for its own.
When one side has ended, the other goes on alone. If both sides are the same server, its two runs follow one
another. Wrong calls that one of the runs does not send are left out.

Exit codes: 0 if every reply has the same shape on both sides, 1 if shapes differ, 2, 3, 4, 130 and 143 as
in `flinks-harness run`. Different values are shown, but change neither score nor exit code.

The score is the share of places with the same shape (types, nullability, presence) among all places that
both sides could show. Differences between the two runs of the right side are noise and do not count.

Examples:
  flinks-harness diff --right http://127.0.0.1:8780
      a mock in this process against a server
  flinks-harness diff --left http://127.0.0.1:8780 --right mock --scenario ready-at-once --format json";

const EXAMPLES: &str = "\
Examples:
  flinks-harness run
      the mock in this process, on a clock that needs no waiting
  flinks-harness run --scenario data-after-25-minutes
      another scenario; `flinks-mock scenarios` lists them
  flinks-harness run --scenario mine --scenarios ./my-scenarios --fixtures ./my-fixtures
      your own scenario and fixtures
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
