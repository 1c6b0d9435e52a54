//! The command line and nothing else. The doc comments are the help texts.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use flinks_report::cli::{help, with_environment};

use crate::auth::Auth;
use crate::clock::{ClockMode, FASTEST};
use crate::library::DEFAULT_SCENARIO;
use crate::mock::{Builder, DEFAULT_SEED, FlinksMock};
use crate::profile::Profile;
use crate::watch::Watch;

use super::ctl::Ctl;
use super::rules::Rules;
use super::{run, verdict};

/// A local mock of the Flinks API that plays scripted bank sessions
#[derive(Debug, Parser)]
#[command(name = "flinks-mock", version, after_help = EXIT_CODES)]
pub(super) struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Command,
}

impl CommandLine {
    /// Reads the arguments of the process. Ends it when they are wrong or ask for help.
    pub(super) fn read() -> Self {
        let matches = with_environment(Self::command(), "FLINKS_MOCK").get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the API until Ctrl-C or SIGTERM
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// Run a client against the mock, and say whether it keeps the protocol
    #[command(after_help = help(run::EXAMPLES))]
    Run(Box<run::Args>),
    /// List the scenarios with the LoginIds that play them
    Scenarios(Files),
    /// Check scenarios without serving them
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Write a first scenario, with comments, and the schema of the format for your editor
    Init(Init),
    /// Print the JSON Schema of a file format
    Schema(Schema),
    /// Inspect and control a running server
    #[command(after_help = CTL_EXIT_CODES)]
    Ctl(Ctl),
    /// Judge a client by a saved journal
    #[command(after_help = help(JUDGE_EXAMPLES))]
    Judge(Judge),
    /// Draw a scenario as a timeline, to be read before it is run
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Explain),
    /// List the rules that clients are judged by, or explain one
    #[command(after_help = RULES_EXAMPLES)]
    Rules(Rules),
}

#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Address and port; port 0 takes a free one, and the first line of stdout says which
    #[arg(
        long,
        value_name = "ADDR:PORT",
        default_value = "127.0.0.1:8780",
        value_parser = address
    )]
    pub(super) listen: SocketAddr,

    /// Address and port of the admin API, or off [default: 127.0.0.1 and the port after that of
    /// --listen]. Its token is printed, or is that of FLINKS_MOCK_ADMIN_TOKEN (16 characters or more)
    #[arg(long, value_name = "ADDR:PORT|off", value_parser = admin)]
    admin: Option<Admin>,

    #[command(flatten)]
    pub(super) tls: TlsArgs,

    /// Scenario for the LoginId of the Flinks guides; every scenario also has its own LoginId
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SCENARIO)]
    scenario: String,

    #[command(flatten)]
    files: Files,

    /// Credentials that clients must send. The keys of `token` are FLINKS_SECRET_KEY and FLINKS_API_KEY
    /// (16 characters or more), or are made and printed
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    pub(super) auth: Auth,

    /// Members that replies have
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    profile: Profile,

    /// Let time pass N times faster than real
    #[arg(long, value_name = "N", conflicts_with = "clock", value_parser = speed)]
    speed: Option<NonZeroU32>,

    /// How time passes
    #[arg(long, value_name = "MODE", value_enum, default_value_t = Clock::Real)]
    clock: Clock,

    /// Seed of everything random: the same seed, scenario, calls and moments give the same bytes
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    pub(super) seed: u64,

    /// Keep every exchange in this file, and go on where the server that wrote it was, even if that
    /// was killed
    ///
    /// Nothing that got a reply is lost: sessions, tokens, clocks, choices and scenarios that were
    /// handed in. Time stands still from the last call to the restart, on a real clock too. The
    /// file only grows; another one is a fresh start. It holds for a kill of the server, not of the
    /// machine.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Refuse POST on GetAccountsDetailAsync, and Async before the first GetAccountsDetail
    #[arg(long)]
    strict: bool,

    /// Print no line for each request
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// For clients that speak nothing but HTTPS, or whose host cannot be set.
#[derive(Args, Debug)]
pub(super) struct TlsArgs {
    /// Serve the API in TLS as well, as https://localhost, 127.0.0.1 and the hosts of Flinks, with
    /// certificates that are made at each start and are good for a day
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls_ca")]
    pub(super) tls: Option<SocketAddr>,

