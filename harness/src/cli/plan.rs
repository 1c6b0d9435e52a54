//! The flags of a run, the setup that they make (which server, which customer and login, which clock),
//! and what `run`, `record` and `diff` do alike before and after it.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroU32;
use std::time::Duration;

use clap::Args;
use flinks_contract::diagnostic::nearest;
use flinks_mock::cli::{Files, fits, scenarios_of, speed, timeout};
use flinks_mock::clock::ClockMode;
use flinks_mock::{
    BuiltIn, DEFAULT_SCENARIO, DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, builtin_scenarios,
};
use flinks_report::{exit, shell_word};
use flinks_trace::{End, HarnessRun, Head, Stop};

use super::live::{CUSTOMER_ID, LiveArgs, TOOLBOX_WEALTH_CUSTOMER, against, customer, login};
use super::{Failure, tell};
use crate::progress::Progress;
use crate::setup::{Privacy, Setup, Site};
use crate::summary::REPEAT;
use crate::target::Target;

/// The server of commands that play against one.
#[derive(Args, Debug)]
#[group(skip)]
pub(super) struct Server {
    /// Server to play against, such as http://127.0.0.1:8780, or `toolbox` [default: a mock in this
    /// process]
    #[arg(long, env = "FLINKS_BASE_URL", hide_env_values = true)]
    #[arg(value_name = "URL", value_parser = Target::parse)]
    pub(super) target: Option<Target>,
}

/// The flow that `run`, `record` and `diff` play. Only `run` takes several scenarios or LoginIds.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub(super) struct Flow {
    /// Customer id in every path [default: the toolbox customer of the Flinks guides]
    #[arg(long, env = "FLINKS_CUSTOMER_ID", hide_env_values = true)]
    #[arg(value_name = "ID", value_parser = customer)]
    pub(super) customer_id: Option<String>,

    /// LoginId to authorize with [default: the one in the Flinks guides]
    #[arg(long, env = "FLINKS_LOGIN_ID", hide_env_values = true)]
    #[arg(value_name = "ID", value_parser = login)]
    pub(super) login_id: Vec<String>,

    /// Scenario to play. With a target, the LoginId of the built-in scenario is used
    #[arg(long, value_name = "NAME")]
    pub(super) scenario: Vec<String>,

    #[command(flatten)]
    pub(super) files: Files,

    /// The target's clock runs N times faster than real, as with `flinks-mock serve --speed N`
    #[arg(long, value_name = "N", value_parser = speed)]
    pub(super) speed: Option<NonZeroU32>,

    /// Timeout for one request, in real time; a data call may take 210 s
    #[arg(long, value_name = "TIME", default_value = "240s", value_parser = timeout)]
    pub(super) timeout: Duration,

    /// Derive the ids of the mock and the values of a recording from this number, so that they are the
    /// same in each run
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Show values as the server sent them, except keys and the ids you gave
    #[arg(long)]
    pub(super) show_values: bool,

    #[command(flatten)]
    pub(super) live: LiveArgs,

    /// The command that repeats the run.
    #[arg(skip)]
    pub(super) repeat: String,

    /// The same without scenarios and LoginIds.
    #[arg(skip)]
    pub(super) repeat_other: String,

    /// Whether a user of a bank may authorize.
    #[arg(skip)]
    pub(super) logs_in: bool,

    /// Name of the run, if it has one of several LoginIds.
    #[arg(skip)]
    pub(super) name: Option<String>,
}

impl Flow {
    /// Label before it is played.
    pub(super) fn label(&self) -> &str {
        self.scenario.first().or(self.name.as_ref()).map_or("target", String::as_str)
    }
}

/// A run that is ready to start.
pub(super) struct Plan {
    pub(super) setup: Setup,
    /// The mock in this process, which stops when this is dropped.
    pub(super) mock: Option<FlinksMock>,
}

impl Plan {
    /// Starts the mock if there is no target. Sends nothing yet.
    pub(super) async fn new(target: Option<&Target>, flow: &Flow) -> Result<Self, Failure> {
        let Some(target) = target else { return Self::in_process(flow).await };
        let setup = against(target, flow).map_err(|error| format!("error: {error}"))?;
        Ok(Self { setup: completed(setup, flow, flow.show_values), mock: None })
    }

