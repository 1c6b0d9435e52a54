//! The API as an OpenAPI 3.1 document, for client generators, editors and fuzzers. It says what the table
//! of endpoints and the schemas of the messages say.

use serde_json::{Map, Value, json};

use crate::code::CODES;
use crate::endpoint::Endpoint;
use crate::schema::{COMMON, Message};

const BY_POST: &str =
    "A published client sends POST (C15); refused with --strict. Not documented by Flinks.";

/// The document. `version` is that of the program that serves the API.
pub fn document(version: &str) -> Value {
    let mut paths = Map::new();
    for endpoint in Endpoint::of_flinks() {
        for (number, path) in endpoint.paths().iter().enumerate() {
            let methods = paths.entry(*path).or_insert_with(|| json!({}));
            methods[endpoint.method().to_lowercase()] = operation(endpoint, path, number);
            if endpoint.async_of().is_some() {
                let mut posted = operation(endpoint, path, number);
                posted["operationId"] = format!("{}ByPost", endpoint.name()).into();
                posted["deprecated"] = true.into();
                posted["description"] = BY_POST.into();
                methods["post"] = posted;
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Flinks API",
            "version": version,
            "description": "The Flinks banking API as flinks-mock serves it. Compiled from public documents, and not published by Flinks.",
        },
        "servers": [{ "url": "http://127.0.0.1:8780", "description": "flinks-mock serve" }],
        "security": [{}, { "flinks-auth-key": [] }, { "x-api-key": [] }, { "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "flinks-auth-key": { "type": "apiKey", "in": "header", "name": "flinks-auth-key",
                    "description": "The secret key for GenerateAuthorizeToken, the token for Authorize; anything will do with --auth open" },
                "x-api-key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
                "bearer": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

/// An endpoint with several paths is an operation for each; all but the first have a number.
fn operation(endpoint: Endpoint, path: &str, number: usize) -> Value {
    let id = match number {
        0 => endpoint.name().to_owned(),
        _ => format!("{}{}", endpoint.name(), number + 1),
    };
    let mut operation = json!({
        "operationId": id,
        "description": format!("Source: {}", endpoint.source()),
        "parameters": parameters(endpoint, path),
        "responses": responses(endpoint),
    });
    if let Some(request) = endpoint.request() {
        operation["requestBody"] = json!({ "required": true, "content": content(request) });
    }
    operation
}

fn parameters(endpoint: Endpoint, path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str| {
        let schema = match name {
            "loginId" | "requestId" => json!({ "type": "string", "format": "uuid" }),
            _ => json!({ "type": "string", "minLength": 1 }),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    };
    let number = json!({ "type": "integer", "minimum": 0 });
    let query = endpoint.query().iter();
    let query = query.map(|name| json!({ "name": name, "in": "query", "schema": number }));
    names.map(parameter).chain(query).collect()
}

fn responses(endpoint: Endpoint) -> Value {
    let mut responses = Map::new();
    for (status, message) in endpoint.replies() {
        let codes = CODES.iter().filter(|code| code.status == status).map(|code| code.name);
        let codes: Vec<_> = codes.collect();
        let description = if codes.is_empty() { "OK".to_owned() } else { codes.join(", ") };
        let response = json!({ "description": description, "content": content(message) });
        responses.insert(status.to_string(), response);
    }
    let error = |description: &str| json!({ "description": description, "content": content(Message::Error) });
    responses.insert("4XX".to_owned(), error("An error of the request, the login or the session"));
    responses.insert("5XX".to_owned(), error("An error of the service"));
    responses.into()
}

fn content(message: Message) -> Value {
    json!({ "application/json": { "schema": { "$ref": reference(&title(message.name())) } } })
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// `accounts-detail-ok` is `AccountsDetailOk`.
fn title(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    };
    name.split('-').map(word).collect()
}

/// Those of the messages and what they share, in one place. What one message defines for itself has the
/// name of the message before its own.
fn schemas() -> Value {
    let mut all = Map::new();
    let files = Message::ALL.map(|message| (title(message.name()), message.text()));
    for (owner, text) in [(String::new(), COMMON)].into_iter().chain(files) {
        let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
        rewrite(&mut schema, &owner);
        let own = schema.as_object_mut().and_then(|members| members.shift_remove("$defs"));
        for (name, definition) in own.as_ref().and_then(Value::as_object).into_iter().flatten() {
            all.insert(format!("{owner}{name}"), definition.clone());
        }
        if !owner.is_empty() {
            all.insert(owner, schema);
        }
    }
    all.into()
}

/// Without what belongs to a schema in a file of its own.
fn rewrite(schema: &mut Value, owner: &str) {
    match schema {
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "$schema" | "$id" | "$comment"));
            if let Some(Value::String(target)) = members.get_mut("$ref")
                && let Some((file, name)) = target.split_once("#/$defs/")
            {
                let owner = if file.is_empty() { owner } else { "" };
                *target = reference(&format!("{owner}{name}"));
            }
            members.values_mut().for_each(|value| rewrite(value, owner));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rewrite(value, owner)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each `$ref` leads somewhere, and no two operations have one name.
    #[test]
    fn the_document_is_whole() {
        let document = document("1.2.3");
        let mut targets = Vec::new();
        references(&document, &mut targets);
        assert!(targets.len() > 50, "{}", targets.len());
        for target in targets {
            assert!(document.pointer(&target[1..]).is_some(), "{target}");
        }
        let operations = document["paths"].as_object().unwrap().values();
        let operations = operations.flat_map(|methods| methods.as_object().unwrap().values());
        let mut ids: Vec<_> = operations.map(|it| it["operationId"].as_str().unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(!document.to_string().contains("common.json"));
        // Generators refuse a list without them.
        assert!(every_list_has_items(&document));
    }

    fn every_list_has_items(value: &Value) -> bool {
        let has = match &value["type"] {
            Value::String(kind) => kind != "array" || value.get("items").is_some(),
            Value::Array(kinds) => !kinds.contains(&json!("array")) || value.get("items").is_some(),
            _ => true,
        };
        has && match value {
            Value::Object(members) => members.values().all(every_list_has_items),
            Value::Array(values) => values.iter().all(every_list_has_items),
            _ => true,
        }
    }

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn an_endpoint_with_its_messages() {
        let document = document("1.2.3");
        let investments =
            &document["paths"]["/v3/{customerId}/BankingServices/Investments"]["post"];
        assert_eq!(investments["operationId"], "Investments2");
        assert_eq!(investments["parameters"][0]["name"], "customerId");
        assert_eq!(
            investments["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/InvestmentsRequest"
        );
        let responses = investments["responses"].as_object().unwrap();
        assert_eq!(responses.keys().collect::<Vec<_>>(), ["200", "202", "4XX", "5XX"]);
        assert_eq!(responses["202"]["description"], "OPERATION_PENDING, OPERATION_DISPATCHED");
        let list = &document["paths"]["/v3/{customerId}/BankingServices/Institutions"]["get"];
        let names = list["parameters"].as_array().unwrap().iter().map(|it| &it["name"]);
        assert_eq!(names.collect::<Vec<_>>(), ["customerId", "skip", "take"]);
        let own = "InvestmentsOkAccount";
        assert!(document["components"]["schemas"][own].is_object(), "{own}");
    }
}
