//! The routes, and the OpenAPI document that is generated from them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::response::IntoResponse;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{clock, customers, events, journal, problem, scenarios, service, sessions, verdict};
use crate::app::App;

/// What a test or a person may look at, and change, while the mock plays. Every path but /health
/// and /ready needs the token that `flinks-mock serve` prints, or that FLINKS_MOCK_ADMIN_TOKEN had
/// when it started.
#[derive(OpenApi)]
#[openapi(
    info(title = "flinks-mock admin API"),
    servers((url = "/")),
    security(("token" = [])),
    components(schemas(problem::Problem))
)]
struct Api;

/// The document, and what of it `strict` compares requests with.
pub(super) struct Document {
    pub(super) text: String,
    /// By method and path template.
    pub(super) operations: BTreeMap<(String, String), Operation>,
}

pub(super) struct Operation {
    /// Names that the query may have.
    pub(super) query: Vec<String>,
    /// Empty where no body is taken.
    pub(super) content_type: String,
    /// Members that a JSON body may have.
    pub(super) members: Vec<String>,
}

pub(super) static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::generate);

/// What values serialized elsewhere look like, and what all operations share.
const COMPONENTS: &str = include_str!("components.json");

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(service::health))
        .routes(routes!(service::ready))
        .routes(routes!(description))
        .routes(routes!(service::reload))
        .routes(routes!(events::stream))
        .routes(routes!(scenarios::list))
        .routes(routes!(scenarios::source, scenarios::put))
        .routes(routes!(scenarios::explain))
        .routes(routes!(journal::all))
        .routes(routes!(customers::list))
        .routes(routes!(customers::one, customers::reset))
        .routes(routes!(customers::reset_all))
        .routes(routes!(customers::choice, customers::choose, customers::forget_choice))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::one))
        .routes(routes!(sessions::explain))
        .routes(routes!(sessions::force))
        .routes(routes!(journal::of_customer))
        .routes(routes!(journal::wait))
        .routes(routes!(verdict::verdict))
        .routes(routes!(clock::read, clock::set_mode))
        .routes(routes!(clock::advance))
        .routes(routes!(clock::next))
}

/// This document
#[utoipa::path(get, path = "/openapi.json", operation_id = "getDescription",
    responses((status = 200, body = Object)))]
pub(super) async fn description() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], &*DOCUMENT.text)
}

impl Document {
    fn generate() -> Self {
        let (_, api) = routes().split_for_parts();
        let mut document = serde_json::to_value(api).unwrap_or_default();
        add_components(&mut document);
        let paths = document["paths"].as_object_mut().map(std::mem::take).unwrap_or_default();
        let mut operations = BTreeMap::new();
        for (path, mut item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                add_what_all_have(&path, operation);
                let key = (method.to_uppercase(), path.clone());
                operations.insert(key, Operation::of(operation, &document));
            }
            document["paths"][path] = item;
        }
        let text = serde_json::to_string_pretty(&document).unwrap_or_default() + "\n";
        Self { text, operations }
    }
}

/// Adds the components of the file to those of the handlers.
fn add_components(document: &mut Value) {
    let parts: Map<String, Value> = serde_json::from_str(COMPONENTS).unwrap_or_default();
    for (kind, named) in parts {
        let components = &mut document["components"][kind];
        if !components.is_object() {
            *components = json!({});
        }
        for (name, part) in named.as_object().into_iter().flatten() {
            components[name] = part.clone();
        }
    }
}

fn add_what_all_have(path: &str, operation: &mut Value) {
    let mut parameters: Vec<Value> = path
        .split(['{', '}'])
        .skip(1)
        .step_by(2)
        .collect::<Vec<_>>()
        .iter()
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect();
    parameters.extend(operation["parameters"].as_array().cloned().unwrap_or_default());
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Problem" });
}

impl Operation {
    fn of(operation: &Value, document: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let query = query.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned));
        let content = operation["requestBody"]["content"].as_object();
        let content_type = content.and_then(|content| content.keys().next()).cloned();
        let schema = content.and_then(|content| content.values().next());
        let mut members = Vec::new();
        if let Some(body) = schema {
            add_members(&mut members, &body["schema"], document);
        }
        Self { query: query.collect(), content_type: content_type.unwrap_or_default(), members }
    }
}

/// Also those of the schemas that it refers to and is put together from.
fn add_members(members: &mut Vec<String>, schema: &Value, document: &Value) {
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    let target = target.and_then(|target| document.pointer(target));
    let parts = schema["allOf"].as_array().into_iter().flatten().chain(target);
    parts.for_each(|part| add_members(members, part, document));
    members.extend(schema["properties"].as_object().into_iter().flat_map(Map::keys).cloned());
}
