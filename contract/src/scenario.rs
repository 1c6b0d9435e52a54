//! The file format of scenarios: how sessions behave, one scenario per file, in TOML.
//!
//! A scenario is fixed data. Where a session stands in it is a separate value, which the mock keeps.

mod challenge;
mod check;
mod delay;
mod extends;
mod fault;
mod reach;
mod spot;
mod syntax;
mod unit;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

pub use challenge::{Challenge, Question, QuestionType};
pub use check::{LONGEST_TEXT, MOST_STEPS, is_timestamp};
pub use delay::{Delay, LogNormal, Uniform};
pub use extends::resolve;
pub use fault::{Cut, Drip, Fault, FaultRule, HttpError};
pub use syntax::mistake;
pub use unit::{duration, seconds};
pub use value::{CodeName, Limit};

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::fixture::Kind;

/// The format as JSON Schema 2020-12, for editors. It knows the shape of a file: what holds between
/// two keys is checked by [`Scenario::parse`] alone.
pub const SCHEMA: &str = include_str!("../schemas/scenario.json");

/// A checked scenario file.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file's stem: lower-case letters, digits and hyphens.
    pub name: String,
    pub summary: String,
    pub login: Login,
    /// The scenario that supplies the steps, faults, fixtures, session and token that this one leaves
    /// out. [`resolve`] puts them in.
    pub extends: Option<Spanned<String>>,
    /// Customer ids for whom every Authorize plays this scenario, unless a call or an admin says
    /// otherwise.
    pub customers: Vec<String>,
    pub fixtures: Fixtures,
    pub session: Session,
    pub token: Token,
    pub steps: Vec<Step>,
    /// Faults applied on top of the steps; the first one that is triggered is played.
    pub faults: Vec<FaultRule>,
    pub file: File,
}

/// The well-known login that plays this scenario.
#[derive(Clone, Debug)]
pub struct Login {
    pub id: Uuid,
    /// Selects the scenario when a client authorizes by user name; compared without case.
    pub username: Option<String>,
    pub institution: String,
    /// When the bank was last asked, as the answers write it: `2019-05-09T13:47:46.5227901`.
    pub last_refresh: String,
}

/// The fixtures of the normal answers: names within the folder of the kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Fixtures {
    pub authorize: Spanned<String>,
    pub accounts: Spanned<String>,
    pub investments: Spanned<String>,
}

/// How long a session lives, and how it answers afterwards.
///
/// Source: docs.flinks.com/guides/getting-started/key-concepts; help.flinks.com 43000436113.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Session {
    /// The time from Authorize to the first data call. Default 8 min.
    pub idle: Limit,
    /// The time from the first data call to the end. Default 30 min.
    pub processing: Limit,
    /// The code that every call after the end gets. Default SESSION_NONEXISTENT (conflict C11).
    pub ended: CodeName,
    /// The RequestId ends with the first 200 that brings accounts or investments (conflict C9).
    pub consumed: bool,
    /// Whether a login may open a session while it has another one. Default: it may. Otherwise
    /// Authorize answers CONCURRENT_SESSION.
    pub concurrent: bool,
    /// What becomes ready together (conflict C38).
    pub ready: Ready,
    /// How its webhooks are sent, where the server has a receiver for them.
    pub webhook: Webhook,
}

/// How the webhooks of a session are sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Webhook {
    /// KYC and then GetAccountsDetail, when the data are collected.
    #[default]
    Normal,
    Never,
    /// An hour after the data are collected.
    Late,
    /// Each a second time, though the receiver took it.
    Twice,
    /// GetAccountsDetail before KYC.
    OutOfOrder,
    /// With the signature of another body.
    BadSignature,
    /// Cut in half, and signed as it is.
    WrongBody,
}

/// What a collection of data belongs to.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Ready {
    /// The login where data is ready after a time, and the session where it is after a number of calls.
    #[default]
    ByTime,
    /// A login: a session that is opened during its collection goes on with it.
    Login,
    /// Each session collects for itself.
    Session,
}

/// The authorize token, which GenerateAuthorizeToken gives.
///
/// Source: docs.flinks.com/reference/generateauthorizetoken (conflicts C1, C25).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Token {
    /// Whether Authorize needs an unused token, and answers ACCESS_DENIED without one. Default: decided by
    /// the auth profile of the server.
    pub required: Option<bool>,
    /// How long a token can be used. Default 30 min.
    pub life: Limit,
}

/// One entry of the script: when one of the endpoints of `on` is called, answer with `reply`.
///
/// Steps for the same endpoint answer in file order. After the last one with `times` or `for`, the
/// endpoint gives its normal answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    pub on: On,
    /// How many calls this step answers. Without it and without `for`: once, or for good when no
    /// step for the same endpoint follows.
    #[serde(default, deserialize_with = "value::times")]
    pub times: Option<NonZeroU32>,
    /// How long this step answers, from the moment it is reached.
    #[serde(default, rename = "for", deserialize_with = "value::some_time")]
    pub lasts: Option<Duration>,
    /// Wait before the first byte of the answer.
    #[serde(default)]
    pub delay: Delay,
    /// Wait between the head and the body.
    #[serde(default)]
    pub body_delay: Delay,
    #[serde(default)]
    pub reply: Reply,
    /// Status of an error, in the status line and in the body; default: the one of the catalogue.
    #[serde(default, deserialize_with = "value::status")]
    pub status: Option<u16>,
    /// Message of an error; default: the one of the catalogue.
    pub message: Option<String>,
    /// Overrides the status line only; the body keeps its own status.
    #[serde(default, deserialize_with = "value::status")]
    pub http_status: Option<u16>,
    /// Headers set in the answer, replacing those of the same name.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A JSON Patch (RFC 6902) on the body, as JSON text.
    pub patch: Option<Spanned<String>>,
    pub fault: Option<Fault>,
    /// Place of its header in the file.
    #[serde(skip)]
    pub place: Range<usize>,
}