    async fn in_process(flow: &Flow) -> Result<Self, Failure> {
        let mode = ClockMode::Auto;
        let name = flow.scenario.first().map_or(DEFAULT_SCENARIO, String::as_str);
        let seed = flow.seed.unwrap_or(DEFAULT_SEED);
        let builder = flow.files.builder().scenario(name).clock(mode).seed(seed);
        let color = io::stderr().is_terminal();
        let mock = builder.start().await.map_err(|error| error.render(color))?;
        let login_id = flow.login_id.first().cloned().unwrap_or_else(|| GUIDE_LOGIN_ID.to_string());
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

/// Adds what every run has. Only the mock in this process has an auto clock and files.
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
    let wealth = setup.wealth.as_ref().map(|site| &site.customer_id);
    let ids = [
        ("customer", "FLINKS_CUSTOMER_ID", Some(customer_id)),
        ("login", "FLINKS_LOGIN_ID", Some(&setup.head.login_id).filter(|id| !id.is_empty())),
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
    if setup.head.login_id.is_empty() {
        facts.push(fact("login", "$FLINKS_USERNAME with $FLINKS_PASSWORD"));
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

/// A flow for each scenario and LoginId that was asked for, each once. A pattern with `*` takes the
/// scenarios of its kind that bring data.
pub(super) fn each(target: Option<&Target>, flow: &Flow) -> Result<Vec<Flow>, Failure> {
    let is_plain = !flow.scenario.iter().any(|name| name.contains('*'));
    if is_plain && flow.scenario.len().max(flow.login_id.len()) < 2 {
        return Ok(vec![flow.clone()]);
    }
    let known = match target {
        Some(_) => builtin_scenarios(),
        None => {
            let color = io::stderr().is_terminal();
            scenarios_of(&flow.files).map_err(|error| error.render(color))?
        }
    };
    let names = chosen(&flow.scenario, &known).map_err(|error| format!("error: {error}"))?;
    let by_name = names.into_iter().map(|name| {
        let repeat = format!("{} --scenario {}", flow.repeat_other, shell_word(&name));
        Flow { scenario: vec![name], repeat, ..flow.clone() }
    });
    let mut logins: Vec<&String> = Vec::new();
    for login in &flow.login_id {
        if !logins.contains(&login) {
            logins.push(login);
        }
    }
    let by_login = logins.into_iter().enumerate().map(|(index, login)| Flow {
        login_id: vec![login.clone()],
        name: Some(format!("login {}", index + 1)),
        repeat: format!("{} --login-id \"$FLINKS_LOGIN_ID\"", flow.repeat_other),
        ..flow.clone()
    });
    Ok(by_name.chain(by_login).collect())
}

/// The scenarios in the order of the flags, each once. A pattern brings its own by name.
fn chosen(asked: &[String], known: &[BuiltIn]) -> Result<Vec<String>, String> {
    let mut chosen: Vec<String> = Vec::new();
    for pattern in asked {
        let is_pattern = pattern.contains('*');
        let fitting = known.iter().filter(|one| fits(pattern, &one.name));
        let found = fitting.filter(|one| one.brings_data || !is_pattern);
        let found: Vec<String> = found.map(|one| one.name.clone()).collect();
        if found.is_empty() && is_pattern {
            return Err(format!(
                "no scenario that brings data is called `{pattern}`\n  \
                 help: `flinks-harness scenarios` lists them"
            ));
        }
        if found.is_empty() {
            return Err(unknown(pattern, known));
        }
        let new: Vec<String> = found.into_iter().filter(|name| !chosen.contains(name)).collect();
        chosen.extend(new);
    }
    Ok(chosen)
}

/// The LoginId of a built-in scenario, or a message that there is no scenario of this name.
pub(super) fn login_of(name: &str) -> Result<String, String> {
    let known = builtin_scenarios();
    let found = known.iter().find(|scenario| scenario.name == name);
    found.map(|scenario| scenario.login_id.to_string()).ok_or_else(|| unknown(name, &known))
}

fn unknown(name: &str, known: &[BuiltIn]) -> String {
    let help = match nearest(name, known.iter().map(|scenario| &*scenario.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flinks-harness scenarios` lists them all".to_owned(),
    };
    format!("there is no built-in scenario `{name}`\n  help: {help}")
}

pub(super) fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Masks the secrets in logs of GitHub, and says what a run against a server costs.
pub(super) fn announce(plan: &Plan, is_on_github: bool, times: &str) {
    if is_on_github {
        mask(&plan.setup);
    }
    if plan.mock.is_none() {
        tell(&format!("{}{times}", plan.setup.cost()));
    }
}

/// Makes GitHub's runner hide the secrets in every log. Elsewhere these lines would show them.
pub(super) fn mask(setup: &Setup) {
    // A closed log has nothing to hide.
    let commands = mask_commands(setup.secrets().map(|(_, secret)| secret));
    let _ = io::stdout().lock().write_all(commands.as_bytes());
}

/// Leaves out empty values, with which a runner would hide everything or nothing.
fn mask_commands<'a>(secrets: impl Iterator<Item = &'a str>) -> String {
    let escaped = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let secrets = secrets.filter(|secret| !secret.trim().is_empty());
    secrets.map(|secret| format!("::add-mask::{}\n", escaped(secret))).collect()
}

pub(super) fn progress(quiet: bool) -> Progress {
    if io::stderr().is_terminal() {
        Progress::bar()
    } else if quiet {
        Progress::silent()
    } else {
        Progress::lines(Box::new(io::stderr()))
    }
}

/// The record, or a failure where a signal stopped the run.
pub(super) fn whole(record: HarnessRun) -> Result<HarnessRun, Failure> {
    let signal = match record.end {
        End::Stopped(Stop::Interrupt) => 2,
        End::Stopped(Stop::Terminate) => 15,
        End::Played | End::NoClient(_) => return Ok(record),
    };
    Err(Failure::new(exit::signalled(signal), "stopped; nothing was written"))
}

pub(super) fn silence(record: &HarnessRun) -> Option<&str> {
    if let End::NoClient(reason) = &record.end {
        return Some(reason);
    }
    let mut failures = record.exchanges().iter().map(|exchange| exchange.no_reply());
    let (reason, _) = failures.next()??;
    failures.all(|failure| failure.is_some()).then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_refused() {
        for text in ["", "a/b", "..", "a b", "a?b", "a%2fb", "a\nb"] {
            assert!(customer(text).is_err(), "{text:?}");
        }
        for text in ["", "5e115eac", "{5e115eac-1209-4f19-641c-08d6d484e2fe}"] {
            assert!(login(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn patterns_take_what_brings_data_and_names_take_anything() {
        let known = builtin_scenarios();
        let of = |asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(|&name| name.to_owned()).collect();
            chosen(&asked, &known)
        };
        let table: [(&[&str], &[&str]); 4] = [
            (&["never-ready", "two-polls", "never-ready"], &["never-ready", "two-polls"]),
            (
                &["slow-*"],
                &["slow-authorize", "slow-body", "slow-drip", "slow-log-normal", "slow-uniform"],
            ),
            (&["two-polls", "t*-polls"], &["two-polls"]),
            (&["investments-*"], &["investments-slower"]),
        ];
        for (asked, expected) in table {
            assert_eq!(of(asked).unwrap(), expected, "{asked:?}");
        }
        let all = of(&["*"]).unwrap();
        let (lost, asks) = ("flaky-network".to_owned(), "security-question".to_owned());
        assert!(all.len() > 40 && !all.contains(&lost) && !all.contains(&asks), "{all:?}");
        let none = "no scenario that brings data is called `security-*`\n  \
                    help: `flinks-harness scenarios` lists them";
        assert_eq!(of(&["security-*"]).unwrap_err(), none);
        let unknown = "there is no built-in scenario `two-pols`\n  help: did you mean `two-polls`?";
        assert_eq!(of(&["*", "two-pols"]).unwrap_err(), unknown);
    }

    #[test]
    fn one_command_for_each_secret() {
        let secrets = ["key-1", "", " ", "100%\r\n::stop-commands::x"];
        let expected = "::add-mask::key-1\n::add-mask::100%25%0D%0A::stop-commands::x\n";
        assert_eq!(mask_commands(secrets.into_iter()), expected);
    }
}
