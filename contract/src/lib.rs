//! What the Flinks API is, as data: endpoints, codes, schemas, rules with their sources, and the
//! file formats of fixtures and scenarios.
//!
//! No network, no clock, no async. There are no response structs on purpose: the mock answers from
//! fixtures and the harness checks JSON, so that one misspelt member cannot be misspelt on both
//! sides.

pub mod code;
pub mod confidence;
pub mod conflict;
pub mod coverage;
mod data;
pub mod diagnostic;
pub mod endpoint;
pub mod fixture;
pub mod polling;
pub mod rule;
pub mod scenario;
pub mod schema;

/// Of what is known of the API: it is told beside every verdict that rests on it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
