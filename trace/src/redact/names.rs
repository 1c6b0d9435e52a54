//! Secrets that are known by their name, wherever the name stands: a header, a member of the body, a
//! parameter of the query. A text that cannot be taken apart is hidden as a whole.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// A name with one of these in it, in any case and with or without `-` and `_`, is that of a secret.
const SECRETS: [&str; 12] = [
    "accesscode",
    "apikey",
    "authkey",
    "authorization",
    "cookie",
    "passcode",
    "passwd",
    "password",
    "pwd",
    "secret",
    "securityresponse",
    "token",
];

static NAMES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(SECRETS).expect("a dozen short names"));

/// The only first words of an Authorization that are kept; any other may be the secret itself.
const SCHEMES: [&str; 4] = ["Basic", "Bearer", "Digest", "Negotiate"];

/// The value of a header.
pub fn header(name: &str, value: &str) -> String {
    let names_secret = !is_harmless(name);
    if name.eq_ignore_ascii_case("referer") {
        return target(value);
    }
    match value.split_once(' ') {
        Some((scheme, _)) if names_secret && is_scheme(scheme) => format!("{scheme} {REDACTED}"),
        _ if names_secret && !is_scheme(value) => hidden(value).to_owned(),
        _ if gives_away(value) => REDACTED.to_owned(),
        _ => value.to_owned(),
    }
}

/// A path with its query.
pub fn target(target: &str) -> String {
    if is_harmless(target) {
        return target.to_owned();
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    match query {
        Some(query) => {
            let query = query.split('&').map(parameter).collect::<Vec<_>>().join("&");
            format!("{path}?{query}")
        }
        None => path,
    }
}

/// The body of a request, under any content type. One without a name of a secret stays as it came.
pub fn body(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if is_harmless(text) => text.to_owned(),
        Ok(text) => json(text).unwrap_or_else(|| opaque(body)),
        Err(_) => opaque(body),
    }
}

/// A message of the mock. It may hold the path of a request.
pub fn message(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    // A colon at the end of a word is punctuation; nothing follows it within the word.
    let hides = |word: &&str| gives_away(word.trim_end_matches(':'));
    let words = text.split(' ').map(|word| if hides(&word) { REDACTED } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn opaque(body: &[u8]) -> String {
    format!("[redacted: {} bytes that are not JSON]", body.len())
}

fn json(text: &str) -> Option<String> {
    // Some .NET clients begin UTF-8 text with a byte order mark.
    let mut value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    clean(&mut value);
    Some(value.to_string())
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match name {
                    name if is_harmless(name) => clean(value),
                    name if is_answers(name) => answers(value),
                    _ => hide(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::String(text) if gives_away(text) => hide(value),
        _ => {}
    }
}

fn is_answers(name: &str) -> bool {
    String::from_utf8_lossy(&plain(name)).contains("securityresponse")
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

fn is_scheme(word: &str) -> bool {
    SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

fn segment(segment: &str) -> Cow<'_, str> {
    if gives_away(segment) { REDACTED.into() } else { segment.into() }
}

fn parameter(parameter: &str) -> Cow<'_, str> {
    match parameter.split_once('=') {
        Some((name, value)) if !is_harmless(name) => format!("{name}={}", hidden(value)).into(),
        Some((name, value)) if gives_away(value) => format!("{name}={REDACTED}").into(),
        Some(_) => parameter.into(),
        None => segment(parameter),
    }
}

/// Whether `text` seems to hold a secret beside its name, as `token=17` and `{"token":17}` do.
fn gives_away(text: &str) -> bool {
    !is_harmless(text) && decoded(text).contains(['=', ':', '\\'])
}

/// Whether a value of this name is a secret.
pub fn is_secret(name: &str) -> bool {
    !is_harmless(name)
}

/// Whether no secret is named in `text`, however it is written.
fn is_harmless(text: &str) -> bool {
    let text = plain(&decoded(text));
    // An escape can spell any name, and a NUL is a sign of UTF-16.
    let is_escaped = text.contains(&b'\\') && text.windows(2).any(|pair| pair == b"\\u");
    !is_escaped && !text.contains(&0) && !NAMES.is_match(&text)
}

fn plain(text: &str) -> Vec<u8> {
    let mut plain = text.to_ascii_lowercase().into_bytes();
    plain.retain(|byte| !matches!(byte, b'-' | b'_'));
    plain
}

/// Decoded twice: an address in a query is encoded in an encoded text.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let once = percent_decode_str(text).decode_utf8_lossy();
    percent_decode_str(&once).decode_utf8_lossy().into_owned().into()
}

#[cfg(test)]
mod tests;
