//! Flags that several commands have. The doc comments are the help texts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use flinks_contract::fixture::Waived;

use crate::clock::{ClockMode, FASTEST};
use crate::dates::Dates;
use crate::library::Origins;
use crate::mock::{Builder, FlinksMock};
use crate::server::Listen;

/// Where scenarios and fixtures come from: flags for every program that starts a mock.
#[derive(clap::Args, Clone, Debug)]
pub struct Files {
    /// Add the scenarios of this folder (*.toml); the same name replaces a built-in one
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,

    /// Add the fixtures of this folder (accounts/*.json, ...); the same name replaces a built-in one
    #[arg(long, value_name = "DIR")]
    pub fixtures: Option<PathBuf>,

    /// Serve fixtures that do not match the schema of their message, instead of refusing them
    #[arg(long)]
    pub allow_invalid_fixtures: bool,

    /// Accept captured bodies as fixtures: the session's own ids, user name and LastRefresh replace those in
    /// them
    #[arg(long)]
    pub adopt: bool,
}

/// How time passes.
#[derive(clap::Args, Debug)]
pub(super) struct ClockArgs {
    /// Run the clock N times faster than real; under `run`, FLINKS_POLL_INTERVAL_MS tells the client how
    /// often to poll
    #[arg(long, value_name = "N", conflicts_with = "clock", value_parser = speed)]
    pub(super) speed: Option<NonZeroU32>,

    /// How time passes
    #[arg(long, value_name = "MODE", default_value = "real", value_parser = clock_modes())]
    clock: ClockMode,

    /// Dates of transactions and LastRefresh: `today` moves the newest transaction to the day before its
    /// session, `as-written` keeps the dates of the fixtures, and DATE is the day of the customer's first
    /// call
    #[arg(long, value_name = "today|as-written|DATE", default_value = "today")]
    pub(super) dates: Dates,
}

impl ClockArgs {
    pub(super) fn mode(&self) -> ClockMode {
        self.speed.map_or(self.clock, ClockMode::Scaled)
    }
}

fn clock_modes() -> impl TypedValueParser<Value = ClockMode> {
    let modes = [
        ("real", "Real time"),
        (
            "auto",
            "Never wait: delays are skipped, and each poll comes 10 s after the previous answer, \
             however fast the client is. Sessions of one customer share this clock: give each test a \
             customer id of its own",
        ),
        (
            "manual",
            "Stand still until `flinks-mock ctl clock advance` or the admin API moves the clock",
        ),
    ];
    let modes = modes.map(|(name, help)| PossibleValue::new(name).help(help));
    PossibleValuesParser::new(modes).try_map(|mode| mode.parse::<ClockMode>())
}

impl Files {
    /// A mock that plays these files, with everything else as it is by default.
    pub fn builder(&self) -> Builder {
        let mut builder = FlinksMock::builder()
            .allow_invalid_fixtures(self.allow_invalid_fixtures)
            .adopt_fixtures(self.adopt);
        if let Some(folder) = &self.scenarios {
            builder = builder.scenarios(folder);
        }
        if let Some(folder) = &self.fixtures {
            builder = builder.fixtures(folder);
        }
        builder
    }

    /// Everything that can be played; `default` is the scenario of the guides' login.
    pub(super) fn origins(&self, default: &str) -> Origins {
        Origins {
            scenarios: self.scenarios.clone(),
            fixtures: self.fixtures.clone(),
            waived: Waived { schema: self.allow_invalid_fixtures, adopt: self.adopt },
            ..Origins::built_in(default)
        }
    }
}

/// A port alone is one of the loopback interface; `localhost` is that of both families.
pub(super) fn address(text: &str) -> Result<Listen, String> {
    let (port, is_localhost) = match text.strip_prefix("localhost:") {
        Some(port) => (port, true),
        None => (text.strip_prefix(':').unwrap_or(text), false),
    };
    if let Ok(port) = port.parse::<u16>() {
        return Ok(Listen { address: (Ipv4Addr::LOCALHOST, port).into(), is_localhost });
    }
    let expected =
        "expected an address of this machine and a port, such as 127.0.0.1:8780, or a port";
    let address: Result<SocketAddr, _> = text.parse();
    address.map(Listen::from).map_err(|_| expected.to_owned())
}

/// Reads a host name of this machine, without a port.
pub(super) fn host(text: &str) -> Result<String, String> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_label = |label: &str| {
        let has_hyphen = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && !has_hyphen && label.bytes().all(is_of_name)
    };
    let is_host = text.parse::<IpAddr>().is_ok() || text.split('.').all(is_label);
    let expected = "expected a name or an address without a port, such as mock.test";
    if is_host { Ok(text.to_owned()) } else { Err(expected.to_owned()) }
}

/// Reads a duration that is not zero, such as 90s or 10m.
///
/// # Errors
///
/// What is wrong, and what to write instead.
pub fn timeout(text: &str) -> Result<Duration, String> {
    let one_line = |problem: String| problem.replace('\n', "; ");
    let time = flinks_contract::scenario::duration(text).map_err(one_line)?;
    if time.is_zero() { Err("expected a time longer than zero".to_owned()) } else { Ok(time) }
}

/// Reads how many times faster than real a clock runs.
///
/// # Errors
///
/// What to write instead.
pub fn speed(text: &str) -> Result<NonZeroU32, String> {
    let speed = text.parse().ok().filter(|speed: &NonZeroU32| speed.get() <= FASTEST);
    speed.ok_or_else(|| format!("expected a whole number from 1 to {FASTEST}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_times() {
        let table = [
            ("8890", Some("127.0.0.1:8890")),
            (":8890", Some("127.0.0.1:8890")),
            ("localhost:8890", Some("127.0.0.1:8890")),
            ("localhost:x", None),
            ("0.0.0.0:0", Some("0.0.0.0:0")),
            ("[::1]:8890", Some("[::1]:8890")),
            ("88900", None),
            ("localhost", None),
            ("example.com:80", None),
        ];
        for (text, expected) in table {
            let found = address(text).ok();
            let shown = found.map(|listen| listen.address.to_string());
            assert_eq!(shown.as_deref(), expected, "{text}");
            let is_localhost = found.is_some_and(|listen| listen.is_localhost);
            assert_eq!(is_localhost, text == "localhost:8890", "{text}");
        }
        for (text, is_good) in [
            ("mock.test", true),
            ("10.0.0.1", true),
            ("::1", true),
            ("a_b-c", true),
            ("", false),
            ("*", false),
            ("*.mock.test", false),
            ("mock test", false),
            ("mock..test", false),
            (".", false),
            ("-mock", false),
            (&"m".repeat(64), false),
            ("mock.test:80", false),
        ] {
            assert_eq!(host(text).is_ok(), is_good, "{text}");
        }
        assert_eq!(timeout("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(timeout("0s"), Err("expected a time longer than zero".to_owned()));
        assert_eq!(
            timeout("10 min"),
            Err("`10 min` is not a duration; did you mean \"10m\"?".to_owned())
        );
    }
}
