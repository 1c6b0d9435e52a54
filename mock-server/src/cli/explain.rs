//! `flinks-mock explain`: a story as a timeline, before it is run.

use std::path::Path;

use crate::explain;
use crate::library::Library;
use crate::load;
use crate::mock::DEFAULT_SEED;
use crate::start_error::StartError;

use super::flags::Files;

#[derive(clap::Args, Debug)]
pub(super) struct Explain {
    /// The name of a scenario, or a file that is checked and drawn without being installed
    #[arg(value_name = "NAME|FILE.toml")]
    scenario: String,

    #[command(flatten)]
    files: Files,

    /// Seed for everything random, as for serve
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock explain data-after-25-minutes
  flinks-mock explain ./my-scenarios/slow-bank.toml --fixtures ./my-fixtures

Exit codes: 0 drawn; 2 there is no such scenario, or it is wrong";

pub(super) fn explain(args: &Explain) -> Result<String, StartError> {
    let library = library(args)?;
    Ok(explain::story(&library, library.default(), args.seed))
}

/// Reads and checks everything, with the requested story as the default.
fn library(args: &Explain) -> Result<Library, StartError> {
    let mut origins = args.files.origins(&args.scenario);
    // The name of a scenario has neither a dot nor a slash.
    if args.scenario.contains(['.', '/', '\\']) {
        let file = load::file(Path::new(&args.scenario));
        let text = file.map_err(|problem| StartError::Files(vec![problem]))?;
        origins.default = text.name.strip_suffix(".toml").unwrap_or(&text.name).to_owned();
        origins.put.push(text);
    }
    origins.read()
}
