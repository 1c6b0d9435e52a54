//! The rules, one function each; together in a file where they look at the same thing.

mod errors;
mod identity;
mod polling;
mod questions;
mod requests;
mod sequence;
mod word;

use super::sheet::Sheet;
use super::trace::Trace;

/// Applies every rule of the catalogue.
pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    sequence::apply(trace, sheet);
    identity::apply(trace, sheet);
    polling::apply(trace, sheet);
    errors::apply(trace, sheet);
    questions::apply(trace, sheet);
    word::apply(trace, sheet);
    requests::apply(trace, sheet);
}
