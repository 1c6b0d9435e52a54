//! Mistakes that the parser finds: the text is not TOML, or a key or a value has the wrong type.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, suggestion};

use super::spot::first_line;
use super::unit;

/// The parser's own error, with "did you mean" where it lists the names it knows.
pub fn mistake(path: &str, source: &Arc<str>, error: &toml::de::Error) -> Diagnostic {
    let span = first_line(source, error.span().unwrap_or(0..0));
    let (title, help) = words(error.message(), &source[span.clone()]);
    Diagnostic { help, ..Diagnostic::at(path, source, span, title) }
}

/// `text` is what stands at the place.
fn words(message: &str, text: &str) -> (String, Option<String>) {
    if message.starts_with("unknown ") {
        return unknown(message);
    }
    // What serde says of a table in the place of a variant.
    if message.contains("wanted exactly 1 element") {
        let help = "write reply.error = \"CODE\" or reply.fixture = \"name\"; \
                    `status` and `message` are keys of the step";
        return ("a step has one reply".to_owned(), Some(help.to_owned()));
    }
    // What it says of a variant without its value.
    if message.contains("unit variant, expected newtype variant") {
        return (format!("`{}` needs a value", text.trim_matches('"')), Some(with_value(text)));
    }
    if message.ends_with("expected a sequence") && text.starts_with('[') {
        let title = format!("there can be several of `{}`", text.trim_matches(['[', ']']));
        return (title, Some(format!("write [{text}]")));
    }
    let kind =
        ["invalid type: ", "invalid value: "].iter().find_map(|kind| message.strip_prefix(kind));
    if let Some((found, expected)) = kind.and_then(|rest| rest.split_once(", expected ")) {
        let (kind, number) = found.split_once(" `").unwrap_or_default();
        let number = number.trim_end_matches('`');
        let is_number = matches!(kind, "integer" | "floating point");
        if is_number && expected.starts_with("a duration") {
            let help = format!("expected one of {}", unit::examples(number));
            return (format!("{number} has no unit, and a duration needs one"), Some(help));
        }
        let is_name = is_number && expected.starts_with("the name");
        let found = if is_name { format!("the number {number}") } else { found.to_owned() };
        return (format!("expected {}, found {found}", plain(expected)), None);
    }
    let mut lines = message.lines().map(str::to_owned);
    let title = lines.next().unwrap_or_default();
    (title, lines.reduce(|help, line| format!("{help}; {line}")))
}

fn unknown(message: &str) -> (String, Option<String>) {
    let Some((what, known)) = message.split_once(", expected ") else {
        return (message.to_owned(), None);
    };
    let mut names = what.split('`').skip(1).step_by(2);
    let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
    let help = suggestion(names.next().unwrap_or_default(), known.iter().copied());
    (what.replace("variant", "value"), Some(help))
}

/// What a variant looks like with its value.
fn with_value(variant: &str) -> String {
    let example = match variant.trim_matches('"') {
        "error" => "reply.error = \"RETRY_LATER\"",
        "fixture" => "reply.fixture = \"ninety-days\"",
        "challenge" => {
            "reply.challenge.ask = [{ prompt = \"What city were you born in?\", answer = \"Montreal\" }]"
        }
        "raw" => "reply.raw = { status = 502, body = \"Bad Gateway\" }",
        _ => "fault.wrong-length = 10; `flinks-mock docs scenarios` has every fault",
    };
    format!("such as {example}")
}

/// The words of Rust that serde uses.
fn plain(expected: &str) -> &str {
    match expected {
        "a string" => "text in quotation marks",
        "a sequence" => "a list in brackets",
        "a boolean" => "true or false",
        "a map" => "a table",
        "u32" => "a whole number from 0",
        "f64" => "a number",
        expected if expected.starts_with("struct ") => "a table",
        expected => expected,
    }
}
