//! JSON in a file of the user: what is wrong with it, and where it stands.

use jsonc_parser::ast;

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
