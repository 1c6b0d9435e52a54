//! The command line of `run`. The doc comments are the help texts.

use std::ffi::OsString;
use std::net::IpAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::flags::{ClockArgs, Files, timeout};
use crate::cli::verdict;
use crate::library::DEFAULT_SCENARIO;
use crate::mock::DEFAULT_SEED;

#[derive(Args, Debug)]
pub(in crate::cli) struct Run {
    /// Scenario that every session plays, whatever LoginId is sent. Repeat it to run the command again for
    /// each; `*` matches any letters
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SCENARIO)]
    pub(super) scenario: Vec<String>,

    /// Number of parallel runs, each with its own customer and ports. Their output is shown in the order of
    /// the scenarios
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) jobs: NonZeroUsize,

    #[command(flatten)]
    pub(super) clock: ClockArgs,

    /// Also speed up the command's own clock N times, through libfaketime, so that a client with hard-coded
    /// waits of 10 s keeps up with --speed N
    #[arg(long, requires = "speed")]
    pub(super) faketime: bool,

    /// Seed for everything random, as for serve; the customer id depends on it too
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    pub(super) seed: u64,

    /// Address on which the mock listens, for a client in a container
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(super) listen: IpAddr,

    /// Stop the command after this much real time, such as 90s or 10m [default: 35 minutes, divided by N with
    /// --speed N, plus one minute]
    #[arg(long, value_name = "TIME", value_parser = timeout)]
    timeout: Option<Duration>,

    /// Accept a failing command, for scenarios that end in an error
    #[arg(long)]
    pub(super) ignore_exit_code: bool,

    /// Write the journal to this file, or, with several scenarios, one file per scenario to this folder, for
    /// `flinks-mock judge`. An existing journal is overwritten
    #[arg(long, value_name = "FILE|DIR")]
    pub(super) journal: Option<PathBuf>,

    #[command(flatten)]
    pub(super) verdict: verdict::Args,

    #[command(flatten)]
    pub(super) files: Files,

    /// The client and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(super) command: Vec<OsString>,
}

/// A session lives 30 minutes; a client that goes on after them is to be seen.
const STORY: Duration = Duration::from_secs(35 * 60);

/// Time for the start and the end of the command.
const BESIDE: Duration = Duration::from_secs(60);

impl Run {
    /// The limit on the wall clock.
    pub(super) fn timeout(&self) -> Duration {
        let speed = self.clock.speed.map_or(1, NonZeroU32::get);
        self.timeout.unwrap_or(STORY / speed + BESIDE)
    }
}

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  flinks-mock run -- npm test
  flinks-mock run --scenario two-polls --scenario 'authorize-*' --ignore-exit-code -- ./client
  flinks-mock run --speed 180 --report junit=out/flinks.xml --report html=out/flinks.html -- npm test
  flinks-mock run --speed 60 --faketime -- python3 client.py
  flinks-mock run --baseline flinks-expected.toml --min-coverage 40 -- npm test

The command finds the mock in its environment: FLINKS_BASE_URL, FLINKS_CUSTOMER_ID, FLINKS_LOGIN_ID,
FLINKS_POLL_INTERVAL_MS and more; see `flinks-mock docs run`.";
