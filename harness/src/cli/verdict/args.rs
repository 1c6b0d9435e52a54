//! Flags of every command that ends in a verdict. The doc comments are the help texts.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use flinks_report::{Strength, Wanted};

use super::format::Format;

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Verdict {
    /// Look at these rules only: ids or the beginnings of ids, such as FLK-TXN
    #[arg(
        long,
        env = "FLINKS_HARNESS_RULES",
        hide_env_values = true,
        value_name = "ID",
        value_delimiter = ','
    )]
    pub(super) rules: Vec<String>,

    /// Leave these rules out; ids as for --rules
    #[arg(
        long,
        env = "FLINKS_HARNESS_SKIP_RULES",
        hide_env_values = true,
        value_name = "ID",
        value_delimiter = ','
    )]
    pub(super) skip_rules: Vec<String>,

    /// The weakest kind of rule that fails when it is broken
    #[arg(
        long,
        env = "FLINKS_HARNESS_FAIL_ON",
        hide_env_values = true,
        value_name = "STRENGTH",
        value_enum,
        default_value_t = FailOn::Must
    )]
    pub(super) fail_on: FailOn,

    /// Write a report to a file; folders are made; can be repeated. Formats: html, json, junit,
    /// markdown, ndjson (the run itself, for `flinks-harness replay`), sarif, text
    #[arg(long, env = "FLINKS_HARNESS_REPORT", hide_env_values = true, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<Wanted<Format>>,

    /// Expected failures, each with a reason and its last day; one that holds now ends with 6
    #[arg(long, env = "FLINKS_HARNESS_BASELINE", hide_env_values = true, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write what is broken now to a new file, to be completed and given to --baseline
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,

    /// Annotations and a step summary for GitHub Actions; auto: where GITHUB_ACTIONS is true
    #[arg(
        long,
        env = "FLINKS_HARNESS_GITHUB",
        hide_env_values = true,
        value_name = "WHEN",
        value_enum,
        default_value_t = Github::Auto
    )]
    pub(super) github: Github,

    /// Show each poll, each place where a rule is broken, and each check that was not reached; -vv:
    /// every request and its reply, without secrets and personal data
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,

    /// Say nothing but the last line, unless something is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,

    /// Colour in the report
    #[arg(
        long,
        env = "FLINKS_HARNESS_COLOR",
        hide_env_values = true,
        value_name = "WHEN",
        value_enum,
        default_value_t = Color::Auto
    )]
    pub(super) color: Color,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum FailOn {
    /// Rules that the documents of Flinks demand
    Must,
    /// Also rules that are good sense, or that no document says in so many words
    Should,
    /// Also what no document forbids and what was not so before
    Drift,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Github {
    On,
    Off,
    Auto,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl From<FailOn> for Strength {
    fn from(weakest: FailOn) -> Self {
        match weakest {
            FailOn::Must => Self::Must,
            FailOn::Should => Self::Should,
            FailOn::Drift => Self::Drift,
        }
    }
}
