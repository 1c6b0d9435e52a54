//! The scenarios that are compiled in, as others may want to list them.

use uuid::Uuid;

use crate::library::{DEFAULT_SCENARIO, Library, Origins};

/// A scenario that every mock server has, unless a folder of its user replaces it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BuiltIn {
    pub name: String,
    pub summary: String,
    /// Authorizing with this LoginId plays the scenario.
    pub login_id: Uuid,
    /// Authorizing with this user name does, too.
    pub username: Option<String>,
    /// Whether a client gets all of its data with the LoginId alone.
    pub brings_data: bool,
}

/// All of them, by name.
pub fn builtin_scenarios() -> Vec<BuiltIn> {
    let library = Origins::built_in(DEFAULT_SCENARIO).read();
    let library = library.expect("the built-in files are checked by a test");
    list(&library)
}

pub(crate) fn list(library: &Library) -> Vec<BuiltIn> {
    let built_in = library.stories().iter().map(|story| BuiltIn {
        name: story.name.to_string(),
        summary: story.summary.clone(),
        login_id: story.login.id,
        username: story.username.clone(),
        brings_data: story.brings_data(),
    });
    built_in.collect()
}
