//! Break the mock by one member, and the harness names the place.

use flinks_contract::rule::{self, Strength};
use flinks_mock::FlinksMock;
use flinks_report::Report;
use serde_json::{Value, json};

use crate::proxy::Edit::{
    self, ContentType, Copy, FirstSession, Nothing, Remove, Rename, Set, Status, Swap, Text,
};
use crate::proxy::{Call, proxy};
use crate::support::{findings, mock, picture, run_at};

type Break = (Call, Edit, &'static str, &'static str);

/// The calls of the default scenario, and what they bring.
const SESSION: Call = Call("Authorize", 1);
const SECOND_SESSION: Call = Call("Authorize", 2);
const FIRST_202: Call = Call("GetAccountsDetail", 1);
const SECOND_202: Call = Call("GetAccountsDetailAsync", 1);
const ACCOUNTS: Call = Call("GetAccountsDetailAsync", 2);
const ACCOUNTS_AGAIN: Call = Call("GetAccountsDetailAsync", 3);
const INVESTMENTS_202: Call = Call("Investments", 2);
const INVESTMENTS: Call = Call("Investments", 3);
const INVESTMENTS_AGAIN: Call = Call("Investments", 4);
const FIRST_PROBE: Call = Call("Investments", 5);

/// Each row breaks one thing of one reply: rule and place that have to be among the findings.
#[rustfmt::skip]
fn breaks() -> Vec<Break> {
    let other = || json!("9022abc2-8a2e-4b06-a06e-c3e5449c4d10");
    vec![
        (SESSION, Set("/HttpStatusCode", json!(201)), "FLK-ENV-001", "/HttpStatusCode"),
        (FIRST_202, Set("/HttpStatusCode", json!(200)), "FLK-ENV-001", "/HttpStatusCode"),
        (ACCOUNTS, Set("/HttpStatusCode", json!(202)), "FLK-ENV-001", "/HttpStatusCode"),
        (FIRST_PROBE, Set("/HttpStatusCode", json!(400)), "FLK-ENV-001", "/HttpStatusCode"),
        (ACCOUNTS, Set("/HttpStatusCode", json!("200")), "FLK-SCH-003", "/HttpStatusCode"),
        (SECOND_202, ContentType("text/html; charset=utf-8"), "FLK-ENV-002", "header content-type"),
        (ACCOUNTS, Text(|text| text[..text.len() / 2].to_owned()), "FLK-ENV-002", ""),
        (ACCOUNTS, Text(|_| String::new()), "FLK-ENV-002", ""),
        (ACCOUNTS, Text(|text| format!("[{text}]")), "FLK-ENV-002", ""),
        (SECOND_202, Text(|text| format!("\u{feff}{text}")), "FLK-ENV-002", ""),
        (ACCOUNTS, ContentType("application/json; charset=iso-8859-1"), "FLK-ENV-002", "header content-type"),
        (FIRST_PROBE, Set("/FlinksCode", json!("INVALID_REQ")), "FLK-INV-001", "/FlinksCode"),
        (ACCOUNTS, Text(|text| text.trim_end().trim_end_matches('}').to_owned() + ",\"Institution\":\"Other\"}"), "FLK-ENV-004", "/Institution"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Debit", number("1.208e1")), "FLK-ENV-005", "/Accounts/0/Transactions/0/Debit"),
        (FIRST_PROBE, Status(500), "FLK-ENV-003", "status"),

        (SESSION, Remove("/Links"), "FLK-SCH-001", "/Links"),
        (SESSION, Set("/Login/IsScheduledRefresh", json!("false")), "FLK-SCH-001", "/Login/IsScheduledRefresh"),
        (SESSION, Set("/Login/LastRefresh", json!("2019-05-09 13:47")), "FLK-SCH-001", "/Login/LastRefresh"),
        (SESSION, Set("/RequestId", json!("17")), "FLK-SCH-001", "/RequestId"),
        (SECOND_202, Set("/Message", json!("")), "FLK-SCH-002", "/Message"),
        (FIRST_PROBE, Set("/Message", json!("")), "FLK-SCH-005", "/Message"),
        (FIRST_202, Set("/FlinksCode", json!("OPERATION_PENDIN")), "FLK-SCH-002", "/FlinksCode"),
        (SECOND_202, Set("/Message", json!(null)), "FLK-SCH-002", "/Message"),
        (ACCOUNTS, Rename("/Accounts/0/Title", "title"), "FLK-SCH-003", "/Accounts/0/Title"),
        (ACCOUNTS, Set("/Accounts/0/OverdraftLimit", json!("0")), "FLK-SCH-003", "/Accounts/0/OverdraftLimit"),
        (ACCOUNTS, Set("/Accounts/1/Currency", json!("EUR")), "FLK-SCH-003", "/Accounts/1/Currency"),
        (ACCOUNTS, Set("/Accounts/0/Category", json!("operations")), "FLK-SCH-003", "/Accounts/0/Category"),
        (ACCOUNTS, Set("/Accounts/0/TransitNumber", json!(77777)), "FLK-SCH-003", "/Accounts/0/TransitNumber"),
        (ACCOUNTS, Remove("/Accounts/0/Transactions/0/Debit"), "FLK-SCH-003", "/Accounts/0/Transactions/0/Debit"),
        (ACCOUNTS, Remove("/Accounts"), "FLK-SCH-003", "/Accounts"),
        (INVESTMENTS, Set("/Investments/0/Accounts/0/Currency", json!("xyz")), "FLK-SCH-004", "/Investments/0/Accounts/0/Currency"),
        (INVESTMENTS, Set("/Investments/0/Accounts/0/Registered", json!("true")), "FLK-SCH-004", "/Investments/0/Accounts/0/Registered"),
        (FIRST_PROBE, Set("/Message", json!(17)), "FLK-SCH-005", "/Message"),

        (SESSION, Set("/Login/Id", other()), "FLK-AUT-001", "/Login/Id"),
        (SECOND_SESSION, FirstSession("/RequestId"), "FLK-AUT-002", "/RequestId"),

        (SECOND_202, Status(203), "FLK-FLOW-001", "status"),
        (ACCOUNTS, Status(201), "FLK-FLOW-001", "status"),
        (INVESTMENTS_202, Status(204), "FLK-FLOW-001", "status"),
        (SECOND_202, Set("/Links", json!([])), "FLK-FLOW-002", "/Links/0"),
        (ACCOUNTS_AGAIN, Set("/Accounts/0/Title", json!("Savings")), "FLK-FLOW-003", "/Accounts/0/Title"),
        (ACCOUNTS_AGAIN, Status(202), "FLK-FLOW-003", "status"),
        (INVESTMENTS_AGAIN, Set("/Investments/0/Name", json!("Other")), "FLK-FLOW-003", "/Investments/0/Name"),

        (ACCOUNTS, Set("/FlinksCode", json!("OPERATION_PENDING")), "FLK-FLOW-007", "/FlinksCode"),

        (SECOND_202, Set("/Links/0/example", json!("/GetAccountsDetailAsync/9022abc2-8a2e-4b06-a06e-c3e5449c4d10")), "FLK-LNK-001", "/Links/0/example"),
        (FIRST_202, Set("/Links/0/href", json!("https://example.com/GetAccountsDetailAsync")), "FLK-LNK-002", "/Links/0/href"),

        (FIRST_202, Remove("/Links"), "FLK-PEN-001", "/Links"),
        (INVESTMENTS_202, Set("/Accounts", json!([])), "FLK-PEN-001", "/Accounts"),
        (SECOND_202, Rename("/RequestId", "RequestID"), "FLK-PEN-001", "/RequestID"),

        (FIRST_202, Set("/RequestId", other()), "FLK-ID-001", "/RequestId"),
        (ACCOUNTS, Set("/RequestId", other()), "FLK-ID-001", "/RequestId"),
        (INVESTMENTS_202, FirstSession("/RequestId"), "FLK-ID-001", "/RequestId"),
        (ACCOUNTS, Set("/Login/Id", other()), "FLK-ID-002", "/Login/Id"),
        (ACCOUNTS, Set("/Institution", json!("OtherBank")), "FLK-ID-002", "/Institution"),

        (ACCOUNTS, Swap("/Accounts/0/Transactions/0/Debit", "/Accounts/0/Transactions/0/Credit"), "FLK-TXN-006", "/Accounts/0/Transactions/0/Balance"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Credit", json!(0)), "FLK-TXN-009", "/Accounts/0/Transactions/0/Credit"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/1/Credit", json!(null)), "FLK-TXN-001", "/Accounts/0/Transactions/1"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Code", json!("POS")), "FLK-TXN-002", "/Accounts/0/Transactions/0/Code"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Date", json!("2019-04-31")), "FLK-TXN-003", "/Accounts/0/Transactions/0/Date"),
        (ACCOUNTS, Copy("/Accounts/0/Transactions/0/Id", "/Accounts/1/Transactions/1/Id"), "FLK-TXN-004", "/Accounts/1/Transactions/1/Id"),
        (ACCOUNTS, Swap("/Accounts/0/Transactions/0/Date", "/Accounts/0/Transactions/1/Date"), "FLK-TXN-005", "/Accounts/0/Transactions/1/Date"),
        (ACCOUNTS, Text(|text| text.replacen("50006.04", "50006.05", 1)), "FLK-TXN-006", "/Accounts/0/Transactions/0/Balance"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Balance", number("49993.97")), "FLK-TXN-006", "/Accounts/0/Transactions/0/Balance"),
        (ACCOUNTS, Set("/Accounts/0/Balance/Current", number("49993.97")), "FLK-TXN-007", "/Accounts/0/Balance/Current"),
        (ACCOUNTS, Set("/Accounts/0/Balance/Current", number("1e400")), "FLK-ENV-005", "/Accounts/0/Balance/Current"),
        (ACCOUNTS, Set("/Accounts/0/Transactions/0/Date", json!("2999-01-01")), "FLK-TXN-008", "/Accounts/0/Transactions/0/Date"),
        (ACCOUNTS, Copy("/Accounts/0/Id", "/Accounts/1/Id"), "FLK-ACC-001", "/Accounts/1/Id"),
    ]
}

