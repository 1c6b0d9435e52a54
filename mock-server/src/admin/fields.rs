//! The members of a body, and the names of a query, taken strictly: a misspelt one that is silently
//! left out would look as if it had been obeyed.

use std::fmt::Display;
use std::time::Duration;

use flinks_contract::diagnostic::suggestion;
use flinks_contract::scenario;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::problem::Problem;

#[derive(Debug, Default)]
pub(super) struct Fields {
    values: Map<String, Value>,
    /// In a query, numbers and flags are text.
    is_text: bool,
}

impl Fields {
    pub(super) fn json(body: &[u8], known: &[&str]) -> Result<Self, Problem> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        let value = serde_json::from_slice(body)
            .map_err(|error| Problem::malformed(format!("the body is no JSON: {error}")))?;
        let Value::Object(values) = value else {
            return Err(Problem::malformed("the body is no JSON object"));
        };
        values.keys().try_for_each(|name| is_known(name, known))?;
        Ok(Self { values, is_text: false })
    }

    pub(super) fn query(query: &str, known: &[&str]) -> Result<Self, Problem> {
        let mut values = Map::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            is_known(&name, known)?;
            if values.insert(name.clone(), value.into()).is_some() {
                return Err(Problem::malformed(format!("`{name}` stands twice in the query")));
            }
        }
        Ok(Self { values, is_text: true })
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let text = |value: &'_ Value| value.is_string();
        self.one(name, "text", text)?.map_or(Ok(None), |value| Ok(value.as_str()))
    }

    pub(super) fn needs_text(&self, name: &str) -> Result<&str, Problem> {
        self.text(name)?.ok_or_else(|| Problem::invalid(format!("`{name}` is missing")))
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<u64>, Problem> {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        let number = match value {
            Value::String(text) if self.is_text => text.parse().ok(),
            value => value.as_u64(),
        };
        match number {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(wrong(name, &format!("a whole number from {least} to {most}"), value)),
        }
    }

    /// `"25m"`.
    pub(super) fn duration(&self, name: &str) -> Result<Option<Duration>, Problem> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let duration = scenario::duration(text);
        duration.map(Some).map_err(|problem| Problem::invalid(format!("`{name}`: {problem}")))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.values.get(name) {
            None | Some(Value::Bool(false)) => Ok(false),
            Some(Value::Bool(true)) => Ok(true),
            Some(Value::String(text)) if self.is_text && text == "true" => Ok(true),
            Some(Value::String(text)) if self.is_text && text == "false" => Ok(false),
            Some(value) => Err(wrong(name, "true or false", value)),
        }
    }

    fn one(
        &self,
        name: &str,
        expected: &str,
        is: impl Fn(&Value) -> bool,
    ) -> Result<Option<&Value>, Problem> {
        match self.values.get(name) {
            Some(value) if !is(value) => Err(wrong(name, expected, value)),
            value => Ok(value),
        }
    }
}

/// One of `known`, or nothing; the refusal has the one that it looks like.
pub(super) fn one_of<T: Copy>(
    name: &str,
    text: &str,
    known: &[(&'static str, T)],
) -> Result<T, Problem> {
    let found = known.iter().find(|(known, _)| *known == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let help = suggestion(text, known.iter().map(|(known, _)| *known));
        Problem::invalid(format!("`{name}` is `{}`; {help}", shortened(text)))
    })
}

fn is_known(name: &str, known: &[&str]) -> Result<(), Problem> {
    if known.contains(&name) {
        return Ok(());
    }
    let help = match known {
        [] => "none is taken here".to_owned(),
        known => suggestion(&shortened(name), known.iter().copied()),
    };
    Err(Problem::invalid(format!("there is no `{}`; {help}", shortened(name))))
}

fn wrong(name: &str, expected: &str, found: &impl Display) -> Problem {
    Problem::invalid(format!("`{name}` must be {expected}, not {}", shortened(&found.to_string())))
}

/// So that an answer is not as long as the mistake, and comparing takes no time.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn decode(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| Problem::malformed("the query is not UTF-8"))?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(result: Result<T, Problem>) -> String {
        let problem = result.unwrap_err();
        format!("{} {}", problem.status(), problem.detail())
    }

    #[test]
    fn bodies_that_are_refused() {
        #[rustfmt::skip]
        let table = [
            ("{", "400 the body is no JSON: EOF while parsing an object at line 1 column 1"),
            ("[]", "400 the body is no JSON object"),
            ("{} {}", "400 the body is no JSON: trailing characters at line 1 column 4"),
            (r#"{"mod":"manual"}"#, "422 there is no `mod`; did you mean `mode`?"),
            (r#"{"x":1}"#, "422 there is no `x`; expected one of `mode`, `by`"),
        ];
        for (body, expected) in table {
            assert_eq!(refused(Fields::json(body.as_bytes(), &["mode", "by"])), expected, "{body}");
        }
        let deep = "[".repeat(100_000);
        assert!(refused(Fields::json(deep.as_bytes(), &[])).contains("recursion limit"));
        let none = refused(Fields::json(br#"{"mode":1}"#, &[]));
        assert_eq!(none, "422 there is no `mode`; none is taken here");
    }

    #[test]
    fn queries_that_are_refused() {
        #[rustfmt::skip]
        let table = [
            ("limt=5", "422 there is no `limt`; did you mean `limit`?"),
            ("limit=5&limit=6", "400 `limit` stands twice in the query"),
            ("limit=%FF", "400 the query is not UTF-8"),
        ];
        for (query, expected) in table {
            assert_eq!(refused(Fields::query(query, &["limit", "unmatched"])), expected, "{query}");
        }
    }

    #[test]
    fn values() {
        let body = Fields::json(
            br#"{"text":"a","number":5,"by":"25m","flag":true,"bad":"25 min"}"#,
            &["text", "number", "by", "flag", "bad"],
        )
        .unwrap();
        assert_eq!(body.text("text").unwrap(), Some("a"));
        assert_eq!(body.text("none").unwrap(), None);
        assert_eq!(body.number("number", 1, 5).unwrap(), Some(5));
        assert_eq!(body.duration("by").unwrap(), Some(Duration::from_secs(1_500)));
        assert!(body.flag("flag").unwrap());
        assert!(!body.flag("none").unwrap());

        assert_eq!(refused(body.text("number")), "422 `number` must be text, not 5");
        assert_eq!(
            refused(body.number("number", 6, 9)),
            "422 `number` must be a whole number from 6 to 9, not 5"
        );
        assert_eq!(
            refused(body.number("text", 0, 9)),
            "422 `text` must be a whole number from 0 to 9, not \"a\""
        );
        assert_eq!(refused(body.flag("text")), "422 `text` must be true or false, not \"a\"");
        assert_eq!(refused(body.needs_text("none")), "422 `none` is missing");
        assert!(refused(body.duration("bad")).starts_with("422 `bad`: `25 min` is not a duration"));
    }

    #[test]
    fn a_query_is_text() {
        let known = ["limit", "unmatched", "path", "off"];
        let query = Fields::query("limit=5&unmatched=true&path=a+b%20c&off=false", &known).unwrap();
        assert_eq!(query.number("limit", 0, 9).unwrap(), Some(5));
        assert!(query.flag("unmatched").unwrap());
        assert!(!query.flag("off").unwrap());
        assert_eq!(query.text("path").unwrap(), Some("a b c"));
        let body = Fields::json(br#"{"limit":"5"}"#, &known).unwrap();
        assert!(body.number("limit", 0, 9).is_err(), "in JSON a number is a number");
    }
}
