//! How exactly the waits of a client can be seen.

use std::time::Duration;

use flinks_contract::polling;

use super::evidence::Call;
use crate::clock::ClockMode;

/// Real time that timers of clients, their way to the mock and moments of the journal blur.
const GRAIN: Duration = Duration::from_millis(5);

/// Where more than this would have to be let pass, an interval of 10 s cannot be judged.
const COARSEST: Duration = Duration::from_secs(5);

/// Story time by which a call may come too early.
pub(super) fn tolerance(clock: ClockMode) -> Duration {
    match clock {
        ClockMode::Scaled(speed) => polling::TOLERANCE.max(GRAIN.saturating_mul(speed.get())),
        ClockMode::Real | ClockMode::Manual | ClockMode::Auto => polling::TOLERANCE,
    }
}

/// What is added to 30 min where a client counts them in the interval that `run` gives it: that is rounded
/// up to whole milliseconds, 56 ms in the place of 55.6 ms at 180 times real.
pub(super) fn rounding(clock: ClockMode) -> Duration {
    let ClockMode::Scaled(speed) = clock else { return Duration::ZERO };
    let interval = polling::INTERVAL.as_millis().div_ceil(speed.get().into());
    let millis = u64::try_from(interval).unwrap_or(u64::MAX).saturating_mul(speed.get().into());
    let polls = polling::CEILING.as_secs() / polling::INTERVAL.as_secs();
    Duration::from_millis(millis.saturating_mul(polls)).saturating_sub(polling::CEILING)
}

/// Why waits that end with this call cannot be judged.
pub(super) fn blind(call: &Call) -> Option<String> {
    if let Some(reason) = call.unmeasured() {
        return Some(reason.to_owned());
    }
    let ClockMode::Scaled(speed) = call.clock else { return None };
    (tolerance(call.clock) > COARSEST).then(|| {
        let grain = tolerance(call.clock).as_secs();
        format!("at {speed} times real a timer of the client is exact to {grain} s only: go slower")
    })
}
