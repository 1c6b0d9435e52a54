//! Everything that can be played: all scenarios and fixtures, read and checked together.

mod choice;
mod reloaded;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use flinks_contract::diagnostic::{Diagnostic, nearest};
use flinks_contract::scenario::{self, Scenario};
use foldhash::{HashMap, HashMapExt};
use include_dir::{Dir, include_dir};
use uuid::Uuid;

use crate::fixtures::Fixtures;
use crate::load::{self, Text};
use crate::profile::Profile;
use crate::start_error::StartError;
use crate::story::{GUIDE_LOGIN_ID, GUIDE_USERNAME, Story};
use flinks_trace::CustomerId;

pub(crate) use choice::{Choice, NoChoice, Who, Wish};
pub use reloaded::Reloaded;

/// What is played unless something else is asked for.
pub const DEFAULT_SCENARIO: &str = "two-polls";

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../scenarios");
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures");

#[derive(Debug)]
pub(crate) struct Library {
    /// By name.
    stories: Vec<Arc<Story>>,
    by_login: HashMap<Uuid, Arc<Story>>,
    /// Lower case.
    by_username: HashMap<String, Arc<Story>>,
    /// By the normal form of the customer id.
    by_customer: HashMap<String, Arc<Story>>,
    default: Arc<Story>,
    /// Everybody plays the default, whatever login they have.
    everybody: bool,
}

/// Where scenarios and fixtures come from: the built-in ones, and folders laid over them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sources<'a> {
    pub(crate) scenarios: Option<&'a Path>,
    pub(crate) fixtures: Option<&'a Path>,
    /// Serve fixtures that depart from the schema of their message.
    pub(crate) lenient: bool,
    pub(crate) profile: Profile,
}

/// Where everything comes from, to be read again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    pub(crate) scenarios: Option<PathBuf>,
    pub(crate) fixtures: Option<PathBuf>,
    pub(crate) lenient: bool,
    pub(crate) profile: Profile,
    /// The scenario of [`GUIDE_LOGIN_ID`].
    pub(crate) default: String,
    /// Everybody plays `default`, whatever login they have.
    pub(crate) everybody: bool,
    /// Scenarios that were handed in while the server ran.
    pub(crate) put: Vec<Text>,
}

impl Origins {
    /// # Errors
    ///
    /// As [`Library::read`].
    pub(crate) fn read(&self) -> Result<Library, StartError> {
        let sources = Sources {
            scenarios: self.scenarios.as_deref(),
            fixtures: self.fixtures.as_deref(),
            lenient: self.lenient,
            profile: self.profile,
        };
        let library = Library::with(sources, &self.put, &self.default)?;
        Ok(Library { everybody: self.everybody, ..library })
    }

    /// Takes a scenario, in the place of one of the same name.
    pub(crate) fn put(&mut self, name: &str, source: Arc<str>) {
        let file = format!("{name}.toml");
        self.put.retain(|text| text.name != file);
        self.put.push(Text { path: file.clone(), name: file, source });
    }
}

impl Library {
    /// Reads and checks everything; `default` is the scenario of [`GUIDE_LOGIN_ID`].
    ///
    /// # Errors
    ///
    /// Every mistake in every file, or a `default` that does not exist.
    pub(crate) fn read(sources: Sources<'_>, default: &str) -> Result<Self, StartError> {
        Self::with(sources, &[], default)
    }

    /// The same with scenarios that were handed in, laid over those of the folders.
    ///
    /// # Errors
    ///
    /// As [`Library::read`].
    pub(crate) fn with(
        sources: Sources<'_>,
        put: &[Text],
        default: &str,
    ) -> Result<Self, StartError> {
        let stories = stories(sources, put).map_err(StartError::Files)?;
        let named = stories.iter().find(|story| &*story.name == default);
        let Some(default) = named.cloned() else {
            let names: Vec<_> = stories.iter().map(|story| &*story.name).collect();
            let near = nearest(default, names).map(str::to_owned);
            return Err(StartError::UnknownScenario { name: default.to_owned(), nearest: near });
        };
        let by_username = stories
            .iter()
            .filter_map(|story| Some((story.username.as_ref()?.to_lowercase(), Arc::clone(story))));
        let by_customer = stories.iter().flat_map(|story| {
            story.customers.iter().map(|id| (CustomerId::parse(id).to_string(), Arc::clone(story)))
        });
        Ok(Self {
            by_customer: by_customer.collect(),
            by_login: stories.iter().map(|story| (story.login.id, Arc::clone(story))).collect(),
            by_username: by_username.collect(),
            default,
            everybody: false,
            stories,
        })
    }

