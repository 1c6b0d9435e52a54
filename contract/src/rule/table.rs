//! The rules, in the order of their ids.

use super::{Rule, Strength};
use crate::confidence::Confidence;

const BANKING_GUIDE: &str = "Flinks guide 'Make API calls'";
const WEALTH_GUIDE: &str = "Flinks guide 'Start to retrieve Investments data'";
const BOTH_GUIDES: &str = "Flinks guides 'Make API calls' and 'Start to retrieve Investments data'";

/// Said or shown by a guide.
const fn shown(id: &'static str, source: &'static str, sentence: &'static str) -> Rule {
    Rule {
        id,
        sentence,
        strength: Strength::Must,
        source,
        vintage: "current docs",
        confidence: Confidence::Seed,
    }
}

/// A deduction from what the source says.
const fn deduced(id: &'static str, source: &'static str, sentence: &'static str) -> Rule {
    Rule {
        strength: Strength::Should,
        confidence: Confidence::Inferred,
        ..shown(id, source, sentence)
    }
}

/// Every rule, in the order of the groups in [`super`].
pub const RULES: &[Rule] = &[
    shown(super::ENV_STATUS, BOTH_GUIDES, "HttpStatusCode in the body equals the HTTP status"),
    shown(super::ENV_JSON, BOTH_GUIDES, "the body is one JSON object, sent as application/json"),
    Rule {
        confidence: Confidence::Official,
        ..shown(
            super::ENV_ERROR,
            "docs.flinks.com/api/authorize/error-codes",
            "an error has a Message, a FlinksCode of the catalogue and a status of that code",
        )
    },
    shown(
        super::SCH_AUTHORIZE,
        BANKING_GUIDE,
        "Authorize 200 has the documented members and types",
    ),
    shown(super::SCH_PENDING, BOTH_GUIDES, "a 202 body has the documented members and types"),
    shown(
        super::SCH_DETAIL,
        BANKING_GUIDE,
        "GetAccountsDetail 200 has the documented members and types",
    ),
    Rule {
        confidence: Confidence::Official,
        ..shown(
            super::SCH_INVESTMENTS,
            "docs.flinks.com/api/wealth/endpoints/account-linking/response-fields",
            "Investments 200 has the documented members and types",
        )
    },
    Rule {
        vintage: "client release 0.2.3",
        confidence: Confidence::ClientObserved,
        ..shown(
            super::SCH_ERROR,
            "mmroz/flinks, test/test_flinks.rb",
            "an error body has the documented members and types",
        )
    },
    shown(super::AUT_LOGIN, BANKING_GUIDE, "Login.Id is the LoginId that was sent"),
    shown(super::AUT_REQUEST, BANKING_GUIDE, "every Authorize gives a new RequestId"),
    shown(super::FLOW_STATUS, BOTH_GUIDES, "a data call answers 200 or 202 and no other 2xx"),
    shown(
        super::FLOW_PENDING,
        BANKING_GUIDE,
        "after a 202 the Async GET repeats the same pending body until the 200",
    ),
    Rule {
        strength: Strength::Must,
        ..deduced(super::FLOW_STABLE, BANKING_GUIDE, "the 200 is stable on repeat")
    },
    deduced(super::FLOW_DEADLINE, BOTH_GUIDES, "data is ready within 30 min of polling"),
    shown(
        super::FLOW_LOADING,
        BOTH_GUIDES,
        "a call while the session is still loading may fail and works afterwards",
    ),
    shown(
        super::PEN_MEMBERS,
        BOTH_GUIDES,
        "a 202 body has exactly FlinksCode, Links, HttpStatusCode, Message and RequestId",
    ),
    shown(super::ID_REQUEST, BOTH_GUIDES, "RequestId in every reply is the one of the session"),
    shown(
        super::ID_LOGIN,
        BANKING_GUIDE,
        "Login and Institution of the data equal those of Authorize",
    ),
    shown(
        super::TXN_SIDE,
        BANKING_GUIDE,
        "exactly one of Debit and Credit is a number, and it is positive",
    ),
    shown(super::TXN_CODE, BANKING_GUIDE, "Code of a transaction is null"),
    shown(super::TXN_DATE, BANKING_GUIDE, "Date is a real calendar date, YYYY-MM-DD"),
    shown(super::TXN_ID, BANKING_GUIDE, "a transaction's Id is a GUID, unique within the body"),
    shown(super::TXN_ORDER, BANKING_GUIDE, "transactions are newest first"),
    shown(
        super::TXN_RUNNING,
        BANKING_GUIDE,
        "each Balance is the older one plus Credit minus Debit",
    ),
    shown(
        super::TXN_CURRENT,
        BANKING_GUIDE,
        "the newest transaction's Balance equals the account's Balance.Current",
    ),
    deduced(
        super::INV_REQUEST_ID,
        WEALTH_GUIDE,
        "Investments without RequestId is refused with INVALID_REQUEST",
    ),
    deduced(
        super::INV_LOGIN_ID,
        WEALTH_GUIDE,
        "Investments without LoginId is refused with INVALID_REQUEST",
    ),
    deduced(
        super::INV_CACHED,
        WEALTH_GUIDE,
        "Investments without MostRecentCached is refused with INVALID_REQUEST",
    ),
    shown(
        super::CLI_OWN_SIDE,
        BOTH_GUIDES,
        "the harness polls by Async GET or same POST, at least 10 s apart, at most 30 min",
    ),
];
