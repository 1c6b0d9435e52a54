use super::*;

#[tokio::test]
async fn auto_stands_while_somebody_works() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    let mut wait = pin!(clock.sleep_until(at(10)));

    assert!(is_pending(wait.as_mut()).await);
    assert_eq!(secs(&clock), 0);

    drop(busy);
    wait.await;
    assert_eq!(secs(&clock), 10);
}

#[tokio::test]
async fn a_wait_that_is_given_up_before_it_is_woken_moves_nothing() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    {
        let mut wait = pin!(clock.sleep_until(at(10)));
        assert!(is_pending(wait.as_mut()).await);
        assert_eq!(clock.next_deadline(), Some(at(10)));
    }
    assert_eq!(clock.next_deadline(), None);
    drop(busy);
    assert_eq!(secs(&clock), 0);
}

#[tokio::test]
async fn a_wait_that_is_given_up_after_it_was_woken_lets_the_next_one_end() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    let mut next = pin!(clock.sleep_until(at(20)));
    {
        let mut wait = pin!(clock.sleep_until(at(10)));
        assert!(is_pending(wait.as_mut()).await);
        assert!(is_pending(next.as_mut()).await);
        drop(busy);
        assert_eq!(secs(&clock), 10);
    }
    assert_eq!(secs(&clock), 20, "woken by the drop, without another call");
    assert!(!is_pending(next).await);
}

#[test]
fn catch_up_moves_forward_only_and_only_auto() {
    let clock = Clock::new(ClockMode::Auto);
    clock.catch_up(at(10));
    clock.catch_up(at(3));
    assert_eq!(secs(&clock), 10);

    for mode in [ClockMode::Real, scaled(2), ClockMode::Manual] {
        let clock = Clock::new(mode);
        clock.catch_up(at(1_000_000));
        assert!(secs(&clock) < 1_000_000, "{mode}");
    }
}

#[tokio::test]
async fn catch_up_does_not_pass_who_waits() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    let mut wait = pin!(clock.busy().sleep_until(at(5)));
    assert!(is_pending(wait.as_mut()).await);

    clock.catch_up(at(10));
    assert_eq!(secs(&clock), 5);
    drop(busy);
    let _woken = wait.await;
    assert_eq!(secs(&clock), 5);
}

#[test]
fn catch_up_does_not_pass_who_is_about_to_wait() {
    let clock = Clock::new(ClockMode::Auto);
    let _caller = clock.busy();
    let other = clock.busy();
    clock.catch_up(at(10));
    assert_eq!(secs(&clock), 0);

    drop(other);
    clock.catch_up(at(10));
    assert_eq!(secs(&clock), 10);
}
