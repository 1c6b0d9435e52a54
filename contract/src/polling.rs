//! How often a client asks again, how long it may, and when a session ends.

use std::time::Duration;

/// Between two polls: 10 s. Older help articles say 15 s (C34).
///
/// Source: Flinks guides "Make API calls" and "Start to retrieve Investments data", step 3.
pub const INTERVAL: Duration = Duration::from_secs(10);

/// From the first poll to the last one allowed: 30 min, "to avoid infinite loops".
///
/// Source: the same two guides, step 3.
pub const CEILING: Duration = Duration::from_secs(30 * 60);

/// Data calls that fit into [`CEILING`] at [`INTERVAL`]: the first one and 180 polls, the last of
/// them at 30:00.
///
/// Source: the same two guides, by arithmetic.
pub const MOST_CALLS: u64 = CEILING.as_secs() / INTERVAL.as_secs() + 1;

/// How much earlier than [`INTERVAL`], or later than a limit, still counts as right: 250 ms of story
/// time, for the clocks of two machines and the way between them.
///
/// Source: good sense of this project. The conformance suite of MCP allows 50 ms.
pub const TOLERANCE: Duration = Duration::from_millis(250);

/// From Authorize 200 to the first use of its `RequestId`, and between two steps of an MFA
/// exchange: 8 min. Some pages give 30 min (C10).
///
/// Source: help.flinks.com 43000436113.
pub const IDLE_LIMIT: Duration = Duration::from_secs(8 * 60);

/// From the first data call to the end of the session: 30 min, then `SESSION_EXPIRED`.
///
/// Source: docs.flinks.com/guides/getting-started/key-concepts.
pub const PROCESSING_LIMIT: Duration = Duration::from_secs(30 * 60);

/// An authorize token, from its making to its last use: 30 min. Another page gives 15 min (C25).
///
/// Source: docs.flinks.com/reference/generateauthorizetoken.
pub const TOKEN_LIFE: Duration = Duration::from_secs(30 * 60);

/// How long a data call may be held open before it answers `OPERATION_DISPATCHED`: 210 s.
///
/// Source: help.flinks.com 43000436113 and the error tables.
pub const SYNCHRONOUS_LIMIT: Duration = Duration::from_secs(210);

/// One of the constants above with its provenance, for listings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub name: &'static str,
    pub value: Duration,
    pub source: &'static str,
    pub vintage: &'static str,
    /// Entry of [`crate::conflict`] where sources give another value.
    pub conflict: Option<&'static str>,
}

/// Every duration of this file that a source gives, in their order.
pub const NUMBERS: &[Number] = &[
    Number {
        name: "INTERVAL",
        value: INTERVAL,
        source: "Flinks guide 'Make API calls'",
        vintage: "current docs",
        conflict: Some("C34"),
    },
    Number {
        name: "CEILING",
        value: CEILING,
        source: "Flinks guide 'Make API calls'",
        vintage: "current docs",
        conflict: None,
    },
    Number {
        name: "IDLE_LIMIT",
        value: IDLE_LIMIT,
        source: "help.flinks.com 43000436113",
        vintage: "help centre",
        conflict: Some("C10"),
    },
    Number {
        name: "PROCESSING_LIMIT",
        value: PROCESSING_LIMIT,
        source: "docs.flinks.com/guides/getting-started/key-concepts",
        vintage: "current docs",
        conflict: None,
    },
    Number {
        name: "TOKEN_LIFE",
        value: TOKEN_LIFE,
        source: "docs.flinks.com/reference/generateauthorizetoken",
        vintage: "current docs",
        conflict: Some("C25"),
    },
    Number {
        name: "SYNCHRONOUS_LIMIT",
        value: SYNCHRONOUS_LIMIT,
        source: "help.flinks.com 43000436113",
        vintage: "help centre",
        conflict: Some("C13"),
    },
];
