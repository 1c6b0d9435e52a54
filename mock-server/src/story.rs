//! A scenario made ready to be played: its fixtures found, its steps sorted by endpoint.

use std::sync::Arc;

use flinks_contract::code::Code;
use flinks_contract::diagnostic::{Diagnostic, suggestion};
use flinks_contract::fixture::{Fixture, Kind, Values};
use flinks_contract::scenario::{self, Delay, On, Reply, Scenario, Step};
use toml::Spanned;
use uuid::Uuid;

use crate::fixtures::Fixtures;
use crate::script::{Answer, Script, Stage, Until};

#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) login: Arc<Login>,
    /// The login of the Flinks guides, for when they play this story.
    pub(crate) guide: Arc<Login>,
    pub(crate) username: Option<String>,
    pub(crate) session: scenario::Session,
    pub(crate) authorize: Script,
    pub(crate) accounts: Script,
    pub(crate) investments: Script,
}

/// Whom a LoginId stands for. The texts are the insides of JSON strings.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) id: Uuid,
    id_text: String,
    username: String,
    institution: String,
    last_refresh: String,
}

/// LoginId of the Flinks guides. It plays the scenario the server was started with.
pub const GUIDE_LOGIN_ID: Uuid = Uuid::from_u128(0x5e115eac_1209_4f19_641c_08d6d484e2fe);

/// The user of the Flinks guides.
pub(crate) const GUIDE_USERNAME: &str = "Greatday";

impl Login {
    /// The login that plays `scenario`, under the id and the name it has there or other ones.
    pub(crate) fn new(id: Uuid, username: &str, scenario: &scenario::Login) -> Self {
        Self {
            id,
            id_text: id.to_string(),
            username: escaped(username),
            institution: escaped(&scenario.institution),
            last_refresh: escaped(&scenario.last_refresh),
        }
    }

    /// What the places of a fixture stand for in the session `request_id`.
    pub(crate) fn values<'a>(&'a self, request_id: &'a str) -> Values<'a> {
        Values {
            request_id,
            login_id: &self.id_text,
            username: &self.username,
            institution: &self.institution,
            last_refresh: &self.last_refresh,
        }
    }
}

impl Story {
    /// # Errors
    ///
    /// A diagnostic for each fixture that does not exist.
    pub(crate) fn new(scenario: Scenario, fixtures: &Fixtures) -> Result<Self, Vec<Diagnostic>> {
        let mut builder = Builder { file: &scenario.file, fixtures, problems: Vec::new() };
        let authorized = Spanned::new(0..0, "authorized".to_owned());
        let steps = |covers: fn(On) -> bool| {
            let of_endpoint = scenario.steps.iter().filter(move |step| covers(step.on));
            of_endpoint.collect::<Vec<_>>()
        };
        let authorize =
            builder.script(Kind::Authorize, &authorized, &steps(|on| on == On::Authorize));
        let accounts = builder.script(
            Kind::Accounts,
            &scenario.fixtures.accounts,
            &steps(On::covers_accounts),
        );
        let investments = builder.script(
            Kind::Investments,
            &scenario.fixtures.investments,
            &steps(On::covers_investments),
        );
        match (authorize, accounts, investments) {
            (Some(authorize), Some(accounts), Some(investments)) if builder.problems.is_empty() => {
                let username = scenario.login.username.as_deref().unwrap_or(GUIDE_USERNAME);
                let login = Login::new(scenario.login.id, username, &scenario.login);
                let guide = Login::new(GUIDE_LOGIN_ID, GUIDE_USERNAME, &scenario.login);
                Ok(Self {
                    name: scenario.name,
                    summary: scenario.summary,
                    login: Arc::new(login),
                    guide: Arc::new(guide),
                    username: scenario.login.username,
                    session: scenario.session,
                    authorize,
                    accounts,
                    investments,
                })
            }
            _ => Err(builder.problems),
        }
    }
}

struct Builder<'a> {
    file: &'a scenario::File,
    fixtures: &'a Fixtures,
    problems: Vec<Diagnostic>,
}

impl Builder<'_> {
    fn script(&mut self, kind: Kind, normal: &Spanned<String>, steps: &[&Step]) -> Option<Script> {
        let normal = self.body(kind, normal);
        let last = steps.len().saturating_sub(1);
        let stages: Vec<_> = steps
            .iter()
            .enumerate()
            .filter_map(|(position, step)| {
                let answer = self.answer(kind, step)?;
                let Delay::Fixed(delay) = step.delay else { return None };
                Some(Stage { until: until(step, position == last), delay, answer })
            })
            .collect();
        Some(Script { stages, normal: normal? })
    }

    fn answer(&mut self, kind: Kind, step: &Step) -> Option<Answer> {
        match &step.reply {
            Reply::Normal | Reply::Challenge(_) | Reply::Raw(_) => None,
            Reply::Pending => {
                let name = if kind == Kind::Investments { "investments" } else { "accounts" };
                self.pending(name, "OPERATION_PENDING")
            }
            Reply::Dispatched => self.pending("dispatched", "OPERATION_DISPATCHED"),
            Reply::Fixture(name) => self.body(kind, name),
            Reply::Error(code) => Some(Answer::Error {
                status: step.status_of(code.0),
                code: code.0,
                message: message(step, code.0).into(),
            }),
        }
    }

    fn body(&mut self, kind: Kind, name: &Spanned<String>) -> Option<Answer> {
        let fixture = self.fixture(kind, name)?;
        Some(Answer::Body { status: kind.status(), code: "", fixture })
    }

    fn pending(&mut self, name: &str, code: &'static str) -> Option<Answer> {
        let fixture = self.fixture(Kind::Pending, &Spanned::new(0..0, name.to_owned()))?;
        Some(Answer::Body { status: Kind::Pending.status(), code, fixture })
    }

    fn fixture(&mut self, kind: Kind, name: &Spanned<String>) -> Option<Arc<Fixture>> {
        let found = self.fixtures.get(kind, name.get_ref());
        if found.is_none() {
            let title = format!("there is no fixture `{}/{}`", kind.folder(), name.get_ref());
            self.problems.push(
                Diagnostic::at(&self.file.path, &self.file.source, name.span(), title, "")
                    .help(suggestion(name.get_ref(), self.fixtures.names(kind))),
            );
        }
        found
    }
}

fn until(step: &Step, is_last: bool) -> Until {
    match (step.times, step.lasts) {
        (Some(times), _) => Until::Calls(times),
        (None, Some(lasts)) => Until::Passed(lasts),
        (None, None) if is_last => Until::Never,
        (None, None) => Until::Calls(std::num::NonZeroU32::MIN),
    }
}

fn message<'a>(step: &'a Step, code: &'a Code) -> &'a str {
    step.message.as_deref().unwrap_or_else(|| code.text())
}

/// The inside of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
