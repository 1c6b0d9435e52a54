//! Secrets that are known by their name, wherever the name stands: a header, a member of the body, a
//! parameter of the query. A text that cannot be taken apart is hidden as a whole.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use serde_json::Value;

use super::layers::layers;

/// Text in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Parts of the names of secrets, in any case, with or without `-` and `_`. The quotes tell Questions, whose
/// members are answers, from WithMfaQuestions, which is a flag.
const SECRETS: &str = "accesscode answer apikey authkey authorization clientid cookie passcode passwd \
    password pwd secret securityresponse token \"questions\" 'questions' questions[";

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(SECRETS.split_whitespace()));

/// The one that the answers to security questions have.
static ANSWERS: LazyLock<Names> = LazyLock::new(|| Names::new(["securityresponse"]));

/// The only first words of an Authorization that are kept; any other may be the secret itself.
const SCHEMES: [&str; 4] = ["Basic", "Bearer", "Digest", "Negotiate"];

/// The value of a header.
pub fn header<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    let is_scheme = |word: &str| SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word));
    if name.eq_ignore_ascii_case("referer") {
        return target(value);
    }
    match value.split_once(' ') {
        Some((scheme, _)) if is_secret(name) && is_scheme(scheme) => {
            format!("{scheme} {REDACTED}").into()
        }
        _ if is_secret(name) && !is_scheme(value) => hidden(value).into(),
        _ => shown(value).into(),
    }
}

/// A path with its query.
pub fn target(target: &str) -> Cow<'_, str> {
    if !is_secret(target) {
        return target.into();
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = path.split('/').map(shown).collect::<Vec<_>>().join("/");
    match query {
        Some(query) => {
            let query = query.split('&').map(parameter).collect::<Vec<_>>().join("&");
            format!("{path}?{query}").into()
        }
        None => path.into(),
    }
}

fn parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, value)) if is_secret(name) => format!("{name}={}", hidden(value)),
        Some((name, value)) => format!("{name}={}", shown(value)),
        None => shown(parameter).to_owned(),
    }
}

/// The body of a request, under any content type. One without a name of a secret stays as it came, unless
/// it is a list or a text, where a secret may stand without a name.
pub fn body(text: &str) -> Cow<'_, str> {
    // Some .NET clients begin UTF-8 text with a byte order mark.
    let json = text.trim_start_matches('\u{feff}').trim_start();
    if !json.starts_with(['[', '"']) && !is_secret(text) {
        return text.into();
    }
    match serde_json::from_str(json) {
        Ok(mut value) => {
            clean(&mut value);
            hide_nameless(&mut value);
            value.to_string().into()
        }
        Err(_) => format!("[redacted: {} bytes that are not JSON]", text.len()).into(),
    }
}

/// A message of the mock. It may hold the path of a request.
pub fn message(text: &str) -> Cow<'_, str> {
    if !is_secret(text) {
        return text.into();
    }
    // A colon at the end of a word is punctuation; nothing follows it within the word.
    let hides = |word: &str| gives_away(word.trim_end_matches(':'));
    let words = text.split(' ').map(|word| if hides(word) { REDACTED } else { word });
    words.collect::<Vec<_>>().join(" ").into()
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match &**name {
                    name if name.eq_ignore_ascii_case("Questions") => questions(value),
                    name if !is_secret(name) => clean(value),
                    name if layers(name).any(|said| ANSWERS.are_in(&said.bytes)) => answers(value),
                    _ => hide(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::String(text) if gives_away(text) => hide(value),
        _ => {}
    }
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

/// Keeps the prompts that are where they belong; anything else may be an answer.
fn questions(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(_) if name.eq_ignore_ascii_case("Question") => clean(value),
                    _ if is_secret(name) => hide(value),
                    _ => questions(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(questions),
        _ => hide(value),
    }
}

/// Hides what stands in no object.
fn hide_nameless(value: &mut Value) {
    match value {
        Value::Object(_) => {}
        Value::Array(values) => values.iter_mut().for_each(hide_nameless),
        _ => hide(value),
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        _ => *value = REDACTED.into(),
    }
}

/// The text for a secret. An empty secret stays visible as such.
fn hidden(value: &str) -> &str {
    if value.is_empty() { "" } else { REDACTED }
}

fn shown(text: &str) -> &str {
    if gives_away(text) { REDACTED } else { text }
}

/// Whether `text` seems to hold a secret beside its name, as `token=17` and `{"token":17}` do.
fn gives_away(text: &str) -> bool {
    let has_value = |said: &[u8]| said.iter().any(|byte| matches!(byte, b'=' | b':'));
    (text.contains('\\') || layers(text).any(|said| has_value(&said.bytes))) && is_secret(text)
}

/// Whether a value of this name is a secret; and of any text, whether it names one.
pub fn is_secret(name: &str) -> bool {
    // Nearly every text has no escape: it is what it says. Many bytes are compared at once.
    let is_plain = |byte: u8| !matches!(byte, 0 | b'%' | b'\\' | b'&');
    if name.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return NAMES.are_in(name.as_bytes());
    }
    let mut is_escaped = false;
    for said in layers(name) {
        if said.bytes.contains(&0) || NAMES.are_in(&said.bytes) {
            return true;
        }
        is_escaped = said.bytes.windows(2).any(|pair| pair == b"\\u");
    }
    // An escape that is left can spell any name, and a NUL is a sign of UTF-16.
    is_escaped
}

/// Names that are looked for in any case, and with or without `-` and `_`.
struct Names(DFA);

impl Names {
    fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        let names = DFA::builder().ascii_case_insensitive(true).build(names);
        Self(names.expect("a dozen short names"))
    }

    /// Steps through the automaton itself, so that nothing is copied.
    fn are_in(&self, text: &[u8]) -> bool {
        let Ok(mut state) = self.0.start_state(Anchored::No) else { return false };
        text.iter().filter(|byte| !matches!(byte, b'-' | b'_')).any(|byte| {
            state = self.0.next_state(Anchored::No, state, *byte);
            self.0.is_match(state)
        })
    }
}

#[cfg(test)]
mod tests;
