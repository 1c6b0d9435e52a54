use flinks_contract::polling;
use serde_json::json;

use super::library;
use crate::clock::ClockMode;
use crate::customer::{Customers, Limits};
use crate::endpoint::{Hints, Planned, Scene, decide};
use crate::explain::play::{Client, Lane};
use crate::route::Call;
use crate::session::Data;

const FLAKY: &str = r#"
    [[step]]
    on = "authorize"
    times = 1
    reply.error = "RETRY_LATER"
    [[step]]
    on = "accounts"
    times = 10
    delay.uniform = { min = "1s", max = "9s" }
    reply = "pending"
    [[fault]]
    on = "accounts"
    probability = 0.3
    play = "close"
    commit = false
    [[fault]]
    on = "accounts"
    probability = 0.3
    play = "reset"
"#;

/// Call, moment it is due in milliseconds, and fault of each call of the server.
fn served(seed: u64, customer: &str) -> Vec<(u32, u128, Option<usize>)> {
    let library = library(FLAKY);
    let customers = Customers::new(ClockMode::Auto, seed, Limits::default());
    let (customer, _) = customers.get(customer);
    let play = |call: &Call, body: &str| {
        let state = &mut customer.state();
        let hints = Hints::default();
        let mut scene = Scene {
            library: &library,
            customer: &customer,
            state,
            hints,
            keys: None,
            strict: false,
        };
        let planned = decide(&mut scene, call, body.as_bytes());
        customer.clock.catch_up(planned.due);
        planned
    };
    let login = json!({ "LoginId": library.default().login.id }).to_string();
    play(&Call::Authorize, &login);
    let request_id = play(&Call::Authorize, &login).touched.session.unwrap().to_string();
    let mut calls = Vec::new();
    for call in 1.. {
        let poll = Call::GetAccountsDetailAsync { request_id: request_id.clone() };
        let Planned { due, why, .. } = play(&poll, "");
        customer.clock.catch_up(due.plus(polling::INTERVAL));
        let why = why.unwrap();
        calls.push((call, due.as_duration().as_millis(), why.strike));
        if matches!(why.cause, crate::why::Cause::Normal) && why.strike.is_none() {
            break;
        }
    }
    calls
}

#[test]
fn the_picture_has_the_luck_of_the_first_session_of_its_customer() {
    let mut strikes = 0;
    for (seed, customer) in [(1, "ada"), (2, "ada"), (1, "bob")] {
        let client = Client { seed, customer };
        let story = std::sync::Arc::clone(library(FLAKY).default());
        let (_, session) = client.authorize(&story);
        let Lane { rows, .. } = client.data(&session.unwrap(), Data::Accounts);
        let served = served(seed, customer);

        let drawn: Vec<_> = rows.iter().flat_map(|row| row.struck.clone()).collect();
        let struck = served.iter().filter_map(|(call, _, rule)| Some(((*rule)?, *call)));
        assert_eq!(drawn, struck.collect::<Vec<_>>(), "{seed} {customer}");
        let last = rows.last().unwrap().first.as_duration().as_millis();
        let first_normal = served.iter().find(|(call, ..)| *call == first(&rows)).unwrap();
        assert_eq!(last, first_normal.1, "{seed} {customer}");
        strikes += drawn.len();
    }
    assert!(strikes > 10, "{strikes}: there is nothing to be compared");
}

/// The first call of the last row.
fn first(rows: &[crate::explain::play::Row]) -> u32 {
    match rows.last().unwrap().asked {
        crate::explain::play::Asked::Calls { from, .. } => from,
        asked => panic!("{asked:?}"),
    }
}
