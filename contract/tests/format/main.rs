//! The JSON Schema of scenarios says what the parser takes.

#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

mod checks;
mod docs;
mod keys;
mod shapes;

use std::sync::LazyLock;

use flinks_contract::scenario::{SCHEMA, Scenario};
use jsonschema::Validator;
use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap());

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::meta::validate(&DOCUMENT).unwrap();
    jsonschema::validator_for(&DOCUMENT).unwrap()
});

const HEAD: &str = "summary = \"A story.\"\nlogin-id = \"10000000-0000-4000-8000-0000000000ff\"\n";

/// What the parser says of a file; nothing if it takes it.
fn parsed(text: &str) -> Option<String> {
    let problems = Scenario::parse("scenarios/a-story.toml", &text.into()).err()?;
    Some(problems.iter().map(|problem| format!("{problem}\n")).collect())
}

/// What the schema says of it.
fn validated(text: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let value = serde_json::to_value(table).unwrap();
    VALIDATOR.validate(&value).err().map(|error| error.to_string())
}
