//! What people read: one green report, and failures of every kind.

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use insta::assert_snapshot;
use serde_json::json;

use crate::proxy::{Call, Edit, Proxy};
use crate::support::{CUSTOMER_ID, failures, picture, run_at, run_scenario};

#[tokio::test]
async fn a_green_report() {
    assert_snapshot!(picture(&run_scenario("two-polls").await), @"
    flinks-harness: accounts, then investments

    accounts
      t+00:00.0       POST Authorize               200
      t+00:00.0       POST GetAccountsDetail       202 OPERATION_PENDING
      t+00:10.0       GET GetAccountsDetailAsync   202 OPERATION_PENDING
      t+00:20.0       GET GetAccountsDetailAsync   200
      t+00:20.0       GET GetAccountsDetailAsync   200  (once more: is the 200 stable?)
    investments
      t+00:20.0       POST Authorize               200
      t+00:20.0   2 x POST Investments             202 OPERATION_PENDING  every 10 s
      t+00:40.0       POST Investments             200
      t+00:40.0       POST Investments             200  (once more: is the 200 stable?)
    accounts
      t+00:40.0       POST GetAccountsDetail       200  (back in the first session: is it untouched?)
    probes
      t+00:40.0       POST Investments             401 INVALID_REQUEST  (without RequestId)
      t+00:40.0       POST Investments             401 INVALID_REQUEST  (without LoginId)
      t+00:40.0       POST Investments             401 INVALID_REQUEST  (without MostRecentCached)
      t+00:40.0       POST Authorize               401 INVALID_REQUEST  (without LoginId)
      t+00:40.0       POST Authorize               401 INVALID_LOGIN  (with an unknown LoginId)
      t+00:40.0       POST GetAccountsDetail       401 INVALID_REQUEST  (without RequestId)
      t+00:40.0       POST GetAccountsDetail       400 SESSION_NONEXISTENT  (with an unknown RequestId)
      t+00:40.0       GET GetAccountsDetailAsync   400 SESSION_NONEXISTENT  (with an unknown RequestId)
      t+00:40.0       POST GetAccountsDetail       400 SESSION_NONEXISTENT  (with another customer's RequestId)
      t+00:40.0       GET GetAccountsDetail        405 INVALID_REQUEST  (by GET)
      t+00:40.0       POST GetAccountsDetailAsync  200  (by POST)
      t+30:50.0       POST GetAccountsDetail       400 SESSION_NONEXISTENT  (with a used-up RequestId)

    pass FLK-ENV-001  MUST    HttpStatusCode in the body equals the HTTP status  22 replies
    pass FLK-ENV-002  MUST    the body is one JSON object, sent as application/json  22 replies
    pass FLK-ENV-003  MUST    an error has a Message, a FlinksCode of the catalogue and a status of that code  10 errors
    pass FLK-SCH-001  MUST    Authorize 200 has the documented members and types  2 bodies
    pass FLK-SCH-002  MUST    a 202 body has the documented members and types  4 bodies
    pass FLK-SCH-003  MUST    GetAccountsDetail 200 has the documented members and types  2 bodies
    pass FLK-SCH-004  MUST    Investments 200 has the documented members and types  1 body
    pass FLK-SCH-005  MUST    an error body has the documented members and types  10 bodies
    pass FLK-AUT-001  MUST    Login.Id is the LoginId that was sent  2 sessions
    pass FLK-AUT-002  MUST    every Authorize gives a new RequestId  1 session
    pass FLK-FLOW-001 MUST    a data call answers 200 or 202 and no other 2xx  9 data calls
    pass FLK-FLOW-002 MUST    after a 202 the Async GET repeats the same pending body until the 200  1 repeat
    pass FLK-FLOW-003 MUST    the 200 is stable on repeat  2 repeats
    pass FLK-FLOW-004 SHOULD  data is ready within 30 min of polling  2 waits
    pass FLK-PEN-001  MUST    a 202 body has exactly FlinksCode, Links, HttpStatusCode, Message and RequestId  4 bodies
    pass FLK-ID-001   MUST    RequestId in every reply is the one of the session  6 replies
    pass FLK-ID-002   MUST    Login and Institution of the data equal those of Authorize  2 members
    pass FLK-TXN-001  MUST    exactly one of Debit and Credit is a number, and it is positive  5 transactions
    pass FLK-TXN-002  MUST    Code of a transaction is null  5 transactions
    pass FLK-TXN-003  MUST    Date is a real calendar date, YYYY-MM-DD  5 transactions
    pass FLK-TXN-004  MUST    a transaction's Id is a GUID, unique within the body  5 transactions
    pass FLK-TXN-005  MUST    transactions are newest first  3 pairs of transactions
    pass FLK-TXN-006  MUST    each Balance is the older one plus Credit minus Debit  3 pairs of transactions
    pass FLK-TXN-007  MUST    the newest transaction's Balance equals the account's Balance.Current  2 accounts
    pass FLK-INV-001  SHOULD  Investments without RequestId is refused with INVALID_REQUEST  1 probe
    pass FLK-INV-002  SHOULD  Investments without LoginId is refused with INVALID_REQUEST  1 probe
    pass FLK-INV-003  SHOULD  Investments without MostRecentCached is refused with INVALID_REQUEST  1 probe
    pass FLK-CLI-001  MUST    the harness polls by Async GET or same POST, at least 10 s apart, at most 30 min  4 polls
    skip 1 check  no first data call was refused
                FLK-FLOW-005

    PASS  28 checks passed, 0 failed, 1 not reached   23 requests, 4 polls, 30:50 simulated   exit 0
    ");
}

#[tokio::test]
async fn a_poll_that_ran_out() {
    assert_snapshot!(picture(&run_scenario("never-ready").await), @"
    flinks-harness: accounts, then investments

    accounts
      t+00:00.0       POST Authorize              200
      t+00:00.0       POST GetAccountsDetail      202 OPERATION_PENDING
      t+00:10.0 179 x GET GetAccountsDetailAsync  202 OPERATION_PENDING  every 10 s
      t+30:00.0       GET GetAccountsDetailAsync  202 OPERATION_PENDING  <- WARN
    investments
      t+30:00.0       POST Authorize              200
      t+30:00.0 180 x POST Investments            202 OPERATION_PENDING  every 10 s
      t+60:00.0       POST Investments            202 OPERATION_PENDING  <- WARN
    probes
      t+60:00.0       POST Authorize              401 INVALID_REQUEST  (without LoginId)
      t+60:00.0       POST Authorize              401 INVALID_LOGIN  (with an unknown LoginId)
      t+60:00.0       POST GetAccountsDetail      401 INVALID_REQUEST  (without RequestId)
      t+60:00.0       POST GetAccountsDetail      400 SESSION_NONEXISTENT  (with an unknown RequestId)
      t+60:00.0       GET GetAccountsDetailAsync  400 SESSION_NONEXISTENT  (with an unknown RequestId)

    pass FLK-ENV-001  MUST    HttpStatusCode in the body equals the HTTP status  369 replies
    pass FLK-ENV-002  MUST    the body is one JSON object, sent as application/json  369 replies
    pass FLK-ENV-003  MUST    an error has a Message, a FlinksCode of the catalogue and a status of that code  5 errors
    pass FLK-SCH-001  MUST    Authorize 200 has the documented members and types  2 bodies
    pass FLK-SCH-002  MUST    a 202 body has the documented members and types  362 bodies
    pass FLK-SCH-005  MUST    an error body has the documented members and types  5 bodies
    pass FLK-AUT-001  MUST    Login.Id is the LoginId that was sent  2 sessions
    pass FLK-AUT-002  MUST    every Authorize gives a new RequestId  1 session
    pass FLK-FLOW-001 MUST    a data call answers 200 or 202 and no other 2xx  362 data calls
    pass FLK-FLOW-002 MUST    after a 202 the Async GET repeats the same pending body until the 200  180 repeats
    pass FLK-PEN-001  MUST    a 202 body has exactly FlinksCode, Links, HttpStatusCode, Message and RequestId  362 bodies
    pass FLK-ID-001   MUST    RequestId in every reply is the one of the session  362 replies
    pass FLK-CLI-001  MUST    the harness polls by Async GET or same POST, at least 10 s apart, at most 30 min  360 polls
    skip 9 checks  accounts were still pending 30 min after the first data call
                FLK-SCH-003 FLK-ID-002 FLK-TXN-001 FLK-TXN-002 FLK-TXN-003 FLK-TXN-004 FLK-TXN-005 FLK-TXN-006 FLK-TXN-007
    skip 4 checks  investments were still pending 30 min after the first data call
                FLK-SCH-004 FLK-INV-001 FLK-INV-002 FLK-INV-003
    skip 1 check   no data was seen
                FLK-FLOW-003
    skip 1 check   no first data call was refused
                FLK-FLOW-005

    WARN FLK-FLOW-004 SHOULD  data is ready within 30 min of polling
      at        accounts, GET GetAccountsDetailAsync, poll 180, t+30:00.0
      where     time
      expected  200 within 30 min of the first data call
      actual    still 202 OPERATION_PENDING
      also      investments, POST Investments, poll 180, t+60:00.0, time: still 202 OPERATION_PENDING
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, inferred)
      spread    2 places in 2 waits

      because   accounts were still pending 30 min after the first data call
    INCONCLUSIVE  13 checks passed, 0 failed, 1 warned, 15 not reached   369 requests, 360 polls, 60:00 simulated   exit 5
    ");
}

#[tokio::test]
async fn statuses_that_disagree() {
    let edit = Edit::Set("/HttpStatusCode", json!(202));
    assert_snapshot!(broken(Call("GetAccountsDetailAsync", 2), edit).await, @"
    FAIL FLK-ENV-001 MUST  HttpStatusCode in the body equals the HTTP status
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /HttpStatusCode
      expected  200 integer
      actual    202 integer
      note      the run believed the HTTP status and took this as the 200
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, seed)
      spread    1 place in 22 replies

    FAIL FLK-FLOW-003 MUST  the 200 is stable on repeat
      at        accounts, GET GetAccountsDetailAsync, once more, t+00:20.0
      body      /HttpStatusCode
      expected  202 integer
      actual    200 integer
      rule      Flinks guide 'Make API calls' (current docs, inferred)
      spread    1 place in 2 repeats
    ");
}

#[tokio::test]
async fn a_balance_off_by_one_cent() {
    let edit = Edit::Text(|text| text.replacen("49993.96", "49993.97", 1));
    assert_snapshot!(broken(Call("GetAccountsDetailAsync", 2), edit).await, @r#"
    FAIL FLK-FLOW-003 MUST  the 200 is stable on repeat
      at        accounts, GET GetAccountsDetailAsync, once more, t+00:20.0
      body      /Accounts/0/Transactions/0/Balance
      expected  49993.97 number
      actual    49993.96 number
      rule      Flinks guide 'Make API calls' (current docs, inferred)
      spread    1 place in 2 repeats

    FAIL FLK-TXN-006 MUST  each Balance is the older one plus Credit minus Debit
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Transactions/0/Balance
                "Chequing CAD" ...1000, transaction of 2019-04-22
      expected  49993.96 number  = 50006.04 (/Accounts/0/Transactions/1/Balance) - 12.08 (Debit)
      actual    49993.97 number
      off by    +0.01
      rule      Flinks guide 'Make API calls' (current docs, seed)
      spread    1 place in 3 pairs of transactions

    FAIL FLK-TXN-007 MUST  the newest transaction's Balance equals the account's Balance.Current
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Balance/Current
                "Chequing CAD" ...1000
      expected  49993.97 number  = /Accounts/0/Transactions/0/Balance (newest transaction)
      actual    49993.96 number
      off by    -0.01
      rule      Flinks guide 'Make API calls' (current docs, seed)
      spread    1 place in 2 accounts
    "#);
}

#[tokio::test]
async fn debit_and_credit_swapped() {
    let edit = Edit::Swap("/Accounts/0/Transactions/0/Debit", "/Accounts/0/Transactions/0/Credit");
    assert_snapshot!(broken(Call("GetAccountsDetailAsync", 2), edit).await, @r#"
    FAIL FLK-FLOW-003 MUST  the 200 is stable on repeat
      at        accounts, GET GetAccountsDetailAsync, once more, t+00:20.0
      body      /Accounts/0/Transactions/0/Debit
      expected  null
      actual    12.08 number
      also      /Accounts/0/Transactions/0/Credit: null, expected 12.08 number
      rule      Flinks guide 'Make API calls' (current docs, inferred)
      spread    2 places in 2 repeats

    FAIL FLK-TXN-006 MUST  each Balance is the older one plus Credit minus Debit
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Transactions/0/Balance
                "Chequing CAD" ...1000, transaction of 2019-04-22
      expected  50018.12 number  = 50006.04 (/Accounts/0/Transactions/1/Balance) + 12.08 (Credit)
      actual    49993.96 number
      off by    -24.16: as if Debit and Credit were swapped
      rule      Flinks guide 'Make API calls' (current docs, seed)
      spread    1 place in 3 pairs of transactions
    "#);
}

#[tokio::test]
async fn the_request_id_of_the_other_session() {
    let edit = Edit::FirstSession("/RequestId");
    assert_snapshot!(broken(Call("Investments", 2), edit).await, @r#"
    FAIL FLK-ID-001 MUST  RequestId in every reply is the one of the session
      at        investments, POST Investments, poll 1, t+00:30.0
      body      /RequestId
      expected  "e5309e49-4254-460a-82a8-f8f2e89d6d53" string
      actual    "74c8b3e7-eed2-48b6-9d77-c177cad5a79a" string
      note      it is the one of the other session
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, seed)
      spread    1 place in 6 replies
    "#);
}

#[tokio::test]
async fn a_renamed_member() {
    let edit = Edit::Rename("/Accounts/0/Title", "title");
    assert_snapshot!(broken(Call("GetAccountsDetailAsync", 2), edit).await, @r#"
    FAIL FLK-SCH-003 MUST  GetAccountsDetail 200 has the documented members and types
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Title
      expected  present
      actual    nothing: the member is absent
      note      beside it is `title`, which is not documented
      rule      Flinks guide 'Make API calls' (current docs, seed)
      spread    1 place in 2 bodies

    FAIL FLK-FLOW-003 MUST  the 200 is stable on repeat
      at        accounts, GET GetAccountsDetailAsync, once more, t+00:20.0
      body      /Accounts/0/title
      expected  "Chequing CAD" string
      actual    nothing: the member is absent
      also      /Accounts/0/Title: "Chequing CAD" string, expected nothing: the member is absent
      rule      Flinks guide 'Make API calls' (current docs, inferred)
      spread    2 places in 2 repeats
    "#);
}

#[tokio::test]
async fn a_body_that_is_cut() {
    let edit = Edit::Text(|text| text[..200].to_owned());
    assert_snapshot!(broken(Call("GetAccountsDetailAsync", 2), edit).await, @r#"
    FAIL FLK-ENV-002 MUST  the body is one JSON object, sent as application/json
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      the whole body
      expected  one JSON object
      actual    {"HttpStatusCode":200,"Accounts":[{"Transactions":[{"D…ance":49993.96,"Id":"633b976e-c713-4b59-9717-3ec407bd
      note      not JSON: EOF while parsing a string at line 1 column 200
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, seed)
      spread    1 place in 22 replies

    FAIL FLK-FLOW-003 MUST  the 200 is stable on repeat
      at        accounts, GET GetAccountsDetailAsync, once more, t+00:20.0
      body      the whole body
      expected  the same bytes as before
      actual    other bytes
      rule      Flinks guide 'Make API calls' (current docs, inferred)
      spread    1 place in 2 repeats
    "#);
}

#[tokio::test]
async fn a_203_from_a_data_call() {
    assert_snapshot!(broken(Call("GetAccountsDetail", 1), Edit::Status(203)).await, @"
    FAIL FLK-ENV-001 MUST  HttpStatusCode in the body equals the HTTP status
      at        accounts, POST GetAccountsDetail, t+00:00.0
      body      /HttpStatusCode
      expected  203 integer
      actual    202 integer
      note      the run believed the HTTP status and took this as an error
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, seed)
      spread    1 place in 15 replies

    FAIL FLK-FLOW-001 MUST  a data call answers 200 or 202 and no other 2xx
      at        accounts, POST GetAccountsDetail, t+00:00.0
      where     status
      expected  200, 202, or an error
      actual    203
      note      the run took it as the end of the poll
      rule      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs, seed)
      spread    1 place in 5 data calls
    ");
}

async fn broken(call: Call, edit: Edit) -> String {
    let mock = FlinksMock::builder().clock(ClockMode::Auto).start().await.expect("a free port");
    let proxy = Proxy::start(&mock.url(), call, edit).await;
    failures(&run_at(&proxy.url, mock.clock(CUSTOMER_ID), CUSTOMER_ID).await)
}
