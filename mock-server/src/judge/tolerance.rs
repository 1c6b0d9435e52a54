//! How exactly the waits of a client can be seen.

use std::time::Duration;

use super::evidence::Call;
use crate::kept::KeptMode;

/// This much too early is let pass: timers of clients are not exact, and answers take a moment.
const EARLY: Duration = Duration::from_millis(250);

/// Real time that timers of clients, their way to the mock and moments of the journal blur.
const GRAIN: Duration = Duration::from_millis(5);

/// Where more than this would have to be let pass, an interval of 10 s cannot be judged.
const COARSEST: Duration = Duration::from_secs(5);

/// Story time by which a call may come too early.
pub(super) fn tolerance(clock: KeptMode) -> Duration {
    match clock {
        KeptMode::Scaled(speed) => EARLY.max(GRAIN.saturating_mul(speed.get())),
        KeptMode::Real | KeptMode::Manual | KeptMode::Auto => EARLY,
    }
}

/// Why waits that end with this call cannot be judged.
pub(super) fn blind(call: &Call) -> Option<String> {
    if let Some(reason) = call.unmeasured() {
        return Some(reason.to_owned());
    }
    let KeptMode::Scaled(speed) = call.clock else { return None };
    (tolerance(call.clock) > COARSEST).then(|| {
        let grain = tolerance(call.clock).as_secs();
        format!("at {speed} times real a timer of the client is exact to {grain} s only: go slower")
    })
}
