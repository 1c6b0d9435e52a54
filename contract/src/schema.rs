//! The messages as JSON Schemas (2020-12), and what is wrong with a body, in words.
//!
//! Objects are open: unknown members are allowed everywhere. What is known is strict: types,
//! nullability, and the form of ids and dates.

mod place;
mod violation;

use std::borrow::Cow;
use std::sync::LazyLock;

use jsonschema::{Registry, ValidationError, Validator};
use serde::Deserialize;
use serde_json::{Map, Value};

pub use place::{Known, Leaf};
pub use violation::{Violation, json_type};

const COMMON: &str = include_str!("../schemas/common.json");

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
        let is_request = matches!(
            self,
            Self::AuthorizeRequest | Self::AccountsDetailRequest | Self::InvestmentsRequest
        );
        let body = match body {
            Value::Object(members) if is_request => Cow::Owned(self.as_taken(members)),
            _ => Cow::Borrowed(body),
        };
        violation::all(&COMPILED.validators[self as usize], &body)
    }

    fn document(self) -> &'static Value {
        &COMPILED.documents[self as usize]
    }

    /// The members under their documented names. Of two that differ in case only, the first counts.
    fn as_taken(self, members: &Map<String, Value>) -> Value {
        let known = self::members(self.document());
        let mut taken = Map::new();
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let documented = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            let name = documented.map_or(name.as_str(), |known| known);
            taken.entry(name).or_insert_with(|| value.clone());
        }
        Value::Object(taken)
    }
}

/// The schemas, parsed and compiled once for the process.
static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let texts = Message::ALL.map(Message::text).into_iter().chain([COMMON]);
    let parse = |text| serde_json::from_str(text).expect("a compiled-in schema is JSON");
    let documents: Vec<Value> = texts.map(parse).collect();
    let validators = compile(&documents);
    Compiled { documents, validators }
});

struct Compiled {
    /// The messages in the order of [`Message::ALL`], then the shared definitions.
    documents: Vec<Value>,
    validators: Vec<Validator>,
}

impl Compiled {
    /// The document that an absolute or a relative reference names, such as `common.json#/$defs/Guid`.
    fn file(&self, name: &str) -> Option<&Value> {
        self.documents.iter().find(|document| id(document).ends_with(name))
    }

    /// The schema whose keyword failed.
    fn failed(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (document, keyword) = error.absolute_keyword_location()?.as_str().split_once('#')?;
        let (schema, _) = keyword.rsplit_once('/')?;
        self.file(document)?.pointer(schema)
    }
}

fn compile(documents: &[Value]) -> Vec<Validator> {
    let registry = documents.iter().fold(Registry::new(), |registry, document| {
        registry.add(id(document), document).expect("a compiled-in schema has a valid $id")
    });
    let registry = registry.prepare().expect("each $ref of a compiled-in schema has its target");
    let build = |schema| jsonschema::options().with_registry(&registry).build(schema);
    let messages = &documents[..Message::ALL.len()];
    messages.iter().map(|schema| build(schema).expect("a compiled-in schema is valid")).collect()
}

/// The names that a schema declares.
fn members(schema: &Value) -> Vec<&str> {
    let properties = schema["properties"].as_object();
    properties.into_iter().flat_map(|members| members.keys()).map(String::as_str).collect()
}

fn id(schema: &Value) -> &str {
    schema["$id"].as_str().unwrap_or_default()
}