    pub(crate) fn stories(&self) -> &[Arc<Story>] {
        &self.stories
    }

    pub(crate) fn default(&self) -> &Arc<Story> {
        &self.default
    }

    pub(crate) fn story(&self, name: &str) -> Option<&Arc<Story>> {
        let found = self.stories.binary_search_by(|story| (*story.name).cmp(name));
        found.ok().map(|position| &self.stories[position])
    }
}

/// For each profile. The built-in stories never change, and a program that tests starts many servers.
static BUILT_IN: [OnceLock<Vec<Arc<Story>>>; 2] = [OnceLock::new(), OnceLock::new()];

fn stories(sources: Sources<'_>, put: &[Text]) -> Result<Vec<Arc<Story>>, Vec<Diagnostic>> {
    let is_built_in = sources.scenarios.is_none() && sources.fixtures.is_none() && put.is_empty();
    let [seed, current] = &BUILT_IN;
    let built_in = match sources.profile {
        Profile::Seed => seed,
        Profile::Current => current,
    };
    match built_in.get().filter(|_| is_built_in) {
        Some(stories) => Ok(stories.clone()),
        None => {
            let stories = read(sources, put)?;
            Ok(if is_built_in { built_in.get_or_init(|| stories).clone() } else { stories })
        }
    }
}

fn read(sources: Sources<'_>, put: &[Text]) -> Result<Vec<Arc<Story>>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let fixtures = texts(&FIXTURES, "fixtures", sources.fixtures, "json", 1)
        .and_then(|texts| Fixtures::read(&texts, sources.lenient, is_good))
        .unwrap_or_else(|found| {
            problems.extend(found);
            Fixtures::default()
        });
    let fixtures_are_good = problems.is_empty();
    let scenarios = match scenarios(sources.scenarios, put) {
        Ok((scenarios, found)) => {
            problems.extend(found);
            scenarios
        }
        Err(found) => return Err([problems, found].concat()),
    };
    problems.extend(twice(&scenarios));
    let mut stories = Vec::new();
    // Without the fixtures every scenario would miss its own, and hide what is really wrong.
    for scenario in scenarios.into_iter().filter(|_| fixtures_are_good) {
        match story(scenario, &fixtures, sources.profile) {
            Ok(story) => stories.push(Arc::new(story)),
            Err(found) => problems.extend(found),
        }
    }
    stories.sort_by(|a, b| a.name.cmp(&b.name));
    if problems.is_empty() { Ok(stories) } else { Err(problems) }
}

/// A patch of a built-in scenario need not fit a fixture that the user has put in the place of the
/// built-in one; that scenario then plays the built-in one.
fn story(
    scenario: Scenario,
    fixtures: &Fixtures,
    profile: Profile,
) -> Result<Story, Vec<Diagnostic>> {
    if !is_built_in(&SCENARIOS, &format!("{}.toml", scenario.name), &scenario.file.source) {
        return Story::new(scenario, fixtures, profile);
    }
    Story::new(scenario.clone(), fixtures, profile).or_else(|_| {
        let texts = texts(&FIXTURES, "fixtures", None, "json", 1)?;
        Story::new(scenario, &Fixtures::read(&texts, false, is_good)?, profile)
    })
}

/// A built-in fixture keeps its schema, which a test proves. To prove it at each start would take most of
/// the time of the start.
fn is_good(fixture: &Text) -> bool {
    is_built_in(&FIXTURES, &fixture.name, &fixture.source)
}

fn is_built_in(dir: &Dir<'_>, name: &str, source: &str) -> bool {
    dir.get_file(name).and_then(|file| file.contents_utf8()) == Some(source)
}

