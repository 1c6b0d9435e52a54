//! The rules, as data: one rule is one thing the contract demands. Those here are for servers, and
//! the harness checks them ([`server`] has all that is known of them); those in [`client`] are for
//! clients, and the judge of the mock does.
//!
//! Ids are stable: a rule that goes away leaves a gap, and a new one takes a new number.

pub mod client;
mod group;
pub mod server;

use std::fmt;

use crate::confidence::Confidence;

pub use group::{GROUPS, Group};
pub use server::RULES;

/// The body's `HttpStatusCode` equals the HTTP status. node-flinks routes on the member alone.
pub const ENV_STATUS: &str = "FLK-ENV-001";
/// One JSON object, sent as `application/json`.
pub const ENV_JSON: &str = "FLK-ENV-002";
/// An error names itself, with a code of the catalogue and a status documented for that code.
pub const ENV_ERROR: &str = "FLK-ENV-003";
/// Of two members of one name, one parser takes the first and another one the last.
pub const ENV_NAMES: &str = "FLK-ENV-004";
/// Amounts of accounts have no exponent and at most two decimals. Those of investments have no
/// exponent; a coin may have more decimals.
pub const ENV_AMOUNT: &str = "FLK-ENV-005";

/// Schema of Authorize 200. A recorded body of 2025 has no `Login` where the card was not saved;
/// the guide's cached call always shows it.
pub const SCH_AUTHORIZE: &str = "FLK-SCH-001";
/// Schema of the 202 body.
pub const SCH_PENDING: &str = "FLK-SCH-002";
/// Schema of GetAccountsDetail 200. Recorded bodies leave `OverdraftLimit` or `Type` out now and
/// then; the guide shows both.
pub const SCH_DETAIL: &str = "FLK-SCH-003";
/// Schema of Investments 200. The envelope is one of two readings (C18).
pub const SCH_INVESTMENTS: &str = "FLK-SCH-004";
/// Schema of an error body.
pub const SCH_ERROR: &str = "FLK-SCH-005";

/// `Login.Id` of Authorize 200 is the LoginId that was sent.
pub const AUT_LOGIN: &str = "FLK-AUT-001";
/// Each Authorize starts a session of its own.
pub const AUT_REQUEST: &str = "FLK-AUT-002";

/// A data call answers 200 or 202, no other 2xx.
pub const FLOW_STATUS: &str = "FLK-FLOW-001";
/// The Async GET repeats the pending body until the 200.
pub const FLOW_PENDING: &str = "FLK-FLOW-002";
/// The 200 stays. Some pages say that a RequestId is consumed by its first 200 (C9).
pub const FLOW_STABLE: &str = "FLK-FLOW-003";
/// Ready within 30 min. The guides bound the client, not the server, hence SHOULD.
pub const FLOW_DEADLINE: &str = "FLK-FLOW-004";
/// A call while the session is loading may fail, and works afterwards.
pub const FLOW_LOADING: &str = "FLK-FLOW-005";
/// The data of a session is what it was after another session was opened and used.
pub const FLOW_INDEPENDENT: &str = "FLK-FLOW-006";
/// No `OPERATION_PENDING` and no error under HTTP 200.
pub const FLOW_CODE: &str = "FLK-FLOW-007";
/// A call that takes longer is answered with 202 `OPERATION_DISPATCHED`.
pub const FLOW_HELD: &str = "FLK-FLOW-008";

/// Exactly the five members of the guides.
pub const PEN_MEMBERS: &str = "FLK-PEN-001";

/// No link leads into another session, or to another customer.
pub const LNK_SESSION: &str = "FLK-LNK-001";
/// `href` is relative to the BankingServices base, and leads to an endpoint. Some bodies carry the
/// literal text `/{Endpoint}Async` (C33).
pub const LNK_HREF: &str = "FLK-LNK-002";

/// `RequestId` is the session's, in every reply that carries one.
pub const ID_REQUEST: &str = "FLK-ID-001";
/// `Login` and `Institution` of the data are those of Authorize.
pub const ID_LOGIN: &str = "FLK-ID-002";

/// `AccountsFilter` and `RefreshDelta` name accounts by their `Id`.
pub const ACC_ID: &str = "FLK-ACC-001";

