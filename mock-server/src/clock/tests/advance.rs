use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::{JoinSet, yield_now};

use super::*;

/// What fired, as second and label.
fn shown(fired: &[Fired]) -> Vec<(u64, &str)> {
    fired.iter().map(|one| (one.at.as_duration().as_secs(), &*one.what)).collect()
}

/// Waits for `second` and, woken, works until the end of `work`; both run as tasks.
async fn waiter<F>(
    tasks: &mut JoinSet<()>,
    clock: &Clock,
    label: &'static str,
    second: u64,
    work: impl FnOnce(Busy) -> F + Send + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let busy = clock.busy();
    tasks.spawn(async move { work(busy.wait(at(second), || label.into()).await).await });
    yield_now().await;
}

async fn no_more(busy: Busy) {
    drop(busy);
}

#[tokio::test(start_paused = true)]
async fn an_advance_ends_waits_in_order_of_deadline_then_arrival_in_every_mode() {
    for mode in [ClockMode::Real, scaled(60), ClockMode::Manual, ClockMode::Auto] {
        let clock = Clock::new(mode);
        let mut tasks = JoinSet::new();
        // Holds auto back until everybody waits.
        let start = clock.busy();
        for (label, second) in [("b", 20), ("d", 31), ("a", 10), ("c", 20), ("e", 90)] {
            let seen = clock.clone();
            let check = async move |busy| {
                assert_eq!(secs(&seen), second, "{mode}: {label} sees its own deadline");
                yield_now().await;
                drop(busy);
            };
            waiter(&mut tasks, &clock, label, second, check).await;
        }
        let mut advance = pin!(clock.advance_to(at(31)));
        assert!(is_pending(advance.as_mut()).await);
        drop(start);

        let expected = [(10, "a"), (20, "b"), (20, "c"), (31, "d")];
        assert_eq!(shown(&advance.await), expected, "{mode}");
        let after = if mode == ClockMode::Auto { 90 } else { 31 };
        assert_eq!(secs(&clock), after, "{mode}");
        if mode == ClockMode::Manual {
            assert_eq!(shown(&clock.advance_to(at(90)).await), [(90, "e")]);
        }
        all_ended(tasks).await;
        assert_eq!(secs(&clock), 90, "{mode}: e keeps its deadline");
    }
}

#[tokio::test]
async fn the_label_is_made_only_for_a_wait() {
    let clock = Clock::starting_at(ClockMode::Manual, at(10));
    let busy = clock.busy();
    drop(busy.wait(at(10), || unreachable!("the moment has come")).await);
}

#[tokio::test(start_paused = true)]
async fn the_clock_stands_while_who_was_woken_works() {
    for mode in [ClockMode::Real, ClockMode::Manual, ClockMode::Auto] {
        let clock = Clock::new(mode);
        let start = clock.busy();
        let mut first = pin!(clock.busy().sleep_until(at(10)));
        let mut second = pin!(clock.busy().sleep_until(at(20)));
        assert!(is_pending(first.as_mut()).await && is_pending(second.as_mut()).await);
        let mut advance = pin!(clock.advance_to(at(30)));
        assert!(is_pending(advance.as_mut()).await);
        assert_eq!(secs(&clock), 0, "{mode}: who worked before goes on working");
        drop(start);

        let busy = first.await;
        tokio::time::advance(Duration::from_secs(1_000)).await;
        assert_eq!(clock.now(), at(10), "{mode}");
        assert!(is_pending(second.as_mut()).await && is_pending(advance.as_mut()).await);

        drop(busy);
        assert_eq!(clock.now(), at(20), "{mode}");
        drop(second.await);
        assert_eq!(shown(&advance.await), [(10, "a wait"), (20, "a wait")], "{mode}");
        assert_eq!(clock.now(), at(30), "{mode}");
    }
}

#[tokio::test]
async fn advances_run_one_after_the_other() {
    let clock = Clock::new(ClockMode::Manual);
    let mut tasks = JoinSet::new();
    for (label, second) in [("a", 10), ("b", 20), ("c", 30)] {
        waiter(&mut tasks, &clock, label, second, no_more).await;
    }
    let (first, second, third) =
        tokio::join!(clock.advance_to(at(20)), clock.advance_to(at(10)), clock.advance_to(at(30)));
    assert_eq!(shown(&first), [(10, "a"), (20, "b")]);
    assert_eq!(shown(&second), []);
    assert_eq!(shown(&third), [(30, "c")]);
}

