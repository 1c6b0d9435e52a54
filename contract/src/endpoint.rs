//! The endpoints: those that are served and judged here, and the others that Flinks documents. What is
//! known of each is a row in `contract/data/endpoints.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::data;
use crate::schema::Message;

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// An endpoint that is served and judged here.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        pub enum Endpoint {
            $($(#[$doc])* $name,)*
        }

        impl Endpoint {
            /// Every endpoint, so that state for each can be an array indexed by `endpoint as usize`.
            pub const EVERY: [Self; [$(stringify!($name)),*].len()] = [$(Self::$name),*];
        }
    };
}

endpoints! {
    Authorize,
    GetAccountsDetail,
    GetAccountsDetailAsync,
    Investments,
    GetAccountsSummary,
    GetAccountsSummaryAsync,
    GetStatements,
    GetStatementsAsync,
    DeleteCard,
    InvestmentsDelete,
    SetScheduledRefresh,
    GetMFAQuestions,
    AnswerMFAQuestions,
    GetNightlyRefreshStatus,
    GetWealthNightlyRefreshStatus,
    Institutions,
    InstitutionsByRoutingNumber,
    FieldMatch,
    Categories,
    Token,
    AuthorizeMultiple,
    AuthorizeAsync,
    Attributes,
    AttributesByName,
    Categorization,
    AttributesLibrary,
    BusinessAttributesLibrary,
    Prepayment,
    /// Clients that use tokens start here.
    GenerateAuthorizeToken,
    /// A path of the mock, not of Flinks: the client reports what it read from the data.
    Understood,
}

/// The row of an endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Facts {
    name: &'static str,
    method: &'static str,
    paths: Vec<&'static str>,
    source: &'static str,
    #[serde(default)]
    query: Vec<&'static str>,
    #[serde(default)]
    brings_data: bool,
    async_of: Option<Endpoint>,
    request: Option<Message>,
    /// Schemas by status, for statuses below 400.
    #[serde(default)]
    replies: BTreeMap<u16, Message>,
}

const FILE: &str = include_str!("../data/endpoints.toml");

/// The rows, in the order of [`Endpoint`].
static FACTS: LazyLock<Vec<Facts>> = LazyLock::new(|| data::rows(FILE, "endpoint"));

impl Endpoint {
    /// The four of the guides, in the order in which a client calls them.
    pub const ALL: [Self; 4] =
        [Self::Authorize, Self::GetAccountsDetail, Self::GetAccountsDetailAsync, Self::Investments];

    /// Those of Flinks: all but the mock's own path.
    pub fn of_flinks() -> impl Iterator<Item = Self> {
        Self::EVERY.into_iter().filter(|endpoint| *endpoint != Self::Understood)
    }

    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    /// The name as Flinks writes it, which is also a segment of the path.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The endpoint with this exact name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|endpoint| endpoint.name() == name)
    }

    /// Whether it is asked for data, rather than for a session.
    pub fn brings_data(self) -> bool {
        self.facts().brings_data
    }

    /// Whether a call of it may open sessions.
    pub fn opens_sessions(self) -> bool {
        matches!(self, Self::Authorize | Self::AuthorizeMultiple | Self::AuthorizeAsync)
    }

    /// The endpoint whose 202 announces this one.
    pub fn async_of(self) -> Option<Self> {
        self.facts().async_of
    }

    /// The POST with which a client asks for the data that this endpoint brings.
    pub fn data(self) -> Option<Self> {
        self.async_of().or_else(|| self.brings_data().then_some(self))
    }

    /// The documented method. One published client sends POST to `GetAccountsDetailAsync` (C15).
    pub fn method(self) -> &'static str {
        self.facts().method
    }

    /// Path templates, the canonical one first. `{customerId}` comes first in each.
    pub fn paths(self) -> &'static [&'static str] {
        &self.facts().paths
    }

    /// The schema of the body of a request; None where there is no body, or no document shows one.
    pub fn request(self) -> Option<Message> {
        self.facts().request
    }

    /// The schema of a reply with this status; None where no document shows one.
    pub fn reply(self, status: u16) -> Option<Message> {
        match status {
            400.. => Some(Message::Error),
            _ => self.facts().replies.get(&status).copied(),
        }
    }

    /// The schemas of its replies below 400, by status.
    pub fn replies(self) -> impl Iterator<Item = (u16, Message)> {
        self.facts().replies.iter().map(|(status, message)| (*status, *message))
    }

    /// Parameters of its query; each is a whole number and optional.
    pub fn query(self) -> &'static [&'static str] {
        &self.facts().query
    }

    /// The page that documents it.
    pub fn source(self) -> &'static str {
        self.facts().source
    }
}

/// An endpoint that Flinks documents, or that its clients call, and that is not served here.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct OtherEndpoint {
    pub name: &'static str,
    pub method: &'static str,
    /// A template; `{...}` stands for one segment. Without a query and without a trailing slash.
    pub path: &'static str,
    pub source: &'static str,
}

/// Tells "documented, not served here" from "no such path".
pub static OTHERS: LazyLock<Vec<OtherEndpoint>> = LazyLock::new(|| data::rows(FILE, "other"));
