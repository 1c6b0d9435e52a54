//! The program `flinks-mock`: its command line and its commands.

mod check;
mod ctl;
mod docs;
mod explain;
mod flags;
mod init;
mod judge;
mod keys;
mod open_files;
mod rules;
mod run;
mod scenarios;
mod schema;
mod serve;
mod side_ports;
mod verdict;

use std::env;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use flinks_report::cli::{Generate, help, print_text, with_environment};
use flinks_report::exit;

use crate::log;
use crate::start_error::StartError;

pub use flags::{Files, speed, timeout};
pub use rules::{RulesFormat, server_rules};
pub use run::fits;
pub use scenarios::{scenarios_of, table};

/// A local mock of the Flinks API that plays scripted bank sessions
#[derive(Debug, Parser)]
#[command(name = "flinks-mock", version, after_help = EXIT_CODES)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API until Ctrl-C or SIGTERM
    #[command(after_help = serve::EXAMPLES)]
    Serve(Box<serve::Serve>),
    /// Run a client against the mock and report whether it keeps the protocol
    #[command(after_help = help(run::EXAMPLES))]
    Run(Box<run::Args>),
    /// List the scenarios with the LoginIds that play them
    Scenarios(Files),
    /// Check scenarios without serving them
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Write a first scenario, with comments, and the schema of the format for your editor
    Init(init::Init),
    /// Print the OpenAPI document of the API that is served
    Openapi,
    /// Print the JSON Schema of a file format
    Schema(schema::Schema),
    /// Inspect and control a running server
    #[command(after_help = ctl::EXIT_CODES)]
    Ctl(ctl::Ctl),
    /// Judge a client by a saved journal
    #[command(after_help = help(judge::EXAMPLES))]
    Judge(judge::Judge),
    /// Draw a scenario as a timeline
    #[command(after_help = explain::EXAMPLES)]
    Explain(explain::Explain),
    /// List the rules that clients are judged by, or explain one
    #[command(after_help = rules::EXAMPLES)]
    Rules(rules::Rules),
    /// Read the documentation: list the pages, or show one
    Docs(docs::Docs),
    #[command(flatten)]
    Generate(Generate),
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 2 a flag, a file or the address is wrong; `run`, `judge` and `ctl` have more, see their --help";

/// Reads the arguments of the process and does what they say.
pub async fn main() -> ExitCode {
    let matches = with_environment(CommandLine::command(), "FLINKS_MOCK").try_get_matches();
    let matches = matches.unwrap_or_else(|error| explained(error).exit());
    let line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let done = match line.command {
        Command::Serve(serve) => serve::serve(&serve).await.map(|()| exit::PASSED).map_err(shown),
        Command::Run(args) => run::run(&args).await,
        Command::Scenarios(files) => scenarios::scenarios(&files).map_err(shown).and_then(printed),
        Command::Check(args) => check::check(&args)
            .map_err(shown)
            .and_then(|(text, code)| print_text(&text).map(|()| code)),
        Command::Init(args) => init::init(&args),
        Command::Openapi => printed(openapi()),
        Command::Schema(args) => schema::schema(&args),
        Command::Ctl(args) => Ok(ctl::ctl(&args).await),
        Command::Rules(args) => rules::rules(&args),
        Command::Judge(args) => judge::judge_journals(&args),
        Command::Docs(args) => docs::docs(&args),
        Command::Generate(generate) => {
            let command = with_environment(CommandLine::command(), "FLINKS_MOCK");
            generate.write(command).map(|()| exit::PASSED)
        }
        Command::Explain(args) => explain::explain(&args).map_err(shown).and_then(printed),
    };
    ExitCode::from(done.unwrap_or_else(|problem| {
        log::tell(&problem);
        exit::USAGE
    }))
}

/// Also served as `/openapi.json`.
fn openapi() -> String {
    format!("{:#}\n", flinks_contract::openapi::document(env!("CARGO_PKG_VERSION")))
}

/// With a tip for what people try first.
fn explained(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else { return error };
    let tip = match (env::args().nth(1).as_deref(), &**word) {
        (Some("serve"), "--port") => {
            "`--listen PORT` takes a port of the loopback interface".to_owned()
        }
        (Some("run"), word) if !word.starts_with('-') => {
            format!("write `--` before the command: flinks-mock run -- {word}")
        }
        _ => return error,
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

fn printed(text: String) -> Result<u8, String> {
    print_text(&text).map(|()| exit::PASSED)
}

/// In colour where somebody sees it.
fn shown(error: StartError) -> String {
    error.render(std::io::stderr().is_terminal())
}
