//! 100,000 sessions that wait, and an advance past the end of each, against a sort of as many events.

use std::hint::black_box;
use std::time::Duration;

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;

use crate::client::{Server, authorize, detail, request_id};
use crate::{fastest, line, time_of};

const SESSIONS: u64 = 100_000;

/// Requests on their way at a time.
const BATCH: u64 = 100;

const ROUNDS: u32 = 5;

pub(crate) fn print() {
    println!("{SESSIONS} sessions that wait in {} moments", SESSIONS / BATCH);
    let sorted = fastest(ROUNDS, || {
        // Two of each session: ready, and over.
        let mut events: Vec<u64> = (0..2 * SESSIONS).map(|n| n * 7_919 % 1_000_003).collect();
        time_of(|| black_box(&mut events).sort_unstable()).0
    });
    line("sort of their events", sorted, sorted);
    let builder = FlinksMock::builder().scenario("data-after-25-minutes");
    let server = Server::start(builder.clock(ClockMode::Manual));
    let (took, ()) = time_of(|| open(&server));
    line("opened and called once", took, sorted);
    let half_an_hour = Duration::from_secs(30 * 60);
    let (took, advanced) = time_of(|| {
        server.runtime.block_on(server.mock.customer_with_id(CUSTOMER).advance(half_an_hour))
    });
    line("advance by 30 minutes", took, sorted);
    assert_eq!(advanced.count, 2 * SESSIONS as usize);
}

fn open(server: &Server) {
    let mut client = server.client();
    for _ in 0..SESSIONS / BATCH {
        let ahead = Duration::from_secs(1);
        server.runtime.block_on(server.mock.customer_with_id(CUSTOMER).advance(ahead));
        client.send(&authorize(CUSTOMER).repeat(BATCH as usize));
        let ids: Vec<_> = (0..BATCH).map(|_| request_id(&client.answer())).collect();
        let calls: String = ids.iter().map(|id| detail(CUSTOMER, id)).collect();
        client.send(&calls);
        ids.iter().for_each(|_| assert!(client.answer().contains("OPERATION_PENDING")));
    }
}

const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";
