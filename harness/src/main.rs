//! The program: read the arguments, make a plan, run it, print the report.

mod args;
mod plan;

use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::Parser;
use flinks_harness::{Progress, exit, run};
use flinks_report::terminal::{self, Look};

use args::{Color, Command, CommandLine, Run};
use plan::Plan;

fn main() -> ExitCode {
    let Command::Run(args) = CommandLine::parse().command;
    // The panic has told its story on stderr; scripts are to see that it is our fault.
    let code = panic::catch_unwind(|| start(&args)).unwrap_or(exit::HARNESS_FAULT);
    ExitCode::from(code)
}

#[tokio::main]
async fn start(args: &Run) -> u8 {
    let plan = match Plan::new(args).await {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!("{error}");
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

/// COLUMNS where a shell exports it, else 100.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or(100)
}
