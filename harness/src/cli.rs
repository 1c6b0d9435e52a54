//! The program `flinks-harness`: its command line and its commands.

mod args;
mod check;
mod checks;
mod diff;
mod drift;
mod dry;
mod exchanges;
mod input;
mod live;
mod mask;
mod plan;
mod record;
mod repeat;
mod replay;
mod run;
mod schema;
mod signals;
mod verdict;

use std::io::Write;
use std::panic;
use std::process::ExitCode;

use crate::redact::guard_panics;
use args::{Command, CommandLine};
use flinks_report::exit;

/// Reads the arguments of the process and does what they say.
pub fn main() -> ExitCode {
    guard_panics();
    let mut command = CommandLine::read().command;
    if std::env::var_os("FLINKS_BASE_URL").is_some_and(|value| value.is_empty()) {
        tell("warning: FLINKS_BASE_URL is empty, and counts as not set");
    }
    // The panic has told its story on stderr; scripts are to see that it is our fault.
    let code =
        panic::catch_unwind(panic::AssertUnwindSafe(|| start(&mut command))).unwrap_or(exit::FAULT);
    ExitCode::from(code)
}

fn start(command: &mut Command) -> u8 {
    match command {
        Command::Diff(args) => diff::command(args),
        Command::Drift(args) => drift::command(args),
        Command::Record(args) => record::command(args),
        Command::Run(args) => run::command(args),
        Command::Checks(args) => checks::command(args),
        Command::Replay(args) => replay::command(args),
        Command::Check(args) => check::command(args),
        Command::Schema(args) => schema::command(args),
    }
}

/// Writes to stderr. Nobody reading it is no reason to end otherwise.
fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
