//! From the command line to a setup: which server, which customer and login, which clock.

use std::io::{self, IsTerminal};

use flinks_contract::diagnostic::nearest;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_mock::{
    BuiltIn, DEFAULT_SCENARIO, DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, builtin_scenarios,
};
use flinks_trace::Head;

use super::Failure;
use super::args::{CUSTOMER_ID, Flow};
use super::live::TOOLBOX_WEALTH_CUSTOMER;
use crate::setup::{Privacy, Setup, Site};
use crate::summary::REPEAT;
use crate::target::Target;

/// A run that is ready to start.
pub(super) struct Plan {
    pub(super) setup: Setup,
    /// The mock in this process, which stops when this is dropped.
    pub(super) mock: Option<FlinksMock>,
}

impl Plan {
    /// Starts the mock where there is no target. Nothing is sent yet.
    pub(super) async fn new(target: Option<&Target>, flow: &Flow) -> Result<Self, Failure> {
        match target {
            Some(target) => Ok(Self { setup: against(target, flow)?, mock: None }),
            None => Self::in_process(flow).await,
        }
    }

    async fn in_process(flow: &Flow) -> Result<Self, Failure> {
        let mode = ClockMode::Auto;
        let name = flow.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
        let seed = flow.seed.unwrap_or(DEFAULT_SEED);
        let builder = flow.files.builder().scenario(name).clock(mode).seed(seed);
        let color = io::stderr().is_terminal();
        let mock = builder.start().await.map_err(|error| error.render(color))?;
        let login_id = flow.login_id.clone().unwrap_or_else(|| GUIDE_LOGIN_ID.to_string());
        let customer_id = flow.customer_id.clone().unwrap_or_else(|| CUSTOMER_ID.to_owned());
        let (scenario, summary) = played(mock.scenarios(), name, &login_id);
        let facts = vec![
            fact("target", &format!("mock in this process, seed {seed}")),
            fact("scenario", &scenario),
            fact("story", &summary),
        ];
        let head = Head { name: scenario, facts, mode, login_id };
        let clock = mock.clock(&customer_id);
        let target = Target::parse(&mock.url()).map_err(|error| format!("error: {error}"))?;
        let setup = Setup::new(head, Site { target, customer_id }, clock);
        // The built-in bodies are nobody's.
        let is_built_in = flow.files.fixtures.is_none() && flow.files.scenarios.is_none();
        let shows_values = flow.show_values || is_built_in;
        Ok(Self { setup: completed(setup, flow, shows_values), mock: Some(mock) })
    }
}

fn against(target: &Target, flow: &Flow) -> Result<Setup, String> {
    let mode = flow.speed.map_or(ClockMode::Real, ClockMode::Scaled);
    let given = flow.live.read(target, flow.customer_id.as_deref());
    let given = given.map_err(|error| format!("error: {error}"))?;
    let login_id = match &flow.scenario {
        Some(name) => Some(login_of(name)?),
        None => flow.login_id.clone().or(given.login_id),
    };
    let login_id = login_id.unwrap_or_else(|| GUIDE_LOGIN_ID.to_string());
    let mut facts = vec![fact("target", &target.label())];
    let elsewhere = given.live.wealth.as_ref().filter(|site| site.target != *target);
    facts.extend(elsewhere.map(|site| fact("wealth", &site.target.label())));
    facts.push(fact("scenario", flow.scenario.as_deref().unwrap_or("that of the LoginId")));
    let name = flow.scenario.clone().unwrap_or_else(|| "target".to_owned());
    let site = Site { target: target.clone(), customer_id: given.customer_id };
    let setup = Setup::new(Head { name, facts, mode, login_id }, site, Clock::new(mode));
    Ok(completed(Setup { live: given.live, ..setup }, flow, flow.show_values))
}

/// With what every run has. Only the mock in this process has an auto clock and files.
fn completed(mut setup: Setup, flow: &Flow, shows_values: bool) -> Setup {
    let mut facts = Vec::new();
    if setup.head.mode == ClockMode::Auto {
        facts.push(fact("clock", "simulated: it jumps over every wait"));
        let folders = [("scenarios", &flow.files.scenarios), ("fixtures", &flow.files.fixtures)];
        for (name, folder) in folders {
            facts.extend(folder.as_ref().map(|folder| fact(name, &folder.display().to_string())));
        }
    } else {
        facts.push(fact("clock", &setup.head.mode.to_string()));
    }
    let Site { customer_id, .. } = &setup.banking;
    let wealth = setup.live.wealth.as_ref().map(|site| &site.customer_id);
    let ids = [
        ("customer", "FLINKS_CUSTOMER_ID", Some(customer_id)),
        ("login", "FLINKS_LOGIN_ID", Some(&setup.head.login_id)),
        ("wealth customer", "FLINKS_WEALTH_CUSTOMER_ID", wealth.filter(|id| *id != customer_id)),
    ];
    let mut privacy = Privacy { shows_values, ids: Vec::new() };
    for (name, variable, id) in ids {
        let Some(id) = id else { continue };
        if is_published(id) {
            facts.push(fact(name, id));
        } else {
            facts.push(fact(name, &format!("${variable}")));
            privacy.ids.push((variable, id.clone()));
        }
    }
    facts.push(fact(REPEAT, &flow.repeat));
    if !shows_values {
        let hidden = "hidden: labels stand for them; --show-values shows what the server sent";
        facts.push(fact("values", hidden));
    }
    setup.head.facts.extend(facts);
    Setup { timeout: flow.timeout, privacy, ..setup }
}

/// Whether Flinks or the mock has published the id.
fn is_published(id: &str) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(id);
    [CUSTOMER_ID, TOOLBOX_WEALTH_CUSTOMER].into_iter().any(same)
        || same(&GUIDE_LOGIN_ID.to_string())
        || builtin_scenarios().iter().any(|scenario| same(&scenario.login_id.to_string()))
}

/// The scenario that the mock plays for a LoginId, and its summary.
fn played(scenarios: Vec<BuiltIn>, default: &str, login_id: &str) -> (String, String) {
    let guide = GUIDE_LOGIN_ID.to_string().eq_ignore_ascii_case(login_id);
    let is_played = |one: &BuiltIn| {
        let is_own = one.login_id.to_string().eq_ignore_ascii_case(login_id);
        is_own || guide && one.name == default
    };
    match scenarios.into_iter().find(is_played) {
        Some(scenario) => (scenario.name, scenario.summary),
        None => ("none".to_owned(), "no scenario has this LoginId".to_owned()),
    }
}

/// The LoginId of a built-in scenario.
fn login_of(name: &str) -> Result<String, String> {
    let known = builtin_scenarios();
    if let Some(scenario) = known.iter().find(|scenario| scenario.name == name) {
        return Ok(scenario.login_id.to_string());
    }
    let help = match nearest(name, known.iter().map(|scenario| &*scenario.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flinks-mock scenarios` lists them all".to_owned(),
    };
    Err(format!("error: there is no built-in scenario `{name}`\n  help: {help}"))
}

fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
