//! Runs the Flinks client flow against a server and checks every response.
//!
//! [`run()`] plays the flow a client plays and writes every exchange down, as a [`Record`];
//! [`judge`] applies the checks, which are pure functions over that record, and makes a
//! [`flinks_report::Report`].

mod amount;
mod checks;
pub mod cli;
mod difference;
mod exchange;
pub mod exit;
mod flow;
mod json;
mod minutes;
mod operation;
mod poll;
mod probe;
mod progress;
mod record;
#[allow(dead_code, reason = "nothing calls it yet")]
mod redact;
mod run;
mod send;
mod setup;
mod sheet;
mod summary;
mod target;

pub use progress::Progress;
pub use record::{Head, Record, Stop};
pub use run::{judge, run};
pub use setup::Setup;
pub use target::{Target, TargetError};