/// What a step waits for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    Authorize,
    /// GetAccountsDetail and GetAccountsDetailAsync, which share one position in the script.
    Accounts,
    Investments,
    /// `accounts` and `investments`, each with a position of its own.
    Data,
}

/// What a step answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// What the endpoint answers when no step is left: 200 with the fixture of the scenario.
    #[default]
    Normal,
    /// 202 OPERATION_PENDING.
    Pending,
    /// 202 OPERATION_DISPATCHED.
    Dispatched,
    Error(CodeName),
    /// A body from the folder of the endpoint, with status 200.
    Fixture(Spanned<String>),
    /// 203 of Authorize: security questions.
    Challenge(Challenge),
    /// Any status, headers and body.
    Raw(Raw),
}

/// An answer that is not a Flinks message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// 200 to 599.
    #[serde(deserialize_with = "value::status")]
    pub status: u16,
    #[serde(default)]
    pub body: String,
    #[serde(default = "plain_text")]
    pub content_type: String,
}

fn plain_text() -> String {
    "text/plain; charset=utf-8".to_owned()
}

/// The text a scenario came from, for diagnostics that are found later.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub source: Arc<str>,
    /// Where `login-id` stands.
    pub login_id: Range<usize>,
    /// Where `username` stands; the place of `login-id` where there is none.
    pub username: Range<usize>,
    /// Keys that the file has in the tables that another scenario can fill: `session.idle`.
    said: BTreeSet<String>,
}

impl Scenario {
    /// Reads and checks the text of one file. `path` is shown in diagnostics; its stem is the name.
    ///
    /// # Errors
    ///
    /// Every mistake that can be seen in this file alone, with line and column. Whether the
    /// fixtures exist and the logins are unique is known only when all files are read; what
    /// `extends` stands for is put in by [`resolve`].
    pub fn parse(path: &str, source: &Arc<str>) -> Result<Self, Vec<Diagnostic>> {
        check::scenario(path, source)
    }

    /// Probable mistakes in a scenario that can be played: steps and faults that are never reached.
    ///
    /// Complete for a scenario from [`resolve`]; otherwise only what the file itself shows.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        reach::warnings(self)
    }

    /// The fixtures that it answers with, by kind and name, some of them more than once.
    pub fn uses(&self) -> Vec<(Kind, &str)> {
        let normal = [
            (Kind::Authorize, &**self.fixtures.authorize.get_ref()),
            (Kind::Accounts, self.fixtures.accounts.get_ref()),
            (Kind::Investments, self.fixtures.investments.get_ref()),
        ];
        normal.into_iter().chain(self.steps.iter().flat_map(Step::uses)).collect()
    }
}

impl File {
    /// A mistake at a place of this file.
    pub fn at(&self, span: Range<usize>, title: impl Into<String>) -> Diagnostic {
        Diagnostic::at(&self.path, &self.source, span, title)
    }
}

impl On {
    /// Whether it covers each part of a script.
    const PARTS: [fn(Self) -> bool; 3] =
        [Self::covers_authorize, Self::covers_accounts, Self::covers_investments];

    pub fn covers_authorize(self) -> bool {
        self == Self::Authorize
    }

    pub fn covers_accounts(self) -> bool {
        matches!(self, Self::Accounts | Self::Data)
    }

    pub fn covers_investments(self) -> bool {
        matches!(self, Self::Investments | Self::Data)
    }
}

impl Step {
    /// Status of an error reply with this code.
    pub fn status_of(&self, code: &Code) -> u16 {
        self.status.unwrap_or(code.status)
    }

    fn uses(&self) -> Vec<(Kind, &str)> {
        let kind = match self.on {
            On::Authorize => Kind::Authorize,
            // `data` has no fixture: that is checked.
            On::Accounts | On::Data => Kind::Accounts,
            On::Investments => Kind::Investments,
        };
        let pending = [
            self.on.covers_accounts().then_some((Kind::Pending, "accounts")),
            self.on.covers_investments().then_some((Kind::Pending, "investments")),
        ];
        match &self.reply {
            Reply::Fixture(name) => vec![(kind, name.get_ref())],
            Reply::Dispatched => vec![(Kind::Pending, "dispatched")],
            Reply::Pending => pending.into_iter().flatten().collect(),
            Reply::Normal | Reply::Error(_) | Reply::Challenge(_) | Reply::Raw(_) => Vec::new(),
        }
    }
}

impl Default for Fixtures {
    fn default() -> Self {
        let name = |name: &str| Spanned::new(0..0, name.to_owned());
        Self {
            authorize: name("authorized"),
            accounts: name("seed"),
            investments: name("holdings"),
        }
    }
}

#[cfg(test)]
mod tests;
