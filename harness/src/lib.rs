//! Runs the Flinks client flow against a server and checks every response.
//!
//! [`run()`] plays the flow a client plays and writes every exchange down, as a [`Record`];
//! [`judge`] applies the checks, which are pure functions over that record, and makes a
//! [`flinks_report::Report`].

mod amount;
mod budget;
mod captured;
mod checks;
pub mod cli;
mod credentials;
mod diff;
mod difference;
mod drift;
mod exchange;
pub use flinks_report::exit;
mod flow;
mod har;
mod hosts;
mod json;
pub mod kept;
mod minutes;
mod operation;
mod poll;
mod probe;
mod progress;
mod record;
mod recording;
mod redact;
mod resolve;
mod run;
#[cfg(test)]
#[path = "../tests/self_test/mod.rs"]
mod self_test;
mod send;
mod setup;
mod shape;
mod sheet;
mod stop;
mod summary;
mod target;
mod veil;

pub use credentials::{Credentials, Secret, SecretError};
pub use progress::{Now, Progress};
pub use record::{Head, Record, Stop};
pub use resolve::{Resolve, ResolveError};
pub use run::{judge, run};
pub use setup::{Live, Network, Privacy, Setup, Site};
pub use stop::{Stopper, Stops};
pub use target::{Target, TargetError};
