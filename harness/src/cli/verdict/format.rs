//! What a run can be written as.

use flinks_report::wanted::{self, Formats};

/// A picture of the report, or the run itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::cli) enum Format {
    Report(wanted::Format),
    /// A file for `replay`: one run, with all its exchanges.
    Ndjson,
}

impl Formats for Format {
    fn all() -> Vec<(&'static str, Self)> {
        let mut all: Vec<(&str, Self)> = wanted::Format::all()
            .into_iter()
            .map(|(name, format)| (name, Self::Report(format)))
            .collect();
        all.push(("ndjson", Self::Ndjson));
        all.sort_unstable_by_key(|(name, _)| *name);
        all
    }
}
