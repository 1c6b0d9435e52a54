//! Changes of mode, on tokio's paused time.

use super::*;

/// Lets real time pass, without letting a timer of a wait fire before the wait is polled.
async fn real_secs(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn time_goes_on_from_where_it_is() {
    let clock = Clock::new(ClockMode::Real);
    assert_eq!(clock.mode(), ClockMode::Real);
    let rows = [
        (ClockMode::Real, 10),
        (scaled(60), 610),
        (ClockMode::Manual, 610),
        (scaled(2), 630),
        (ClockMode::Auto, 630),
        (ClockMode::Real, 640),
        (ClockMode::Auto, 640),
        (ClockMode::Manual, 640),
        (ClockMode::Real, 650),
        (ClockMode::Manual, 650),
        (ClockMode::Auto, 650),
        (scaled(3), 680),
        (scaled(5), 730),
        (ClockMode::Real, 740),
    ];
    for (mode, second) in rows {
        clock.set_mode(mode);
        assert_eq!(clock.mode(), mode);
        real_secs(10).await;
        assert_eq!(clock.now(), at(second), "after 10 s as {mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_sleeps_on_real_time_notices_another_speed() {
    let clock = Clock::new(ClockMode::Real);
    let sleeper = tokio::spawn({
        let clock = clock.clone();
        async move { clock.sleep_until(at(100)).await }
    });
    tokio::task::yield_now().await;
    real_secs(10).await;
    clock.set_mode(scaled(10));
    tokio::task::yield_now().await;

    real_secs(8).await;
    tokio::task::yield_now().await;
    assert!(!sleeper.is_finished(), "it is at 90 s of its 100 s");
    // 1 s of real time is left, and at most 1 ms of the timer's resolution.
    tokio::time::timeout(Duration::from_millis(1_002), sleeper).await.unwrap().unwrap();
    assert_eq!(secs(&clock), 100);
}

#[tokio::test(start_paused = true)]
async fn who_sleeps_on_real_time_stands_on_a_manual_clock() {
    let clock = Clock::new(ClockMode::Real);
    let mut wait = pin!(clock.busy().sleep_until(at(100)));
    assert!(is_pending(wait.as_mut()).await);
    real_secs(10).await;

    clock.set_mode(ClockMode::Manual);
    real_secs(1_000).await;
    assert!(is_pending(wait.as_mut()).await);
    assert_eq!((secs(&clock), clock.next_deadline()), (10, Some(at(100))));

    clock.set_mode(ClockMode::Real);
    real_secs(89).await;
    assert!(is_pending(wait.as_mut()).await);
    let _busy = wait.await;
    assert_eq!(secs(&clock), 100);
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_woken_by_the_change_to_auto() {
    for mode in [ClockMode::Real, scaled(7), ClockMode::Manual] {
        let clock = Clock::new(mode);
        let mut wait = pin!(clock.busy().sleep_until(at(100)));
        assert!(is_pending(wait.as_mut()).await);

        clock.set_mode(ClockMode::Auto);
        assert_eq!(clock.now(), at(100), "{mode}");
        assert!(!is_pending(wait).await, "{mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_fell_due_while_real_time_ran_takes_no_standing_clock_back() {
    for mode in [ClockMode::Manual, ClockMode::Auto] {
        let clock = Clock::new(ClockMode::Real);
        let mut wait = pin!(clock.busy().sleep_until(at(5)));
        assert!(is_pending(wait.as_mut()).await);
        real_secs(10).await;

        clock.set_mode(mode);
        assert_eq!(clock.now(), at(10), "{mode}");
        assert_eq!(clock.next_deadline(), None, "{mode}");
        let _busy = wait.await;
        assert_eq!(clock.now(), at(10), "{mode}");
    }
}

#[tokio::test]
async fn who_works_keeps_the_clock_standing_through_a_change_of_mode() {
    let clock = Clock::new(ClockMode::Real);
    let busy = clock.busy();
    let mut wait = pin!(clock.sleep_until(at(1_000)));
    assert!(is_pending(wait.as_mut()).await);

    clock.set_mode(ClockMode::Auto);
    assert!(clock.now() < at(1_000), "work that began on a real clock counts on auto");
    drop(busy);
    assert_eq!(clock.now(), at(1_000));
}
