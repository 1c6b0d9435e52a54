//! The members of a request body, read as leniently as the service reads them.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// A JSON object whose member names match in any case.
///
/// There are few of them, so a list is searched faster than a map is made.
#[derive(Debug, Default)]
pub(crate) struct Members(Vec<(String, Value)>);

#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) member: &'static str,
    pub(crate) expected: &'static str,
}

impl Members {
    /// Reads JSON under any content type; no body at all is an object without members.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, in words.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        // Some .NET clients begin UTF-8 text with a byte order mark.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body).map_err(|_| match serde_json::from_slice::<Value>(body) {
            Ok(_) => "the body is not a JSON object".to_owned(),
            Err(error) => format!("the body is not valid JSON: {error}"),
        })
    }

    /// A member that is text. A null counts as absent.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<&str>, Wrong> {
        match self.find(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim())),
            Some(_) => Err(Wrong { member: name, expected: "a string" }),
        }
    }

    /// A member that is a boolean, or the text of one (`"true"`, `"True"`: the C# SDK sends them).
    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Wrong> {
        match self.find(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Wrong { member: name, expected: "true or false" }),
        }
    }

    /// A member of any type. A null counts as absent.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.find(name)
    }

    /// As they are written.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The member written exactly so, or else the first one that differs only in case.
    fn find(&self, name: &str) -> Option<&Value> {
        let members = || self.0.iter().filter(|(_, value)| !value.is_null());
        let exact = members().rfind(|(key, _)| key == name);
        let found = exact.or_else(|| members().find(|(key, _)| key.eq_ignore_ascii_case(name)));
        found.map(|(_, value)| value)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_unit<E>(self) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Members {
        Members::read(body.as_bytes()).unwrap()
    }

    #[test]
    fn names_match_in_any_case_and_nulls_are_absent() {
        #[rustfmt::skip]
        let table = [
            (r#"{"LoginId":"a"}"#, Some("a")),
            (r#"{"loginid":"a"}"#, Some("a")),
            (r#"{"LOGINID":"b","LoginId":"a"}"#, Some("a")),
            (r#"{"LoginId":null,"loginId":"a"}"#, Some("a")),
            (r#"{"LoginId":null}"#, None),
            (r#"{"LoginId":" a "}"#, Some("a")),
            ("\u{feff}{\"LoginId\":\"a\"}", Some("a")),
            ("", None), ("  \r\n", None), ("null", None), ("{}", None),
        ];
        for (body, expected) in table {
            assert_eq!(read(body).text("LoginId"), Ok(expected), "{body}");
        }
    }

    #[test]
    fn booleans_may_be_text() {
        #[rustfmt::skip]
        let table = [
            ("true", Ok(Some(true))), ("\"true\"", Ok(Some(true))), ("\"True\"", Ok(Some(true))),
            ("false", Ok(Some(false))), ("\"FALSE\"", Ok(Some(false))), ("null", Ok(None)),
            ("1", Err(())), ("\"yes\"", Err(())), ("[true]", Err(())),
        ];
        for (value, expected) in table {
            let members = read(&format!(r#"{{"MostRecentCached":{value}}}"#));
            assert_eq!(members.flag("MostRecentCached").map_err(|_| ()), expected, "{value}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused_in_words() {
        let nested = "[".repeat(100_000);
        #[rustfmt::skip]
        let table: [(&[u8], &str); 6] = [
            (b"[]", "the body is not a JSON object"),
            (b"\"x\"", "the body is not a JSON object"),
            (b"{\"a\":}", "the body is not valid JSON: expected value at line 1 column 6"),
            (b"{}{}", "the body is not valid JSON: trailing characters at line 1 column 3"),
            (b"{\"a\":\"\xff\"}", "the body is not valid JSON: invalid unicode code point"),
            (nested.as_bytes(), "the body is not valid JSON: recursion limit exceeded"),
        ];
        for (body, expected) in table {
            let message = Members::read(body).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
