//! What a request says, read out of its path and body.

use flinks_contract::endpoint::Endpoint;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::route::{NoRoute, Route, route};
use crate::{Exchange, LoginId, Moment, Outcome, RequestId};

impl Exchange {
    pub fn is(&self, endpoint: Endpoint) -> bool {
        self.endpoint == Some(endpoint)
    }

    /// Asks for data.
    pub fn is_data(&self) -> bool {
        self.endpoint.is_some_and(Endpoint::brings_data)
    }

    /// The endpoint, even where it was refused because of its method.
    pub fn meant(&self) -> Option<Endpoint> {
        self.endpoint.or_else(|| match self.routed() {
            Some(Err(NoRoute::Method { endpoint, .. })) => Some(endpoint),
            Some(Ok(route)) if self.status == 405 => Some(route.endpoint),
            _ => None,
        })
    }

    /// Where the path of a request leads that no endpoint answered.
    pub fn routed(&self) -> Option<Result<Route, NoRoute>> {
        self.endpoint.is_none().then(|| route(&self.method, self.plain_path(), false))
    }

    /// The path without its query.
    pub fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The path with names in place of its ids, which differ from call to call.
    pub fn path_template(&self) -> String {
        let named = |segment: &str| match segment {
            _ if !self.customer.is_empty() && segment.eq_ignore_ascii_case(&self.customer) => {
                "{customerId}".to_owned()
            }
            _ if Uuid::try_parse(segment).is_ok() => "{requestId}".to_owned(),
            _ => segment.to_owned(),
        };
        self.plain_path().split('/').map(named).collect::<Vec<_>>().join("/")
    }

    /// The RequestId that the client sent, whether or not the server knew it: in a data call, in an
    /// answer to a challenge, and in a client report.
    pub fn sent_request_id(&self) -> Option<RequestId> {
        match self.meant()? {
            endpoint if endpoint.async_of().is_some() => {
                let path = self.plain_path();
                let last = path.split('/').rev().find(|segment| !segment.is_empty())?;
                Some(RequestId::parse(&percent_decode_str(last).decode_utf8_lossy()))
            }
            Endpoint::Authorize if !self.answers_challenge() => None,
            Endpoint::GenerateAuthorizeToken | Endpoint::DeleteCard => None,
            _ => self.text("RequestId").map(|text| RequestId::parse(&text)),
        }
    }

    /// The documented form of an answer: `RequestId` with `SecurityResponses`.
    pub fn answers_challenge(&self) -> bool {
        self.is(Endpoint::Authorize)
            && self.member("SecurityResponses").is_some()
            && self.member("RequestId").is_some()
    }

    /// The LoginId in the body.
    pub fn login_id(&self) -> Option<LoginId> {
        self.text("LoginId").map(|text| LoginId::parse(&text))
    }

    /// Whose data an Authorize asks for: the LoginId, or the user name at an institution.
    pub fn login(&self) -> Option<String> {
        self.login_id().map(|id| id.to_string()).or_else(|| {
            let username = self.text("Username").or_else(|| self.text("UserName"))?;
            let institution = self.text("Institution").unwrap_or_default();
            Some(format!("{username} at {institution}"))
        })
    }

    /// A member of the body. Its name matches in any case, as in the service, and null counts as
    /// absent.
    pub fn member(&self, name: &str) -> Option<Value> {
        let mut members = self.members()?.into_iter().filter(|(_, value)| !value.is_null());
        members.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A member that is text, trimmed. Empty text counts as absent.
    fn text(&self, name: &str) -> Option<String> {
        let member = self.member(name)?;
        let text = member.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The members of the body, where it is one JSON object.
    pub fn members(&self) -> Option<Map<String, Value>> {
        serde_json::from_str(self.body.trim_start_matches('\u{feff}')).ok()
    }

    /// When the client had its answer, or knew that none would come.
    pub fn answered(&self) -> Moment {
        match self.outcome {
            Some(Outcome::Sent { .. }) | None => self.due,
            Some(ref outcome) => outcome.at(),
        }
    }
}
