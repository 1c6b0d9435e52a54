//! The schemas, parsed and compiled once for the process.

use std::sync::LazyLock;

use jsonschema::{Registry, ValidationError, Validator};
use serde_json::Value;

use super::Message;

const COMMON: &str = include_str!("../../schemas/common.json");

pub(super) static COMPILED: LazyLock<Compiled> = LazyLock::new(Compiled::new);

pub(super) struct Compiled {
    /// The messages in the order of [`Message::ALL`], then the shared definitions.
    documents: Vec<Value>,
    validators: Vec<Validator>,
}

impl Compiled {
    fn new() -> Self {
        let messages = Message::ALL.map(Message::text);
        let documents: Vec<Value> = messages.into_iter().chain([COMMON]).map(parse).collect();
        let validators = compile(&documents);
        Self { documents, validators }
    }

    pub(super) fn validator(&self, message: Message) -> &Validator {
        &self.validators[message as usize]
    }

    pub(super) fn document(&self, message: Message) -> &Value {
        &self.documents[message as usize]
    }

    /// The document that a reference such as `common.json#/$defs/Guid` names.
    pub(super) fn file(&self, name: &str) -> Option<&Value> {
        self.documents.iter().find(|document| id(document).ends_with(name))
    }

    /// The documented members of a message.
    pub(super) fn members(&self, message: Message) -> Vec<&str> {
        members(&self.documents[message as usize])
    }

    /// The schema whose keyword failed.
    pub(super) fn failed(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (document, keyword) = error.absolute_keyword_location()?.as_str().split_once('#')?;
        let (schema, _) = keyword.rsplit_once('/')?;
        self.documents.iter().find(|candidate| id(candidate) == document)?.pointer(schema)
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
pub(super) fn members(schema: &Value) -> Vec<&str> {
    let properties = schema["properties"].as_object();
    properties.into_iter().flat_map(|members| members.keys()).map(String::as_str).collect()
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("a compiled-in schema is JSON")
}

fn id(schema: &Value) -> &str {
    schema["$id"].as_str().unwrap_or_default()
}
