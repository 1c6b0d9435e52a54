//! The program `flinks-mock`: its command line and its commands.

mod args;
pub mod exit;
mod explain;
mod scenarios;
mod serve;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use crate::log;

use args::{Command, CommandLine};

pub use args::Files;

/// Reads the arguments of the process and does what they say.
pub async fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Serve(serve) => serve::serve(&serve).await,
        Command::Explain(args) => explain::explain(&args),
        Command::Scenarios(files) => scenarios::scenarios(&files),
    };
    match done {
        Ok(()) => ExitCode::from(exit::OK),
        Err(error) => {
            let colour = std::io::stderr().is_terminal();
            log::tell(&error.render(colour));
            ExitCode::from(exit::USAGE)
        }
    }
}
