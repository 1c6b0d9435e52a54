//! What the judge demands of a client, as data.
//!
//! Ids are stable, as those of [`super::RULES`] are: `CLI`, a subject, a number.

mod table;

use std::fmt;

use super::Rule;

pub use table::CLIENT_RULES;

/// Authorize comes first.
pub const SEQ_AUTHORIZE: &str = "CLI-SEQ-001";
/// Async is for what a 202 announced.
pub const SEQ_ASYNC: &str = "CLI-SEQ-002";
/// GET on Async, POST elsewhere. node-flinks 0.6.0 sends POST to every `*Async` (C15).
pub const SEQ_METHOD: &str = "CLI-SEQ-003";
/// After a 202, Async and not the POST again.
pub const SEQ_REPOST: &str = "CLI-SEQ-004";
/// Investments is polled with the same members.
pub const SEQ_SAME_BODY: &str = "CLI-SEQ-005";
/// Only paths that are documented.
pub const SEQ_PATH: &str = "CLI-SEQ-006";

/// One RequestId for the whole flow.
pub const ID_CARRIED: &str = "CLI-ID-001";
/// LoginId and RequestId of one call belong together.
pub const ID_MIXED: &str = "CLI-ID-002";
/// A RequestId is used under the customerId that it was given to.
pub const ID_CUSTOMER: &str = "CLI-ID-003";

/// Goes on until data, an error that ends the session, or 30 min.
pub const POLL_ON: &str = "CLI-POLL-001";
/// 10 s between an answer and the next poll.
pub const POLL_INTERVAL: &str = "CLI-POLL-002";
/// One poll at a time.
pub const POLL_OVERLAP: &str = "CLI-POLL-003";
/// At most 30 min and 181 calls.
pub const POLL_DEADLINE: &str = "CLI-POLL-004";
/// No poll after the data.
pub const POLL_STOP: &str = "CLI-POLL-005";
/// `OPERATION_DISPATCHED` is pending too.
pub const POLL_DISPATCHED: &str = "CLI-POLL-006";
/// The first poll waits as well. No source says so in as many words.
pub const POLL_FIRST: &str = "CLI-POLL-007";
/// Sessions are not polled all in the same second.
pub const POLL_HERD: &str = "CLI-POLL-008";

/// An error that ends the session ends the polling.
pub const ERR_TERMINAL: &str = "CLI-ERR-001";
/// `RETRY_LATER` and the like are repeated later, with the same input.
pub const ERR_RETRY: &str = "CLI-ERR-002";
/// A 5xx or a reset during the poll is survived.
pub const ERR_SURVIVE: &str = "CLI-ERR-003";
/// HTTP 200 with `HttpStatusCode` 202 is no data.
pub const ERR_STATUS: &str = "CLI-ERR-004";
/// What only the account holder can put right is not repeated with the same input.
pub const ERR_USER: &str = "CLI-ERR-005";
/// Waits before it repeats after 429, 503 or "later".
pub const ERR_BACK_OFF: &str = "CLI-ERR-006";
/// A refused authorize token is not sent again.
pub const ERR_TOKEN: &str = "CLI-ERR-007";

/// A lost session is followed by a new Authorize.
pub const ERR_ANEW: &str = "CLI-ERR-008";

/// Unknown members, unknown values and documented nulls are taken.
pub const TOL_UNKNOWN: &str = "CLI-TOL-001";
/// Text comes through whole.
pub const TOL_TEXT: &str = "CLI-TOL-002";
/// Cents survive.
pub const NUM_CENTS: &str = "CLI-NUM-001";

/// No secret in a URL or Referer.
pub const SEC_URL: &str = "CLI-SEC-001";

/// A challenge is answered, not asked for again.
pub const MFA_ANSWER: &str = "CLI-MFA-001";
/// Answers stand under the prompts as they were asked.
pub const MFA_KEYS: &str = "CLI-MFA-002";
/// An answer comes within 8 min.
pub const MFA_TIME: &str = "CLI-MFA-003";

/// JSON is sent as JSON.
pub const HTTP_JSON: &str = "CLI-HTTP-001";

/// A rule for clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientRule {
    pub rule: Rule,
    /// What happens to a client that breaks it.
    pub effect: &'static str,
    /// How a client keeps it, in a line or a few.
    pub example: &'static str,
    /// The defect of the client that breaks this rule and no other.
    pub broken: &'static str,
    /// Published clients that were seen to break it; empty where none was.
    pub seen: &'static str,
    /// A built-in scenario in which a client comes to this rule.
    pub scenario: &'static str,
    pub needs: Needs,
    /// How far from the number in the sentence is still right; empty where nothing is measured.
    pub tolerance: &'static str,
}

/// What the judge has to know to apply a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The exchanges.
    Exchanges,
    /// Also a clock on which the client's own waits can be seen, so not the auto clock.
    Clock,
    /// Also what the client says of the data that it took.
    Word,
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exchanges => "the requests and their answers",
            Self::Clock => "a real, scaled or manual clock: the auto clock hides a client's waits",
            Self::Word => "the client's word of what it took (see docs/judge.md)",
        })
    }
}

/// The rule of exactly this id.
pub fn find(id: &str) -> Option<&'static ClientRule> {
    CLIENT_RULES.iter().find(|client| client.rule.id == id)
}
