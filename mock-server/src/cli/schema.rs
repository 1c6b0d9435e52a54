//! `flinks-mock schema`: file formats, for editors.

use flinks_contract::scenario;
use flinks_report::cli::print_text;
use flinks_report::{exit, json};
use flinks_trace::file;

#[derive(clap::Args, Debug)]
pub(super) struct Schema {
    /// Which one
    #[arg(value_enum)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A scenario, in TOML
    Scenario,
    /// The report of `run --report json=PATH`
    Report,
    /// A line of a trace file, as `--journal FILE` writes it
    Trace,
}

pub(super) fn schema(args: &Schema) -> Result<u8, String> {
    print_text(&match args.format {
        Format::Scenario => scenario::SCHEMA.to_owned(),
        Format::Report => json::SCHEMA.to_owned(),
        Format::Trace => file::schema(json::SCHEMA),
    })?;
    Ok(exit::PASSED)
}
