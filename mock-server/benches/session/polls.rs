//! One session that is polled every 10 s for 30 minutes, against as many requests for nothing.

use std::time::Duration;

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;

use crate::client::{Client, Server, authorize, detail, get, request_id};
use crate::{fastest, line, time_of};

const POLLS: u32 = 181;

const ROUNDS: u32 = 20;

pub(crate) fn print() {
    println!("30 minutes, {POLLS} polls of one session, the fastest of {ROUNDS} rounds");
    let builder = FlinksMock::builder().scenario("never-ready");
    let server = Server::start(builder.clone().clock(ClockMode::Auto));
    let mut client = server.client();
    let nothing = fastest(ROUNDS, || {
        time_of(|| (0..POLLS).for_each(|_| assert_eq!(client.ask(&get("/nothing")).0, 404))).0
    });
    line("as many 404s", nothing, nothing);
    let folder = tempfile::tempdir().unwrap();
    for (name, clock) in [("auto", ClockMode::Auto), ("manual", ClockMode::Manual)] {
        let in_memory = Server::start(builder.clone().clock(clock));
        line(&format!("{name} clock"), half_hours(&in_memory), nothing);
        let file = folder.path().join(name);
        let on_disk = Server::start(builder.clone().clock(clock).journal(file));
        line(&format!("{name} clock, journal on disk"), half_hours(&on_disk), nothing);
    }
}

fn half_hours(server: &Server) -> Duration {
    let mut client = server.client();
    let mut customer = 0;
    fastest(ROUNDS, || {
        customer += 1;
        time_of(|| half_hour(server, &mut client, &format!("customer-{customer}"))).0
    })
}

fn half_hour(server: &Server, client: &mut Client, customer: &str) {
    let id = request_id(&client.ask(&authorize(customer)).1);
    assert_eq!(client.ask(&detail(customer, &id)).0, 202);
    let poll = get(&format!("/v3/{customer}/BankingServices/GetAccountsDetailAsync/{id}"));
    let is_manual = server.mock.clock(customer).mode() == ClockMode::Manual;
    for _ in 1..POLLS {
        if is_manual {
            let ten_seconds = Duration::from_secs(10);
            server.runtime.block_on(server.mock.customer_with_id(customer).advance(ten_seconds));
        }
        assert_eq!(client.ask(&poll).0, 202);
    }
    assert_eq!(server.mock.clock(customer).now().as_duration(), Duration::from_secs(1_800));
}
