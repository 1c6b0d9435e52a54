//! A toy: the sample of the guide for whoever calls, at once, and never a 202. It keeps no sessions
//! and reads no request.

use serde_json::json;

use super::{against, assert_found, bodies};
use crate::support::picture;

const REQUEST_ID: &str = "1243c283-e0ca-4fda-a5e4-343068430190";
const LOGIN_ID: &str = "6f1a5e2e-7c1b-4d0e-9d4c-1c7d5d1f0a11";

#[tokio::test]
async fn a_toy_without_a_202() {
    let (report, seen) = against(|_, seen| {
        super::json(match seen.call.split_once(' ').expect("a method").1 {
            "Authorize" => (200, bodies::session(REQUEST_ID, LOGIN_ID)),
            "Investments" => (200, bodies::investments(REQUEST_ID)),
            "GetAccountsDetail" | "GetAccountsDetailAsync" => {
                (200, bodies::accounts(REQUEST_ID, LOGIN_ID))
            }
            _ => (404, json!({})),
        })
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            ("FLK-AUT-001", "/Login/Id", 2), ("FLK-AUT-002", "/RequestId", 1),
            ("FLK-INV-001", "status", 1), ("FLK-INV-002", "status", 1), ("FLK-INV-003", "status", 1),
            ("FLK-ERR-001", "status", 1), ("FLK-ERR-002", "status", 1), ("FLK-ERR-003", "status", 1),
            ("FLK-ERR-004", "status", 1), ("FLK-ERR-005", "status", 1), ("FLK-ERR-006", "status", 1),
            ("FLK-ERR-008", "status", 1), ("FLK-ERR-009", "status", 1),
        ],
        &[
            "FLK-ENV-003", "FLK-SCH-002", "FLK-SCH-005", "FLK-FLOW-002", "FLK-FLOW-005", "FLK-PEN-001",
            "FLK-LNK-001", "FLK-ERR-007", "FLK-CLI-001",
        ],
    );
    // Two logins, two times the data and once more, and the probes.
    assert_eq!(seen.len(), 19, "{}", picture(&report));
}
