//! Runs the Flinks client flow against a server and checks every response.
//!
//! [`run()`] plays the flow a client plays and writes every exchange down; the checks are pure
//! functions over that record; the result is a [`flinks_report::Report`].

mod amount;
mod checks;
mod difference;
mod exchange;
pub mod exit;
mod flow;
mod minutes;
mod poll;
mod progress;
mod record;
mod run;
mod send;
mod setup;
mod sheet;
mod summary;
mod target;

pub use progress::Progress;
pub use run::{Stop, run};
pub use setup::Setup;
pub use target::{Target, TargetError};
