//! One fault each: a good body, one edit, and the one violation that must come of it.

use flinks_contract::schema::Message::{self, *};
use serde_json::{Value, json};

use Edit::{Add, Drop, Rename, Set};

use crate::bodies::*;

enum Edit {
    Set(Value),
    /// The member at the pointer is new.
    Add(Value),
    Drop,
    /// The member keeps its value under this name.
    Rename(&'static str),
}

/// Message, good body, pointer of the edit, edit, pointer of the violation, what it expects.
type Row = (Message, fn() -> Value, &'static str, Edit, &'static str, &'static str);

const GUID: &str = "a string that is a lower-case GUID";
const GUID_OR_NULL: &str = "a string that is a lower-case GUID, or null";
const ANY_GUID: &str = "a string that is a GUID";
const FLAG: &str = "true or false, as a boolean or as text";
const DATE: &str = "a date, YYYY-MM-DD";
const DATE_OR_NULL: &str = "a date, YYYY-MM-DD, or null";
const TIMESTAMP: &str = "a UTC date-time such as 2019-05-09T13:47:46.5227901";
const AMOUNT: &str = "a number not below 0, or null";
const TEXT: &str = "a text that is not empty";
const NUMBER_OR_NULL: &str = "a number or null";
const TEXT_OR_NULL: &str = "a string or null";
const OWNER: &str = "one of Personal, Business or null";

#[rustfmt::skip]
fn requests() -> Vec<Row> {
    vec![
        (AuthorizeRequest, authorize_request, "/LoginId", Drop, "/LoginId", "present"),
        (AuthorizeRequest, authorize_request, "/LoginId", Set(json!(null)), "/LoginId", "present"),
        (AuthorizeRequest, authorize_request, "/LoginId", Set(json!("greatday")), "/LoginId", ANY_GUID),
        (AuthorizeRequest, authorize_request, "/LoginId", Set(json!(5)), "/LoginId", ANY_GUID),
        (AuthorizeRequest, authorize_request, "/MostRecentCached", Set(json!("yes")), "/MostRecentCached", FLAG),
        (AuthorizeRequest, authorize_request, "/MostRecentCached", Set(json!(1)), "/MostRecentCached", FLAG),
        (AuthorizeRequest, credentials_request, "/Username", Drop, "/Username", "present"),
        (AuthorizeRequest, credentials_request, "/Password", Drop, "/Password", "present"),
        (AuthorizeRequest, credentials_request, "/Institution", Drop, "/Institution", "present"),
        (AuthorizeRequest, credentials_request, "/Language", Set(json!("de")), "/Language", "one of en or fr"),
        (AuthorizeRequest, credentials_request, "/Save", Set(json!("maybe")), "/Save", FLAG),
        (AuthorizeRequest, answer_request, "/RequestId", Drop, "/RequestId", "present"),
        (AuthorizeRequest, answer_request, "/SecurityResponses", Drop, "/SecurityResponses", "present"),
        (AuthorizeRequest, answer_request, "/SecurityResponses", Set(json!(["Triangle"])), "/SecurityResponses", "an object"),
        (AuthorizeRequest, answer_request, "/SecurityResponses/Yes~1no?", Add(json!("no")), "/SecurityResponses/Yes~1no?", "an array"),
        (AuthorizeRequest, answer_request, "/SecurityResponses/What shape do people like most?/0", Set(json!(3)), "/SecurityResponses/What shape do people like most?/0", "a string"),
        (AccountsDetailRequest, accounts_detail_request, "/RequestId", Set(json!("1243c283e0ca4fdaa5e4343068430190")), "/RequestId", ANY_GUID),
        (AccountsDetailRequest, full_accounts_detail_request, "/AccountsFilter/0", Set(json!("first")), "/AccountsFilter/0", ANY_GUID),
        (AccountsDetailRequest, full_accounts_detail_request, "/DaysOfTransactions", Set(json!("Days30")), "/DaysOfTransactions", "one of Days90, Days365 or Days360"),
        (AccountsDetailRequest, full_accounts_detail_request, "/DateFrom", Set(json!("2019-13-01")), "/DateFrom", DATE),
        (AccountsDetailRequest, full_accounts_detail_request, "/DateTo", Set(json!("2019/04/30")), "/DateTo", DATE),
        (AccountsDetailRequest, full_accounts_detail_request, "/RefreshDelta/0/TransactionId", Drop, "/RefreshDelta/0/TransactionId", "present"),
        (InvestmentsRequest, investments_request, "/MostRecentCached", Set(json!(false)), "/MostRecentCached", "true, as a boolean or as text"),
    ]
}

#[rustfmt::skip]
fn envelopes() -> Vec<Row> {
    vec![
        (AuthorizeOk, authorize_ok, "/HttpStatusCode", Set(json!(202)), "/HttpStatusCode", "integer 200"),
        (AuthorizeOk, authorize_ok, "/Login/Id", Set(json!("5E115EAC-1209-4F19-641C-08D6D484E2FE")), "/Login/Id", GUID),
        (AuthorizeOk, authorize_ok, "/Login/IsScheduledRefresh", Set(json!("false")), "/Login/IsScheduledRefresh", "a boolean"),
        (AuthorizeOk, authorize_ok, "/Login/LastRefresh", Set(json!("2019-05-09 13:47:46")), "/Login/LastRefresh", TIMESTAMP),
        (AuthorizeOk, authorize_ok, "/Login/LastRefresh", Set(json!("2019-05-09T13:47:46.52279012")), "/Login/LastRefresh", TIMESTAMP),
        (AuthorizeOk, authorize_ok, "/Login/LastRefresh", Set(json!("2019-05-09T13:47:46+00:00")), "/Login/LastRefresh", TIMESTAMP),
        (AuthorizeOk, authorize_ok, "/Login/Type", Set(json!("personal")), "/Login/Type", OWNER),
        (AuthorizeOk, authorize_ok, "/RequestId", Rename("requestId"), "/RequestId", "present"),
        (AuthorizeOk, authorize_ok, "/InstitutionId", Add(json!("14")), "/InstitutionId", "an integer"),
        (AuthorizeChallenge, authorize_challenge, "/HttpStatusCode", Set(json!(200)), "/HttpStatusCode", "integer 203"),
        (AuthorizeChallenge, authorize_challenge, "/SecurityChallenges", Set(json!([])), "/SecurityChallenges", "an array of at least one challenge"),
        (AuthorizeChallenge, authorize_challenge, "/SecurityChallenges/0/Prompt", Drop, "/SecurityChallenges/0/Prompt", "present"),
        (AuthorizeChallenge, authorize_challenge, "/InstitutionId", Set(json!(14.5)), "/InstitutionId", "an integer"),
        (Pending, pending, "/FlinksCode", Set(json!("PENDING")), "/FlinksCode", "one of OPERATION_PENDING or OPERATION_DISPATCHED"),
        (Pending, pending, "/HttpStatusCode", Set(json!(200)), "/HttpStatusCode", "integer 202"),
        (Pending, pending, "/Message", Set(json!("")), "/Message", TEXT),
        (Pending, pending, "/RequestId", Set(json!("1243c283-e0ca-4fda-a5e4-34306843019")), "/RequestId", GUID),
        (Pending, pending, "/RequestId", Set(json!("1243c283-e0ca-4fda-a5e4-343068430190\n")), "/RequestId", GUID),
        (Error, error, "/HttpStatusCode", Set(json!(200)), "/HttpStatusCode", "an integer from 400 to 599"),
        (Error, error, "/HttpStatusCode", Set(json!(600)), "/HttpStatusCode", "an integer from 400 to 599"),
        (Error, error, "/FlinksCode", Set(json!("Unauthorized")), "/FlinksCode", "a code in capitals such as INVALID_LOGIN"),
        (Error, error, "/Message", Set(json!(null)), "/Message", TEXT),
        (Error, error, "/Message", Set(json!("")), "/Message", TEXT),
        (Error, error, "/ValidationDetails", Add(json!({ "RequestId": "missing" })), "/ValidationDetails/RequestId", "an array"),
    ]
}

#[rustfmt::skip]
fn data() -> Vec<Row> {
    vec![
        (AccountsDetailOk, accounts_detail_ok, "/HttpStatusCode", Set(json!(202)), "/HttpStatusCode", "integer 200"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Balance/Current", Set(json!("49993.96")), "/Accounts/0/Balance/Current", NUMBER_OR_NULL),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Category", Set(json!("operations")), "/Accounts/0/Category", "one of Operations, Credits, Products, Other or null"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Currency", Set(json!("EUR")), "/Accounts/0/Currency", "one of CAD, USD or null"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Holder", Set(json!("John Doe")), "/Accounts/0/Holder", "an object or null"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Holder/Email", Set(json!(["john.doe@example.com"])), "/Accounts/0/Holder/Email", TEXT_OR_NULL),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/1/AccountType", Set(json!("Joint")), "/Accounts/1/AccountType", OWNER),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/1/EftEligibleRatio", Set(json!(1.01)), "/Accounts/1/EftEligibleRatio", "a number from 0 to 1"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/1/ETransferEligibleRatio", Set(json!(-0.01)), "/Accounts/1/ETransferEligibleRatio", "a number from 0 to 1"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/0/Date", Set(json!("2019-04-22T00:00:00")), "/Accounts/0/Transactions/0/Date", DATE_OR_NULL),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/0/Date", Set(json!("2019-04-32")), "/Accounts/0/Transactions/0/Date", DATE_OR_NULL),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/0/Date", Set(json!("٢019-04-22")), "/Accounts/0/Transactions/0/Date", DATE_OR_NULL),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/0/Code", Set(json!(true)), "/Accounts/0/Transactions/0/Code", "a string, a number or null"),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/0/Debit", Set(json!(-12.08)), "/Accounts/0/Transactions/0/Debit", AMOUNT),
        (AccountsDetailOk, accounts_detail_ok, "/Accounts/0/Transactions/1/Id", Set(json!("2")), "/Accounts/0/Transactions/1/Id", GUID_OR_NULL),
        (InvestmentsOk, investments_ok, "/HttpStatusCode", Set(json!(202)), "/HttpStatusCode", "integer 200"),
        (InvestmentsOk, investments_ok, "/Investments/0/Accounts/0/Type", Set(json!("RRSP")), "/Investments/0/Accounts/0/Type", "an account type such as rrsp, tfsa or margin"),
        (InvestmentsOk, investments_ok, "/Investments/0/Accounts/0/Currency", Set(json!("CAD")), "/Investments/0/Accounts/0/Currency", "a lower-case currency such as cad or usd"),
        (InvestmentsOk, investments_ok, "/Investments/0/Accounts/0/Cash", Set(json!("100.25")), "/Investments/0/Accounts/0/Cash", "a number"),
        (InvestmentsOk, investment_institution, "/Accounts/0/AccountValue", Drop, "/Accounts/0/AccountValue", "present"),
        (AccountsSummaryOk, summary_ok, "/Accounts/0/Id", Drop, "/Accounts/0/Id", "present"),
        (AccountsSummaryOk, summary_ok, "/Accounts/0/EftEligibleRatio", Set(json!(1.01)), "/Accounts/0/EftEligibleRatio", "a number from 0 to 1"),
        (AccountsSummaryOk, summary_ok, "/HttpStatusCode", Set(json!(202)), "/HttpStatusCode", "integer 200"),
        (StatementsOk, statements_ok, "/StatementsByAccount/0/Statements/0/FileType", Set(json!("CSV")), "/StatementsByAccount/0/Statements/0/FileType", "string \"PDF\""),
        (StatementsOk, statements_ok, "/StatementsByAccount/0/Statements/0/UniqueId", Set(json!("x")), "/StatementsByAccount/0/Statements/0/UniqueId", "a string of hexadecimal digits"),
        (DeleteCardOk, delete_card_ok, "/StatusCode", Drop, "/StatusCode", "present"),
        (MessageOk, message_ok, "/Message", Drop, "/Message", "present"),
        (ScheduledRefreshOk, scheduled_refresh_ok, "", Set(json!({ "Message": "x" })), "", TEXT),
        (QuestionsOk, questions_ok, "/Questions/0/Question", Drop, "/Questions/0/Question", "present"),
        (NightlyRefreshOk, nightly_refresh_ok, "/IneligibleCards/0/LoginId", Drop, "/IneligibleCards/0/LoginId", "present"),
        (WealthRefreshOk, wealth_refresh_ok, "/IneligibleWealths/0/Institution", Drop, "/IneligibleWealths/0/Institution", "present"),
        (InstitutionsOk, institutions_ok, "/Count", Set(json!(-1)), "/Count", "an integer not below 0"),
        (InstitutionOk, institution_ok, "/RoutingNumbers", Drop, "/RoutingNumbers", "present"),
        (FieldMatchOk, field_match_ok, "/fieldLevelMatchRate/fullName", Set(json!(97)), "/fieldLevelMatchRate/fullName", "a number from 0 to 1, or null"),
        (CategoriesOk, categories_ok, "/0/Description", Drop, "/0/Description", "present"),
        (TokenOk, token_ok, "/access_token", Drop, "/access_token", "present"),
        (AuthorizeMultipleOk, authorize_multiple_ok, "/ValidLoginIds/0/RequestId", Drop, "/ValidLoginIds/0/RequestId", "present"),
        (AttributesRequest, attributes_request, "/Attributes/Card", Drop, "/Attributes/Card", "present"),
        (AttributesOk, attributes_ok, "/Card/Id", Drop, "/Card/Id", "present"),
        (AttributesOk, attributes_ok, "/Card/AttributesDetail/0/Transactions/0/AccountId", Drop, "/Card/AttributesDetail/0/Transactions/0/AccountId", "present"),
        (AttributesLibraryOk, attributes_library_ok, "/0/Attributes/0/Name", Drop, "/0/Attributes/0/Name", "present"),
        (CategorizationOk, categorization_ok, "/Transactions/0/SubCategory", Drop, "/Transactions/0/SubCategory", "present"),
        (PrepaymentRequest, prepayment_request, "/Duration", Drop, "/Duration", "present"),
        (PrepaymentOk, prepayment_ok, "/AccountsInformation", Drop, "/AccountsInformation", "present"),
    ]
}

#[test]
fn a_body_with_one_fault_has_one_violation() {
    for (message, body, pointer, edit, at, expected) in
        requests().into_iter().chain(envelopes()).chain(data())
    {
        let body = edited(body(), pointer, edit);
        let violations = message.violations(&body);
        let found: Vec<_> = violations.iter().map(|v| (&*v.pointer, &*v.expected)).collect();
        assert_eq!(found, [(at, expected)], "{message:?} {body}");
    }
}

fn edited(mut body: Value, pointer: &str, edit: Edit) -> Value {
    if let Set(value) = edit {
        *body.pointer_mut(pointer).unwrap() = value;
        return body;
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    let name = name.replace("~1", "/");
    match edit {
        Add(value) => assert_eq!(members.insert(name, value), None),
        Drop => assert!(members.shift_remove(&name).is_some()),
        Rename(to) => {
            let value = members.shift_remove(&name).unwrap();
            members.insert(to.to_owned(), value);
        }
        Set(_) => unreachable!(),
    }
    body
}
