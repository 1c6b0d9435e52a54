//! `flinks-mock schema`: file formats, for editors.

use std::io::{self, Write};

use flinks_contract::scenario;
use flinks_report::exit;

use super::args::{Format, Schema};

pub(super) fn schema(args: &Schema) -> u8 {
    let text = match args.format {
        Format::Scenario => scenario::SCHEMA,
        Format::Report => flinks_report::json::SCHEMA,
    };
    // The reader may have gone away, as `head` does.
    let _ = io::stdout().lock().write_all(text.as_bytes());
    exit::PASSED
}
