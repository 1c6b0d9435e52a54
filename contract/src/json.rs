//! JSON as a text: in pieces, what is wrong with it, and where something stands in it.

mod pieces;

use std::collections::HashMap;
use std::ops::Range;

use jsonc_parser::ast;
use serde_json::value::RawValue;

pub(crate) use pieces::NUMBER;
pub use pieces::{Path, Piece, Writer, members, read};

/// What serde_json says, without the place.
pub(crate) fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// The byte at which serde_json stopped. It counts lines and columns (in bytes) from 1.
pub(crate) fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

/// The values with their places; None where it is not JSON.
pub(crate) fn places(text: &str) -> Option<ast::Value<'_>> {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
    parsed.ok()?.value
}

/// Where the value at a JSON Pointer stands, or the beginning of the closest one around it. Memory has the
/// members of one object at a time.
pub(crate) fn span(text: &str, pointer: &str) -> Range<usize> {
    let mut value = text.trim();
    let start = |value: &str| value.as_ptr().addr() - text.as_ptr().addr();
    for token in pointer.split('/').skip(1) {
        match child(value, &token.replace("~1", "/").replace("~0", "~")) {
            Some(inner) => value = inner,
            None => return start(value)..start(value) + 1,
        }
    }
    start(value)..start(value) + value.len()
}

fn child<'a>(value: &'a str, token: &str) -> Option<&'a str> {
    let found = if value.starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(value).ok()?;
        *elements.get(token.parse::<usize>().ok()?)?
    } else {
        let members: HashMap<String, &RawValue> = serde_json::from_str(value).ok()?;
        *members.get(token)?
    };
    Some(found.get())
}
