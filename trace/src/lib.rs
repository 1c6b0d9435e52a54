//! What happened between a client and a server: one model for the journal of the mock, the record of
//! the harness, captured traffic, and the judge.
//!
//! An [`Exchange`] is one request with its reply. A [`Trace`] is everything that a verdict needs:
//! exchanges, stalls, and how the client ended. Nothing here asks for the time or opens a connection.

mod clock_mode;
mod exchange;
pub mod file;
pub mod har;
mod harness_run;
mod id;
mod moment;
mod purpose;
pub mod redact;
mod reply_analysis;
mod request;
pub mod route;
mod run;

pub use clock_mode::{ClockMode, FASTEST, UnknownMode};
pub use exchange::{Exchange, Header, Outcome};
pub use harness_run::{End, Ending, HarnessRun, Head, Stop};
pub use id::{CustomerId, LoginId, RequestId};
pub use moment::{Moment, Timestamp};
pub use purpose::{Part, Probe, Purpose, Role};
pub use reply_analysis::{DataSummary, ReplyAnalysis};
pub use request::Ids;
pub use run::{ClientEnd, EndedAt, Resets, RunHead, Stall, Trace};