/// The scenarios as they are played, and what is wrong with the others.
///
/// # Errors
///
/// The folder cannot be read.
pub(crate) fn scenarios(
    folder: Option<&Path>,
    put: &[Text],
) -> Result<(Vec<Scenario>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let texts = overlaid(texts(&SCENARIOS, "scenarios", folder, "toml", 0)?, put);
    let mut problems = Vec::new();
    let scenarios = parse(&texts, &mut problems);
    Ok((scenarios, problems))
}

fn overlaid(mut texts: Vec<Text>, over: &[Text]) -> Vec<Text> {
    texts.retain(|text| over.iter().all(|over| over.name != text.name));
    texts.extend(over.iter().cloned());
    texts
}

fn parse(texts: &[Text], problems: &mut Vec<Diagnostic>) -> Vec<Scenario> {
    let parsed = texts.iter().filter_map(|text| {
        Scenario::parse(&text.path, &text.source).map_err(|found| problems.extend(found)).ok()
    });
    let (resolved, unresolved) = scenario::resolve(parsed.collect());
    problems.extend(unresolved);
    resolved
}

/// The built-in texts by name, then those of the user's folder, so that a clash is shown in the
/// user's file.
fn texts(
    built_in: &'static Dir<'static>,
    title: &str,
    folder: Option<&Path>,
    extension: &str,
    depth: usize,
) -> Result<Vec<Text>, Vec<Diagnostic>> {
    let mut texts = Vec::new();
    collect(built_in, title, &mut texts);
    texts.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(folder) = folder {
        let own = load::folder(folder, extension, depth)?;
        texts = overlaid(texts, &own);
    }
    Ok(texts)
}

fn collect(dir: &'static Dir<'static>, title: &str, texts: &mut Vec<Text>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        if let Some(source) = file.contents_utf8().filter(|_| !name.ends_with(".md")) {
            texts.push(Text { path: format!("{title}/{name}"), name, source: source.into() });
        }
    }
    for inner in dir.dirs() {
        collect(inner, title, texts);
    }
}

/// Logins that more than one scenario claims.
fn twice(scenarios: &[Scenario]) -> Vec<Diagnostic> {
    let mut ids: HashMap<Uuid, &Scenario> = HashMap::new();
    let mut names: HashMap<String, &Scenario> = HashMap::new();
    let mut customers: HashMap<String, &Scenario> = HashMap::new();
    let mut problems = Vec::new();
    for scenario in scenarios {
        let file = &scenario.file;
        let shown = |span: &Range<usize>, title: String| {
            Diagnostic::at(&file.path, &file.source, span.clone(), title)
                .help("give each scenario a login of its own")
        };
        let at = |title: String| shown(&file.login_id, title);
        let at_name = |title: String| shown(&file.username, title);
        if scenario.login.id == GUIDE_LOGIN_ID {
            problems
                .push(at("this LoginId belongs to the scenario the server is started with".into()));
        }
        if let Some(other) = ids.insert(scenario.login.id, scenario) {
            problems.push(at(format!("the scenario `{}` has this LoginId already", other.name)));
        }
        for id in &scenario.customers {
            if let Some(other) = customers.insert(CustomerId::parse(id).to_string(), scenario)
                && other.name != scenario.name
            {
                let title = format!("the scenario `{}` has the customer `{id}` too", other.name);
                problems.push(
                    Diagnostic::file(&file.path, title).help("a customer plays one scenario"),
                );
            }
        }
        let Some(username) = &scenario.login.username else { continue };
        let reserved = username.eq_ignore_ascii_case(GUIDE_USERNAME);
        if let Some(other) = names.insert(username.to_lowercase(), scenario) {
            let title = format!("the scenario `{}` has the username `{username}`", other.name);
            problems.push(at_name(title));
        } else if reserved {
            let title = format!("the username `{username}` belongs to the Flinks guides' login");
            problems.push(at_name(title));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_fixture_keeps_its_schema() {
        let texts = texts(&FIXTURES, "fixtures", None, "json", 1).unwrap();
        assert!(texts.iter().all(is_good) && !texts.is_empty());
        Fixtures::read(&texts, false, |_| false).unwrap();
    }
}
