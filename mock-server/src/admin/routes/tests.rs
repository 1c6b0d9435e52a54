use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;
use crate::admin::gate::OPEN;

fn document() -> Value {
    serde_json::from_str(include_str!("../../../openapi.json")).unwrap()
}

fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(target) => {
            let pointer = target.strip_prefix('#').unwrap();
            let found = document.pointer(pointer);
            found.unwrap_or_else(|| panic!("there is no {target}"))
        }
        None => value,
    }
}

/// Method and path of each operation of the document, and the operation.
fn operations(document: &Value) -> BTreeMap<(String, String), &Value> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(move |(method, operation)| ((method.to_uppercase(), path.clone()), operation))
    });
    all.collect()
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_document_has_the_routes_of_the_table_and_no_other() {
    let document = document();
    let ids = |operation: &Value| operation["operationId"].as_str().unwrap().to_owned();
    let described: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|((method, path), operation)| (method, path, ids(operation)))
        .collect();
    let served: BTreeSet<_> = ROUTES
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned(), route.id.to_owned()))
        .collect();

    assert_eq!(described, served);
    assert_eq!(served.len(), ROUTES.len(), "a route stands twice in the table");
    assert_eq!(names(ROUTES.iter().map(|route| route.id)).len(), ROUTES.len(), "an id twice");
}

#[test]
fn the_document_has_the_parameters_that_are_taken() {
    let document = document();
    let operations = operations(&document);
    for route in ROUTES {
        let operation = operations[&(route.method.to_owned(), route.path.to_owned())];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let parameters: Vec<_> =
            parameters.iter().map(|parameter| followed(&document, parameter).clone()).collect();
        let of = |place: &str| {
            let here = parameters.iter().filter(|parameter| parameter["in"] == place);
            names(here.map(|parameter| parameter["name"].as_str().unwrap()))
        };
        let in_path = route.path.split(['{', '}']).skip(1).step_by(2);
        assert_eq!(of("path"), names(in_path), "{}", route.id);
        assert_eq!(of("query"), names(route.query.iter().copied()), "{}", route.id);
    }
}

#[test]
fn the_document_has_the_bodies_that_are_taken() {
    let document = document();
    let operations = operations(&document);
    for route in ROUTES {
        let operation = operations[&(route.method.to_owned(), route.path.to_owned())];
        let content = &operation["requestBody"]["content"];
        let types = names(content.as_object().into_iter().flatten().map(|(name, _)| &**name));
        match route.takes {
            Takes::Nothing => assert_eq!(types, names([]), "{}", route.id),
            Takes::Toml => assert_eq!(types, names(["application/toml"]), "{}", route.id),
            Takes::Json(members) => {
                assert_eq!(types, names(["application/json"]), "{}", route.id);
                let schema = followed(&document, &content["application/json"]["schema"]);
                let properties = schema["properties"].as_object().unwrap();
                let described = names(properties.keys().map(String::as_str));
                assert_eq!(described, names(members.iter().copied()), "{}", route.id);
                assert_eq!(schema["additionalProperties"], false, "{}", route.id);
            }
        }
    }
}

#[test]
fn only_the_probes_are_described_as_open() {
    let document = document();
    assert_eq!(document["security"], serde_json::json!([{ "token": [] }]));
    for ((method, path), operation) in operations(&document) {
        let open =
            operation.get("security").is_some_and(|security| security == &Value::Array(vec![]));
        assert_eq!(open, method == "GET" && OPEN.contains(&&*path), "{method} {path}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_one() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| walk(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(!references.is_empty());
    for target in &references {
        followed(&document, &serde_json::json!({ "$ref": target }));
    }
    let components = document["components"].as_object().unwrap();
    for (kind, parts) in components.iter().filter(|(kind, _)| *kind != "securitySchemes") {
        for name in parts.as_object().unwrap().keys() {
            let target = format!("#/components/{kind}/{name}");
            assert!(references.contains(&&*target), "nothing refers to {target}");
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{name}");
    }
}

#[test]
fn calls_that_are_not_routed() {
    let refused = |method: &str, path: &str| {
        let problem = find(method, path).unwrap_err();
        format!("{} {}", problem.status(), problem.detail())
    };
    #[rustfmt::skip]
    let table = [
        ("GET", "/", "404 GET /openapi.json describes them all"),
        ("GET", "/senarios", "404 did you mean /scenarios?"),
        ("GET", "/scenarios/", "404 did you mean /scenarios?"),
        ("GET", "/customers/ada/clocks", "404 did you mean /customers/ada/clock?"),
        ("GET", "/customers/%2e%2e/clock", "404 a part of the path is `.` or `..`, or has a slash or a control character"),
        ("GET", "/customers/a%2Fb", "404 a part of the path is `.` or `..`, or has a slash or a control character"),
        ("GET", "", "404 GET /openapi.json describes them all"),
        ("GET", "*", "404 GET /openapi.json describes them all"),
        ("POST", "/health", "405 use GET"),
        ("OPTIONS", "/health", "405 use GET"),
        ("PATCH", "/customers/ada/clock", "405 use GET, PUT"),
        ("get", "/health", "405 use GET"),
        ("HEAD", "/reset", "405 use POST"),
    ];
    for (method, path, expected) in table {
        assert_eq!(refused(method, path), expected, "{method} {path}");
    }
}

#[test]
fn each_route_is_found_by_its_own_path() {
    for route in ROUTES {
        let (found, values) = find(route.method, route.path).unwrap();
        assert_eq!(found.id, route.id);
        assert_eq!(values.len(), route.path.matches('{').count());
    }
    assert_eq!(find("HEAD", "/health").unwrap().0.id, "getHealth");
}
