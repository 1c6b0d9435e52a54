//! A JSON Patch inside a TOML text.

use std::borrow::Cow;
use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use serde_json::Value;
use toml::de::DeValue;

use super::super::spot::Spot;
use super::Check;
use crate::diagnostic::{nearest, suggestion};
use crate::json;

const MOST_OPERATIONS: usize = 1_000;

/// RFC 6902, section 4.
const OPERATIONS: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];

const EXAMPLE: &str = r#"such as patch = '[{ "op": "remove", "path": "/Links" }]'"#;

impl Check<'_> {
    pub(super) fn patch(&mut self, at: &Spot<'_>, text: &str) {
        let operations = match serde_json::from_str(text) {
            Ok(Value::Array(operations)) => operations,
            Ok(_) => return self.refuse(at, "a patch is a list", EXAMPLE),
            Err(error) => {
                let start = json::offset(text, &error);
                let span = self.inside(at, start..start + 1);
                return self.refuse_span(span, "a patch is JSON", json::cause(&error));
            }
        };
        if operations.len() > MOST_OPERATIONS {
            let title = format!("a patch of {} operations", operations.len());
            let help = format!("at most {MOST_OPERATIONS} are allowed; use a fixture instead");
            return self.refuse(at, title, help);
        }
        for (index, operation) in operations.into_iter().enumerate() {
            if let Some((title, help)) = problem(operation) {
                let places = json::places(text);
                let list = places.as_ref().and_then(ast::Value::as_array);
                let place = list.and_then(|list| list.elements.get(index));
                let range = place.map_or(0..text.len(), |place| place.start()..place.end());
                self.refuse_span(self.inside(at, range), title, help);
            }
        }
    }

    /// A part of the text as it stands in the file; all of it where escapes make the two differ.
    fn inside(&self, at: &Spot<'_>, part: Range<usize>) -> Range<usize> {
        let Some(DeValue::String(Cow::Borrowed(text))) = at.value else { return at.span.clone() };
        let start = text.as_ptr() as usize - self.source.as_ptr() as usize;
        start + part.start..start + part.end
    }
}

fn problem(operation: Value) -> Option<(String, String)> {
    let Value::Object(members) = &operation else {
        return Some(("an operation is a JSON object".to_owned(), EXAMPLE.to_owned()));
    };
    let op = members.get("op").and_then(Value::as_str).unwrap_or_default();
    if !OPERATIONS.contains(&op) {
        let title = format!("there is no operation `{op}`");
        return Some((title, suggestion(op, OPERATIONS)));
    }
    let needed = match op {
        "remove" => &["path"][..],
        "move" | "copy" => &["from", "path"],
        _ => &["path", "value"],
    };
    if let Some(missing) = needed.iter().find(|member| !members.contains_key(**member)) {
        let near = nearest(missing, members.keys().map(String::as_str));
        let near = near.filter(|near| !needed.contains(near) && *near != "op");
        let help = near.map_or_else(
            || format!("`{op}` needs {}", needed.join(" and ")),
            |near| format!("did you mean `{missing}` instead of `{near}`?"),
        );
        return Some((format!("`{missing}` is missing"), help));
    }
    let wrong = serde_json::from_value::<json_patch::PatchOperation>(operation).err()?;
    let help = "a path is a JSON Pointer, such as /Accounts/0/Balance/Current".to_owned();
    Some((format!("not an operation: {wrong}"), help))
}
