//! The command line of `flinks-mock ctl`. The doc comments are the help texts.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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

    /// File with the token of the admin API, in the place of FLINKS_MOCK_ADMIN_TOKEN
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,

    /// The customer that is meant
    #[arg(long, global = true, value_name = "ID", env = "FLINKS_MOCK_CUSTOMER")]
    pub(super) customer: Option<String>,

    /// Print what the server answers as it is
    #[arg(long, global = true)]
    pub(super) json: bool,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask whether the server is there; needs no token
    Health,
    /// List what can be played
    Scenarios,
    /// Choose the scenario of a customer's next sessions
    Use { name: String },
    /// List the sessions of a customer
    Sessions,
    /// Show one session and its timeline
    Session { request_id: String },
    /// Say why a session got its last reply, and what would change the next one
    Why { request_id: String },
    /// Put a session in a state
    Force {
        request_id: String,
        /// ready, expired, or the FlinksCode it fails with, such as INVALID_LOGIN
        state: String,
    },
    /// Print what was asked and answered, of one customer or of all
    Journal(Journal),
    /// Wait until so many exchanges of a customer match; refused when the time is over
    Wait(Wait),
    /// Say whether the client of a customer keeps the protocol; fails where that is not so
    Verdict {
        /// It will not call any more: what it left undone is left undone for good
        #[arg(long)]
        done: bool,
    },
    /// Show the clock of a customer, or turn it
    Clock {
        #[command(subcommand)]
        command: Option<Clock>,
    },
    /// Forget a customer: its sessions, clock, choice and journal
    Reset {
        /// All customers
        #[arg(long)]
        all: bool,
    },
    /// Read the folders of scenarios and fixtures again
    Reload,
    /// Add a scenario file, or replace the one of its name, for as long as the server runs
    Put {
        /// name-of-the-scenario.toml
        file: PathBuf,
    },
    /// Print what happens, as it happens, until Ctrl-C
    Events,
}

#[derive(Args, Debug)]
pub(crate) struct Journal {
    /// Go on with what happens, until Ctrl-C
    #[arg(long)]
    pub(super) follow: bool,

    /// Only what has a higher number
    #[arg(long, value_name = "N")]
    pub(super) after: Option<u64>,

    /// At most so many, from the first one on [default: 100]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,

    #[command(flatten)]
    pub(super) filter: Filter,
}

#[derive(Args, Debug)]
pub(crate) struct Wait {
    /// So many
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) count: u64,

    /// Real seconds to wait, at most 60
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    pub(super) timeout: u64,

    #[command(flatten)]
    pub(super) filter: Filter,
}

/// Which exchanges are meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct Filter {
    /// Only of this endpoint, such as GetAccountsDetailAsync
    #[arg(long, value_name = "NAME")]
    pub(super) endpoint: Option<String>,

    /// Only with this HTTP status
    #[arg(long, value_name = "N")]
    pub(super) status: Option<u16>,

    /// Only with this FlinksCode
    #[arg(long, value_name = "CODE")]
    pub(super) code: Option<String>,

    /// Only of this session
    #[arg(long, value_name = "ID")]
    pub(super) request_id: Option<String>,

    /// Only what no endpoint takes
    #[arg(long)]
    pub(super) unmatched: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Clock {
    /// Show it
    Show,
    /// Change how time passes: real, manual, auto, or so many times faster
    Mode { mode: String },
    /// Move it forward, such as by 25m
    Advance { by: String },
    /// Move it to the next event
    Next,
}
