//! What the journal takes in memory: its bounds hold only as far as its weights are true.

use allocation_counter::measure;
use flinks_trace::CustomerId;
use hyper::Request;
use uuid::Uuid;

use super::super::{Journal, Limits};
use super::keep;
use crate::note::{Note, NotedRequest};
use crate::reply::Reply;

const ROWS: usize = 10_000;

/// Bytes of the path, the headers and the other texts of [`poll`].
const TEXTS: usize = 300;

/// As a client that polls sends it.
fn poll(customer: &str) -> Note {
    let path = format!(
        "/v3/{customer}/BankingServices/GetAccountsDetailAsync/8ac9bd0d-e8ad-4de2-9a1c-6c4ac0fcb87d"
    );
    let request = Request::get(path).header("host", "127.0.0.1:41234").header("accept", "*/*");
    let request = request.header("user-agent", "node").header("accept-encoding", "gzip, deflate");
    let (head, ()) = request.body(()).unwrap().into_parts();
    Note {
        customer: CustomerId::parse(customer),
        request: NotedRequest::new(&head, b"", None),
        reply: Reply::code("OPERATION_PENDING").noted(),
        request_id: Some(Uuid::from_u128(1)),
        ..Note::default()
    }
}

#[test]
fn a_row_takes_less_than_a_kilobyte_beside_its_texts_and_about_what_it_weighs() {
    let journal = Journal::new(Limits::default());
    let cost = measure(|| {
        for _ in 0..ROWS {
            keep(&journal, poll("43387ca6-0391-4c82-857d-70d95f087ecb"));
        }
    });
    let each = usize::try_from(cost.bytes_current).unwrap() / ROWS;
    let weight = journal.counts(None).bytes / ROWS;
    assert_eq!(journal.counts(None).kept, ROWS);
    assert!(each < TEXTS + 1_024, "{each} bytes");
    assert!((each * 4 / 5..each * 5 / 4).contains(&weight), "{weight}, and really {each} bytes");
}
