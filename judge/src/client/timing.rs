//! How exactly the waits of a client can be seen.

use std::time::Duration;

use flinks_contract::polling;
use flinks_trace::{ClockMode, Exchange, Moment, Outcome, Timestamp, Trace};

/// Real time that timers of clients, their way to the server and the moments of the journal blur.
const GRAIN: Duration = Duration::from_millis(5);

/// Where the tolerance is larger than this, an interval of 10 s cannot be judged.
const COARSEST: Duration = Duration::from_secs(5);

/// Real time by which a right timer may fire early: most count whole milliseconds.
const TIMER: Duration = Duration::from_millis(1);

/// Story time by which a call may be early and is right for sure.
///
/// A wait ends when the next call arrives, which is never noted too early, and begins with the answer. So
/// what happens on the way makes a wait look longer, not shorter, and [`overhead`] takes out what is known
/// of it. Only a timer that fires early makes it shorter, by [`TIMER`], which a clock that runs faster
/// multiplies. Up to 250 times real [`polling::TOLERANCE`] covers that.
///
/// A client that calls at fixed intervals is another matter: where one of its calls was held up on its way,
/// the next one seems to be early by that much. Between this and [`tolerance`] nobody can say.
pub(super) fn allowance(clock: ClockMode) -> Duration {
    multiplied(TIMER, clock)
}

/// Story time by which a call may be early or late without being wrong for sure.
pub(super) fn tolerance(clock: ClockMode) -> Duration {
    multiplied(GRAIN, clock)
}

/// Story time within which a library sends a lost call again. What it takes for that is real time, and a
/// clock that runs faster multiplies it; a program that waits comes later than this all the same.
pub(super) fn at_once(clock: ClockMode) -> Duration {
    let real = polling::TOLERANCE.saturating_mul(speed(clock));
    tolerance(clock).max(real.min(polling::INTERVAL / 4))
}

fn multiplied(real: Duration, clock: ClockMode) -> Duration {
    polling::TOLERANCE.max(real.saturating_mul(speed(clock)))
}

pub(super) fn speed(clock: ClockMode) -> u32 {
    match clock {
        ClockMode::Scaled(speed) => speed.get(),
        _ => 1,
    }
}

/// What the answer took beyond the delay that the scenario asks for. On a clock that runs faster, a
/// millisecond of it would hide that a client waits too short.
pub(super) fn overhead(answered: &Exchange) -> Duration {
    let Some(Outcome::Sent { at }) = answered.outcome else { return Duration::ZERO };
    if !is_scaled(answered.clock) {
        return Duration::ZERO;
    }
    let Exchange { arrived, decided, due, .. } = *answered;
    // A body that comes slowly is asked for as well.
    (decided.since(arrived) + at.since(due)).min(tolerance(answered.clock))
}

/// Why nobody can say whether a call came early that should have come `least` after the one before.
pub(super) fn doubt(call: &Exchange, wait: Duration, least: Duration) -> String {
    let speed = speed(call.clock);
    let (wait, least) = (wait.as_secs_f64(), least.as_secs());
    format!("at {speed} times real a wait of {wait:.1} s cannot be told from {least} s: go slower")
}

/// Whether the clock runs faster than real: a hiccup of the client's machine is then as large as a
/// wait.
pub(super) fn is_scaled(clock: ClockMode) -> bool {
    matches!(clock, ClockMode::Scaled(_))
}

/// What is added to 30 min where a client counts them in the interval that `run` gives it: that is
/// rounded up to whole milliseconds, 56 ms instead of 55.6 ms at 180 times real.
pub(super) fn rounding(clock: ClockMode) -> Duration {
    let speed = u64::from(speed(clock));
    let interval = polling::INTERVAL.as_secs() * 1_000;
    let millis = interval.div_ceil(speed).saturating_mul(speed);
    let polls = polling::CEILING.as_secs() / polling::INTERVAL.as_secs();
    Duration::from_millis(millis.saturating_mul(polls)).saturating_sub(polling::CEILING)
}

pub(super) fn unmeasured(call: &Exchange) -> Option<&'static str> {
    (call.clock == ClockMode::Auto).then_some(
        "the auto clock hides the client's own waits; a real, scaled or manual one shows them",
    )
}

/// Why waits that end with this call cannot be judged.
pub(super) fn blind(call: &Exchange) -> Option<String> {
    if let Some(reason) = unmeasured(call) {
        return Some(reason.to_owned());
    }
    (tolerance(call.clock) > COARSEST).then(|| {
        let (speed, grain) = (speed(call.clock), tolerance(call.clock).as_secs());
        format!("at {speed} times real a timer of the client is exact to {grain} s only: go slower")
    })
}

/// Why the wait between two calls cannot be trusted: the answer may have come later than the journal
/// says, or the call earlier.
pub(super) fn stall(trace: &Trace, before: &Exchange, after: &Exchange) -> Option<String> {
    let stall = stall_between(trace, &after.customer, before.arrived, after.arrived)?;
    Some(format!(
        "the machine stood still from {} to {}: how long the client waited is not sure",
        Timestamp(stall.from),
        Timestamp(stall.to)
    ))
}

pub(super) fn stall_between<'a>(
    trace: &'a Trace,
    customer: &str,
    from: Moment,
    to: Moment,
) -> Option<&'a flinks_trace::Stall> {
    let mut stalls = trace.stalls.iter().filter(|stall| stall.customer == *customer);
    stalls.find(|stall| stall.from < to && from < stall.to)
}
