//! The program `flinks-mock`: its command line and its commands.

mod admin_port;
mod args;
mod check;
mod ctl;
mod explain;
mod init;
mod judge;
mod keys;
mod rules;
mod run;
mod scenarios;
mod schema;
mod serve;
mod side_ports;
mod verdict;

use std::io::IsTerminal;
use std::process::ExitCode;

use flinks_report::exit;

use crate::log;

use args::{Command, CommandLine};

pub use args::Files;
pub use rules::{RulesFormat, server_rules};

/// Reads the arguments of the process and does what they say.
pub async fn main() -> ExitCode {
    let done = match CommandLine::read().command {
        Command::Serve(serve) => serve::serve(&serve).await.map(|()| exit::PASSED),
        Command::Run(run) => return run::run(&run).await,
        Command::Scenarios(files) => scenarios::scenarios(&files).map(|()| exit::PASSED),
        Command::Check(check) => check::check(&check),
        Command::Init(init) => Ok(init::init(&init)),
        Command::Schema(schema) => Ok(schema::schema(&schema)),
        Command::Ctl(ctl) => return ctl::ctl(&ctl).await,
        Command::Rules(args) => Ok(rules::rules(&args)),
        Command::Judge(args) => Ok(judge::judge_journals(&args)),
        Command::Explain(args) => explain::explain(&args).map(|()| exit::PASSED),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let colour = std::io::stderr().is_terminal();
            log::tell(&error.render(colour));
            ExitCode::from(exit::USAGE)
        }
    }
}
