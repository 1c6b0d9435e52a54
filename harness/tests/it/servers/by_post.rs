//! Polls by POST, as node-flinks does (C15), behind a gateway that refuses every GET with the header
//! of a body.

use super::{against, assert_found};
use crate::stub::Seen;

#[tokio::test]
async fn a_server_that_is_polled_by_post() {
    let (report, _) = against(|right, seen| {
        let content_type = seen.headers.contains_key("content-type");
        match seen.call.split_once(' ').expect("a method") {
            ("GET", _) if content_type => {
                let text = ("content-type", "text/plain".to_owned());
                Some((400, vec![text], "GET with a body is not allowed".to_owned()))
            }
            ("POST", "GetAccountsDetailAsync") => {
                let call = "GET GetAccountsDetailAsync".to_owned();
                super::json(right.answer(&Seen { call, ..seen.clone() }))
            }
            _ => super::json(right.answer(seen)),
        }
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            // Of the first poll, and of the probe with an unknown RequestId.
            ("FLK-ENV-002", "header content-type", 2), ("FLK-ENV-002", "", 2),
            ("FLK-ENV-003", "/FlinksCode", 2), ("FLK-FLOW-002", "status", 1),
        ],
        &[
            "FLK-SCH-003", "FLK-FLOW-005", "FLK-FLOW-006", "FLK-TXN-001", "FLK-TXN-002",
            "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005", "FLK-TXN-006", "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009",
            "FLK-ERR-005", "FLK-ERR-006", "FLK-ERR-007", "FLK-ERR-008", "FLK-ERR-009", "FLK-ERR-010",
        ],
    );
}
