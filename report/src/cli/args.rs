//! Flags of every command that ends in a verdict. The doc comments are the help texts.

use std::env;
use std::io;
use std::path::PathBuf;

use anstream::AutoStream;
use clap::{ArgAction, ColorChoice, Command, ValueEnum};
use console::Term;

use crate::check::Strength;
use crate::github;
use crate::terminal::Look;

#[derive(clap::Args, Clone, Debug, Default)]
#[group(skip)]
pub struct Args {
    /// Check only these rules: ids, or the beginnings of ids up to a hyphen
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) rules: Vec<String>,

    /// Skip these rules; ids as for --rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) skip_rules: Vec<String>,

    /// Which documents decide where old and new ones disagree
    #[arg(long, value_name = "DOCUMENTS", value_enum, default_value_t)]
    pub(super) vintage: Vintage,

    /// The weakest kind of rule that fails the run when it is broken
    #[arg(long, value_name = "STRENGTH", value_enum, default_value_t)]
    pub(super) fail_on: Strength,

    /// Write a report to a file; can be repeated. Formats: har, html, json, junit, markdown, sarif, text
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,

    /// File of expected failures, each with a reason and a last day; an outdated entry fails the run
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write the current failures to a new file; complete it and pass it as --baseline
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,

    /// Print annotations and a step summary for GitHub Actions; auto: if GITHUB_ACTIONS is true
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) github: When,

    #[command(flatten)]
    pub display: Display,
}

/// How much is printed, and in which colors.
#[derive(clap::Args, Clone, Debug, Default)]
#[group(skip)]
pub struct Display {
    /// Show every request, every check and every place where a rule is broken
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// Print only the last line, unless something is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Colors in the report; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorChoice,
}

/// A generation of documents. The doc comments of the variants are help texts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum Vintage {
    /// The guides first, and today's pages where the guides are silent
    #[default]
    Guides,
    /// Today's pages first
    Today,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum When {
    On,
    Off,
    #[default]
    Auto,
}

/// The flags that can also be given by a variable.
const FROM_ENVIRONMENT: [&str; 8] =
    ["rules", "skip_rules", "vintage", "fail_on", "report", "baseline", "github", "color"];

/// The command with a variable for each shared flag of its subcommands: `PREFIX_RULES` for `--rules`.
/// A command has the shared flags if it has `--write-baseline`.
pub fn with_environment(command: Command, prefix: &str) -> Command {
    let is_ours = command.get_arguments().any(|arg| arg.get_id() == "write_baseline");
    let command = command.mut_subcommands(|command| with_environment(command, prefix));
    if !is_ours {
        return command;
    }
    FROM_ENVIRONMENT.into_iter().fold(command, |command, id| {
        let name = format!("{prefix}_{}", id.to_uppercase());
        command.mut_arg(id, |arg| arg.env(name).hide_env_values(true))
    })
}

impl Args {
    pub(super) fn github(&self) -> bool {
        match self.github {
            When::On => true,
            When::Off => false,
            When::Auto => github::is_here(),
        }
    }
}

impl Display {
    /// As wide as COLUMNS says, otherwise as wide as the terminal. A log has room for the longest
    /// sentence of a rule. Without `--color`, the environment and stdout decide on colors.
    pub fn look(&self) -> Look {
        let colour = match self.color {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
        let width = columns.or_else(terminal).unwrap_or(LOG_COLUMNS);
        Look { width, colour, verbose: self.verbose > 0 }
    }
}

const LOG_COLUMNS: usize = 120;
