//! A local mock of the Flinks API that plays scripted bank sessions.
//!
//! [`FlinksMock`] starts one inside a Rust test; the binary `flinks-mock` serves one to everybody
//! else. `ARCHITECTURE.md` has the map of the modules and the invariants.

mod admin;
mod answer;
mod app;
mod auth;
mod builtin;
mod chance;
pub mod cli;
pub mod clock;
mod control;
mod customer;
mod endpoint;
mod explain;
mod facts;
mod fixtures;
mod front;
mod hosts;
mod journal;
mod journal_writer;
mod judge;
mod library;
mod load;
mod log;
mod mock;
mod profile;
mod proxy;
mod read;
mod reply;
mod request;
mod route;
mod script;
mod secret;
mod server;
mod session;
mod snapshot;
mod start_error;
mod story;
mod tls;
mod watch;
mod why;
mod wire;

pub use auth::Auth;
pub use builtin::{BuiltIn, builtin_scenarios};
pub use control::{Advanced, Force, Happened, MOST_TOLD, Refused, Reloaded};
/// What a verdict is made of.
pub use flinks_report as report;
pub use library::DEFAULT_SCENARIO;
pub use mock::{Builder, DEFAULT_SEED, FlinksMock};
pub use profile::Profile;
pub use start_error::StartError;
pub use story::GUIDE_LOGIN_ID;

/// The examples of README.md are tests, so that they cannot rot unseen.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
