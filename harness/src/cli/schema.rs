//! `schema`: prints the JSON Schema of a file format.

use std::io::{self, Write};

use clap::ValueEnum;
use flinks_report::json;
use flinks_trace::file;

use crate::exit;

#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// File format to describe
    #[arg(value_enum)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line of a trace file, as `--report ndjson=PATH` writes it
    Trace,
    /// `--report json=PATH`
    Report,
}

pub(super) fn command(args: &Args) -> u8 {
    let text = match args.format {
        Format::Trace => file::schema(json::SCHEMA),
        Format::Report => json::SCHEMA.to_owned(),
    };
    // The reader may have gone away, as `head` does.
    let _ = io::stdout().lock().write_all(text.as_bytes());
    exit::PASSED
}
