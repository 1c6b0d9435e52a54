//! What the journal takes in memory: its bounds hold only as far as its weights are true.

use allocation_counter::measure;
use hyper::Request;

use super::super::{Exchange, Journal, Limits};

const ROWS: usize = 10_000;

/// Bytes of the path, the headers and the other texts of [`poll`].
const TEXTS: usize = 300;

/// As a client that polls sends it.
fn poll(customer: &str) -> Exchange {
    let path = format!(
        "/v3/{customer}/BankingServices/GetAccountsDetailAsync/8ac9bd0d-e8ad-4de2-9a1c-6c4ac0fcb87d"
    );
    let request = Request::get(path).header("host", "127.0.0.1:41234").header("accept", "*/*");
    let request = request.header("user-agent", "node").header("accept-encoding", "gzip, deflate");
    let (head, ()) = request.body(()).unwrap().into_parts();
    let mut exchange = Exchange::of(&head, b"", None);
    exchange.customer = customer.into();
    exchange.request_id = Some("8ac9bd0d-e8ad-4de2-9a1c-6c4ac0fcb87d".into());
    exchange.message = "Your operation is still processing".to_owned();
    exchange
}

#[test]
fn a_row_takes_less_than_a_kilobyte_beside_its_texts_and_about_what_it_weighs() {
    let journal = Journal::new(Limits::default());
    let cost = measure(|| {
        for _ in 0..ROWS {
            journal.record(poll("43387ca6-0391-4c82-857d-70d95f087ecb"));
        }
    });
    let each = usize::try_from(cost.bytes_current).unwrap() / ROWS;
    let weight = journal.totals().bytes / ROWS;
    assert_eq!(journal.totals().kept, ROWS);
    assert!(each < TEXTS + 1_100, "{each} bytes");
    assert!((each * 4 / 5..each * 5 / 4).contains(&weight), "{weight}, and really {each} bytes");
}
