//! From the command line to a set-up: which server, whose data, on which clock.

use flinks_contract::diagnostic::nearest;
use flinks_mock::cli::Files;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_mock::{
    BuiltIn, DEFAULT_SCENARIO, DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, StartError,
    builtin_scenarios,
};
use flinks_trace::Head;
use thiserror::Error;

use super::args::{CUSTOMER_ID, Run};
use super::live::{LiveError, TOOLBOX_WEALTH_CUSTOMER};
use crate::setup::{Live, Privacy, Setup, Site};
use crate::summary::REPEAT;
use crate::target::{Target, TargetError};

/// A run that is ready to begin.
pub(super) struct Plan {
    pub(super) setup: Setup,
    /// The mock in this process; it ends when this is dropped.
    pub(super) mock: Option<FlinksMock>,
}

/// Why the run cannot begin. Nothing was sent.
#[derive(Debug, Error)]
pub(super) enum PlanError {
    #[error("error: there is no built-in scenario `{name}`\n  help: {help}")]
    UnknownScenario { name: String, help: String },
    #[error("{0}")]
    Mock(#[from] StartError),
    #[error("error: {0}")]
    Address(#[from] TargetError),
    #[error("error: {0}")]
    Live(#[from] LiveError),
    #[error("error: the operating system gives no randomness: {0}")]
    Chance(String),
}

impl PlanError {
    /// The message and the way out, with colour where it is wanted.
    pub(super) fn render(&self, colour: bool) -> String {
        match self {
            Self::Mock(error) => error.render(colour),
            Self::UnknownScenario { .. } | Self::Address(_) | Self::Live(_) | Self::Chance(_) => {
                self.to_string()
            }
        }
    }
}

impl Plan {
    pub(super) async fn new(args: &Run) -> Result<Self, PlanError> {
        match &args.target {
            Some(target) => Self::against(target, args),
            None => Self::in_process(args).await,
        }
    }

    fn against(target: &Target, args: &Run) -> Result<Self, PlanError> {
        let mode = args.speed.map_or(ClockMode::Real, ClockMode::Scaled);
        let given = args.live.read(target, args.customer_id.as_deref())?;
        let login_id = match &args.scenario {
            Some(name) => scenario(name, builtin_scenarios())?.login_id.to_string(),
            None => login_id(args.login_id.clone().or(given.login_id)),
        };
        let customer_id = customer_id(args.customer_id.clone().or(given.customer_id));
        let mut facts = vec![fact("target", &target.shown())];
        let elsewhere = given.live.wealth.as_ref().filter(|site| site.target != *target);
        facts.extend(elsewhere.map(|site| fact("wealth", &site.target.shown())));
        facts.extend([
            fact("scenario", args.scenario.as_deref().unwrap_or("that of the LoginId")),
            fact("clock", &clock_words(mode)),
        ]);
        let ids = Ids::new(&customer_id, &login_id, given.live.wealth.as_ref());
        facts.extend(ids.facts());
        facts.push(fact(REPEAT, &args.repeat));
        facts.extend(values(args.show_values));
        let privacy = ids.privacy(args.seed, args.show_values)?;
        let setup = Setup {
            head: Head {
                name: args.scenario.clone().unwrap_or_else(|| "target".to_owned()),
                facts,
                mode,
                login_id: login_id.clone(),
            },
            target: target.clone(),
            customer_id,
            login_id,
            clock: Clock::new(mode),
            timeout: args.timeout,
            live: given.live,
            privacy,
        };
        Ok(Self { setup, mock: None })
    }

    async fn in_process(args: &Run) -> Result<Self, PlanError> {
        let mode = ClockMode::Auto;
        let name = args.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
        let seed = args.seed.unwrap_or(DEFAULT_SEED);
        let builder = args.files.builder().scenario(name).clock(mode).seed(seed);
        let mock = builder.start().await?;
        let target = Target::parse(&mock.url())?;
        let login_id = login_id(args.login_id.clone());
        let customer_id = customer_id(args.customer_id.clone());
        let (scenario, story) = played(mock.scenarios(), name, &login_id);
        let mut facts = vec![
            fact("target", &format!("mock in this process, seed {seed}")),
            fact("scenario", &scenario),
            fact("story", &story),
            fact("clock", &clock_words(mode)),
        ];
        facts.extend(files(&args.files));
        let ids = Ids::new(&customer_id, &login_id, None);
        facts.extend(ids.facts());
        facts.push(fact(REPEAT, &args.repeat));
        // The built-in bodies are nobody's.
        let own = args.files.fixtures.is_some() || args.files.scenarios.is_some();
        facts.extend(values(args.show_values || !own));
        let privacy = ids.privacy(args.seed, args.show_values || !own)?;
        let setup = Setup {
            head: Head { name: scenario, facts, mode, login_id: login_id.clone() },
            target,
            clock: mock.clock(&customer_id),
            customer_id,
            login_id,
            timeout: args.timeout,
            live: Live::default(),
            privacy,
        };
        Ok(Self { setup, mock: Some(mock) })
    }
}

fn login_id(given: Option<String>) -> String {
    given.unwrap_or_else(|| GUIDE_LOGIN_ID.to_string())
}

fn customer_id(given: Option<String>) -> String {
    given.unwrap_or_else(|| CUSTOMER_ID.to_owned())
}

/// The ids of a run. One that is published is shown; one that was given is somebody's.
struct Ids(Vec<(&'static str, &'static str, String)>);

impl Ids {
    fn new(customer_id: &str, login_id: &str, wealth: Option<&Site>) -> Self {
        let mut ids = vec![
            ("customer", "FLINKS_CUSTOMER_ID", customer_id.to_owned()),
            ("login", "FLINKS_LOGIN_ID", login_id.to_owned()),
        ];
        let wealth = wealth.filter(|site| site.customer_id != customer_id);
        ids.extend(wealth.map(|site| {
            ("wealth customer", "FLINKS_WEALTH_CUSTOMER_ID", site.customer_id.clone())
        }));
        Self(ids)
    }

    fn facts(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().map(|(name, variable, id)| match is_published(id) {
            true => fact(name, id),
            false => fact(name, &format!("${variable}")),
        })
    }

    /// Another key at each run, unless the seed says it.
    fn privacy(self, seed: Option<u64>, shows_values: bool) -> Result<Privacy, PlanError> {
        let mut key = [0; 32];
        match seed {
            Some(seed) => key[..8].copy_from_slice(&seed.to_le_bytes()),
            None => {
                let filled = getrandom::fill(&mut key);
                filled.map_err(|error| PlanError::Chance(error.to_string()))?;
            }
        }
        let given = self.0.into_iter().filter(|(_, _, id)| !is_published(id));
        let ids = given.map(|(_, variable, id)| (variable, id)).collect();
        Ok(Privacy { key, shows_values, ids })
    }
}

/// By Flinks, or with the mock.
fn is_published(id: &str) -> bool {
    let known = [CUSTOMER_ID, TOOLBOX_WEALTH_CUSTOMER];
    let same = |known: &str| known.eq_ignore_ascii_case(id);
    known.into_iter().any(same)
        || same(&GUIDE_LOGIN_ID.to_string())
        || builtin_scenarios().iter().any(|story| same(&story.login_id.to_string()))
}

/// The scenario that the mock in this process plays for a LoginId, and its summary.
fn played(stories: Vec<BuiltIn>, default: &str, login_id: &str) -> (String, String) {
    let own = |story: &BuiltIn| story.login_id.to_string().eq_ignore_ascii_case(login_id);
    let guide = GUIDE_LOGIN_ID.to_string().eq_ignore_ascii_case(login_id);
    let mut stories = stories.into_iter();
    match stories.find(|story| own(story) || guide && story.name == default) {
        Some(story) => (story.name, story.summary),
        None => ("none".to_owned(), "no scenario has this LoginId".to_owned()),
    }
}

/// The folders that were laid over the built-in files.
fn files(files: &Files) -> Vec<(String, String)> {
    let folders = [("scenarios", &files.scenarios), ("fixtures", &files.fixtures)];
    let named = folders.into_iter().filter_map(|(name, folder)| Some((name, folder.as_ref()?)));
    named.map(|(name, folder)| fact(name, &folder.display().to_string())).collect()
}

fn scenario(name: &str, known: Vec<BuiltIn>) -> Result<BuiltIn, PlanError> {
    if let Some(found) = known.iter().find(|story| story.name == name) {
        return Ok(found.clone());
    }
    let help = match nearest(name, known.iter().map(|story| &*story.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flinks-mock scenarios` lists them all".to_owned(),
    };
    Err(PlanError::UnknownScenario { name: name.to_owned(), help })
}

fn clock_words(mode: ClockMode) -> String {
    match mode {
        ClockMode::Auto => "simulated: it jumps over every wait".to_owned(),
        other => other.to_string(),
    }
}

/// Who reads a report is not to take a pseudonym for what the server said.
fn values(are_shown: bool) -> Option<(String, String)> {
    let hidden = "pseudonyms, of the same shape; --show-values shows what the server sent";
    (!are_shown).then(|| fact("values", hidden))
}

fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