#[tokio::test(start_paused = true)]
async fn an_advance_that_is_given_up_leaves_the_clock_where_it_is() {
    for (mode, later) in [(ClockMode::Real, 15), (ClockMode::Manual, 10)] {
        let clock = Clock::new(mode);
        let mut first = pin!(clock.busy().sleep_until(at(10)));
        let mut second = pin!(clock.busy().sleep_until(at(20)));
        assert!(is_pending(first.as_mut()).await && is_pending(second.as_mut()).await);
        {
            let mut advance = pin!(clock.advance_to(at(30)));
            assert!(is_pending(advance.as_mut()).await);
            let mut queued = pin!(clock.advance_to(at(40)));
            assert!(is_pending(queued.as_mut()).await);
        }
        drop(first.await);
        assert_eq!(clock.now(), at(10), "{mode}");
        assert!(is_pending(second.as_mut()).await, "{mode}");

        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(clock.now(), at(later), "{mode}: it runs or stands as before");
        let (fired, busy) = tokio::join!(clock.advance_to(at(30)), async { drop(second.await) });
        assert_eq!((shown(&fired), busy), (vec![(20, "a wait")], ()), "{mode}");
    }
}

#[tokio::test]
async fn an_auto_clock_goes_on_jumping_after_an_advance_is_given_up() {
    let clock = Clock::new(ClockMode::Auto);
    let start = clock.busy();
    let mut tasks = JoinSet::new();
    waiter(&mut tasks, &clock, "late", 90, no_more).await;
    {
        let mut advance = pin!(clock.advance_to(at(30)));
        assert!(is_pending(advance.as_mut()).await);
        drop(start);
        assert_eq!(secs(&clock), 90, "it has got to 30, and goes on");
    }
    all_ended(tasks).await;
}

#[tokio::test]
async fn who_is_woken_and_gone_does_not_block_an_advance() {
    let clock = Clock::new(ClockMode::Manual);
    let mut wait = Box::pin(clock.busy().sleep_until(at(10)));
    assert!(is_pending(wait.as_mut()).await);
    let mut advance = pin!(clock.advance_to(at(30)));
    assert!(is_pending(advance.as_mut()).await);

    drop(wait);
    assert_eq!(shown(&advance.await), [(10, "a wait")]);
    assert_eq!(secs(&clock), 30);
}

#[tokio::test(start_paused = true)]
async fn a_mode_set_during_an_advance_is_that_of_the_time_after_it() {
    let clock = Clock::new(ClockMode::Manual);
    let mut wait = pin!(clock.busy().sleep_until(at(10)));
    assert!(is_pending(wait.as_mut()).await);
    let mut advance = pin!(clock.advance_to(at(30)));
    assert!(is_pending(advance.as_mut()).await);

    clock.set_mode(ClockMode::Real);
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(clock.now(), at(10));
    drop(wait.await);
    advance.await;
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(clock.now(), at(35));
}

#[tokio::test(start_paused = true)]
async fn who_sleeps_on_real_time_notices_that_the_clock_was_advanced() {
    let clock = Clock::new(ClockMode::Real);
    let mut tasks = JoinSet::new();
    waiter(&mut tasks, &clock, "late", 100, no_more).await;
    clock.advance_to(at(90)).await;
    tokio::time::timeout(Duration::from_millis(10_002), all_ended(tasks)).await.unwrap();
}

/// Each waiter is polled once to enter and once to end: none is woken for another's deadline.
#[tokio::test]
async fn an_advance_wakes_each_of_100_000_waiters_once() {
    const WAITS: u64 = 100_000;
    let clock = Clock::new(ClockMode::Manual);
    let polls = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for number in 0..WAITS {
        let (clock, polls) = (clock.clone(), Arc::clone(&polls));
        // Spread over 30 minutes in no order; the multiplier has no factor in common with WAITS.
        let deadline = Moment::START.plus(Duration::from_millis(1 + number * 7_919 % WAITS * 18));
        tasks.spawn(async move {
            let mut wait = pin!(clock.busy().sleep_until(deadline));
            let _busy = poll_fn(|context| {
                polls.fetch_add(1, Ordering::Relaxed);
                wait.as_mut().poll(context)
            })
            .await;
            assert_eq!(clock.now(), deadline);
        });
    }
    while polls.load(Ordering::Relaxed) < 100_000 {
        yield_now().await;
    }
    let fired = clock.advance_to(at(1_800)).await;
    all_ended(tasks).await;

    assert_eq!(fired.len(), 100_000);
    assert!(fired.is_sorted_by_key(|one| one.at));
    assert_eq!(polls.load(Ordering::Relaxed), 200_000);
}

async fn all_ended(mut tasks: JoinSet<()>) {
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
}
