//! HTTP 200 for everything, and the truth in the body; and a server with statuses of its own.

use super::{against, assert_found};
use serde_json::json;

#[tokio::test]
async fn a_server_that_knows_one_status() {
    let (report, _) = against(|right, seen| {
        let (_, body) = right.answer(seen);
        super::json((200, body))
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            // Every reply but three: both Authorize, and the accounts at the third call for them.
            ("FLK-ENV-001", "/HttpStatusCode", 16),
            // A 202 under 200 is no data.
            ("FLK-SCH-003", "/Accounts", 1), ("FLK-SCH-003", "/Institution", 1),
            ("FLK-SCH-003", "/Login", 1), ("FLK-SCH-004", "/Investments", 1),
            ("FLK-FLOW-007", "/FlinksCode", 2),
            ("FLK-INV-001", "status", 1), ("FLK-INV-002", "status", 1), ("FLK-INV-003", "status", 1),
            ("FLK-ERR-001", "status", 1), ("FLK-ERR-002", "status", 1), ("FLK-ERR-003", "status", 1),
            ("FLK-ERR-004", "status", 1), ("FLK-ERR-005", "status", 1), ("FLK-ERR-006", "status", 1),
            ("FLK-ERR-008", "status", 1), ("FLK-ERR-009", "status", 1), ("FLK-ERR-010", "status", 1),
        ],
        &[
            "FLK-ENV-003", "FLK-ENV-005", "FLK-SCH-002", "FLK-SCH-005", "FLK-FLOW-002", "FLK-FLOW-003",
            "FLK-FLOW-005", "FLK-FLOW-006", "FLK-PEN-001", "FLK-ACC-001",
            "FLK-TXN-001", "FLK-TXN-002", "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005", "FLK-TXN-006",
            "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009", "FLK-ERR-007", "FLK-CLI-001",
        ],
    );
}

/// An adapter that takes a 202 for a failure hands it on as one, and refuses as REST has it.
#[tokio::test]
async fn a_server_with_statuses_of_its_own() {
    let (report, _) = against(|right, seen| {
        let (status, mut body) = right.answer(seen);
        let status = match body["FlinksCode"].as_str() {
            Some("OPERATION_PENDING") => 503,
            Some("SESSION_NONEXISTENT") => 404,
            Some("INVALID_LOGIN") => 403,
            Some("INVALID_REQUEST") => 422,
            _ => status,
        };
        body["HttpStatusCode"] = json!(status);
        super::json((status, body))
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[("FLK-ENV-003", "status", 7)],
        &[
            "FLK-ENV-005", "FLK-SCH-002", "FLK-SCH-003", "FLK-SCH-004", "FLK-FLOW-002", "FLK-FLOW-003",
            "FLK-FLOW-004", "FLK-FLOW-005", "FLK-FLOW-006", "FLK-FLOW-007", "FLK-PEN-001",
            "FLK-ACC-001", "FLK-TXN-001", "FLK-TXN-002", "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005",
            "FLK-TXN-006", "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009", "FLK-INV-001", "FLK-INV-002", "FLK-INV-003",
            "FLK-ERR-006", "FLK-ERR-007", "FLK-ERR-008", "FLK-ERR-009", "FLK-ERR-010", "FLK-CLI-001",
        ],
    );
}
