mod crowd;

use super::*;
use crate::library::Origins;
use crate::session::tests::opened;

fn customers(limits: Limits) -> Customers {
    Customers::new(ClockMode::Auto, 1, limits)
}

#[test]
fn the_customer_unused_for_longest_makes_room_and_is_named() {
    let customers = customers(Limits { customers: 2, sessions: 1 });
    let evicted = ["ada", "bob", "ada", "eve", "bob"].map(|id| {
        let mut evicted = None;
        customers.get(id, |customer| evicted = Some(customer.id.clone()));
        evicted
    });

    let (ada, bob) = (Some(CustomerId::parse("ada")), Some(CustomerId::parse("bob")));
    assert_eq!(evicted, [None, None, None, bob, ada]);
}

/// A late call for an old session must not meet a new one.
#[test]
fn no_id_is_given_again_after_a_reset() {
    let customers = customers(Limits { customers: 2, sessions: 1 });
    let draw = |id: &str| customers.get(id, |_| {}).state().ids.next();
    let before = [draw("ada"), draw("ada")];
    customers.forget("ada", || ());
    let after = [draw("ada"), draw("ada")];
    assert!(before.iter().all(|id| !after.contains(id)), "{before:?} {after:?}");
}

#[test]
fn ended_sessions_make_room_and_living_ones_do_not() {
    let library = Origins::built_in("two-polls").read().unwrap();
    let customer = customers(Limits { customers: 1, sessions: 2 }).get("ada", |_| {});
    let mut state = customer.state();
    let mut keep = |number: u128, second: u64| {
        let (id, now) = (Uuid::from_u128(number), Moment::from_secs(second));
        state.keep(opened(library.default(), id, 1, now), now)
    };

    assert!(keep(1, 0).is_ok());
    assert!(keep(2, 100).is_ok());
    assert_eq!(keep(3, 479), Err(2));
    assert!(keep(3, 480).is_ok(), "the first one is idle for 8 minutes");
    assert!(keep(4, 481).is_err());
}
