//! The mock from outside: over a socket, and as a program.
#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

mod access;
mod admin;
mod authorize_async;
mod choice;
mod collection;
mod commands;
mod coverage_items;
mod dates;
mod directory;
mod docs;
mod errors;
mod forms;
mod insight;
mod isolation;
mod judge;
mod leniency;
mod limits;
mod logins;
mod network;
mod profile;
mod program;
mod reload;
#[cfg(unix)]
mod restart;
mod rules;
#[cfg(unix)]
mod run;
mod same_bytes;
mod scale;
mod seeds;
mod stories;
mod support;
mod tls;
mod unplayed;
mod webhooks;
mod wire;
