//! What the command finds in its environment.

use std::env;
use std::ffi::OsString;
use std::time::Duration;

use crate::client_environment::ClientEnvironment;
use crate::clock::ClockMode;
use crate::mock::AdminPort;
use crate::rng::Ids;
use crate::scenario::{CompiledScenario, GUIDE_USERNAME};

use super::plan::Plan;

/// What the guides ask for between two polls.
const INTERVAL: Duration = Duration::from_secs(10);

/// Password and institution of the guides' user. Every password is accepted unless a scenario says
/// otherwise.
const PASSWORD: &str = "Everyday";
const INSTITUTION: &str = "FlinksCapital";

pub(super) fn variables(
    plan: &Plan<'_>,
    story: &CompiledScenario,
    environment: &ClientEnvironment,
    admin: &AdminPort,
) -> Vec<(OsString, OsString)> {
    let customer = Ids::new(plan.args.seed, &format!("customer of {}", story.name)).next();
    let own = [
        ("FLINKS_BASE_URL", format!("http://{}", environment.http)),
        ("FLINKS_CUSTOMER_ID", customer.to_string()),
        ("FLINKS_LOGIN_ID", story.login.id.to_string()),
        ("FLINKS_USERNAME", story.username.as_deref().unwrap_or(GUIDE_USERNAME).to_owned()),
        ("FLINKS_PASSWORD", PASSWORD.to_owned()),
        ("FLINKS_INSTITUTION", INSTITUTION.to_owned()),
        ("FLINKS_MOCK_SCENARIO", story.name.to_string()),
        ("FLINKS_MOCK_ADMIN", admin.url()),
        ("FLINKS_MOCK_ADMIN_TOKEN", admin.token().to_owned()),
    ];
    let clock = clock(plan.args.clock.mode(), plan.faketime.is_some());
    let tls = environment.environment(|name| env::var(name).ok());
    let texts = tls.into_iter().chain(own).chain(clock);
    let faked = plan.faketime.iter().flat_map(|fake| fake.variables(env::var_os("LD_PRELOAD")));
    texts
        .map(|(name, value)| (name, value.into()))
        .chain(faked)
        .map(|(name, value)| (name.into(), value))
        .collect()
}

/// `is_faked`: the command's own time passes as fast as the mock's.
fn clock(mode: ClockMode, is_faked: bool) -> [(&'static str, String); 3] {
    // How many times faster than the command's own time the mock's passes.
    let speed = match mode {
        ClockMode::Scaled(speed) if !is_faked => speed.get(),
        _ => 1,
    };
    let interval_ms = match mode {
        // Every poll counts as one after 10 s, so there is nothing to wait for; some timers take 0
        // for "never".
        ClockMode::Auto => 1,
        // Rounded up: a poll that comes late is fine, one that comes early is not.
        _ => INTERVAL.as_millis().div_ceil(u128::from(speed)),
    };
    let clock = match mode {
        ClockMode::Real | ClockMode::Scaled(_) => "real".to_owned(),
        mode => mode.to_string(),
    };
    [
        ("FLINKS_POLL_INTERVAL_MS", interval_ms.to_string()),
        ("FLINKS_MOCK_CLOCK", clock),
        ("FLINKS_MOCK_SPEED", speed.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn the_interval_keeps_up_with_the_clock() {
        let scaled = |speed| ClockMode::Scaled(NonZeroU32::new(speed).unwrap());
        let table = [
            (ClockMode::Real, false, ["10000", "real", "1"]),
            (scaled(1), false, ["10000", "real", "1"]),
            (scaled(180), false, ["56", "real", "180"]),
            (scaled(1_000_000), false, ["1", "real", "1000000"]),
            (scaled(180), true, ["10000", "real", "1"]),
            (ClockMode::Manual, false, ["10000", "manual", "1"]),
            (ClockMode::Auto, false, ["1", "auto", "1"]),
        ];
        for (mode, is_faked, expected) in table {
            let values = clock(mode, is_faked).map(|(_, value)| value);
            assert_eq!(values, expected, "{mode} {is_faked}");
        }
    }
}
