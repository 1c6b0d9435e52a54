//! Everything that can be played: all scenarios and fixtures, read and checked together.

mod choice;
mod reloaded;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use flinks_contract::diagnostic::{Diagnostic, nearest};
use flinks_contract::fixture::Waived;
use flinks_contract::scenario::{self, Scenario};
use foldhash::{HashMap, HashMapExt};
use include_dir::{Dir, include_dir};
use uuid::Uuid;

use crate::fixtures::Fixtures;
use crate::load::{self, Text};
use crate::profile::Profile;
use crate::scenario::{CompiledScenario, GUIDE_LOGIN_ID, GUIDE_USERNAME};
use crate::start_error::StartError;
use flinks_trace::CustomerId;

pub(crate) use choice::{Choice, NoChoice, Who, Wish};
pub use reloaded::Reloaded;

/// What is played unless something else is asked for.
pub const DEFAULT_SCENARIO: &str = "two-polls";

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures");

#[derive(Debug)]
pub(crate) struct Library {
    /// By name.
    stories: Vec<Arc<CompiledScenario>>,
    by_login: HashMap<Uuid, Arc<CompiledScenario>>,
    /// Lower case.
    by_username: HashMap<String, Arc<CompiledScenario>>,
    /// By the normal form of the customer id.
    by_customer: HashMap<String, Arc<CompiledScenario>>,
    default: Arc<CompiledScenario>,
    /// Everybody plays the default, whatever login they have.
    everybody: bool,
    any_login: bool,
}

/// Where scenarios and fixtures come from, to be read again: the built-in ones, and folders laid over
/// them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    pub(crate) scenarios: Option<PathBuf>,
    pub(crate) fixtures: Option<PathBuf>,
    /// What the fixtures need not keep.
    pub(crate) waived: Waived,
    pub(crate) profile: Profile,
    /// The scenario of [`GUIDE_LOGIN_ID`].
    pub(crate) default: String,
    /// Everybody plays `default`, whatever login they have.
    pub(crate) everybody: bool,
    /// A login that no scenario has plays `default`.
    pub(crate) any_login: bool,
    /// Scenarios that were handed in, laid over those of the folders.
    pub(crate) put: Vec<Text>,
}

impl Origins {
    /// What is built in.
    pub(crate) fn built_in(default: &str) -> Self {
        Self { default: default.to_owned(), ..Self::default() }
    }

    /// Reads and checks everything. Fails with every mistake in every file, or for a `default` that does
    /// not exist.
    pub(crate) fn read(&self) -> Result<Library, StartError> {
        let stories = stories(self).map_err(StartError::Files)?;
        let named = stories.iter().find(|story| *story.name == *self.default);
        let Some(default) = named.cloned() else {
            let near = nearest(&self.default, stories.iter().map(|story| &*story.name));
            let (name, nearest) = (self.default.clone(), near.map(str::to_owned));
            return Err(StartError::UnknownScenario { name, nearest });
        };
        let by_username = stories
            .iter()
            .filter_map(|story| Some((story.username.as_ref()?.to_lowercase(), Arc::clone(story))));
        let by_customer = stories.iter().flat_map(|story| {
            story.customers.iter().map(|id| (CustomerId::parse(id).to_string(), Arc::clone(story)))
        });
        Ok(Library {
            by_customer: by_customer.collect(),
            by_login: stories.iter().map(|story| (story.login.id, Arc::clone(story))).collect(),
            by_username: by_username.collect(),
            default,
            everybody: self.everybody,
            any_login: self.any_login,
            stories,
        })
    }

    /// Takes a scenario, in the place of one of the same name.
    pub(crate) fn put(&mut self, name: &str, source: Arc<str>) {
        let file = format!("{name}.toml");
        self.put.retain(|text| text.name != file);
        self.put.push(Text { path: file.clone(), name: file, source });
    }
}

impl Library {
    pub(crate) fn stories(&self) -> &[Arc<CompiledScenario>] {
        &self.stories
    }

    pub(crate) fn default(&self) -> &Arc<CompiledScenario> {
        &self.default
    }

    /// The name that `name` was probably meant to be.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.stories.iter().map(|story| &*story.name)).map(str::to_owned)
    }

    pub(crate) fn story(&self, name: &str) -> Option<&Arc<CompiledScenario>> {
        let found = self.stories.binary_search_by(|story| (*story.name).cmp(name));
        found.ok().map(|position| &self.stories[position])
    }
}

/// For each profile. The built-in stories never change, and a program that tests starts many servers.
static BUILT_IN: [OnceLock<Vec<Arc<CompiledScenario>>>; 2] = [OnceLock::new(), OnceLock::new()];

fn stories(origins: &Origins) -> Result<Vec<Arc<CompiledScenario>>, Vec<Diagnostic>> {
    if origins.scenarios.is_some() || origins.fixtures.is_some() || !origins.put.is_empty() {
        return read(origins);
    }
    let built_in = &BUILT_IN[origins.profile as usize];
    match built_in.get() {
        Some(stories) => Ok(stories.clone()),
        None => read(origins).map(|stories| built_in.get_or_init(|| stories).clone()),
    }
}

