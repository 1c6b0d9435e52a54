//! Accounts and transactions.

use super::{BANKING_GUIDE, ServerRule, deduced, official, shown};
use crate::rule;

const DETAIL_PAGE: &str =
    "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail";

pub(super) const ACCOUNT_ID: ServerRule = ServerRule {
    effect: "Stored by its Id, one account overwrites the other, and its transactions with it.",
    example: "two accounts, two Ids",
    broken: "sends an account twice",
    ..official(rule::ACC_ID, DETAIL_PAGE, "an account's Id stands once in a body")
};

pub(super) const SIDE: ServerRule = ServerRule {
    effect: "Money in is booked as money out, twice, or not at all.",
    example: "\"Debit\": 12.08, \"Credit\": null",
    broken: "fills both, or sends a negative Debit",
    ..shown(
        rule::TXN_SIDE,
        BANKING_GUIDE,
        "exactly one of Debit and Credit has an amount, and it is positive",
    )
};

pub(super) const CODE: ServerRule = ServerRule {
    effect: "Clients type the member as text, as a number or not at all; a value breaks one of them.",
    example: "\"Code\": null",
    broken: "sends \"Code\": \"POS\"",
    ..shown(rule::TXN_CODE, BANKING_GUIDE, "Code of a transaction is null")
};

pub(super) const DATE: ServerRule = ServerRule {
    effect: "The whole body is refused, or the transaction is booked on another day.",
    example: "2019-04-22",
    broken: "sends 2019-02-30, 2019/04/22 or a time",
    ..shown(rule::TXN_DATE, BANKING_GUIDE, "Date is a real calendar date, YYYY-MM-DD")
};

pub(super) const ID: ServerRule = ServerRule {
    effect: "Stored by its Id, one transaction overwrites the other; RefreshDelta skips some.",
    example: "633b976e-c713-4b59-9717-3ec407bdde8b, once",
    broken: "numbers transactions 1, 2, 3 in each account",
    ..shown(rule::TXN_ID, BANKING_GUIDE, "a transaction's Id is a GUID, unique within the body")
};

pub(super) const ORDER: ServerRule = ServerRule {
    effect: "A client that stops at the first transaction it knows misses the newer ones.",
    example: "2019-04-22 before 2019-04-21",
    broken: "sends the oldest first",
    ..shown(rule::TXN_ORDER, BANKING_GUIDE, "transactions are newest first")
};

pub(super) const RUNNING: ServerRule = ServerRule {
    effect: "A credit decision is made on a history that does not add up: a transaction is \
             missing, doubled or wrong.",
    example: "49993.96 = 50006.04 - 12.08",
    broken: "leaves a transaction out, or swaps Debit and Credit",
    ..shown(
        rule::TXN_RUNNING,
        BANKING_GUIDE,
        "each Balance is the older one plus Credit minus Debit",
    )
};

pub(super) const CURRENT: ServerRule = ServerRule {
    effect: "The balance that is shown and the last one of the list disagree in front of the user.",
    example: "Balance.Current 49993.96 and 49993.96 in the newest transaction",
    broken: "sends the Balance.Current of yesterday",
    ..shown(
        rule::TXN_CURRENT,
        BANKING_GUIDE,
        "the newest transaction's Balance equals the account's Balance.Current",
    )
};

pub(super) const FUTURE: ServerRule = ServerRule {
    effect: "A client that asks for what is newer than its newest date sees nothing until then.",
    example: "a Date of today, or earlier",
    broken: "swaps day and month: 2026-12-03 for 2026-03-12",
    ..deduced(rule::TXN_FUTURE, BANKING_GUIDE, "no transaction is of a day after the reply's")
};

pub(super) const UNUSED: ServerRule = ServerRule {
    effect: "A client that asks which side is there books every transaction on both.",
    example: "\"Debit\": 12.08, \"Credit\": null",
    broken: "sends 0 for null",
    ..deduced(rule::TXN_UNUSED, BANKING_GUIDE, "the side that a transaction has not is null, not 0")
};
