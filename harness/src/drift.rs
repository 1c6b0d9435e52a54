//! What a server's answers were made of, from run to run, and what has changed.
//!
//! A change is told in every run until somebody accepts it, and fails nothing: the contract is what a
//! server has to keep, and this is what it does beside it.

mod file;
mod ledger;
mod told;

pub(crate) use file::{LedgerError, edit, read};
pub(crate) use ledger::{Accepted, Drift};
pub(crate) use told::{RULES, checks};
