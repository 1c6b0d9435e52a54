//! What a request says, read out of its path and body.

use flinks_contract::endpoint::Endpoint;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::route::{NoRoute, Route, route};
use crate::{Exchange, LoginId, Moment, Outcome, RequestId};

/// What a request says of its session and its login.
#[derive(Debug, Default)]
pub struct Ids {
    /// The RequestId that the client sent, whether or not the server knew it: in a data call, in an answer
    /// to a challenge, and in a client report.
    pub request_id: Option<RequestId>,
    /// The LoginId in the body.
    pub login_id: Option<LoginId>,
    /// Whose data an Authorize asks for: the LoginId, or the user name at an institution.
    pub login: Option<String>,
    /// The documented form of an answer: `RequestId` with `SecurityResponses`.
    pub answers_challenge: bool,
}

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

    /// Where the path leads, if no endpoint answered the request.
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

    /// All ids at once, because the body is parsed for them.
    pub fn ids(&self) -> Ids {
        let members = self.members().unwrap_or_default();
        let text = |name| text(&members, name);
        let authorizes = self.is(Endpoint::Authorize) || self.is(Endpoint::AuthorizeAsync);
        let answers_challenge = authorizes
            && ["SecurityResponses", "RequestId"]
                .iter()
                .all(|name| member(&members, name).is_some());
        let request_id = match self.meant() {
            None | Some(Endpoint::GenerateAuthorizeToken | Endpoint::DeleteCard) => None,
            Some(Endpoint::Authorize) if !answers_challenge => None,
            Some(endpoint) => match request_id_from_end(endpoint) {
                Some(place) => {
                    let segments = self.plain_path().rsplit('/');
                    let id = segments.filter(|segment| !segment.is_empty()).nth(place);
                    id.map(|id| RequestId::parse(&percent_decode_str(id).decode_utf8_lossy()))
                }
                None => text("RequestId").map(RequestId::parse),
            },
        };
        let login_id = text("LoginId").map(LoginId::parse);
        let login = login_id.as_ref().map(ToString::to_string).or_else(|| {
            let username = text("Username").or_else(|| text("UserName"))?;
            Some(format!("{username} at {}", text("Institution").unwrap_or_default()))
        });
        Ids { request_id, login_id, login, answers_challenge }
    }

    /// See [`Ids::request_id`].
    pub fn sent_request_id(&self) -> Option<RequestId> {
        self.ids().request_id
    }

    /// A member of the body. Its name matches in any case, as in the service, and null counts as
    /// absent.
    pub fn member(&self, name: &str) -> Option<Value> {
        member(&self.members()?, name).cloned()
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

/// Position of the RequestId in a path, in segments from its end.
fn request_id_from_end(endpoint: Endpoint) -> Option<usize> {
    endpoint.paths()[0].rsplit('/').position(|segment| segment == "{requestId}")
}

fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut members = members.iter().filter(|(_, value)| !value.is_null());
    members.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A member that is text, trimmed. Empty text counts as absent.
fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let text = member(members, name)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}
