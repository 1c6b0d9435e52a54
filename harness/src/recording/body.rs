//! Bodies with places for the ids of the session.

use flinks_contract::fixture::{PLACES, SHORTEST_ID};
use flinks_judge::server::ParsedRun;
use flinks_trace::Part;
use serde_json::Value;

use super::Login;

/// What stands for a place in the bodies of one session.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    /// Texts with the placeholders that replace them anywhere in a text, the longest first.
    inside: Vec<(&'a str, &'static str)>,
    /// Replacements of a whole text, by its JSON Pointer.
    whole: Vec<(&'static str, &'a str, &'static str)>,
}

impl<'a> Ids<'a> {
    pub(super) fn of(run: &'a ParsedRun<'_>, part: Part, login: &'a Login) -> Self {
        let other = match part {
            Part::Accounts => Part::Investments,
            Part::Investments | Part::Probes => Part::Accounts,
        };
        let mut inside = vec![
            (run.request_id(part).unwrap_or_default(), "{{RequestId}}"),
            (run.request_id(other).unwrap_or_default(), "{{OtherRequestId}}"),
            (&*login.id, "{{LoginId}}"),
        ];
        inside.retain(|(id, _)| id.len() >= SHORTEST_ID);
        // Of two equal ids the session's own is meant: the sort keeps their order.
        inside.sort_by_key(|(id, _)| std::cmp::Reverse(id.len()));
        let known = [
            ("/Institution", login.institution.as_deref(), "{{Institution}}"),
            ("/Login/Username", login.username.as_deref(), "{{Username}}"),
            ("/Login/LastRefresh", login.last_refresh.as_deref(), "{{LastRefresh}}"),
        ];
        let whole = known.into_iter().filter_map(|(at, text, place)| Some((at, text?, place)));
        Self { inside, whole: whole.collect() }
    }

    pub(super) fn places(&self, body: &Value) -> Value {
        let mut body = self.walk(body);
        for (at, text, place) in &self.whole {
            if let Some(found) = body.pointer_mut(at).filter(|found| **found == **text) {
                *found = Value::from(*place);
            }
        }
        body
    }

    pub(super) fn text(&self, text: &str) -> String {
        self.inside.iter().fold(text.to_owned(), |text, (id, place)| text.replace(id, place))
    }

    /// Recurses 128 levels at most: serde_json reads no deeper.
    fn walk(&self, body: &Value) -> Value {
        match body {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(elements) => elements.iter().map(|element| self.walk(element)).collect(),
            Value::Object(members) => Value::Object(
                members.iter().map(|(name, value)| (name.clone(), self.walk(value))).collect(),
            ),
            other => other.clone(),
        }
    }
}

/// The text of a fixture file. Braces that name no place are a mistake in one, unless they are
/// written as escapes.
pub(super) fn file(body: &Value) -> String {
    // Two braces in a row stand only within strings.
    let text = format!("{body:#}\n");
    let mut pieces = text.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_place = |name| piece.strip_prefix(name).is_some_and(|rest| rest.starts_with("}}"));
        let is_place = PLACES.iter().any(|(name, _)| is_place(*name));
        out += if is_place { "{{" } else { "\\u007b\\u007b" };
        out += piece;
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use flinks_contract::fixture::{Fixture, Kind, Waived};
    use serde_json::json;

    use super::*;
    use crate::sample::{LOGIN_ID, OTHER_REQUEST_ID, REQUEST_ID, both};

    #[test]
    fn ids_become_places() {
        let run = both();
        let run = ParsedRun::from(&run);
        let login = Login::of(&run);
        let ids = Ids::of(&run, Part::Accounts, &login);
        let body = json!({
            "RequestId": REQUEST_ID, "Links": [format!("/X/{REQUEST_ID}?a")],
            "other": OTHER_REQUEST_ID, "Institution": "FlinksCapital", "Title": "FlinksCapital",
            "Login": { "Id": LOGIN_ID, "LastRefresh": "2019-05-09T13:47:46.5227901" },
        });
        assert_eq!(
            ids.places(&body),
            json!({
                "RequestId": "{{RequestId}}", "Links": ["/X/{{RequestId}}?a"],
                "other": "{{OtherRequestId}}", "Institution": "{{Institution}}", "Title": "FlinksCapital",
                "Login": { "Id": "{{LoginId}}", "LastRefresh": "{{LastRefresh}}" },
            })
        );
        let ids = Ids::of(&run, Part::Investments, &login);
        assert_eq!(ids.text(REQUEST_ID), "{{OtherRequestId}}");
    }

    /// The mock reads back what was recorded.
    #[test]
    fn braces_in_a_body_are_no_places() {
        let body = json!({ "a": "{{x}} {{{{ {{RequestId", "b": "{{RequestId}}" });
        let text: Arc<str> = file(&body).into();
        let fixture =
            Fixture::parse("x.json", &text, Kind::Accounts, Waived { schema: true, adopt: false })
                .unwrap();
        assert_eq!(fixture.to_json(), body);
        assert!(text.contains("\"b\": \"{{RequestId}}\""), "{text}");
    }
}
