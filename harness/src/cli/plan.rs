//! From the command line to a set-up: which server, whose data, on which clock.

use flinks_contract::diagnostic::nearest;
use flinks_mock::cli::Files;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_mock::{
    BuiltIn, DEFAULT_SCENARIO, DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, StartError,
    builtin_scenarios,
};
use flinks_report::Fact;
use thiserror::Error;

use super::args::Run;
use crate::record::Head;
use crate::setup::Setup;
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
}

impl PlanError {
    /// The message and the way out, with colour where it is wanted.
    pub(super) fn render(&self, colour: bool) -> String {
        match self {
            Self::Mock(error) => error.render(colour),
            Self::UnknownScenario { .. } | Self::Address(_) => self.to_string(),
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
        let login_id = match &args.scenario {
            Some(name) => scenario(name, builtin_scenarios())?.login_id.to_string(),
            None => login_id(args),
        };
        let facts = [
            fact("target", target.as_str()),
            fact("scenario", args.scenario.as_deref().unwrap_or("that of the LoginId")),
            fact("clock", &clock_words(mode)),
        ];
        let setup = setup(args, target.clone(), login_id, Clock::new(mode), mode, facts.into());
        Ok(Self { setup, mock: None })
    }

    async fn in_process(args: &Run) -> Result<Self, PlanError> {
        let mode = ClockMode::Auto;
        let name = args.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
        let builder = args.files.builder().scenario(name).clock(mode).seed(DEFAULT_SEED);
        let mock = builder.start().await?;
        let target = Target::parse(&mock.url())?;
        let login_id = login_id(args);
        let (scenario, story) = played(mock.scenarios(), name, &login_id);
        let mut facts = vec![
            fact("target", &format!("a mock in this process, seed {DEFAULT_SEED}")),
            fact("scenario", &scenario),
            fact("story", &story),
            fact("clock", &clock_words(mode)),
        ];
        facts.extend(files(&args.files));
        let clock = mock.clock(&args.customer_id);
        let setup = setup(args, target, login_id, clock, mode, facts);
        let head = Head { name: scenario, ..setup.head };
        Ok(Self { setup: Setup { head, ..setup }, mock: Some(mock) })
    }
}

fn setup(
    args: &Run,
    target: Target,
    login_id: String,
    clock: Clock,
    mode: ClockMode,
    mut facts: Vec<Fact>,
) -> Setup {
    facts.extend([fact("customer", &args.customer_id), fact("login", &login_id)]);
    let (customer_id, timeout) = (args.customer_id.clone(), args.timeout);
    let name = args.scenario.clone().unwrap_or_else(|| "target".to_owned());
    let head = Head { name, facts, mode, login_id: login_id.clone() };
    Setup { head, target, customer_id, login_id, clock, timeout }
}

fn login_id(args: &Run) -> String {
    args.login_id.clone().unwrap_or_else(|| GUIDE_LOGIN_ID.to_string())
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
fn files(files: &Files) -> Vec<Fact> {
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

fn fact(name: &str, value: &str) -> Fact {
    Fact { name: name.to_owned(), value: value.to_owned() }
}
