//! The program `flinks-harness`: its command line and its commands.

mod args;
mod diff;
mod drift;
mod live;
mod offline;
mod plan;
mod record;
mod repeat;
mod run;
mod signals;
mod verdict;

use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::ExitCode;

use flinks_mock::cli::{scenarios_of, server_rules, table};
use flinks_report::cli::print_text;
use flinks_report::{exit, json};
use flinks_trace::file;

use crate::panics::guard_panics;
use args::{Command, CommandLine, FileFormat};

/// Reads the arguments of the process and does what they say.
pub fn main() -> ExitCode {
    guard_panics();
    let mut command = CommandLine::read().command;
    if std::env::var_os("FLINKS_BASE_URL").is_some_and(|value| value.is_empty()) {
        tell("warning: FLINKS_BASE_URL is empty and counts as not set");
    }
    // The panic is already on stderr.
    let start = panic::AssertUnwindSafe(|| start(&mut command));
    let code = panic::catch_unwind(start).unwrap_or(Ok(exit::FAULT)).unwrap_or_else(|failure| {
        tell(&failure.message);
        failure.code
    });
    ExitCode::from(code)
}

fn start(command: &mut Command) -> Outcome {
    match command {
        Command::Diff(args) => diff::command(args),
        Command::Drift(args) => drift::command(args),
        Command::Record(args) => record::command(args),
        Command::Run(args) => run::command(args),
        Command::Checks(args) => {
            server_rules(args.id.as_deref(), args.format, "flinks-harness checks")?;
            Ok(exit::PASSED)
        }
        Command::Replay(args) => offline::replay(args),
        Command::Scenarios(files) => {
            let color = io::stderr().is_terminal();
            let known = scenarios_of(files).map_err(|error| error.render(color))?;
            let (all, by_name) = known.into_iter().partition::<Vec<_>, _>(|one| one.brings_data);
            let text = format!(
                "--scenario '*' plays these:\n\n{}\nThese are played when their names are given, as they \
                 end without all of the data:\n\n{}",
                table(&all),
                table(&by_name)
            );
            print_text(&text)?;
            Ok(exit::PASSED)
        }
        Command::Check(args) => offline::check(args),
        Command::Generate(generate) => {
            let written = generate.write(CommandLine::definition());
            written.map(|()| exit::PASSED).map_err(|message| Failure::new(exit::USAGE, message))
        }
        Command::Schema { format } => {
            let text = match format {
                FileFormat::Trace => file::schema(json::SCHEMA),
                FileFormat::Report => json::SCHEMA.to_owned(),
            };
            print_text(&text)?;
            Ok(exit::PASSED)
        }
    }
}

/// The exit code of a command, or why it ended early.
type Outcome = Result<u8, Failure>;

/// Why a command ended early.
#[derive(Debug)]
struct Failure {
    code: u8,
    /// Everything that goes to stderr.
    message: String,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl From<String> for Failure {
    /// A mistake on the command line, or in a file that it names.
    fn from(message: String) -> Self {
        Self { code: exit::USAGE, message }
    }
}

/// Writes a line to stderr. A closed stderr changes nothing else.
fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
