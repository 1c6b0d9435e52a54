//! The routes, and the OpenAPI document that is generated from them.

use std::sync::{Arc, LazyLock};

use axum::response::IntoResponse;
use hyper::header::CONTENT_TYPE;
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    clock, customers, events, journal, metrics, problem, scenarios, service, sessions, verdict,
};
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

/// The document that is served, and that `strict` compares requests with.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// What values serialized elsewhere look like, and what all operations share.
const COMPONENTS: &str = include_str!("components.json");

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(service::health))
        .routes(routes!(service::ready))
        .routes(routes!(description))
        .routes(routes!(metrics::metrics))
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
    ([(CONTENT_TYPE, "application/json")], text())
}

pub(super) fn text() -> String {
    format!("{:#}\n", *DOCUMENT)
}

fn document() -> Value {
    let (_, api) = routes().split_for_parts();
    let mut document = serde_json::to_value(api).unwrap_or_default();
    let components: Value = serde_json::from_str(COMPONENTS).unwrap_or_default();
    for (kind, parts) in components.as_object().into_iter().flatten() {
        for (name, part) in parts.as_object().into_iter().flatten() {
            document["components"][kind][name] = part.clone();
        }
    }
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            add_what_all_have(path, operation);
        }
    }
    document
}

fn add_what_all_have(path: &str, operation: &mut Value) {
    let names = path.split(['{', '}']).skip(1).step_by(2);
    let mut parameters: Vec<Value> =
        names.map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })).collect();
    parameters.extend(operation["parameters"].as_array().cloned().unwrap_or_default());
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Problem" });
}
