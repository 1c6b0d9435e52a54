//! What the judge reads out of one call.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::Answer;
use super::evidence::Call;
use crate::clock::ClockMode;
use crate::route::{NoRoute, route};

/// The client's own word of what it took: no call of Flinks.
pub(super) const UNDERSTOOD: &str = "Understood";

impl Call {
    pub(super) fn answer(&self) -> Answer {
        Answer::of(self)
    }

    pub(super) fn is(&self, endpoint: &str) -> bool {
        self.endpoint.as_deref() == Some(endpoint)
    }

    /// Asks for accounts or investments.
    pub(super) fn is_data(&self) -> bool {
        matches!(
            self.endpoint.as_deref(),
            Some("GetAccountsDetail" | "GetAccountsDetailAsync" | "Investments")
        )
    }

    /// Whether it gave the client a RequestId, as far as the journal knows. A 203 does, too.
    pub(super) fn gives_id(&self) -> bool {
        let has_answer = matches!(self.answer(), Answer::Done | Answer::Challenge);
        self.is("Authorize") && (has_answer || self.request_id.is_some())
    }

    /// The endpoint, also where it was refused because of its method.
    pub(super) fn meant(&self) -> Option<&str> {
        if let Some(endpoint) = &self.endpoint {
            return Some(endpoint);
        }
        match self.routed() {
            Some(Err(NoRoute::Method { name, .. })) => Some(name),
            Some(Ok(route)) if self.status == 405 => Some(route.call.name()),
            _ => None,
        }
    }

    /// Where its path leads, of a call that came to no endpoint.
    pub(super) fn routed(&self) -> Option<Result<crate::route::Route, NoRoute>> {
        self.endpoint.is_none().then(|| route(&self.method, self.plain_path(), false))
    }

    /// Without its query.
    pub(super) fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The path with names in the place of ids, which say nothing and leave no room for what does.
    pub(super) fn shown_path(&self) -> String {
        let named = |segment: &str| match segment {
            _ if !self.customer.is_empty() && segment.eq_ignore_ascii_case(&self.customer) => {
                "{customerId}".to_owned()
            }
            _ if Uuid::try_parse(segment).is_ok() => "{requestId}".to_owned(),
            _ => segment.to_owned(),
        };
        self.plain_path().split('/').map(named).collect::<Vec<_>>().join("/")
    }

    /// The RequestId on the wire, whether or not the mock knew it: of a data call, of an answer to
    /// a challenge, and of the client's word.
    pub(super) fn named(&self) -> Option<String> {
        match self.meant()? {
            "GetAccountsDetailAsync" => {
                let path = self.plain_path();
                let last = path.split('/').rev().find(|segment| !segment.is_empty())?;
                Some(normal(&percent_decode_str(last).decode_utf8_lossy()))
            }
            "GetAccountsDetail" | "Investments" | UNDERSTOOD => self.text("RequestId"),
            "Authorize" if self.answers_challenge() => self.text("RequestId"),
            _ => None,
        }
    }

    /// Documented form: `RequestId` with `SecurityResponses`.
    pub(super) fn answers_challenge(&self) -> bool {
        self.is("Authorize")
            && self.member("SecurityResponses").is_some()
            && self.member("RequestId").is_some()
    }

    /// Whose data an Authorize asks for: the LoginId, or the user name at an institution.
    pub(super) fn login(&self) -> Option<String> {
        self.text("LoginId").or_else(|| {
            let username = self.text("Username").or_else(|| self.text("UserName"))?;
            let institution = self.text("Institution").unwrap_or_default();
            Some(format!("{username} at {institution}"))
        })
    }

    /// A member of the body, in any case, as the mock takes it. A null counts as absent.
    pub(super) fn member(&self, name: &str) -> Option<Value> {
        let members = self.members()?.into_iter();
        let mut members = members.filter(|(_, value)| !value.is_null());
        members.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A member that is text; a GUID in its one form. Empty text counts as absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = normal(self.member(name)?.as_str()?);
        (!text.is_empty()).then_some(text)
    }

    /// Of a body that is one JSON object; the journal keeps it without its secrets.
    pub(super) fn members(&self) -> Option<Map<String, Value>> {
        match serde_json::from_str(self.body.trim_start_matches('\u{feff}')).ok()? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.name == name).map(|header| &*header.value)
    }

    /// Why the client's own waits cannot be seen on this clock.
    pub(super) fn unmeasured(&self) -> Option<&'static str> {
        (self.clock == ClockMode::Auto).then_some(
            "the auto clock hides the client's own waits; a real, scaled or manual one shows them",
        )
    }
}

/// As the mock compares ids: a GUID in any of its forms is the same id.
pub(super) fn normal(id: &str) -> String {
    let id = id.trim();
    Uuid::try_parse(id).map_or_else(|_| id.to_owned(), |id| id.to_string())
}
