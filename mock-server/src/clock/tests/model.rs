//! Random waits and advances against a model that knows nothing of tasks.

use proptest::prelude::*;
use tokio::task::{JoinSet, yield_now};

use super::*;

/// Waits for a second, then, woken, for so many seconds more.
#[derive(Clone, Copy, Debug)]
struct Waits {
    until: u64,
    then: u64,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Wait(Waits),
    Advance(u64),
}

/// Number of the waiter, and second at which it was woken.
type Woken = (usize, u64);

/// The model: all waits in a list, in the order of arrival; the earliest of the smallest goes first.
#[derive(Default)]
struct Model {
    now: u64,
    waits: Vec<(u64, usize, u64)>,
    woken: Vec<Woken>,
}

impl Model {
    fn wait(&mut self, number: usize, waits: Waits) {
        if waits.until > self.now {
            self.waits.push((waits.until, number, waits.then));
        } else {
            self.woken.push((number, self.now));
            self.wait_again(number, waits.then);
        }
    }

    fn wait_again(&mut self, number: usize, then: u64) {
        if then > 0 {
            self.wait(number, Waits { until: self.now + then, then: 0 });
        }
    }

    fn advance(&mut self, to: u64) {
        while let Some(first) = self.waits.iter().map(|wait| wait.0).min().filter(|&at| at <= to) {
            let place = self.waits.iter().position(|wait| wait.0 == first).unwrap();
            let (at, number, then) = self.waits.remove(place);
            self.now = at;
            self.woken.push((number, at));
            self.wait_again(number, then);
        }
        self.now = self.now.max(to);
    }
}

/// What the model says, in a clock's words.
fn expected(acts: &[Act], mode: ClockMode) -> (Vec<Woken>, u64) {
    let mut model = Model::default();
    for (number, act) in acts.iter().enumerate() {
        match *act {
            Act::Wait(waits) => model.wait(number, waits),
            Act::Advance(to) => model.advance(to),
        }
        if mode == ClockMode::Auto {
            let last = model.waits.iter().map(|wait| wait.0 + wait.2).max();
            model.advance(last.unwrap_or_default());
        }
    }
    (model.woken, model.now)
}

async fn seen(acts: &[Act], mode: ClockMode) -> (Vec<Woken>, u64) {
    let clock = Clock::new(mode);
    let woken = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for (number, act) in acts.iter().enumerate() {
        match *act {
            Act::Wait(waits) => {
                tasks.spawn(wait(clock.clone(), number, waits, Arc::clone(&woken)));
                // Each is woken, and goes on, in a turn of its own.
                for _ in 0..4 {
                    yield_now().await;
                }
            }
            Act::Advance(to) => {
                let before = woken.lock().unwrap().len();
                let fired: Vec<_> = clock.advance_to(at(to)).await;
                let woken = woken.lock().unwrap();
                let times = woken[before..].iter().map(|one| at(one.1));
                assert!(fired.iter().map(|one| one.at).eq(times), "what fired is who was woken");
            }
        }
    }
    let woken = woken.lock().unwrap().clone();
    (woken, secs(&clock))
}

async fn wait(clock: Clock, number: usize, waits: Waits, woken: Arc<Mutex<Vec<Woken>>>) {
    let busy = clock.busy().sleep_until(at(waits.until)).await;
    woken.lock().unwrap().push((number, secs(&clock)));
    if waits.then > 0 {
        let until = clock.now().plus(Duration::from_secs(waits.then));
        let _busy = busy.sleep_until(until).await;
        woken.lock().unwrap().push((number, secs(&clock)));
    }
}

fn act() -> impl Strategy<Value = Act> {
    // Few seconds, so that many waits have the same deadline.
    let wait = (0..20_u64, 0..6_u64).prop_map(|(until, then)| Act::Wait(Waits { until, then }));
    prop_oneof![4 => wait, 1 => (0..25_u64).prop_map(Act::Advance)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn waits_end_as_in_the_model(
        acts in prop::collection::vec(act(), 0..40),
        mode in prop_oneof![Just(ClockMode::Manual), Just(ClockMode::Auto)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        prop_assert_eq!(runtime.block_on(seen(&acts, mode)), expected(&acts, mode));
    }
}
