//! The program: read the arguments, make a plan, run it, print the report.

mod args;
mod plan;

use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use console::Term;
use flinks_harness::{Progress, exit, run};
use flinks_report::terminal::{self, Look};

use args::{Color, Command, CommandLine, Run};
use plan::Plan;

fn main() -> ExitCode {
    let Command::Run(args) = CommandLine::read().command;
    // The panic has told its story on stderr; scripts are to see that it is our fault.
    let code = panic::catch_unwind(|| start(&args)).unwrap_or(exit::HARNESS_FAULT);
    ExitCode::from(code)
}

#[tokio::main]
async fn start(args: &Run) -> u8 {
    let plan = match Plan::new(args).await {
        Ok(plan) => plan,
        Err(error) => {
            tell(&error.render(io::stderr().is_terminal()));
            return exit::USAGE;
        }
    };
    let report = run(&plan.setup, &mut progress(), interrupted()).await;
    drop(plan.mock);

    let mut out = io::stdout().lock();
    // A closed pipe does not change the verdict.
    let _ = terminal::render(&report, look(args), &mut out).and_then(|()| out.flush());
    report.exit_code
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the signal there is nothing to wait for, and the run goes on.
        std::future::pending::<()>().await;
    }
}

fn progress() -> Progress {
    if io::stderr().is_terminal() {
        Progress::bar()
    } else {
        Progress::lines(Box::new(io::stderr()))
    }
}

fn look(args: &Run) -> Look {
    let colour = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    };
    Look { width: width(), colour, verbose: args.verbose }
}

/// COLUMNS where it is set, else that of the terminal, else what fits into the log of a CI system.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    columns.or_else(terminal).unwrap_or(120)
}

/// Writes to stderr. Nobody reading it is no reason to end otherwise.
fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