#[tokio::test]
async fn every_break_is_found_at_its_place() {
    let mock = mock("two-polls").await;
    for (row, (call, edit, rule, place)) in breaks().into_iter().enumerate() {
        let name = format!("{call:?} {edit:?}");
        let report = tampered(&mock, row, call, edit).await;
        let found = findings(&report);
        let expected = (rule.to_owned(), place.to_owned());
        assert!(found.contains(&expected), "{name}: not among {found:?}\n{}", picture(&report));
        let is_must =
            |(id, _): &(String, String)| rule::find(id).unwrap().strength == Strength::Must;
        let code = u8::from(found.iter().any(is_must));
        assert_eq!(report.exit_code(), code, "{name}: {:?}", report.verdict);
    }
}

/// Probes are SHOULDs: shown, and no failure.
#[tokio::test]
async fn a_probe_that_is_accepted_warns() {
    let mock = mock("two-polls").await;
    let edit = Set("/FlinksCode", json!("INVALID_LOGIN"));
    let report = tampered(&mock, 0, FIRST_PROBE, edit).await;
    assert_eq!(findings(&report), [("FLK-INV-001".to_owned(), "/FlinksCode".to_owned())]);
    assert_eq!(report.exit_code(), 0);
}

#[tokio::test]
async fn nothing_is_found_when_nothing_is_changed() {
    let mock = mock("two-polls").await;
    let report = tampered(&mock, 0, ACCOUNTS, Nothing).await;
    assert_eq!(findings(&report), []);
    assert_eq!(report.exit_code(), 0);
}

/// The schema says nothing about a place where a special rule speaks.
#[tokio::test]
async fn one_break_is_told_once() {
    let mock = mock("two-polls").await;
    let edit = Set("/HttpStatusCode", json!(202));
    let report = tampered(&mock, 0, ACCOUNTS, edit).await;
    let found = findings(&report);
    // The repeat of the call is not changed, and differs from the first.
    assert_eq!(
        found,
        [
            ("FLK-ENV-001".to_owned(), "/HttpStatusCode".to_owned()),
            ("FLK-FLOW-003".to_owned(), "/HttpStatusCode".to_owned()),
        ]
    );
}

/// Each row has a customer of its own, and so a clock and sessions of its own.
async fn tampered(mock: &FlinksMock, row: usize, call: Call, edit: Edit) -> Report {
    let customer_id = format!("43387ca6-0391-4c82-857d-{row:012}");
    let proxy = proxy(&mock.url(), call, edit).await;
    run_at(&proxy.url, mock.clock(&customer_id), &customer_id).await
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a JSON number")
}
