//! `flinks-mock check`: what is wrong with scenarios, before they are served.

use std::collections::HashSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use flinks_contract::diagnostic::{Diagnostic, Severity};
use flinks_contract::fixture::{Kind, Waived};
use flinks_contract::scenario::Scenario;
use flinks_report::{counted, exit};

use crate::library::{self, DEFAULT_SCENARIO, Origins};
use crate::load::{self, Text};
use crate::start_error::StartError;

#[derive(clap::Args, Debug)]
pub(super) struct Check {
    /// Scenarios, or folders of scenarios; the built-in ones count as well
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// Add the fixtures of this folder, and warn of those that no scenario uses
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,

    /// Accept fixtures that do not match the schema of their message, instead of refusing them
    #[arg(long)]
    allow_invalid_fixtures: bool,

    /// Accept captured bodies as fixtures, as `serve` and `run` do with this flag
    #[arg(long)]
    adopt: bool,

    /// Let warnings fail the check, too
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock check my-scenarios
  flinks-mock check --fixtures my-fixtures --deny-warnings slow-bank.toml

Exit codes: 0 nothing is wrong; 2 something is";

/// The report and the exit code.
pub(super) fn check(args: &Check) -> Result<(String, u8), StartError> {
    let (texts, mut found) = texts(&args.paths);
    found.extend(mistakes(args, &texts)?);
    // With a mistake in the way, a warning may come from it.
    if found.is_empty() {
        found.extend(warnings(args, &texts));
    }
    let fails = |problem: &Diagnostic| args.deny_warnings || problem.severity == Severity::Error;
    let code = if found.iter().any(fails) { exit::USAGE } else { exit::PASSED };
    Ok((shown(&found, texts.len()), code))
}

/// Every requested scenario. One that is named twice is read once.
fn texts(paths: &[PathBuf]) -> (Vec<Text>, Vec<Diagnostic>) {
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match read(path) {
            Ok(found) => texts.extend(found),
            Err(found) => problems.extend(found),
        }
    }
    texts.sort_by_cached_key(|text| (text.name.clone(), real(text)));
    texts.dedup_by_key(|text| real(text));
    problems.extend(texts.windows(2).filter(|pair| pair[0].name == pair[1].name).map(same_name));
    texts.dedup_by(|a, b| a.name == b.name);
    (texts, problems)
}

fn read(path: &Path) -> Result<Vec<Text>, Vec<Diagnostic>> {
    if path.is_dir() {
        return load::folder(path, "toml", 0);
    }
    // Of what is not there, that is what is wrong.
    if path.exists() && path.extension().is_none_or(|extension| extension != "toml") {
        return Err(vec![Diagnostic::file(&path.display().to_string(), "not a *.toml file")]);
    }
    load::file(path).map(|text| vec![text]).map_err(|problem| vec![problem])
}

fn real(text: &Text) -> PathBuf {
    fs::canonicalize(&text.path).unwrap_or_else(|_| PathBuf::from(&text.path))
}

fn same_name(pair: &[Text]) -> Diagnostic {
    let title = format!("{} has the same name", pair[0].path);
    Diagnostic::file(&pair[1].path, title).help("the name of the file is that of the scenario")
}

fn mistakes(args: &Check, texts: &[Text]) -> Result<Vec<Diagnostic>, StartError> {
    let origins = Origins {
        fixtures: args.fixtures.clone(),
        waived: Waived { schema: args.allow_invalid_fixtures, adopt: args.adopt },
        put: texts.to_vec(),
        ..Origins::built_in(DEFAULT_SCENARIO)
    };
    match origins.read() {
        Ok(_) => Ok(Vec::new()),
        Err(StartError::Files(problems)) => Ok(problems),
        Err(other) => Err(other),
    }
}

fn warnings(args: &Check, texts: &[Text]) -> Vec<Diagnostic> {
    let Ok((scenarios, _)) = library::scenarios(None, texts) else { return Vec::new() };
    let is_asked = |scenario: &&Scenario| texts.iter().any(|text| text.path == scenario.file.path);
    let mut warnings: Vec<_> =
        scenarios.iter().filter(is_asked).flat_map(Scenario::warnings).collect();
    if let Some(folder) = &args.fixtures {
        warnings.extend(unused(folder, &scenarios));
    }
    warnings
}

/// Fixtures of the folder that no scenario uses, built-in ones included.
fn unused(folder: &Path, scenarios: &[Scenario]) -> Vec<Diagnostic> {
    let file = |(kind, name): (Kind, &str)| format!("{}/{name}.json", kind.folder());
    let used: HashSet<String> = scenarios.iter().flat_map(Scenario::uses).map(file).collect();
    let texts = load::folder(folder, "json", 1).unwrap_or_default();
    let unused = texts.iter().filter(|text| !used.contains(&text.name));
    let warning = |text: &Text| Diagnostic::file(&text.path, "no scenario uses this fixture");
    unused.map(|text| warning(text).warning()).collect()
}

fn shown(found: &[Diagnostic], files: usize) -> String {
    let colour = io::stdout().is_terminal();
    let shown: String =
        found.iter().map(|problem| format!("{}\n\n", problem.render(colour))).collect();
    let of = |severity, what| {
        let number = found.iter().filter(|problem| problem.severity == severity).count();
        (number > 0).then(|| counted(what, number))
    };
    let (mistakes, warnings) = (of(Severity::Error, "mistake"), of(Severity::Warning, "warning"));
    let parts: Vec<_> = mistakes.into_iter().chain(warnings).collect();
    let result = if parts.is_empty() { "nothing is wrong".to_owned() } else { parts.join(", ") };
    format!("{shown}{} checked: {result}\n", counted("scenario", files))
}
