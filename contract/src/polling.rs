//! How often a client asks again, how long it may, and when a session ends.

use std::time::Duration;

/// The time between two polls: 10 s. Older help articles say 15 s (C34).
///
/// Source: Flinks guides "Make API calls" and "Start to retrieve Investments data", step 3.
pub const INTERVAL: Duration = Duration::from_secs(10);

/// The time from the first poll to the last one allowed: 30 min, "to avoid infinite loops".
///
/// Source: the same two guides, step 3.
pub const CEILING: Duration = Duration::from_secs(30 * 60);

/// Data calls that fit into [`CEILING`] at [`INTERVAL`]: the first one, a poll at once, as the newest
/// guide prints it, and 180 more, the last of them at 30:00.
///
/// Source: docs.flinks.com/guides/connect/retrieve-account-data and the two guides, by arithmetic.
pub const MOST_CALLS: u64 = CEILING.as_secs() / INTERVAL.as_secs() + 2;

/// A call may be this much earlier than [`INTERVAL`], or later than a limit: 250 ms of scenario time, for
/// the clocks of two machines and the network between them.
///
/// Source: recommended by this project. The conformance suite of MCP allows 50 ms.
pub const TOLERANCE: Duration = Duration::from_millis(250);

/// The time from Authorize 200 to the first use of its `RequestId`, and between two steps of an MFA
/// exchange: 8 min. Some pages give 30 min (C10).
///
/// Source: help.flinks.com 43000436113.
pub const IDLE_LIMIT: Duration = Duration::from_secs(8 * 60);

/// The time from the first data call to the end of the session: 30 min, then `SESSION_EXPIRED`.
///
/// Source: docs.flinks.com/guides/getting-started/key-concepts.
pub const PROCESSING_LIMIT: Duration = Duration::from_secs(30 * 60);

/// The life of an authorize token: 30 min. Another page gives 15 min (C25).
///
/// Source: docs.flinks.com/reference/generateauthorizetoken.
pub const TOKEN_LIFE: Duration = Duration::from_secs(30 * 60);

/// A data call may be held open this long before it answers `OPERATION_DISPATCHED`: 210 s.
///
/// Source: help.flinks.com 43000436113 and the error tables.
pub const SYNCHRONOUS_LIMIT: Duration = Duration::from_secs(210);
