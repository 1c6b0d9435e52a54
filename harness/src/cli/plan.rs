//! From the command line to a setup: which server, which customer and login, which clock.

use flinks_contract::diagnostic::nearest;
use flinks_mock::cli::Files;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_mock::{
    BuiltIn, DEFAULT_SCENARIO, DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, StartError,
    builtin_scenarios,
};
use flinks_trace::Head;
use thiserror::Error;

use super::args::{CUSTOMER_ID, Flow};
use super::live::{LiveError, TOOLBOX_WEALTH_CUSTOMER};
use crate::setup::{Live, Privacy, Setup, Site};
use crate::summary::REPEAT;
use crate::target::{Target, TargetError};

/// A run that is ready to start.
pub(super) struct Plan {
    pub(super) setup: Setup,
    /// The mock in this process, which stops when this is dropped.
    pub(super) mock: Option<FlinksMock>,
}

/// Why a run cannot start. Nothing was sent.
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
}

impl PlanError {
    /// The message with its help, with color if wanted.
    pub(super) fn render(&self, color: bool) -> String {
        match self {
            Self::Mock(error) => error.render(color),
            Self::UnknownScenario { .. } | Self::Address(_) | Self::Live(_) => self.to_string(),
        }
    }
}

impl Plan {
    pub(super) async fn new(target: Option<&Target>, flow: &Flow) -> Result<Self, PlanError> {
        match target {
            Some(target) => Self::against(target, flow),
            None => Self::in_process(flow).await,
        }
    }

    fn against(target: &Target, flow: &Flow) -> Result<Self, PlanError> {
        let mode = flow.speed.map_or(ClockMode::Real, ClockMode::Scaled);
        let given = flow.live.read(target, flow.customer_id.as_deref())?;
        let login_id = match &flow.scenario {
            Some(name) => scenario(name, builtin_scenarios())?.login_id.to_string(),
            None => login_id(flow.login_id.clone().or(given.login_id)),
        };
        let customer_id = customer_id(flow.customer_id.clone().or(given.customer_id));
        let mut facts = vec![fact("target", &target.shown())];
        let elsewhere = given.live.wealth.as_ref().filter(|site| site.target != *target);
        facts.extend(elsewhere.map(|site| fact("wealth", &site.target.shown())));
        facts.push(fact("scenario", flow.scenario.as_deref().unwrap_or("that of the LoginId")));
        let name = flow.scenario.clone().unwrap_or_else(|| "target".to_owned());
        let head = Head { name, facts, mode, login_id: login_id.clone() };
        let clock = Clock::new(mode);
        let shows_values = flow.show_values;
        let server = (target.clone(), clock, given.live, shows_values);
        let setup = setup(flow, head, customer_id, login_id, server);
        Ok(Self { setup, mock: None })
    }

    async fn in_process(flow: &Flow) -> Result<Self, PlanError> {
        let mode = ClockMode::Auto;
        let name = flow.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
        let seed = flow.seed.unwrap_or(DEFAULT_SEED);
        let builder = flow.files.builder().scenario(name).clock(mode).seed(seed);
        let mock = builder.start().await?;
        let login_id = login_id(flow.login_id.clone());
        let customer_id = customer_id(flow.customer_id.clone());
        let (scenario, story) = played(mock.scenarios(), name, &login_id);
        let facts = vec![
            fact("target", &format!("mock in this process, seed {seed}")),
            fact("scenario", &scenario),
            fact("story", &story),
        ];
        let head = Head { name: scenario, facts, mode, login_id: login_id.clone() };
        // The built-in bodies are nobody's.
        let is_built_in = flow.files.fixtures.is_none() && flow.files.scenarios.is_none();
        let clock = mock.clock(&customer_id);
        let shows_values = flow.show_values || is_built_in;
        let server = (Target::parse(&mock.url())?, clock, Live::default(), shows_values);
        let setup = setup(flow, head, customer_id, login_id, server);
        Ok(Self { setup, mock: Some(mock) })
    }
}

/// Completes the head with the facts that every run has. Only the mock in this process has an auto clock
/// and files.
fn setup(
    flow: &Flow,
    mut head: Head,
    customer_id: String,
    login_id: String,
    (target, clock, live, shows_values): (Target, Clock, Live, bool),
) -> Setup {
    let ids = Ids::new(&customer_id, &login_id, live.wealth.as_ref());
    head.facts.push(fact("clock", &clock_label(head.mode)));
    if head.mode == ClockMode::Auto {
        head.facts.extend(files(&flow.files));
    }
    head.facts.extend(ids.facts());
    head.facts.push(fact(REPEAT, &flow.repeat));
    if !shows_values {
        let hidden = "hidden: labels stand for them; --show-values shows what the server sent";
        head.facts.push(fact("values", hidden));
    }
    let privacy = ids.privacy(shows_values);
    let timeout = flow.timeout;
    Setup { head, target, customer_id, login_id, clock, timeout, live, privacy }
}

fn login_id(given: Option<String>) -> String {
    given.unwrap_or_else(|| GUIDE_LOGIN_ID.to_string())
}

fn customer_id(given: Option<String>) -> String {
    given.unwrap_or_else(|| CUSTOMER_ID.to_owned())
}

/// The ids of a run. Published ids are shown; given ids are private.
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
        self.0.iter().map(|(name, variable, id)| {
            if is_published(id) { fact(name, id) } else { fact(name, &format!("${variable}")) }
        })
    }

    fn privacy(self, shows_values: bool) -> Privacy {
        let given = self.0.into_iter().filter(|(_, _, id)| !is_published(id));
        let ids = given.map(|(_, variable, id)| (variable, id)).collect();
        Privacy { shows_values, ids }
    }
}

/// Whether Flinks or the mock has published the id.
fn is_published(id: &str) -> bool {
    let known = [CUSTOMER_ID, TOOLBOX_WEALTH_CUSTOMER];
    let same = |known: &str| known.eq_ignore_ascii_case(id);
    known.into_iter().any(same)
        || same(&GUIDE_LOGIN_ID.to_string())
        || builtin_scenarios().iter().any(|story| same(&story.login_id.to_string()))
}

/// The scenario that the mock plays for a LoginId, and its summary.
fn played(stories: Vec<BuiltIn>, default: &str, login_id: &str) -> (String, String) {
    let own = |story: &BuiltIn| story.login_id.to_string().eq_ignore_ascii_case(login_id);
    let guide = GUIDE_LOGIN_ID.to_string().eq_ignore_ascii_case(login_id);
    let mut stories = stories.into_iter();
    match stories.find(|story| own(story) || guide && story.name == default) {
        Some(story) => (story.name, story.summary),
        None => ("none".to_owned(), "no scenario has this LoginId".to_owned()),
    }
}

/// The folders that overlay the built-in files.
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

fn clock_label(mode: ClockMode) -> String {
    match mode {
        ClockMode::Auto => "simulated: it jumps over every wait".to_owned(),
        other => other.to_string(),
    }
}

fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
