mod crowd;

use super::*;
use crate::library::Origins;
use crate::scenario::CompiledScenario;
use crate::script::Part;
use crate::session::tests::opened;

fn customers(limits: Limits) -> Customers {
    Customers::new(ClockMode::Auto, 1, limits)
}

#[test]
fn the_customer_unused_for_longest_makes_room_and_is_named() {
    let customers = customers(Limits { customers: 2, ..Limits::DEFAULT });
    let evicted = ["ada", "bob", "ada", "eve", "bob"].map(|id| {
        let mut evicted = None;
        customers.get(id, |customer| evicted = Some(customer.id.clone()));
        evicted
    });

    let (ada, bob) = (Some(CustomerId::parse("ada")), Some(CustomerId::parse("bob")));
    assert_eq!(evicted, [None, None, None, bob, ada]);
}

#[test]
fn a_customer_with_open_sessions_makes_room_only_where_all_have_some() {
    let customers = customers(Limits { customers: 3, ..Limits::DEFAULT });
    let flows = ["ada", "bob"].map(|id| Flows::of(&customers, id, "ready-at-once"));
    assert!(flows.iter().all(|flows| flows.keep(1, 0).is_ok()));
    let evicted_for = |id: &str| {
        let mut evicted = None;
        customers.get(id, |customer| evicted = Some(customer.id.to_string()));
        evicted
    };
    let strange: Vec<_> =
        (0..100).map(|number| evicted_for(&format!("strange-{number}"))).collect();
    assert_eq!(strange[0], None);
    assert_eq!(strange[1..], std::array::from_fn::<_, 99, _>(|id| Some(format!("strange-{id}"))));

    let eve = Flows::of(&customers, "eve", "ready-at-once");
    assert_eq!(eve.keep(1, 1), Ok(None));
    assert!(matches!(evicted_for("zoe").as_deref(), Some("ada" | "bob")), "all have open ones");
    assert_eq!(customers.evicted.load(Ordering::Relaxed), 101);
}

/// A late call for an old session must not meet a new one.
#[test]
fn no_id_is_given_again_after_a_reset() {
    let customers = customers(Limits { customers: 2, ..Limits::DEFAULT });
    let draw = |id: &str| customers.get(id, |_| {}).state().ids.next();
    let before = [draw("ada"), draw("ada")];
    customers.forget("ada", || ());
    let after = [draw("ada"), draw("ada")];
    assert!(before.iter().all(|id| !after.contains(id)), "{before:?} {after:?}");
}

/// A customer whose sessions the test counts from 1.
struct Flows {
    customer: Arc<Customer>,
    story: Arc<CompiledScenario>,
}

impl Flows {
    fn of(customers: &Customers, id: &str, scenario: &str) -> Self {
        let story = Arc::clone(Origins::built_in(scenario).read().unwrap().default());
        Self { customer: customers.get(id, |_| {}), story }
    }

    fn keep(&self, number: u64, second: u64) -> Result<Option<u128>, Full> {
        let (id, now) = (Uuid::from_u128(number.into()), Moment::from_secs(second));
        let kept = self.customer.state().keep(opened(&self.story, id, number, now), now);
        kept.map(|gone| gone.map(|id| id.as_u128()))
    }

    /// The status of one data call, or 0 where the session is gone or over.
    fn call(&self, number: u64, second: u64) -> u16 {
        let (id, mut state) = (Uuid::from_u128(number.into()), self.customer.state());
        let Some(session) = state.sessions.get_mut(&id) else { return 0 };
        let mut rng = CallRng::of(1, "ada", (id, "", 1));
        let reply = session.call(Part::Accounts, Moment::from_secs(second), &mut rng);
        state.sessions.settle(&id);
        reply.map_or(0, |reply| reply.answer.message().status)
    }
}

#[test]
fn ended_sessions_make_room_and_living_ones_do_not() {
    let ada = Flows::of(&customers(Limits { sessions: 2, ..Limits::DEFAULT }), "ada", "two-polls");
    assert_eq!(ada.keep(1, 0), Ok(None));
    assert_eq!(ada.keep(2, 100), Ok(None));
    assert_eq!(ada.keep(3, 479), Err(Full::OfCustomer(2)));
    assert_eq!(ada.keep(3, 480), Ok(Some(1)), "the first one is idle for 8 minutes");
    assert_eq!(ada.call(2, 500), 202);
    assert_eq!(ada.keep(4, 960), Ok(Some(3)), "the second one lasts for 30 minutes now");
    assert_eq!(ada.keep(5, 2_299), Ok(Some(4)));
    assert_eq!(ada.keep(6, 2_300), Ok(Some(2)));
}