fn read(origins: &Origins) -> Result<Vec<Arc<CompiledScenario>>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let fixtures = texts(&FIXTURES, "fixtures", origins.fixtures.as_deref(), "json", 1)
        .and_then(|texts| Fixtures::read(&texts, origins.waived, is_good))
        .unwrap_or_else(|found| {
            problems.extend(found);
            Fixtures::default()
        });
    let fixtures_are_good = problems.is_empty();
    let scenarios = match scenarios(origins.scenarios.as_deref(), &origins.put) {
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
        match story(scenario, &fixtures, origins.profile) {
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
) -> Result<CompiledScenario, Vec<Diagnostic>> {
    CompiledScenario::new(scenario.clone(), fixtures, profile).or_else(|problems| {
        let name = format!("{}.toml", scenario.name);
        if !is_built_in(&SCENARIOS, &name, &scenario.file.source) {
            return Err(problems);
        }
        let texts = texts(&FIXTURES, "fixtures", None, "json", 1)?;
        CompiledScenario::new(
            scenario,
            &Fixtures::read(&texts, Waived::default(), is_good)?,
            profile,
        )
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

/// The scenarios as they are played, and what is wrong with the others. `put` is laid over the folder.
pub(crate) fn scenarios(
    folder: Option<&Path>,
    put: &[Text],
) -> Result<(Vec<Scenario>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut texts = texts(&SCENARIOS, "scenarios", folder, "toml", 0)?;
    texts.retain(|text| put.iter().all(|over| over.name != text.name));
    let mut problems = Vec::new();
    let parsed = texts.iter().chain(put).filter_map(|text| {
        Scenario::parse(&text.path, &text.source).map_err(|found| problems.extend(found)).ok()
    });
    let (scenarios, unresolved) = scenario::resolve(parsed.collect());
    problems.extend(unresolved);
    Ok((scenarios, problems))
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
        texts.retain(|text| own.iter().all(|over| over.name != text.name));
        texts.extend(own);
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

/// Logins and customers that more than one scenario claims.
fn twice(scenarios: &[Scenario]) -> Vec<Diagnostic> {
    let mut owners: HashMap<(&str, String), &str> = HashMap::new();
    let mut problems = Vec::new();
    for scenario in scenarios {
        let file = &scenario.file;
        let mut owner = |what, name: String| owners.insert((what, name), &scenario.name);
        let at = |span: &Range<usize>, title: String| {
            Diagnostic::at(&file.path, &file.source, span.clone(), title)
                .help("give each scenario a login of its own")
        };
        if scenario.login.id == GUIDE_LOGIN_ID {
            let title = "this LoginId belongs to the scenario the server is started with";
            problems.push(at(&file.login_id, title.to_owned()));
        }
        if let Some(other) = owner("LoginId", scenario.login.id.to_string()) {
            let title = format!("the scenario `{other}` has this LoginId already");
            problems.push(at(&file.login_id, title));
        }
        for id in &scenario.customers {
            let other = owner("customer", CustomerId::parse(id).to_string());
            if let Some(other) = other.filter(|other| *other != scenario.name) {
                let title = format!("the scenario `{other}` has the customer `{id}` too");
                let help = "a customer plays one scenario";
                problems.push(Diagnostic::file(&file.path, title).help(help));
            }
        }
        let Some(username) = &scenario.login.username else { continue };
        if let Some(other) = owner("username", username.to_lowercase()) {
            let title = format!("the scenario `{other}` has the username `{username}`");
            problems.push(at(&file.username, title));
        } else if username.eq_ignore_ascii_case(GUIDE_USERNAME) {
            let title = format!("the username `{username}` belongs to the Flinks guides' login");
            problems.push(at(&file.username, title));
        }
    }
    problems
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn built_in(name: &str) -> Arc<CompiledScenario> {
        Arc::clone(Origins::built_in(name).read().unwrap().default())
    }

    /// With a scenario `a-story` that has this text after its head.
    pub(crate) fn scripted(text: &str) -> Library {
        let head = "summary = \"A story.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
        let mut origins = Origins::built_in("a-story");
        origins.put("a-story", format!("{head}{text}").into());
        origins.read().unwrap()
    }

    #[test]
    fn every_built_in_fixture_keeps_its_schema() {
        let texts = texts(&FIXTURES, "fixtures", None, "json", 1).unwrap();
        assert!(texts.iter().all(is_good) && !texts.is_empty());
        Fixtures::read(&texts, Waived::default(), |_| false).unwrap();
    }

    #[test]
    fn a_login_and_a_customer_play_one_scenario() {
        #[rustfmt::skip]
        let table = [
            ("username = \"Mine\"", "username = \"mine\"", "the scenario `a` has the username `mine`"),
            ("customers = [\"ada\"]", "customers = [\"ada\"]", "the scenario `a` has the customer `ada` too"),
            ("", "username = \"greatday\"", "the username `greatday` belongs to the Flinks guides' login"),
        ];
        for (first, second, expected) in table {
            let mut origins = Origins::built_in(DEFAULT_SCENARIO);
            for (name, number, text) in [("a", 1, first), ("b", 2, second)] {
                let login = format!("login-id = \"20000000-0000-4000-8000-00000000000{number}\"");
                origins.put(name, format!("summary = \"One.\"\n{login}\n{text}\n").into());
            }
            let Err(StartError::Files(problems)) = origins.read() else { panic!("{expected}") };
            let titles: Vec<_> = problems.iter().map(|problem| &*problem.title).collect();
            assert_eq!(titles, [expected]);
        }
    }
}
