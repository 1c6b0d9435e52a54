//! `flinks-mock explain`: a story as a timeline, before it is run.

use std::path::Path;

use flinks_contract::diagnostic::Diagnostic;

use crate::explain;
use crate::library::{Library, Sources};
use crate::load::{self, Text};
use crate::log;
use crate::mock::DEFAULT_SEED;
use crate::profile::Profile;
use crate::start_error::StartError;

use super::flags::Files;

#[derive(clap::Args, Debug)]
pub(super) struct Explain {
    /// The name of a scenario, or a file that is checked and drawn without being installed
    #[arg(value_name = "NAME|FILE.toml")]
    scenario: String,

    #[command(flatten)]
    files: Files,

    /// Seed of everything random, as for serve
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock explain data-after-25-minutes
  flinks-mock explain ./my-scenarios/slow-bank.toml --fixtures ./my-fixtures

Exit codes: 0 drawn; 2 there is no such scenario, or it is wrong";

pub(super) fn explain(args: &Explain) -> Result<(), StartError> {
    let library = library(args)?;
    log::print(&explain::story(&library, library.default(), args.seed));
    Ok(())
}

/// Everything is read and checked, with the story that is asked for as the default.
fn library(args: &Explain) -> Result<Library, StartError> {
    let sources = Sources {
        scenarios: args.files.scenarios.as_deref(),
        fixtures: args.files.fixtures.as_deref(),
        lenient: args.files.allow_invalid_fixtures,
        profile: Profile::default(),
    };
    if !is_file(&args.scenario) {
        return Library::read(sources, &args.scenario);
    }
    let text = text(&args.scenario)?;
    let name = text.name.strip_suffix(".toml").unwrap_or(&text.name).to_owned();
    Library::with(sources, &[text], &name)
}

/// The name of a scenario has neither a dot nor a slash.
fn is_file(text: &str) -> bool {
    text.contains(['.', '/', '\\'])
}

fn text(shown: &str) -> Result<Text, StartError> {
    let path = Path::new(shown);
    let source = load::read(path)
        .map_err(|title| StartError::Files(vec![Diagnostic::file(shown, title)]))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Text { name, path: shown.to_owned(), source: source.into() })
}