    /// Where to write the certificate that clients are to trust; no key is ever written
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) tls_ca: Option<PathBuf>,

    /// Serve a proxy (HTTPS_PROXY) that takes the hosts of Flinks to this mock, and refuses all others
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls")]
    pub(super) proxy: Option<SocketAddr>,
}

#[derive(Args, Debug)]
pub(super) struct Check {
    /// Scenarios, or folders of scenarios; the built-in ones count as well
    #[arg(required = true, value_name = "FILE")]
    pub(super) paths: Vec<PathBuf>,

    /// Add the fixtures of this folder, and warn of those that no scenario uses
    #[arg(long, value_name = "DIR")]
    pub(super) fixtures: Option<PathBuf>,

    /// Take fixtures that depart from the schema of their message, instead of refusing them
    #[arg(long)]
    pub(super) allow_invalid_fixtures: bool,

    /// Let warnings fail the check, too
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Args, Debug)]
pub(super) struct Init {
    /// Where to make the folder `scenarios`
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct Schema {
    /// Which one
    #[arg(value_enum)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// A scenario, in TOML
    Scenario,
    /// The report of `run --report json=PATH`
    Report,
}

#[derive(Args, Debug)]
pub(super) struct Judge {
    /// Files that `serve --journal` or `run --journal` wrote; they are not changed, and may be in use
    #[arg(required = true, value_name = "JOURNAL")]
    pub(super) journals: Vec<PathBuf>,

    /// Only what this customer's client did
    #[arg(long, value_name = "ID")]
    pub(super) customer: Option<String>,

    #[command(flatten)]
    pub(super) verdict: verdict::Args,
}

#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The name of a scenario, or a file that is checked and drawn without being installed
    #[arg(value_name = "NAME|FILE.toml")]
    pub(super) scenario: String,

    #[command(flatten)]
    pub(super) files: Files,

    /// Where chance begins, as for serve
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    pub(super) seed: u64,
}

/// Where scenarios and fixtures come from: flags for every program that starts a mock.
#[derive(Args, Clone, Debug)]
pub struct Files {
    /// Add the scenarios of this folder (*.toml); the same name replaces a built-in one
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,

    /// Add the fixtures of this folder (accounts/*.json, ...); the same name replaces a built-in one
    #[arg(long, value_name = "DIR")]
    pub fixtures: Option<PathBuf>,

    /// Serve fixtures that depart from the schema of their message, instead of refusing them
    #[arg(long)]
    pub allow_invalid_fixtures: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Clock {
    /// As the clock on the wall
    Real,
    /// Never wait: delays are skipped, and each poll comes 10 s after the answer before it,
    /// however fast the client is. Sessions of one customer share this clock: give each test a
    /// customer id of its own
    Auto,
    /// Stand still until `flinks-mock ctl clock advance`, or the admin API, moves it
    Manual,
}

/// Where the admin API is served.
#[derive(Clone, Copy, Debug)]
enum Admin {
    Off,
    At(SocketAddr),
}

impl Serve {
    /// Nothing where it is switched off.
    pub(super) fn admin(&self) -> Option<SocketAddr> {
        match self.admin {
            Some(Admin::Off) => None,
            Some(Admin::At(address)) => Some(address),
            // A free port beside a free port, so that any number of servers can be started.
            None if self.listen.port() == 0 => Some((Ipv4Addr::LOCALHOST, 0).into()),
            None => Some((Ipv4Addr::LOCALHOST, self.listen.port().wrapping_add(1)).into()),
        }
    }

