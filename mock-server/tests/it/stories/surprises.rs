//! What recorded answers of the service show and its guides do not.

use super::talk::{
    Call::{Authorize, Detail, Poll},
    Story,
};

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("texts-of-all-kinds", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/Transactions/1/Description "קפה נחמן 12.07 مقهى السلام""#),
    ]),
    ("card-not-saved", &[
        (Authorize, "200 at 0", r#"/Login nothing | /Institution "FlinksCapital""#),
        (Detail, "200 at 0", r#"/Login/Id "10000000-0000-4000-8000-0000000000b0""#),
    ]),
    ("debit-and-credit", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Transactions/0/Debit 15.00 | /Accounts/0/Transactions/0/Credit 2.92 | /Accounts/0/Transactions/0/Balance 49993.96 | /Accounts/0/Transactions/1/Balance 50006.04"),
    ]),
    ("null-transit-number", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/TransitNumber null | /Accounts/0/InstitutionNumber null | /Accounts/0/OverdraftLimit nothing | /Accounts/0/AccountNumber "LO020200" | /Accounts/0/Type "LoanPersonal" | /Accounts/1 nothing"#),
    ]),
    ("unsorted-transactions", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/1/Transactions/0/Date "2019-04-02" | /Accounts/1/Transactions/1/Date "2019-04-30" | /Accounts/1/Transactions/2/Date "2019-04-15" | /Accounts/1/Transactions/3 nothing"#),
    ]),
    ("last-refresh-with-zone", &[
        (Authorize, "200 at 0", r#"/Login/LastRefresh "2019-05-09T13:47:46.5227901Z""#),
        (Detail, "200 at 0", r#"/Login/LastRefresh "2019-05-09T13:47:46.5227901Z""#),
    ]),
    ("last-refresh-6-digits", &[
        (Authorize, "200 at 0", r#"/Login/LastRefresh "2025-10-15T13:47:46.522790""#),
        (Detail, "200 at 0", r#"/Login/LastRefresh "2025-10-15T13:47:46.522790""#),
    ]),
    ("never-refreshed", &[
        (Authorize, "200 at 0", r#"/Login/LastRefresh "0001-01-01T00:00:00""#),
        (Detail, "200 at 0", r#"/Login/LastRefresh "0001-01-01T00:00:00""#),
    ]),
    ("placeholder-links", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", r#"/Links [{"rel":"{Endpoint}Async","href":"/{Endpoint}Async","example":"/{Endpoint}Async/{requestId}"}]"#),
        (Poll, "202 OPERATION_PENDING at 10", r#"/Links/0/rel "{Endpoint}Async""#),
        (Poll, "200 at 20", ""),
    ]),
    ("masked-card-number", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/AccountNumber "400000******1234" | /Accounts/0/Type "CreditCard""#),
    ]),
    ("summary-like-accounts", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/Type nothing | /Accounts/0/TransitNumber nothing | /Accounts/0/InstitutionNumber nothing | /Accounts/0/OverdraftLimit nothing | /Accounts/0/Category "Products" | /Accounts/0/EftEligibleRatio 0.0 | /Accounts/0/ETransferEligibleRatio 0.99 | /Accounts/0/LastFourDigits null | /Accounts/0/AccountType "Business" | /Accounts/1/Type "Savings""#),
    ]),
    ("pending-transaction", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Transactions/0/Code 1 | /Accounts/0/Transactions/0/Balance null | /Accounts/0/Transactions/1/Code null | /Accounts/0/Transactions/1/Balance 49993.96 | /Accounts/0/Balance/Current 49993.96"),
    ]),
    ("holder-null", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Holder null | /Accounts/1/Holder null"),
    ]),
    ("holder-as-text", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/Holder "John Doe" | /Accounts/1/Holder/Name "John Doe""#),
    ]),
    ("newer-members", &[
        (Authorize, "200 at 0", r#"/InstitutionName "FlinksCapital" | /InstitutionId 14"#),
        (Detail, "200 at 0", r#"/InstitutionName "FlinksCapital" | /InstitutionId 14 | /Accounts/0/LastFourDigits "1100" | /Accounts/0/AccountType "Personal" | /Accounts/0/EftEligibleRatio 1.00 | /Accounts/0/ETransferEligibleRatio 0.99 | /Accounts/1/LastFourDigits null | /Accounts/1/AccountType null"#),
    ]),
    ("empty-accounts", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts [{},{"Id":"e969650a-1b9f-42f3-a895-9ad6a19e2f62"}]"#),
    ]),
    ("status-first", &[
        (Authorize, "200 at 0", r#"begins {"HttpStatusCode":200,"Links":[{"rel":"AccountsDetail","#),
        (Detail, "202 OPERATION_PENDING at 0", r#"begins {"HttpStatusCode":202,"FlinksCode":"OPERATION_PENDING","Message":"#),
        (Poll, "200 at 10", r#"begins {"HttpStatusCode":200,"Accounts":"#),
    ]),
    ("pending-with-full-stop", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", r#"/Message "Your operation is still processing.""#),
        (Poll, "202 OPERATION_PENDING at 10", r#"/Message "Your operation is still processing.""#),
        (Poll, "200 at 20", ""),
    ]),
    ("transactions-later", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Transactions [] | /Accounts/1/Transactions [] | /Accounts/0/Balance/Current 49993.96"),
        (Poll, "200 at 0", "/Accounts/0/Transactions/0/Debit 12.08"),
    ]),
    ("accounts-while-pending", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", r#"/Accounts [{"Title":"Chequing CAD","Transactions":[],"Id":"ae1dac72-70da-4626-fed8-08d682e1ff4a"}]"#),
        (Poll, "202 OPERATION_PENDING at 10", r#"/Accounts/0/Title "Chequing CAD""#),
        (Poll, "200 at 20", r#"/Accounts/1/Title "Savings CAD""#),
    ]),
    ("business-login", &[
        (Authorize, "200 at 0", r#"/Login/Type "Business""#),
        (Detail, "200 at 0", r#"/Login/Type "Business""#),
    ]),
    ("zero-in-place-of-null", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Transactions/0/Credit 0 | /Accounts/0/Transactions/0/Debit 12.08 | /Accounts/0/Transactions/1/Debit 0 | /Accounts/0/Transactions/1/Credit 12.07"),
    ]),
];
