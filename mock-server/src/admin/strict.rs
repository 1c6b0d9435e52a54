//! Refuses what the OpenAPI document does not describe. A misspelt member that is silently ignored
//! would look as if it had been obeyed.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flinks_contract::diagnostic::{nearest, suggestion};
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;
use hyper::{Method, Uri};
use serde_json::{Map, Value};

use super::openapi::DOCUMENT;
use super::problem::{Kind, Problem};

/// The layer around each route.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match operation(&head).map_or(Ok(()), |operation| takes(operation, &head)) {
        Ok(()) => next.run(Request::from_parts(head, body)).await,
        Err(problem) => problem.into_response(),
    }
}

/// The body, which the gate has read.
fn body(head: &Parts) -> &[u8] {
    head.extensions.get::<Bytes>().map_or(&[], |body| body)
}

/// The body as JSON.
pub(super) fn json(head: &Parts) -> &[u8] {
    let body = body(head);
    if body.is_empty() { b"{}" } else { body }
}

/// The operation as the document describes it.
fn operation(head: &Parts) -> Option<&'static Value> {
    let path = head.extensions.get::<MatchedPath>()?.as_str();
    let method = if head.method == Method::HEAD { &Method::GET } else { &head.method };
    DOCUMENT["paths"][path].get(method.as_str().to_lowercase())
}

fn takes(operation: &Value, head: &Parts) -> Result<(), Problem> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter["in"] == "query");
    let names: Vec<_> = parameters.filter_map(|parameter| parameter["name"].as_str()).collect();
    let query = head.uri.query().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        known(pair.split('=').next().unwrap_or_default(), &names)?;
    }
    let content = operation["requestBody"]["content"].as_object();
    match content.and_then(|content| content.iter().next()) {
        None if body(head).is_empty() => Ok(()),
        // The sender of a body that is ignored thinks that it does something.
        None => Err(Kind::MALFORMED.because("this call takes no body")),
        Some((expected, content)) => {
            has_type(head, expected)?;
            match &**expected {
                "application/json" => is_json(&content["schema"], json(head)),
                _ => is_text(body(head)),
            }
        }
    }
}

/// A page of another site cannot send one of these types without asking first, which is refused.
fn has_type(head: &Parts, expected: &str) -> Result<(), Problem> {
    let given = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|given| given.split(';').next()).map(str::trim);
    if essence.is_some_and(|essence| essence.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    let detail = format!("send the header `Content-Type: {expected}`");
    Err(Kind::WRONG_CONTENT_TYPE.because(detail))
}

fn is_json(schema: &Value, body: &[u8]) -> Result<(), Problem> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Kind::MALFORMED.because(format!("the body is not JSON: {error}")))?;
    let Some(given) = value.as_object() else {
        return Err(Kind::MALFORMED.because("the body is not a JSON object"));
    };
    let members = members(schema);
    given.keys().try_for_each(|name| known(name, &members))
}

/// The names that an object of this schema may have, also those of the schemas that it refers to and is
/// put together from.
fn members(schema: &Value) -> Vec<&str> {
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    let target = target.and_then(|target| DOCUMENT.pointer(target));
    let parts = schema["allOf"].as_array().into_iter().flatten().chain(target);
    let own = schema["properties"].as_object().into_iter().flat_map(Map::keys);
    parts.flat_map(members).chain(own.map(String::as_str)).collect()
}

fn is_text(body: &[u8]) -> Result<(), Problem> {
    let text = std::str::from_utf8(body);
    text.map(drop).map_err(|error| {
        let byte = error.valid_up_to() + 1;
        Kind::MALFORMED.because(format!("the body is not UTF-8: byte {byte} is wrong"))
    })
}

fn known(name: &str, known: &[&str]) -> Result<(), Problem> {
    if known.contains(&name) {
        return Ok(());
    }
    // The answer is not as long as the mistake, and comparing takes no time.
    let name: String = name.chars().take(60).collect();
    let help = match known {
        [] => "none is taken here".to_owned(),
        known => suggestion(&name, known.iter().copied()),
    };
    Err(Kind::INVALID.because(format!("there is no `{name}`; {help}")))
}

pub(super) async fn not_found(uri: Uri) -> Problem {
    let templates = DOCUMENT["paths"].as_object().into_iter().flat_map(Map::keys);
    Kind::NO_SUCH_PATH.because(match meant(uri.path(), templates.map(String::as_str)) {
        Some(meant) => format!("did you mean {meant}?"),
        None => "GET /openapi.json describes all paths".to_owned(),
    })
}

pub(super) async fn wrong_method(path: MatchedPath) -> Problem {
    let methods = DOCUMENT["paths"][path.as_str()].as_object().into_iter().flat_map(Map::keys);
    let mut methods: Vec<_> = methods.map(|method| method.to_uppercase()).collect();
    methods.sort();
    Kind::WRONG_METHOD.because(format!("use {}", methods.join(", ")))
}

/// Bytes of a path that is compared with all others, which takes time with the product of lengths.
const LONGEST_COMPARED: usize = 200;

/// The path that a wrong one was probably meant to be.
fn meant<'a>(path: &str, templates: impl Iterator<Item = &'a str>) -> Option<String> {
    if path.len() > LONGEST_COMPARED {
        return None;
    }
    let known: Vec<_> = templates.map(|template| filled(template, path)).collect();
    nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
}

/// The template with its names replaced by what stands at their place in `path`.
fn filled(template: &str, path: &str) -> String {
    let mut given = path.split('/').filter(|part| !part.is_empty());
    let parts = template.split('/').skip(1).map(|part| {
        let given = given.next();
        if part.starts_with('{') { given.unwrap_or(part) } else { part }
    });
    parts.map(|part| format!("/{part}")).collect()
}