/// What has ended goes first, then what was delivered, the oldest first; who calls again is spared once.
#[test]
fn delivered_sessions_make_room_in_their_order() {
    let ada =
        Flows::of(&customers(Limits { sessions: 4, ..Limits::DEFAULT }), "ada", "ready-at-once");
    for number in 1..=4 {
        assert_eq!(ada.keep(number, number), Ok(None));
    }
    for number in [3, 1, 2] {
        assert_eq!(ada.call(number, 10), 200);
    }
    assert_eq!(ada.call(3, 11), 200, "polled again");
    assert_eq!(ada.keep(5, 20), Ok(Some(1)));
    assert_eq!([ada.call(1, 21), ada.call(2, 21), ada.call(3, 21)], [0, 200, 200]);
    assert_eq!(ada.keep(6, 484), Ok(Some(4)), "idle for 8 minutes");
    assert_eq!(ada.keep(7, 485), Ok(Some(2)));
    assert_eq!(ada.keep(8, 486), Ok(Some(3)));
    assert_eq!(ada.keep(9, 487), Err(Full::OfCustomer(4)));
}

#[test]
fn far_more_flows_than_the_cap_are_never_refused_and_take_no_more_room() {
    let customers = customers(Limits { sessions: 50, sessions_in_all: 60, ..Limits::DEFAULT });
    for (id, polls) in [("delivers", 3), ("begins", 1), ("leaves", 0)] {
        let flows = Flows::of(&customers, id, "two-polls");
        let mut most = 0;
        for number in 1..=5_000 {
            let second = number * 40;
            assert!(flows.keep(number, second).is_ok(), "{id} {number}");
            let statuses: Vec<_> =
                (0..polls).map(|poll| flows.call(number, second + poll)).collect();
            assert_eq!(statuses, [202, 202, 200][..statuses.len()]);
            most = most.max(flows.customer.state().sessions.entries());
        }
        assert!((50..=50 + 2 * (2 * 50 + 16)).contains(&most), "{id}: {most} entries");
        drop(flows);
        customers.forget(id, || ());
        assert_eq!(customers.sessions.used(), 0, "{id}");
    }
    assert_eq!(customers.sessions.reclaimed.load(Ordering::Relaxed), 3 * 4_950);
}

/// The customer unused for longest gives up what is over, and nobody gives up what is open.
#[test]
fn all_customers_together_have_a_budget() {
    let customers = customers(Limits { sessions_in_all: 3, ..Limits::DEFAULT });
    let [ada, bob, eve] =
        ["ada", "bob", "eve"].map(|id| Flows::of(&customers, id, "ready-at-once"));
    assert_eq!([ada.keep(1, 0), ada.keep(2, 0), bob.keep(3, 0)], [Ok(None); 3]);
    assert_eq!(eve.keep(4, 1), Err(Full::InAll(3)));
    assert!(customers.reclaim().is_none(), "all are open");

    assert_eq!([bob.call(3, 2), ada.call(2, 2)], [200, 200]);
    let (customer, gone) = customers.reclaim().unwrap();
    assert_eq!((&*customer.id, gone), ("ada", vec![Uuid::from_u128(2)]));
    assert_eq!(eve.keep(4, 3), Ok(None));
    assert_eq!(bob.keep(5, 3), Ok(Some(3)), "its own, where nobody made room");
}

#[test]
fn the_login_unused_for_longest_begins_anew() {
    let customers = customers(Limits { sessions: 2, sessions_in_all: 3, ..Limits::DEFAULT });
    let story = Flows::of(&customers, "ada", "two-polls").story;
    let key = |login| LoginKey { scenario: "x".into(), login: Uuid::from_u128(login) };
    let known = |id: &str, logins: &[u128]| {
        let customer = customers.get(id, |_| {});
        let mut state = customer.state();
        for login in logins {
            state.logins.insert(key(*login), LoginState::new(Arc::clone(&story)));
        }
        [1, 2, 3].map(|login| state.logins.get(&key(login)).is_some())
    };
    assert_eq!(known("ada", &[1, 2, 1, 3]), [true, false, true]);
    assert_eq!(known("bob", &[1, 2]), [false, true, false], "three in all");
    assert_eq!(known("eve", &[1]), [true, false, false], "a customer has one");
}
