//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use flinks_mock::cli::{Files, RulesFormat};
use flinks_report::cli::{Generate, help, with_environment};
use flinks_report::exit;

use super::plan::{Flow, Server};
use super::{diff, drift, offline, record, repeat, verdict};

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
    Record(Box<record::Command>),
    /// Compare the replies of two servers
    #[command(after_help = DIFF)]
    Diff(Box<diff::Command>),
    /// Show what has changed in a server's replies since its ledger was started
    Drift(drift::Command),
    /// Judge recorded runs again, offline, by the rules of this version
    #[command(after_help = exit::HELP)]
    Replay(Box<offline::Replay>),
    /// Check captured bodies and HAR files, offline
    #[command(after_help = exit::HELP)]
    Check(Box<offline::Check>),
    /// List the rules, or explain one
    #[command(after_help = CHECKS)]
    Checks(Checks),
    /// List the scenarios that `run` can play
    Scenarios(Files),
    /// Print the JSON Schema of a file format
    Schema {
        /// File format to describe
        #[arg(value_enum)]
        format: FileFormat,
    },
    #[command(flatten)]
    Generate(Generate),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FileFormat {
    /// A line of a trace file, as `--report ndjson=PATH` writes it
    Trace,
    /// `--report json=PATH`
    Report,
}

#[derive(Args, Debug)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) server: Server,

    /// Show what would be sent and what it costs, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) flow: Flow,

    /// Record the shape of the replies in this file, and report changes since earlier runs
    #[arg(long, value_name = "FILE", help_heading = verdict::HEADING)]
    pub(super) ledger: Option<PathBuf>,

    #[command(flatten, next_help_heading = verdict::HEADING)]
    pub(super) verdict: verdict::Args,
}

#[derive(Args, Debug)]
pub(super) struct Checks {
    /// A check, such as FLK-TXN-006, or a group, such as FLK-TXN; in any case
    #[arg(value_name = "ID")]
    pub(super) id: Option<String>,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: RulesFormat,
}

impl CommandLine {
    /// Reads the arguments of the process. Ends it when they are wrong or ask for help.
    pub(super) fn read() -> Self {
        Self::from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    pub(super) fn definition() -> clap::Command {
        let command =
            with_environment(Self::command(), "FLINKS_HARNESS").mut_subcommand("diff", |diff| {
                let env = |arg: clap::Arg| arg.env("FLINKS_HARNESS_COLOR").hide_env_values(true);
                diff.mut_arg("color", env)
                    .mut_arg("verbose", |arg| arg.help("Show every place that was compared"))
                    .mut_arg("quiet", |arg| arg.help("Print no progress"))
            });
        let command = command.mut_subcommand("run", |run| {
            run.mut_arg("scenario", |arg| arg.help(SCENARIO))
                .mut_arg("login_id", |arg| arg.help(LOGIN_ID))
        });
        let command = ["run", "replay"].into_iter().fold(command, |command, name| {
            command.mut_subcommand(name, |one| one.mut_arg("report", |arg| arg.help(REPORT)))
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
            flow.logs_in = name == "run";
            flow.repeat = repeat::of(command, typed, &[]);
            flow.repeat_other = repeat::of(command, typed, &["scenario", "login-id"]);
        }
        if name != "run" && flow.scenario.len().max(flow.login_id.len()) > 1 {
            let text = format!("`{name}` plays one scenario or LoginId; `run` plays several\n");
            return Err(Error::raw(ErrorKind::TooManyValues, text));
        }
        if !flow.scenario.is_empty() && !flow.login_id.is_empty() {
            if is_typed(typed, "login_id") {
                return Err(Error::raw(ErrorKind::ArgumentConflict, TWO_LOGINS));
            }
            // FLINKS_LOGIN_ID is a default; the command line wins.
            flow.login_id.clear();
        }
        Ok(line)
    }
}

const SCENARIO: &str = "Scenario to play; with a target, the LoginId of the built-in scenario is used. Repeat it for \
     several runs. In a pattern, * matches any letters, and the pattern selects only scenarios that \
     bring data";

const LOGIN_ID: &str =
    "LoginId to authorize with; repeat it for several runs [default: the one in the Flinks guides]";

const REPORT: &str = "Write a report to a file; can be repeated. Formats: har, html, json, junit, \
     markdown, sarif, text, and ndjson for the run itself, which `replay` reads";

const TWO_LOGINS: &str = "the argument '--scenario <NAME>' cannot be used with '--login-id <ID>': both \
     choose the login\n";

/// Flags for the mock in this process.
const FOR_MOCK: &[&str] = &["scenarios", "fixtures", "allow_invalid_fixtures", "adopt"];

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

/// Refuses a typed flag that has no effect with this target, or without one. A variable of the
/// environment may stay: other runs use it.
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
        error.insert(ContextKind::InvalidValue, ContextValue::String("[hidden]".to_owned()));
    }
    error
}

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
      the mock in this process, on a clock that skips all waits
  flinks-harness run --scenario data-after-25-minutes
      another scenario; `flinks-harness scenarios` lists them
  flinks-harness run --scenario 'slow-*' --scenario two-polls
      several, one after the other; '*' plays all that bring data
  flinks-harness run --scenario mine --scenarios ./my-scenarios --fixtures ./my-fixtures
      your own scenario and fixtures
  flinks-harness run --target http://127.0.0.1:8780 --speed 180
      a mock that was started with --speed 180
  FLINKS_SECRET_KEY=... FLINKS_API_KEY=... flinks-harness run --target toolbox
      the shared test instance of Flinks, in up to an hour";

const CHECKS: &str = "\
Examples:
  flinks-harness checks
      everything that is checked, in a line each
  flinks-harness checks FLK-TXN
      the checks of transactions
  flinks-harness checks FLK-TXN-006
      what it says, who says so, what breaks without it, and where documents disagree
  flinks-harness checks --format json
      the same for a program";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }
}
