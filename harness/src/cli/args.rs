//! The command line and nothing else. What it means for a run is worked out in `plan.rs`.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use flinks_mock::cli::Files;

use super::live::LiveArgs;
use super::{check, checks, repeat, replay, schema, verdict};
use crate::target::{TOOLBOX, Target};

/// Run the Flinks client flow against a server and check every response
#[derive(Debug, Parser)]
#[command(name = "flinks-harness", version, after_help = EXIT_CODES)]
pub(super) struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play Authorize, the accounts and the investments, and check what comes back
    #[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Run(Box<Run>),
    /// List what is checked, or explain one check
    #[command(after_help = checks::EXAMPLES)]
    Checks(checks::Checks),
    /// Judge recorded runs again, offline, by the checks of this version
    #[command(after_help = EXIT_CODES)]
    Replay(Box<replay::Args>),
    /// Check captured bodies and HAR files, offline
    #[command(after_help = EXIT_CODES)]
    Check(Box<check::Args>),
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
    #[arg(long, value_name = "N", requires = "target", value_parser = speed)]
    pub(super) speed: Option<NonZeroU32>,

    /// How long one request may take, in real seconds; a data call may be held open for 210
    #[arg(long, value_name = "SECONDS", default_value = "240", value_parser = seconds)]
    pub(super) timeout: Duration,

    /// Show what would be sent and what it costs, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) verdict: verdict::Args,

    /// Make ids, and the pseudonyms of what is redacted, from this number; the same number makes the
    /// same ones [default: ids as ever, pseudonyms by chance]
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

    fn from(args: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let definition = without_empty_variables(Self::command());
        let matches = definition.clone().try_get_matches_from(args).map_err(without_ids)?;
        if let Some(flag) = matches.subcommand_matches("run").and_then(of_no_use) {
            return Err(Error::raw(ErrorKind::ArgumentConflict, no_mock(flag)));
        }
        if let Some(flag) = matches.subcommand_matches("run").and_then(of_no_target) {
            return Err(Error::raw(ErrorKind::MissingRequiredArgument, no_target(flag)));
        }
        let mut line = Self::from_arg_matches(&matches)?;
        let Command::Run(run) = &mut line.command else { return Ok(line) };
        if let Some((name, matches)) = matches.subcommand()
            && let Some(command) = definition.find_subcommand(name)
        {
            run.repeat = repeat::of(command, matches);
        }
        if run.scenario.is_some() && run.login_id.is_some() {
            let typed =
                matches.subcommand_matches("run").is_some_and(|run| is_typed(run, "login_id"));
            if typed {
                return Err(Error::raw(ErrorKind::ArgumentConflict, TWO_LOGINS));
            }
            // FLINKS_LOGIN_ID is a default; what was typed wins.
            run.login_id = None;
        }
        Ok(line)
    }
}

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
    ["wealth_target", "wealth_customer_id"].into_iter().find(|id| is_typed(run, id))
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

const EXIT_CODES: &str = "\
Exit codes:
    0  passed: every rule that was reached held, and the data was seen
    1  the server breaks a rule with the strength MUST
    2  the command line is wrong, or the mock cannot start as asked; nothing was sent
    3  could not test: name, connection, TLS, time, or Authorize refused
    4  nothing was tested: no rule that was asked for was reached
    5  inconclusive: still pending at the deadline, or ended by a code; the data was never seen
    6  nothing is wrong but the file of expected failures, which expects what holds now
   70  a fault of the harness itself, or a pass whose report could not be written
  130  stopped by Ctrl-C, with the reports written
  143  stopped by SIGTERM, with the reports written
When several apply, the first of 130, 143, 70, 2, 1, 3, 5, 6, 4 wins.";

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

    #[test]
    fn every_exit_code_is_in_the_help() {
        use crate::exit;
        for code in [
            exit::PASSED,
            exit::FAILED,
            exit::USAGE,
            exit::COULD_NOT_TEST,
            exit::NOTHING_TESTED,
            exit::INCONCLUSIVE,
            exit::STALE,
            exit::HARNESS_FAULT,
            exit::INTERRUPTED,
            exit::TERMINATED,
        ] {
            let line = format!("\n{code:>5}  ");
            assert!(EXIT_CODES.contains(&line), "{code}");
        }
    }
}
