//! A JSON Patch inside a TOML text.

use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use serde_json::Value;
use toml::Spanned;

use super::Check;
use crate::diagnostic::{nearest, suggestion};
use crate::json;

const MOST_OPERATIONS: usize = 1_000;

/// RFC 6902, section 4.
const OPERATIONS: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];

const EXAMPLE: &str = r#"such as patch = '[{ "op": "remove", "path": "/Links" }]'"#;

impl Check<'_> {
    pub(super) fn patch(&mut self, patch: &Spanned<String>) {
        let inside = Inside::new(self.source, patch);
        let operations = match serde_json::from_str(patch.get_ref()) {
            Ok(Value::Array(operations)) => operations,
            Ok(_) => return self.refuse_span(patch.span(), "a patch is a list", EXAMPLE),
            Err(error) => {
                let at = json::offset(patch.get_ref(), &error);
                let span = inside.place(at..at + 1);
                return self.refuse_span(span, "a patch is JSON", json::cause(&error));
            }
        };
        if operations.len() > MOST_OPERATIONS {
            let title = format!("a patch of {} operations", operations.len());
            let help = format!("at most {MOST_OPERATIONS} are allowed; use a fixture instead");
            return self.refuse_span(patch.span(), title, help);
        }
        for (index, operation) in operations.into_iter().enumerate() {
            if let Some((title, help)) = problem(operation) {
                self.refuse_span(inside.operation(index), title, help);
            }
        }
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

/// The places of a text inside the file.
struct Inside<'a> {
    text: &'a str,
    span: Range<usize>,
    /// Offset of the text's first byte; `None` where escapes make text and file differ.
    start: Option<usize>,
}

impl<'a> Inside<'a> {
    fn new(source: &str, text: &'a Spanned<String>) -> Self {
        let written = source.get(text.span()).unwrap_or_default();
        let quotes = written.len() - written.trim_start_matches(['"', '\'']).len();
        // A line break directly after three quotes is not part of the text.
        let skipped = match &written[quotes..] {
            rest if quotes == 3 && rest.starts_with("\r\n") => 2,
            rest if quotes == 3 && rest.starts_with('\n') => 1,
            _ => 0,
        };
        let begin = quotes + skipped;
        let same = written.get(begin..).is_some_and(|rest| rest.starts_with(text.get_ref()));
        let start = same.then_some(text.span().start + begin);
        Self { text: text.get_ref(), span: text.span(), start }
    }

    fn operation(&self, index: usize) -> Range<usize> {
        let Some(ast::Value::Array(list)) = json::places(self.text) else {
            return self.span.clone();
        };
        let operation = list.elements.get(index);
        operation.map_or(self.span.clone(), |found| self.place(found.start()..found.end()))
    }

    fn place(&self, range: Range<usize>) -> Range<usize> {
        match self.start {
            Some(start) => start + range.start..start + range.end,
            None => self.span.clone(),
        }
    }
}
