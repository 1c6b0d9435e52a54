//! Runs the Flinks client flow against a server and checks every response.
//!
//! [`run()`] plays the flow a client plays and writes every exchange down, as a
//! [`flinks_trace::HarnessRun`]; [`judge`] applies the rules for servers and makes a
//! [`flinks_report::Report`]. Both hold real values: [`printable`] hides them before a report is shown.

mod bounds;
mod cancellation;
mod captured;
pub mod cli;
mod credentials;
mod diff;
mod drift;
pub use flinks_report::exit;
mod flow;
mod hide;
mod hosts;
pub mod kept;
mod panics;
mod progress;
mod recording;
mod resolve;
mod run;
#[cfg(test)]
#[path = "../tests/self_test/mod.rs"]
mod self_test;
mod send;
mod setup;
mod shape;
mod stand_in;
mod summary;
mod target;

#[cfg(test)]
#[path = "../../judge/src/server/tests/sample/run.rs"]
mod sample;

pub use flinks_trace::{HarnessRun, Head, Stop};

pub use cancellation::CancellationToken;
pub use credentials::{Credentials, Secret};
pub use hide::printable;
pub use progress::{Now, Progress};
pub use resolve::Resolve;
pub use run::{judge, run};
pub use setup::{Network, Privacy, Setup, Site};
pub use target::Target;
