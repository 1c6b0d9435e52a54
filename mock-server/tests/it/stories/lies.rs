//! Answers that no server should give.

use super::talk::{
    Call::{Authorize, Detail, Investments, Poll},
    Story,
};

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("request-id-of-another-session", &[
        (Authorize, "200 at 0", r#"/RequestId "74c8b3e7-eed2-48b6-9d77-c177cad5a79a""#),
        (Authorize, "200 at 0", r#"/RequestId "e5309e49-4254-460a-82a8-f8f2e89d6d53""#),
        (Detail, "200 at 0", r#"/RequestId "74c8b3e7-eed2-48b6-9d77-c177cad5a79a" | /Login/Id "10000000-0000-4000-8000-000000000091""#),
        (Poll, "200 at 0", r#"/RequestId "74c8b3e7-eed2-48b6-9d77-c177cad5a79a""#),
        (Investments, "200 at 0", r#"/RequestId "e5309e49-4254-460a-82a8-f8f2e89d6d53""#),
    ]),
    ("pending-after-ready", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", ""),
        (Poll, "202 OPERATION_PENDING at 0", ""),
        (Poll, "200 at 10", ""),
        (Poll, "200 at 10", ""),
        (Investments, "200 at 10", ""),
        (Investments, "202 OPERATION_PENDING at 10", ""),
        (Investments, "200 at 20", ""),
    ]),
    ("data-changes", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", "/Accounts/0/Balance/Current 49993.96 | /Accounts/0/Transactions/1/Credit 12.07"),
        (Poll, "200 at 0", "/Accounts/0/Balance/Current 50006.04 | /Accounts/0/Transactions/0/Credit 12.07 | /Accounts/0/Transactions/1 nothing"),
        (Poll, "200 at 0", "/Accounts/0/Balance/Current 50006.04"),
    ]),
    ("unknown-values", &[
        (Authorize, "200 at 0", r#"/Login/Type "Personal""#),
        (Detail, "200 at 0", r#"/Accounts/0/Category "DigitalAssets" | /Accounts/0/Type "CryptoWallet" | /Accounts/0/Currency "EUR" | /Login/Type "Trust" | /Accounts/1/Currency "CAD""#),
    ]),
    ("nulls-where-allowed", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", r#"/Accounts/0/Transactions/0 {"Date":null,"Code":null,"Description":null,"Debit":null,"Credit":null,"Balance":null,"Id":null} | /Accounts/0/Balance {"Available":null,"Current":null,"Limit":null} | /Accounts/0/TransitNumber null | /Accounts/0/InstitutionNumber null | /Accounts/0/Title null | /Accounts/0/AccountNumber null | /Accounts/0/Category null | /Accounts/0/Type null | /Accounts/0/Currency null | /Accounts/0/Holder/Name null | /Accounts/0/Holder/Address null | /Login/Type null | /Accounts/0/Id "ae1dac72-70da-4626-fed8-08d682e1ff4a""#),
    ]),
    ("extra-members", &[
        (Authorize, "200 at 0", r#"/Region "CA-QC" | /Login/Segments ["retail",{"Level":2}]"#),
        (Detail, "200 at 0", r#"/Region "CA-QC" | /Accounts/0/Colour "blue" | /Accounts/0/Balance/Held 0 | /Accounts/0/Holder/Salutation null | /Accounts/0/Transactions/0/Merchant {"Name":"Example","Tags":[]}"#),
    ]),
];
