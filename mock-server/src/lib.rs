//! A local mock of the Flinks API that plays scripted bank sessions.
//!
//! [`FlinksMock`] starts one inside a Rust test; the program `flinks-mock` serves one to everybody
//! else. A [`Customer`] is what a test talks to: it shares nothing with any other, so tests can run in
//! parallel against one mock.
//!
//! ```
//! # async fn run_my_client(_base_url: String) {}
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use flinks_mock::{FlinksMock, clock::ClockMode};
//!
//! let mock = FlinksMock::builder().clock(ClockMode::Auto).start().await.unwrap();
//! let bank = mock.customer();
//! bank.play("data-after-25-minutes").unwrap();
//! run_my_client(bank.base_url()).await;
//! for exchange in bank.exchanges() {
//!     println!("{} {} {}", exchange.method, exchange.path, exchange.status);
//! }
//! let run = bank.verdict().await;
//! assert_eq!(run.failures().count(), 0);
//! # }
//! ```
//!
//! [`Customer::assert_protocol_kept`] panics with the whole report instead. Tests without an async
//! runtime use [`blocking`].
//!
//! # Features
//!
//! All are on by default; a library for tests needs none of them.
//!
//! - `admin`: the admin API ([`Builder::admin`]).
//! - `tls`: the API in TLS ([`Builder::tls`]).
//! - `watch`: scenarios and fixtures are read again when they change.
//! - `cli`: the program, with all of the above.
//!
//! `ARCHITECTURE.md` has the map of the modules and the invariants.

// Operations that only the admin API and the program need.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

#[cfg(feature = "admin")]
mod admin;
mod answer;
mod app;
mod auth;
pub mod blocking;
mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod client_environment;
pub mod clock;
mod customer;
mod dates;
mod endpoint;
#[cfg(feature = "admin")]
mod explain;
mod fixtures;
#[cfg(feature = "tls")]
mod hosts;
mod insight;
mod journal;
mod library;
mod load;
mod log;
mod mock;
mod note;
mod operations;
mod profile;
#[cfg(feature = "tls")]
mod proxy;
mod read;
mod recovery;
mod reply;
mod request;
mod rng;
mod scenario;
mod script;
mod secret;
mod server;
mod session;
#[cfg(feature = "watch")]
mod signals;
mod snapshot;
mod start_error;
#[cfg(feature = "tls")]
mod tls;
mod verdict;
mod view;
#[cfg(feature = "watch")]
mod watch;
#[cfg(feature = "cli")]
mod webhook;
mod why;
mod wire;

pub use auth::Auth;
pub use builtin::{BuiltIn, builtin_scenarios};
pub use dates::Dates;
/// What a verdict is made of.
pub use flinks_report as report;
pub use flinks_trace::Exchange;
pub use library::DEFAULT_SCENARIO;
pub use library::Reloaded;
pub use mock::{Builder, Customer, DEFAULT_SEED, FlinksMock, TooFewExchanges};
pub use operations::{Advanced, Force, Happened, MOST_TOLD, Refused};
pub use profile::Profile;
pub use scenario::GUIDE_LOGIN_ID;
pub use start_error::StartError;

/// The examples of README.md are tests, so that they cannot rot unseen.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
