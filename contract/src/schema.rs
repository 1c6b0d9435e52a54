//! The messages as JSON Schemas (2020-12), and what is wrong with a body, in words.
//!
//! Objects are open: unknown members are allowed everywhere. What is known is strict: types,
//! nullability, and the form of ids and dates.

mod compiled;
mod place;
mod violation;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value};

use compiled::COMPILED;

pub use place::{Known, Leaf};
pub use violation::{Violation, json_type};

/// A request or response body that has a schema.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    AuthorizeRequest,
    AuthorizeOk,
    AuthorizeChallenge,
    AccountsDetailRequest,
    AccountsDetailOk,
    Pending,
    InvestmentsRequest,
    InvestmentsOk,
    Error,
}

impl Message {
    pub const ALL: [Self; 9] = [
        Self::AuthorizeRequest,
        Self::AuthorizeOk,
        Self::AuthorizeChallenge,
        Self::AccountsDetailRequest,
        Self::AccountsDetailOk,
        Self::Pending,
        Self::InvestmentsRequest,
        Self::InvestmentsOk,
        Self::Error,
    ];

    /// The schema as JSON. It refers to `common.json` in the same folder.
    pub fn text(self) -> &'static str {
        match self {
            Self::AuthorizeRequest => include_str!("../schemas/authorize-request.json"),
            Self::AuthorizeOk => include_str!("../schemas/authorize-ok.json"),
            Self::AuthorizeChallenge => include_str!("../schemas/authorize-challenge.json"),
            Self::AccountsDetailRequest => include_str!("../schemas/accounts-detail-request.json"),
            Self::AccountsDetailOk => include_str!("../schemas/accounts-detail-ok.json"),
            Self::Pending => include_str!("../schemas/pending.json"),
            Self::InvestmentsRequest => include_str!("../schemas/investments-request.json"),
            Self::InvestmentsOk => include_str!("../schemas/investments-ok.json"),
            Self::Error => include_str!("../schemas/error.json"),
        }
    }

    /// Every violation, each at its leaf, sorted by pointer; empty if the body is valid.
    ///
    /// A response is taken to the letter. A request is read as the service reads it: the case of
    /// its member names does not matter, and null counts as absent; both at the top level only,
    /// because below it the names may be a bank's prompts.
    pub fn violations(self, body: &Value) -> Vec<Violation> {
        let body = match body {
            Value::Object(members) if self.is_request() => Cow::Owned(self.as_taken(members)),
            _ => Cow::Borrowed(body),
        };
        violation::all(COMPILED.validator(self), &body)
    }

    fn is_request(self) -> bool {
        matches!(
            self,
            Self::AuthorizeRequest | Self::AccountsDetailRequest | Self::InvestmentsRequest
        )
    }

    /// The members under their documented names. Of two that differ in case only, the first counts.
    fn as_taken(self, members: &Map<String, Value>) -> Value {
        let known = COMPILED.members(self);
        let mut taken = Map::new();
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let documented = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            let name = documented.map_or(name.as_str(), |known| known);
            taken.entry(name).or_insert_with(|| value.clone());
        }
        Value::Object(taken)
    }
}
