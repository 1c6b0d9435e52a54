//! Real and scaled clocks, on tokio's paused time: it jumps to the next timer when all tasks wait.

use tokio::time::Instant;

use super::*;

/// How long it takes in whole milliseconds of real time until `clock` shows `second`.
async fn millis_until(clock: &Clock, second: u64) -> u128 {
    let start = real_now();
    clock.sleep_until(at(second)).await;
    assert!(clock.now() >= at(second));
    (real_now() - start).as_millis()
}

#[expect(clippy::disallowed_methods, reason = "this is the paused time of the test")]
fn real_now() -> Instant {
    Instant::now()
}

/// A timer of tokio has a resolution of 1 ms, and a wait is rounded up.
#[tokio::test(start_paused = true)]
async fn a_running_clock_waits_real_time_divided_by_its_speed() {
    let rows =
        [(ClockMode::Real, 60, 60_001), (scaled(60), 600, 10_001), (scaled(1_000_000), 1_800, 2)];
    for (mode, second, millis) in rows {
        let clock = Clock::new(mode);
        assert_eq!(millis_until(&clock, second).await, millis, "{mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_passed_in_real_time() {
    let clock = Clock::starting_at(scaled(2), at(1_000));
    clock.sleep_until(at(1_010)).await;
    let now = clock.now();
    let seconds = Duration::from_secs;
    assert_eq!(clock.passed(seconds(0)), Some((now, now)));
    let (from, to) = clock.passed(seconds(4)).unwrap();
    assert_eq!((to, to.since(from)), (now, seconds(8)));
    let begun = clock.passed(seconds(60)).unwrap().0;
    assert_eq!(begun, at(1_000), "no earlier than it ran");
    for mode in [ClockMode::Manual, ClockMode::Auto] {
        clock.set_mode(mode);
        assert_eq!(clock.passed(seconds(4)), None, "{mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_restored_goes_on_from_its_moment() {
    let clock = Clock::starting_at(scaled(2), at(1_000));
    assert_eq!(millis_until(&clock, 1_010).await, 5_001);

    for mode in [ClockMode::Manual, ClockMode::Auto] {
        assert_eq!(Clock::starting_at(mode, at(1_000)).now(), at(1_000), "{mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_at_once_ends_in_the_order_of_deadline_then_arrival() {
    let clock = Clock::new(ClockMode::Real);
    let order = Mutex::new(Vec::new());
    let wait = async |name: &'static str, second: u64| {
        clock.sleep_until(at(second)).await;
        order.lock().unwrap().push(name);
    };
    tokio::join!(wait("b", 20), wait("a", 10), wait("c", 20));
    assert_eq!(*order.lock().unwrap(), ["a", "b", "c"]);
}

/// `Instant + Duration` panics past its end, and the timer of tokio a little before.
#[tokio::test(start_paused = true)]
async fn the_end_of_time_can_be_waited_for() {
    let last = Moment::START.plus(last_of_real_time() - Duration::from_nanos(1));
    // The last one is so many seconds from the start of the test, and is tried before time passes.
    for deadline in [last, Moment::END, at(u64::MAX)] {
        for mode in [ClockMode::Real, scaled(1_000_000), ClockMode::Manual] {
            let clock = Clock::new(mode);
            let mut wait = pin!(clock.sleep_until(deadline));
            assert!(is_pending(wait.as_mut()).await, "{mode}");
            tokio::time::advance(Duration::from_secs(40 * 60 * 60)).await;
            assert!(is_pending(wait.as_mut()).await, "{mode}");
        }
    }

    let clock = Clock::new(ClockMode::Auto);
    clock.sleep_until(at(u64::MAX)).await;
    assert_eq!(secs(&clock), u64::MAX);
}

/// How far from now the last `Instant` is.
fn last_of_real_time() -> Duration {
    let mut last = Duration::ZERO;
    for bit in (0..u64::BITS).rev() {
        let step = Duration::from_secs(1 << bit);
        if real_now().checked_add(last.saturating_add(step)).is_some() {
            last = last.saturating_add(step);
        }
    }
    let nanos = (0..30).rev().map(|bit| Duration::from_nanos(1 << bit));
    nanos.fold(
        last,
        |last, step| {
            if real_now().checked_add(last + step).is_some() { last + step } else { last }
        },
    )
}

#[tokio::test(start_paused = true)]
async fn a_running_clock_ends_waits_while_others_work() {
    let clock = Clock::new(ClockMode::Real);
    let _busy = clock.busy();
    assert_eq!(millis_until(&clock, 1).await, 1_001);
}

#[test]
fn a_clock_needs_no_runtime_to_tell_the_time() {
    let clock = Clock::new(ClockMode::Real);
    assert!(clock.now() >= Moment::START);
}
