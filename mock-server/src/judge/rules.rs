//! The rules, one function each; together in a file where they look at the same thing.

mod errors;
mod giving_up;
mod identity;
mod polling;
mod questions;
mod requests;
mod sequence;
mod word;

pub(super) use sequence::is_probe;

use super::conversation::conversations;
use super::sheet::Sheet;
use super::trace::Trace;

/// Applies every rule of the catalogue.
pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    sequence::apply(trace, sheet);
    identity::apply(trace, sheet);
    let conversations = conversations(trace);
    polling::apply(trace, &conversations, sheet);
    giving_up::apply(trace, &conversations, sheet);
    errors::apply(trace, &conversations, sheet);
    questions::apply(trace, sheet);
    word::apply(trace, sheet);
    requests::apply(trace, sheet);
}
