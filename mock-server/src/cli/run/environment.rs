//! What the command finds in its environment.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::clock::ClockMode;
use crate::story::{GUIDE_USERNAME, Story};

/// What the mock of one run is, for its client.
#[derive(Debug)]
pub(super) struct Play<'a> {
    pub(super) url: &'a str,
    /// Address and token of the admin API.
    pub(super) admin: (&'a str, &'a str),
    pub(super) customer: &'a str,
    pub(super) story: &'a Story,
    pub(super) mode: ClockMode,
    /// The command's own time passes as fast as the mock's.
    pub(super) is_faked: bool,
}

/// What the guides ask for between two polls.
const INTERVAL: Duration = Duration::from_secs(10);

/// The password and the institution of the guides' user. Every password is taken, but where a
/// scenario says otherwise.
const PASSWORD: &str = "Everyday";
const INSTITUTION: &str = "FlinksCapital";

impl Play<'_> {
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        let login = self.story.login.id.to_string();
        let username = self.story.username.as_deref().unwrap_or(GUIDE_USERNAME);
        vec![
            ("FLINKS_BASE_URL", self.url.to_owned()),
            ("FLINKS_CUSTOMER_ID", self.customer.to_owned()),
            ("FLINKS_LOGIN_ID", login),
            ("FLINKS_USERNAME", username.to_owned()),
            ("FLINKS_PASSWORD", PASSWORD.to_owned()),
            ("FLINKS_INSTITUTION", INSTITUTION.to_owned()),
            ("FLINKS_POLL_INTERVAL_MS", self.interval_ms().to_string()),
            ("FLINKS_MOCK_SCENARIO", self.story.name.to_string()),
            ("FLINKS_MOCK_CLOCK", self.clock()),
            ("FLINKS_MOCK_SPEED", self.speed().to_string()),
            ("FLINKS_MOCK_ADMIN", self.admin.0.to_owned()),
            ("FLINKS_MOCK_ADMIN_TOKEN", self.admin.1.to_owned()),
        ]
    }

    /// Rounded up: a poll that comes late is fine, one that comes early is not.
    fn interval_ms(&self) -> u128 {
        match self.mode {
            // Every poll counts as one after 10 s, so there is nothing to wait for; some timers take
            // 0 for "never".
            ClockMode::Auto => 1,
            _ => INTERVAL.as_millis().div_ceil(u128::from(self.speed())),
        }
    }

    /// How many times faster than the command's own time the mock's passes.
    fn speed(&self) -> u32 {
        match self.mode {
            ClockMode::Scaled(speed) if !self.is_faked => speed.get(),
            _ => NonZeroU32::MIN.get(),
        }
    }

    fn clock(&self) -> String {
        match self.mode {
            ClockMode::Real | ClockMode::Scaled(_) => "real".to_owned(),
            mode => mode.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{DEFAULT_SCENARIO, Library, Sources};

    fn variables(mode: ClockMode, is_faked: bool) -> Vec<(&'static str, String)> {
        let library = Library::read(Sources::default(), DEFAULT_SCENARIO).unwrap();
        let play = Play {
            url: "http://127.0.0.1:4000",
            admin: ("http://127.0.0.1:4001", "0123456789abcdef"),
            customer: "43387ca6-0391-4c82-857d-70d95f087ecb",
            story: library.default(),
            mode,
            is_faked,
        };
        play.variables()
    }

    #[test]
    fn everything_that_a_client_needs() {
        let lines = variables(ClockMode::Real, false);
        let lines: Vec<_> = lines.iter().map(|(name, value)| format!("{name}={value}")).collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        FLINKS_BASE_URL=http://127.0.0.1:4000
        FLINKS_CUSTOMER_ID=43387ca6-0391-4c82-857d-70d95f087ecb
        FLINKS_LOGIN_ID=10000000-0000-4000-8000-000000000002
        FLINKS_USERNAME=test_pending
        FLINKS_PASSWORD=Everyday
        FLINKS_INSTITUTION=FlinksCapital
        FLINKS_POLL_INTERVAL_MS=10000
        FLINKS_MOCK_SCENARIO=two-polls
        FLINKS_MOCK_CLOCK=real
        FLINKS_MOCK_SPEED=1
        FLINKS_MOCK_ADMIN=http://127.0.0.1:4001
        FLINKS_MOCK_ADMIN_TOKEN=0123456789abcdef
        ");
    }

    #[test]
    fn the_interval_keeps_up_with_the_clock() {
        let scaled = |speed| ClockMode::Scaled(NonZeroU32::new(speed).unwrap());
        let table = [
            (ClockMode::Real, false, "10000", "1", "real"),
            (scaled(1), false, "10000", "1", "real"),
            (scaled(180), false, "56", "180", "real"),
            (scaled(1_000_000), false, "1", "1000000", "real"),
            (scaled(180), true, "10000", "1", "real"),
            (ClockMode::Manual, false, "10000", "1", "manual"),
            (ClockMode::Auto, false, "1", "1", "auto"),
        ];
        for (mode, is_faked, interval, speed, clock) in table {
            let variables = variables(mode, is_faked);
            let value = |wanted: &str| {
                let found = variables.iter().find(|(name, _)| *name == wanted);
                found.map(|(_, value)| value.clone()).unwrap()
            };
            assert_eq!(value("FLINKS_POLL_INTERVAL_MS"), interval, "{mode} {is_faked}");
            assert_eq!(value("FLINKS_MOCK_SPEED"), speed, "{mode} {is_faked}");
            assert_eq!(value("FLINKS_MOCK_CLOCK"), clock, "{mode} {is_faked}");
        }
    }
}
