//! The facts of the contract, held against values that are written out here.

#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

mod bodies;
mod client_rules;
mod codes;
mod coverage;
mod data_files;
mod faults;
mod good;
mod members;
mod register;
mod rules_page;
mod violations;
