//! `flinks-harness checks`: what is demanded of a server, and why.

use clap::Args;
use flinks_mock::cli::{RulesFormat, server_rules};

pub(super) const EXAMPLES: &str = "Examples:
  flinks-harness checks
      everything that is checked, in a line each
  flinks-harness checks FLK-TXN
      the checks of transactions
  flinks-harness checks FLK-TXN-006
      what it says, who says so, what breaks without it, and where documents disagree
  flinks-harness checks --format json
      the same for a program";

#[derive(Args, Debug)]
pub(super) struct Checks {
    /// A check, such as FLK-TXN-006, or a group, such as FLK-TXN; in any case
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: RulesFormat,
}

pub(super) fn command(args: &Checks) -> u8 {
    server_rules(args.id.as_deref(), args.format, "flinks-harness checks")
}
