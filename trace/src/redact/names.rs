//! Secrets that are known by their name, wherever the name stands: a header, a member of the body, a
//! parameter of the query. A text that cannot be taken apart is hidden as a whole.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde_json::Value;

use super::layers::{Layer, layers};

/// Stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// A name with one of these in it, in any case and with or without `-` and `_`, is that of a secret.
const SECRETS: &str = "accesscode apikey authkey authorization cookie passcode passwd password pwd \
    secret securityresponse token";

/// In lower case only: a search in any case is several times slower.
static NAMES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(SECRETS.split(' ')).expect("a dozen short names"));

/// The only first words of an Authorization that are kept; any other may be the secret itself.
const SCHEMES: [&str; 4] = ["Basic", "Bearer", "Digest", "Negotiate"];

/// The value of a header.
pub fn header(name: &str, value: &str) -> String {
    let is_scheme = |word: &str| SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word));
    if name.eq_ignore_ascii_case("referer") {
        return target(value);
    }
    match value.split_once(' ') {
        Some((scheme, _)) if is_secret(name) && is_scheme(scheme) => format!("{scheme} {REDACTED}"),
        _ if is_secret(name) && !is_scheme(value) => hidden(value).to_owned(),
        _ => shown(value).to_owned(),
    }
}

/// A path with its query.
pub fn target(target: &str) -> String {
    if !is_secret(target) {
        return target.to_owned();
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = path.split('/').map(shown).collect::<Vec<_>>().join("/");
    match query {
        Some(query) => {
            let query = query.split('&').map(parameter).collect::<Vec<_>>().join("&");
            format!("{path}?{query}")
        }
        None => path,
    }
}

fn parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, value)) if is_secret(name) => format!("{name}={}", hidden(value)),
        Some((name, value)) => format!("{name}={}", shown(value)),
        None => shown(parameter).to_owned(),
    }
}

/// The body of a request, under any content type. One without a name of a secret stays as it came.
pub fn body(text: &str) -> String {
    if !is_secret(text) {
        return text.to_owned();
    }
    // Some .NET clients begin UTF-8 text with a byte order mark.
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(mut value) => {
            clean(&mut value);
            value.to_string()
        }
        Err(_) => format!("[redacted: {} bytes that are not JSON]", text.len()),
    }
}

/// A message of the mock. It may hold the path of a request.
pub fn message(text: &str) -> String {
    if !is_secret(text) {
        return text.to_owned();
    }
    // A colon at the end of a word is punctuation; nothing follows it within the word.
    let hides = |word: &str| gives_away(word.trim_end_matches(':'));
    let words = text.split(' ').map(|word| if hides(word) { REDACTED } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match said(name) {
                    said if !names_secret(&said) => clean(value),
                    said if said.iter().any(|said| are_answers(said)) => answers(value),
                    _ => hide(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::String(text) if gives_away(text) => hide(value),
        _ => {}
    }
}

fn are_answers(said: &[u8]) -> bool {
    String::from_utf8_lossy(said).contains("securityresponse")
}

/// Keeps the prompts and how many answers each has: what a client gets wrong in them is no secret.
fn answers(value: &mut Value) {
    let Value::Object(prompts) = value else { return hide(value) };
    for answer in prompts.values_mut() {
        match answer {
            Value::Array(answers) => answers.iter_mut().for_each(hide),
            answer => hide(answer),
        }
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        _ => *value = REDACTED.into(),
    }
}

/// That a secret was left empty is worth seeing.
fn hidden(value: &str) -> &str {
    if value.is_empty() { "" } else { REDACTED }
}

fn shown(text: &str) -> &str {
    if gives_away(text) { REDACTED } else { text }
}

/// Whether `text` seems to hold a secret beside its name, as `token=17` and `{"token":17}` do.
fn gives_away(text: &str) -> bool {
    let said = said(text);
    let has_value = |said: &Vec<u8>| said.contains(&b'=') || said.contains(&b':');
    (text.contains('\\') || said.iter().any(has_value)) && names_secret(&said)
}

/// Whether a value of this name is a secret; and of any text, whether it names one.
pub fn is_secret(name: &str) -> bool {
    names_secret(&said(name))
}

fn names_secret(said: &[Vec<u8>]) -> bool {
    // An escape that is left can spell any name, and a NUL is a sign of UTF-16.
    let is_escaped =
        |said: &Vec<u8>| said.contains(&b'\\') && said.windows(2).any(|pair| pair == b"\\u");
    said.last().is_some_and(is_escaped)
        || said.iter().any(|said| said.contains(&0) || NAMES.is_match(said))
}

/// The text itself, and what it says where escapes are undone, in lower case and without `-` and `_`.
fn said(text: &str) -> Vec<Vec<u8>> {
    let without = |layer: Layer<'_>| {
        let mut bytes = layer.bytes.into_owned();
        bytes.make_ascii_lowercase();
        bytes.retain(|byte| !matches!(byte, b'-' | b'_'));
        bytes
    };
    layers(text).into_iter().map(without).collect()
}

#[cfg(test)]
mod tests;
