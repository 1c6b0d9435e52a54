//! Flags of every command that ends in a verdict.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use flinks_report::{Strength, Wanted};

#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Verdict {
    /// Look at these rules only: ids or the beginnings of ids, such as CLI-POLL
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) rules: Vec<String>,

    /// Leave these rules out; ids as for --rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) skip_rules: Vec<String>,

    /// The weakest kind of rule that fails when it is broken
    #[arg(long, value_name = "STRENGTH", value_enum, default_value_t = FailOn::Must)]
    pub(super) fail_on: FailOn,

    /// Write a report to a file; folders are made. Formats: html, json, junit, markdown, sarif, text
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<Wanted>,

    /// Expected failures, each with a reason and its last day; one that holds now fails the whole
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write what is broken now to a new file, to be completed and given to --baseline
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,

    /// Fail when the client met less than this share of the documented states and codes
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(super) min_coverage: Option<u8>,

    /// Annotations and a step summary for GitHub Actions; auto: where GITHUB_ACTIONS is true
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Github::Auto)]
    pub(super) github: Github,

    /// Show every request and every broken place
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,

    /// Say nothing but the last line, unless something is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum FailOn {
    /// Rules that the documents of Flinks demand
    #[default]
    Must,
    /// Also rules of good sense, which are warnings otherwise
    Should,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum Github {
    On,
    Off,
    #[default]
    Auto,
}

impl From<FailOn> for Strength {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Must => Self::Must,
            FailOn::Should => Self::Should,
        }
    }
}
