//! The command line of `flinks-mock ctl`. The doc comments are the help texts.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::admin::Wait;
use crate::journal::Filter;

#[derive(Args, Debug)]
pub(crate) struct Ctl {
    /// Address of the admin API
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "FLINKS_MOCK_ADMIN",
        default_value = "http://127.0.0.1:8781"
    )]
    pub(super) admin: String,

    /// File with the token of the admin API, instead of FLINKS_MOCK_ADMIN_TOKEN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,

    /// Customer to act on
    #[arg(long, global = true, value_name = "ID", env = "FLINKS_MOCK_CUSTOMER")]
    pub(super) customer: Option<String>,

    /// Print the server's answer as it is
    #[arg(long, global = true)]
    pub(super) json: bool,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check that the server is up; needs no token
    Health,
    /// List the scenarios
    Scenarios,
    /// Choose the scenario that a customer's next sessions play
    Use {
        /// Name of the scenario, as `ctl scenarios` lists it
        name: String,
    },
    /// List the customers that have called
    Customers,
    /// List the sessions of a customer
    Sessions,
    /// Show one session and its timeline
    Session {
        /// RequestId of the session
        request_id: String,
    },
    /// Explain why a session got its last reply, and what would change the next one
    Why {
        /// RequestId of the session
        request_id: String,
    },
    /// Make a session ready, expired or failed
    Force {
        /// RequestId of the session
        request_id: String,
        /// ready, expired (over: its calls get SESSION_EXPIRED), or the FlinksCode that its calls get,
        /// such as CARD_IN_USE
        state: String,
    },
    /// Print the exchanges of one customer, or of all
    Journal(Journal),
    /// Wait until enough exchanges of a customer match, even of one that has not called yet; fails on timeout
    Wait(Wait),
    /// Report whether a customer's client keeps the protocol; fails if it does not
    Verdict {
        /// The client has finished: whatever it left undone counts as missing
        #[arg(long)]
        done: bool,
    },
    /// Show or change a customer's clock
    Clock {
        #[command(subcommand)]
        command: Option<Clock>,
    },
    /// Forget a customer: its sessions, clock, chosen scenario and journal
    Reset {
        /// Forget all customers
        #[arg(long)]
        all: bool,
    },
    /// Read the folders of scenarios and fixtures again
    Reload,
    /// Add a scenario, or replace the one of that name, until the server stops
    Put {
        /// Scenario file; its name without .toml names the scenario
        file: PathBuf,
    },
    /// Print events as they happen, until Ctrl-C
    Events,
}

#[derive(Args, Debug, Serialize)]
pub(crate) struct Journal {
    /// Keep printing new exchanges, until Ctrl-C
    #[arg(long)]
    #[serde(skip)]
    pub(super) follow: bool,

    /// Only exchanges with a higher number
    #[arg(long, value_name = "N")]
    pub(super) after: Option<u64>,

    /// Maximum number of exchanges, oldest first [default: 100]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,

    #[command(flatten)]
    #[serde(flatten)]
    pub(super) filter: Filter,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Clock {
    /// Show the clock
    Show,
    /// Change how time passes
    Mode {
        /// real, manual, auto, or N for N times faster than real time
        mode: String,
    },
    /// Move the clock forward
    Advance {
        /// Duration, such as 25m
        by: String,
    },
    /// Move the clock to the next event
    Next,
}

pub(crate) const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 the server refused, or the verdict is FAIL; 2 the command line is wrong; 3 the server
cannot be reached, or the verdict is INCONCLUSIVE; 4 the mock has an internal error";
