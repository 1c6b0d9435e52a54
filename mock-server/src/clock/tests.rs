use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use super::*;

/// Polls once.
async fn is_pending<T>(mut future: Pin<&mut impl Future<Output = T>>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

fn secs(clock: &Clock) -> u64 {
    clock.now().as_duration().as_secs()
}

#[tokio::test]
async fn auto_jumps_when_nobody_works() {
    let clock = Clock::new(ClockMode::Auto);
    clock.sleep_until(Moment::from_secs(1_800)).await;
    assert_eq!(clock.now(), Moment::from_secs(1_800));

    clock.sleep_until(Moment::from_secs(5)).await;
    assert_eq!(secs(&clock), 1_800, "a moment that has passed moves nothing");
}

#[tokio::test]
async fn auto_stands_while_somebody_works() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    let mut wait = pin!(clock.sleep_until(Moment::from_secs(10)));

    assert!(is_pending(wait.as_mut()).await);
    assert_eq!(secs(&clock), 0);

    drop(busy);
    wait.await;
    assert_eq!(secs(&clock), 10);
}

#[tokio::test]
async fn waits_end_in_the_order_of_deadline_then_arrival() {
    let clock = Clock::new(ClockMode::Auto);
    let order = std::sync::Mutex::new(Vec::new());
    let wait = async |name: &'static str, second: u64| {
        let busy = clock.busy().sleep_until(Moment::from_secs(second)).await;
        order.lock().unwrap().push((name, secs(&clock)));
        drop(busy);
    };

    let start = clock.busy();
    let all = async { tokio::join!(wait("b", 20), wait("a", 10), wait("c", 20), wait("d", 20)) };
    let mut all = pin!(all);
    assert!(is_pending(all.as_mut()).await);
    drop(start);
    all.await;

    assert_eq!(*order.lock().unwrap(), [("a", 10), ("b", 20), ("c", 20), ("d", 20)]);
}

#[tokio::test]
async fn a_wait_that_is_given_up_moves_nothing_and_blocks_nobody() {
    let clock = Clock::new(ClockMode::Auto);
    let busy = clock.busy();
    {
        let mut wait = pin!(clock.sleep_until(Moment::from_secs(10)));
        assert!(is_pending(wait.as_mut()).await);
    }
    drop(busy);
    assert_eq!(secs(&clock), 0, "given up before it was woken");

    let busy = clock.busy();
    {
        let mut wait = pin!(clock.sleep_until(Moment::from_secs(10)));
        assert!(is_pending(wait.as_mut()).await);
        drop(busy);
    }
    assert_eq!(secs(&clock), 10, "given up after it was woken");
    clock.sleep_until(Moment::from_secs(20)).await;
    assert_eq!(secs(&clock), 20);
}

#[test]
fn catch_up_moves_forward_only_and_only_auto() {
    let clock = Clock::new(ClockMode::Auto);
    clock.catch_up(Moment::from_secs(10));
    clock.catch_up(Moment::from_secs(3));
    assert_eq!(secs(&clock), 10);

    let real = Clock::new(ClockMode::Real);
    real.catch_up(Moment::from_secs(1_000_000));
    assert!(secs(&real) < 1_000_000);
}

#[tokio::test]
async fn a_scaled_clock_waits_a_fraction() {
    let clock = Clock::new(ClockMode::Scaled(NonZeroU32::new(1_000_000).unwrap()));
    clock.sleep_until(Moment::from_secs(60)).await;
    assert!(clock.now() >= Moment::from_secs(60));
}

#[test]
fn moments_do_not_overflow() {
    let late = Moment::from_secs(u64::MAX).plus(Duration::MAX);
    assert_eq!(late.since(Moment::START), Duration::MAX);
    assert_eq!(Moment::START.since(late), Duration::ZERO);
}