/// One side only. Samples in the reference, and bodies recorded in mmroz/flinks, fill both; the
/// guide's transactions have one each.
pub const TXN_SIDE: &str = "FLK-TXN-001";
/// `Code` is null. One client's notes mention the number 1 for a pending transaction.
pub const TXN_CODE: &str = "FLK-TXN-002";
/// A date that exists. Integrators' own fixtures have other forms (`2026/02/15`, a time part).
pub const TXN_DATE: &str = "FLK-TXN-003";
/// Transaction ids are GUIDs, each once. GetAccountsDetail's `RefreshDelta` relies on them.
pub const TXN_ID: &str = "FLK-TXN-004";
/// Newest first. A recorded body of the user Greatday_nomfa is not sorted; the guide's is.
pub const TXN_ORDER: &str = "FLK-TXN-005";
/// `Balance[i] = Balance[i+1] + Credit[i] - Debit[i]`, a null side counting as zero.
pub const TXN_RUNNING: &str = "FLK-TXN-006";
/// The newest transaction leaves the account at its `Balance.Current`.
pub const TXN_CURRENT: &str = "FLK-TXN-007";
/// Not after the day of the reply, and one day for time zones.
pub const TXN_FUTURE: &str = "FLK-TXN-008";
/// The side that a transaction has not is null. Some integrators' fixtures have 0 there.
pub const TXN_UNUSED: &str = "FLK-TXN-009";

/// Investments without `RequestId`. No source shows the refusal.
pub const INV_REQUEST_ID: &str = "FLK-INV-001";
/// Investments without `LoginId`. No source shows the refusal.
pub const INV_LOGIN_ID: &str = "FLK-INV-002";
/// Investments without `MostRecentCached`. No source shows the refusal.
pub const INV_CACHED: &str = "FLK-INV-003";

/// Authorize with a LoginId that nobody was given: `INVALID_LOGIN`, 401 or 400 (C5).
pub const ERR_LOGIN: &str = "FLK-ERR-001";
/// Authorize without `LoginId`, and without anything else that says who it is. No source shows the
/// refusal.
pub const ERR_NO_LOGIN: &str = "FLK-ERR-002";
/// GetAccountsDetail without `RequestId`. No source shows the refusal.
pub const ERR_NO_REQUEST: &str = "FLK-ERR-003";
/// GetAccountsDetail with a RequestId that nobody was given: `SESSION_NONEXISTENT` (C11).
pub const ERR_REQUEST: &str = "FLK-ERR-004";
/// The Async GET with one.
pub const ERR_ASYNC_REQUEST: &str = "FLK-ERR-005";
/// A RequestId under another customer: whatever it is answered, no data.
pub const ERR_FOREIGN: &str = "FLK-ERR-006";
/// The refusal does not tell that the RequestId exists.
pub const ERR_FOREIGN_CODE: &str = "FLK-ERR-007";
/// A RequestId 30 min after its session ended (C9, C10, C11).
pub const ERR_USED_UP: &str = "FLK-ERR-008";
/// GET of GetAccountsDetail. No source shows the refusal.
pub const ERR_DETAIL_METHOD: &str = "FLK-ERR-009";
/// POST of the Async call. One client sends nothing else (C15).
pub const ERR_ASYNC_METHOD: &str = "FLK-ERR-010";

/// The harness kept the client's side, so that what it found is the server's doing: accounts by GET
/// of GetAccountsDetailAsync, investments by the identical POST, as there is no InvestmentsAsync.
pub const CLI_OWN_SIDE: &str = "FLK-CLI-001";

/// How binding a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The guides say or show it, or clients break without it.
    Must,
    /// A deduction that a server may answer differently.
    Should,
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        })
    }
}

/// One thing the contract demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// One of the constants of this file.
    pub id: &'static str,
    pub sentence: &'static str,
    pub strength: Strength,
    pub source: &'static str,
    /// The generation of that source, e.g. "current docs".
    pub vintage: &'static str,
    pub confidence: Confidence,
}

impl Rule {
    /// The id without its number, such as `CLI-POLL`.
    pub fn group(&self) -> &'static str {
        self.id.rsplit_once('-').map_or(self.id, |(group, _)| group)
    }
}

/// The rule for servers of exactly this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
