//! How many requests a run may send.

use std::num::NonZeroU32;
use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{CEILING, MOST_CALLS};
use flinks_mock::clock::ClockMode;
use flinks_trace::Probe;

use crate::setup::Setup;

/// "at most 387 requests, 60 min", for who is to know it before.
pub(crate) fn cost(setup: &Setup) -> String {
    let most = most_requests(setup);
    let requests = if most == 1 { "request" } else { "requests" };
    let clock = match setup.head.mode {
        ClockMode::Scaled(speed) => format!(" at speed {speed}"),
        ClockMode::Manual | ClockMode::Auto => " simulated".to_owned(),
        ClockMode::Real => String::new(),
    };
    format!("at most {most} {requests}, {} min{clock}", LONGEST.as_secs() / 60)
}

/// Two polls that end at their last moment. Everything else is sent at once.
const LONGEST: Duration = CEILING.saturating_mul(2);

/// What was asked for, or what the run can need: two flows with every poll that fits, the repeat of each
/// 200, the accounts once more, and each probe twice, as one that gets no answer is sent again.
pub(crate) fn most_requests(setup: &Setup) -> u32 {
    let token = u32::from(setup.credentials.secret_key.is_some());
    let calls = u32::try_from(MOST_CALLS).unwrap_or(u32::MAX);
    let flow = (token + 1).saturating_add(calls).saturating_add(1);
    let probes = Probe::ALL.into_iter().filter(|probe| setup.sends(*probe));
    let probes: u32 = probes
        .map(|probe| 1 + if probe.endpoint() == Endpoint::Authorize { token } else { 0 })
        .sum();
    let needed = flow.saturating_mul(2).saturating_add(1 + 2 * probes);
    setup.budget.map_or(needed, NonZeroU32::get)
}
