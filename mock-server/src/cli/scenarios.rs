//! `flinks-mock scenarios`: what can be played, and how to ask for it.

use crate::builtin::{self, BuiltIn};
use crate::log::Log;
use crate::start_error::StartError;

use super::flags::Files;

pub(super) fn scenarios(files: &Files) -> Result<String, StartError> {
    let lines = table(&scenarios_of(files)?);
    Ok(format!("Authorize with a LoginId below to play its scenario.\n\n{lines}"))
}

/// The built-in ones and those of the files, by name.
///
/// # Errors
///
/// A file has a mistake.
pub fn scenarios_of(files: &Files) -> Result<Vec<BuiltIn>, StartError> {
    let app = files.builder().app(Log::default())?;
    Ok(builtin::list(&app.library()))
}

/// One line for each scenario.
pub fn table(scenarios: &[BuiltIn]) -> String {
    let width = scenarios.iter().map(|scenario| scenario.name.len()).max().unwrap_or_default();
    let line = |BuiltIn { name, summary, login_id, username, .. }: &BuiltIn| {
        let username =
            username.iter().map(|name| format!(" (Username {name})")).collect::<String>();
        format!("{name:width$}  {login_id}  {summary}{username}\n")
    };
    scenarios.iter().map(line).collect()
}
