//! The file format of scenarios: how sessions behave, one story a file, in TOML.
//!
//! A scenario is fixed data. Where a session stands in it is a separate value, which the mock keeps.

mod check;
mod value;

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

pub use value::{CodeName, Limit};

use crate::code::Code;
use crate::diagnostic::Diagnostic;

/// A checked scenario file.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file's stem: lower-case letters, digits and hyphens.
    pub name: String,
    pub summary: String,
    pub login: Login,
    pub fixtures: Fixtures,
    pub session: Session,
    pub steps: Vec<Step>,
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

/// What the normal answers are made of: names within the folder of the kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Fixtures {
    pub accounts: Spanned<String>,
    pub investments: Spanned<String>,
}

/// How long a session lives, and how it answers afterwards.
///
/// Source: docs.flinks.com/guides/getting-started/key-concepts; help.flinks.com 43000436113.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Session {
    /// From Authorize to the first data call. Default 8 min.
    pub idle: Limit,
    /// From the first data call. Default 30 min.
    pub processing: Limit,
    /// The code of every call after the end. Default SESSION_NONEXISTENT (conflict C11).
    pub ended: CodeName,
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
    /// For how long this step answers, from the moment it is reached.
    #[serde(default, rename = "for", deserialize_with = "value::some_duration")]
    pub lasts: Option<Duration>,
    /// Wait before the answer.
    #[serde(default, deserialize_with = "value::duration")]
    pub delay: Duration,
    pub reply: Reply,
    /// HTTP status of an error; default: the one of the catalogue.
    pub status: Option<u16>,
    /// Message of an error; default: the one of the catalogue.
    pub message: Option<String>,
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
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// 202 OPERATION_PENDING.
    Pending,
    /// 202 OPERATION_DISPATCHED.
    Dispatched,
    Error(CodeName),
    /// A body from the folder of the endpoint, with status 200.
    Fixture(Spanned<String>),
}

/// The text a scenario came from, for diagnostics that are found later.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub source: Arc<str>,
    /// Where `login-id` stands.
    pub login_id: Range<usize>,
}

impl Scenario {
    /// Reads and checks the text of one file. `path` is shown in diagnostics; its stem is the name.
    ///
    /// # Errors
    ///
    /// Every mistake that can be seen in this file alone, with line and column. Whether the
    /// fixtures exist and the logins are unique is known only when all files are read.
    pub fn parse(path: &str, source: &Arc<str>) -> Result<Self, Vec<Diagnostic>> {
        let raw =
            toml::from_str(source).map_err(|error| vec![check::syntax(path, source, &error)])?;
        check::scenario(path, source, raw)
    }
}

impl On {
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
}

impl Default for Fixtures {
    fn default() -> Self {
        let name = |name: &str| Spanned::new(0..0, name.to_owned());
        Self { accounts: name("seed"), investments: name("holdings") }
    }
}

#[cfg(test)]
mod tests;
