//! The messages as JSON Schemas (2020-12), and what is wrong with a body, in words.
//!
//! Objects are open: unknown members are allowed everywhere. What is known is strict: types,
//! nullability, and the form of ids and dates.

mod place;
mod read;
mod violation;

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::{Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde::Deserialize;
use serde_json::{Map, Value};

use place::Part;
pub use place::{Known, Leaf, escaped};
use violation::Violations;
pub use violation::{Violation, json_type};

/// What the schemas refer to.
pub const COMMON: &str = include_str!("../schemas/common.json");

macro_rules! messages {
    ($($name:ident: $file:literal,)*) => {
        /// A request or response body that has a schema.
        #[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
        #[serde(rename_all = "kebab-case")]
        pub enum Message {
            $($name,)*
        }

        impl Message {
            pub const ALL: [Self; [$($file),*].len()] = [$(Self::$name),*];

            /// The name of its file, without the extension.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $file,)*
                }
            }

            /// The schema as JSON. It refers to `common.json` in the same folder.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../schemas/", $file, ".json")),)*
                }
            }
        }
    };
}

messages! {
    AuthorizeRequest: "authorize-request",
    AuthorizeOk: "authorize-ok",
    AuthorizeChallenge: "authorize-challenge",
    AccountsDetailRequest: "accounts-detail-request",
    AccountsDetailOk: "accounts-detail-ok",
    Pending: "pending",
    InvestmentsRequest: "investments-request",
    InvestmentsOk: "investments-ok",
    AccountsSummaryRequest: "accounts-summary-request",
    AccountsSummaryOk: "accounts-summary-ok",
    StatementsRequest: "statements-request",
    StatementsOk: "statements-ok",
    DeleteCardOk: "delete-card-ok",
    MessageOk: "message-ok",
    ScheduledRefreshRequest: "scheduled-refresh-request",
    ScheduledRefreshOk: "scheduled-refresh-ok",
    QuestionsOk: "questions-ok",
    QuestionsRequest: "questions-request",
    NightlyRefreshOk: "nightly-refresh-ok",
    WealthRefreshOk: "wealth-refresh-ok",
    InstitutionsOk: "institutions-ok",
    InstitutionOk: "institution-ok",
    FieldMatchRequest: "field-match-request",
    FieldMatchOk: "field-match-ok",
    CategoriesOk: "categories-ok",
    TokenOk: "token-ok",
    AuthorizeMultipleOk: "authorize-multiple-ok",
    AuthorizeTokenOk: "authorize-token-ok",
    AttributesRequest: "attributes-request",
    AttributesOk: "attributes-ok",
    AttributesLibraryOk: "attributes-library-ok",
    CategorizationOk: "categorization-ok",
    PrepaymentRequest: "prepayment-request",
    PrepaymentOk: "prepayment-ok",
    Error: "error",
}

impl Message {
    /// Every violation, each at its leaf, sorted by pointer; empty if the body is valid.
    ///
    /// A response is taken to the letter. A request is read as the service reads it: the case of
    /// its member names does not matter, and null counts as absent; both at the top level only,
    /// because below it the names may be a bank's prompts.
    pub fn violations(self, body: &Value) -> Vec<Violation> {
        let mut found: Vec<_> = match body {
            Value::Object(members) if self.is_request() => {
                violation::at_once(Part::of(self), &self.as_taken(members))
            }
            _ if self.is_request() => violation::at_once(Part::of(self), body),
            _ => self.each_violation(body).collect(),
        };
        found.sort();
        found
    }

    fn is_request(self) -> bool {
        self.name().ends_with("-request")
    }

    /// The same of a response, one after the other, and those of elements in the order of their list.
    /// However many there are, memory holds those of one element.
    pub fn each_violation(self, body: &Value) -> impl Iterator<Item = Violation> {
        Violations::new(Part::of(self), body)
    }

    /// The same of the text of a response, which is never in memory as values: each element is looked at
    /// and forgotten. Violations of elements come before those of what holds them.
    ///
    /// # Errors
    ///
    /// The text is not JSON from some place on.
    pub fn violations_in(
        self,
        text: &str,
        each: &mut dyn FnMut(Violation),
    ) -> serde_json::Result<()> {
        read::read(Part::of(self), text, each)
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
    /// By the address of the schema: those of the documents, of the elements of lists, and of alternatives.
    validators: HashMap<usize, Validator>,
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

fn compile(documents: &[Value]) -> HashMap<usize, Validator> {
    let registry = documents.iter().fold(Registry::new(), |registry, document| {
        registry.add(id(document), document).expect("a compiled-in schema has a valid $id")
    });
    let registry = registry.prepare().expect("each $ref of a compiled-in schema has its target");
    let whole = jsonschema::options().with_registry(&registry);
    let parted = ["items", "anyOf"].into_iter().fold(whole.clone(), |options, keyword| {
        options.with_keyword(keyword, |_, _, _| Ok(Box::new(PassedOver)))
    });
    let mut validators = HashMap::new();
    let mut build = |options: &ValidationOptions, at: &str, schema: &Value| {
        let built = options.build(&serde_json::json!({ "$ref": at }));
        let built = built.expect("a compiled-in schema is valid");
        validators.insert(std::ptr::from_ref(schema).addr(), built);
    };
    for (index, document) in documents.iter().enumerate() {
        let at = id(document);
        if Message::ALL.get(index).is_some_and(|message| message.is_request()) {
            build(&whole, at, document);
            continue;
        }
        build(&parted, at, document);
        let mut parts = Vec::new();
        checked_apart(document, &format!("{at}#"), &mut parts);
        parts.iter().for_each(|(at, schema)| build(&parted, at, schema));
    }
    validators
}

/// The schemas of elements and of alternatives, each with its address.
fn checked_apart<'a>(schema: &'a Value, at: &str, found: &mut Vec<(String, &'a Value)>) {
    let members = schema.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (format!("{at}/{name}"), value));
    let sides = schema.as_array().into_iter().flatten().enumerate();
    let sides = sides.map(|(index, value)| (format!("{at}/{index}"), value));
    for (at, inner) in members.chain(sides) {
        let is_side = at.rsplit('/').nth(1) == Some("anyOf");
        if is_side || at.ends_with("/items") {
            found.push((at.clone(), inner));
        }
        checked_apart(inner, &at, found);
    }
}

/// In the place of `items` and `anyOf`: [`Violations`] checks elements one by one and alternatives by
/// themselves. The library would hold the mistakes of all elements at once, and a copy of the value for
/// each mistake in an alternative.
struct PassedOver;

impl<'i> Keyword<'i> for PassedOver {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        true
    }
}

/// The names that a schema declares.
fn members(schema: &Value) -> Vec<&str> {
    let properties = schema["properties"].as_object();
    properties.into_iter().flat_map(|members| members.keys()).map(String::as_str).collect()
}

fn id(schema: &Value) -> &str {
    schema["$id"].as_str().unwrap_or_default()
}