    pub(super) fn builder(&self) -> Builder {
        let builder = self.files.builder().scenario(&self.scenario).clock(self.mode());
        let builder = builder.seed(self.seed).strict(self.strict);
        let builder = builder.auth(self.auth).profile(self.profile);
        let builder = builder.judged(self.journal.is_some() || self.admin().is_some());
        match &self.journal {
            Some(file) => builder.journal(file),
            None => builder,
        }
    }

    /// Watches the given folders; the built-in files cannot change.
    pub(super) fn watch(&self) -> Watch {
        Watch::start(self.files.scenarios.as_deref(), self.files.fixtures.as_deref())
    }

    pub(super) fn mode(&self) -> ClockMode {
        mode(self.speed, self.clock)
    }
}

pub(super) fn mode(speed: Option<NonZeroU32>, clock: Clock) -> ClockMode {
    match (speed, clock) {
        (Some(speed), _) => ClockMode::Scaled(speed),
        (None, Clock::Real) => ClockMode::Real,
        (None, Clock::Auto) => ClockMode::Auto,
        (None, Clock::Manual) => ClockMode::Manual,
    }
}

impl Files {
    /// A mock that plays these files, with everything else as it is by default.
    pub fn builder(&self) -> Builder {
        let mut builder = FlinksMock::builder().allow_invalid_fixtures(self.allow_invalid_fixtures);
        if let Some(folder) = &self.scenarios {
            builder = builder.scenarios(folder);
        }
        if let Some(folder) = &self.fixtures {
            builder = builder.fixtures(folder);
        }
        builder
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = text.replace("localhost:", "127.0.0.1:");
    let expected = "expected an address of this machine and a port, such as 127.0.0.1:8780";
    numeric.parse().map_err(|_| expected.to_owned())
}

fn admin(text: &str) -> Result<Admin, String> {
    if text == "off" { Ok(Admin::Off) } else { address(text).map(Admin::At) }
}

pub(super) fn speed(text: &str) -> Result<NonZeroU32, String> {
    let speed = text.parse().ok().filter(|speed: &NonZeroU32| speed.get() <= FASTEST);
    speed.ok_or_else(|| format!("expected a whole number from 1 to {FASTEST}"))
}

const SERVE_EXAMPLES: &str = "\
Examples:
  flinks-mock serve
  flinks-mock serve --scenario never-ready --clock auto
  flinks-mock serve --listen 127.0.0.1:0 --scenarios ./my-scenarios
  flinks-mock serve --tls 127.0.0.1:8743 --tls-ca ca.pem --proxy 127.0.0.1:8782
  flinks-mock serve --auth token --profile current

Exit codes: 0 stopped by a signal; 2 a flag, scenario or fixture is wrong, or the address is taken";

const CHECK_EXAMPLES: &str = "\
Examples:
  flinks-mock check my-scenarios
  flinks-mock check --fixtures my-fixtures --deny-warnings slow-bank.toml

Exit codes: 0 nothing is wrong; 2 something is";
const CTL_EXIT_CODES: &str = "\
Exit codes: 0 done; 1 the server refused; 2 the command line is wrong; 3 the server cannot be reached";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  flinks-mock explain data-after-25-minutes
  flinks-mock explain ./my-scenarios/slow-bank.toml --fixtures ./my-fixtures

Exit codes: 0 drawn; 2 there is no such scenario, or it is wrong";

const RULES_EXAMPLES: &str = "\
Examples:
  flinks-mock rules
  flinks-mock rules CLI-POLL-002
  flinks-mock rules cli-err --format json

Exit codes: 0 listed; 2 there is no such rule";

const JUDGE_EXAMPLES: &str = "\
Examples:
  flinks-mock judge bank.journal
  flinks-mock judge --customer 43387ca6-0391-4c82-857d-70d95f087ecb -v bank.journal";

const EXIT_CODES: &str = "\
Exit codes: 0 done; 2 a flag, scenario or fixture is wrong, or the address is taken";
