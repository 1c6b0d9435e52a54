//! 100,000 sessions that wait for different moments.

use std::time::Duration;

use allocation_counter::measure;
use tokio::runtime::Handle;

use super::*;
use crate::library::Origins;
use crate::scenario::CompiledScenario;
use crate::script::Part;
use crate::session::Change;

const SESSIONS: u64 = 100_000;

/// Sessions that wait for the same moment come in twos.
const MOMENTS: u64 = SESSIONS / 2;

/// The first data call of a session, 10 ms apart, in another order than the sessions were opened in.
fn called(number: u64) -> Moment {
    Moment::START.plus(Duration::from_millis(10 * (number * 7_919 % MOMENTS)))
}

fn ready(number: u64) -> Moment {
    called(number).plus(Duration::from_secs(25 * 60))
}

fn ended(number: u64) -> Moment {
    called(number).plus(Duration::from_secs(30 * 60))
}

/// A customer at the moment of the last first call.
async fn crowd() -> Arc<Customer> {
    let library = Origins::built_in("data-after-25-minutes").read().unwrap();
    let customers = Customers::new(ClockMode::Manual, 1, Limits::DEFAULT);
    let customer = customers.get("ada", |_| {});
    for number in 1..=SESSIONS {
        open(&customer, library.default(), number);
    }
    customer.clock.advance_to(Moment::from_secs(500)).await;
    customer
}

fn open(customer: &Customer, story: &Arc<CompiledScenario>, number: u64) {
    let (id, now) = (Uuid::from_u128(number.into()), called(number));
    let mut session = opened(story, id, number, now);
    assert_eq!(answer(&mut session, now), "202", "{number}");
    customer.state().keep(session, now).unwrap();
}

/// The status of the answer to a data call.
fn answer(session: &mut Session, now: Moment) -> String {
    let mut rng = CallRng::of(1, "ada", (session.id, "", 1));
    match session.call(Part::Accounts, now, &mut rng) {
        Ok(turn) => turn.answer.message().status.to_string(),
        Err(code) => code.name.to_owned(),
    }
}

/// Sorted apart from the code under test, each as moment, session and what happens.
fn expected() -> Vec<(Moment, u64, Change)> {
    let step = Change::Step { part: Part::Accounts, step: 0 };
    let of_one = |number| [(ready(number), number, step), (ended(number), number, Change::Ended)];
    let mut events: Vec<_> = (1..=SESSIONS).flat_map(of_one).collect();
    events.sort_by_key(|(at, number, _)| (*at, *number));
    events
}

#[tokio::test]
async fn an_advance_goes_past_all_of_them_in_order() {
    let customer = crowd().await;
    let from = customer.clock.now();
    let expected = expected();
    let changes = customer.state().changes(from, Moment::from_secs(2_300));
    assert_eq!(changes.len(), 200_000);
    for (event, expected) in changes.iter().zip(&expected) {
        assert_eq!((event.at, event.session, event.change), *expected);
    }

    let advanced = customer.advance(from.plus(Duration::from_secs(30 * 60))).await;
    assert_eq!((advanced.from, advanced.to), (from, Moment::from_secs(2_300)));
    assert_eq!((advanced.count, advanced.happened.len()), (200_000, 1_000));
    for (told, (at, number, _)) in advanced.happened.iter().zip(&expected) {
        let id = Uuid::from_u128(u128::from(*number)).to_string();
        assert_eq!((told.at, told.request_id.as_deref()), (*at, Some(&*id)));
        assert_eq!(told.what, "accounts: step 1 is over, next 200");
    }
}

#[tokio::test]
async fn each_answers_by_its_own_moment() {
    let customer = crowd().await;
    let state = customer.state();
    let just_before = |moment: Moment| {
        Moment::START.plus(moment.as_duration().saturating_sub(Duration::from_nanos(1)))
    };
    for number in (1..=SESSIONS).step_by(97) {
        let session = state.sessions.get(&Uuid::from_u128(number.into())).unwrap();
        let at = |moment| answer(&mut session.clone(), moment);
        assert_eq!(at(just_before(ready(number))), "202", "{number}");
        assert_eq!(at(ready(number)), "200", "{number}");
        assert_eq!(at(just_before(ended(number))), "200", "{number}");
        assert_eq!(at(ended(number)), "SESSION_NONEXISTENT", "{number}");
    }
}

#[tokio::test]
async fn they_cost_no_task_and_no_timer() {
    let customer = crowd().await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
    assert_eq!(customer.clock.next_deadline(), None);
    assert_eq!(customer.next_event(), Some(Moment::from_secs(1_500)));
}

#[test]
fn one_that_waits_takes_at_most_400_bytes() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut customer = None;
    let cost = measure(|| customer = Some(runtime.block_on(crowd())));
    let each = cost.bytes_current / SESSIONS.cast_signed();
    assert!((100..=400).contains(&each), "{each} bytes");
}
