//! What the Flinks API is, as data: endpoints, codes, schemas, rules with their sources, and the
//! file formats of fixtures and scenarios.
//!
//! No network, no clock, no async. The facts are in `contract/data`, which can be edited without Rust.
//! There are no response structs on purpose: the mock answers from fixtures and the harness checks JSON,
//! so that a misspelt member cannot be misspelt on both sides.

pub mod code;
pub mod confidence;
pub mod conflict;
pub mod coverage;
mod data;
pub mod diagnostic;
pub mod endpoint;
pub mod fixture;
pub mod insight;
pub mod json;
pub mod openapi;
pub mod polling;
pub mod rule;
pub mod scenario;
pub mod schema;

/// The version of what is known about the API; every report names it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
