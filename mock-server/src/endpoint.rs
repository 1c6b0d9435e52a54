//! What each endpoint answers: decided in plain code, without waiting and without I/O.

mod access;
mod authorize;
mod card;
mod data;
mod directory;
mod field_match;
mod insight;
mod logins;
mod multiple;
mod questions;
mod token;
mod understood;

use flinks_contract::endpoint::Endpoint;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::auth::Keys;
use crate::clock::Moment;
use crate::customer::{Customer, LoginKey, State};
use crate::library::Library;
use crate::reply::Reply;
use crate::request::{Members, Wrong};
use crate::script::{Part, ScriptedReply, Strike};
use crate::session::Session;
use crate::view::{Form, View};
use crate::why::{Cause, Why};

#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) decided: Moment,
    pub(crate) due: Moment,
    pub(crate) reply: Reply,
    pub(crate) touched: Touched,
    pub(crate) why: Option<Why>,
}

/// What a call may have changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    /// The session it belongs to; for an Authorize, the one it opened.
    pub(crate) session: Option<Uuid>,
    pub(crate) login: Option<LoginKey>,
    /// Authorize tokens.
    pub(crate) minted: Option<Uuid>,
    /// Used, or forgotten for a new one.
    pub(crate) spent: Option<Uuid>,
    /// Sessions that made room.
    pub(crate) reclaimed: Vec<Uuid>,
    /// The logins of an AuthorizeMultiple, each with the session that it has now.
    pub(crate) others: Vec<(Option<Uuid>, LoginKey)>,
    /// The digest of those that an Authorize came with.
    pub(crate) credentials: Option<u64>,
}

/// What a decision may look at.
pub(crate) struct Scene<'a> {
    pub(crate) library: &'a Library,
    pub(crate) customer: &'a Customer,
    pub(crate) state: &'a mut State,
    pub(crate) hints: Hints<'a>,
    /// The keys of the auth profile `token`; None if any or no credentials will do.
    pub(crate) keys: Option<&'a Keys>,
    pub(crate) strict: bool,
}

/// What the headers of a request say that matters to a decision.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints<'a> {
    /// `X-Mock-Scenario`.
    pub(crate) scenario: Option<&'a str>,
    /// `flinks-auth-key`: the secret key, or an authorize token.
    pub(crate) auth_key: Option<&'a str>,
    /// `x-api-key`.
    pub(crate) api_key: Option<&'a str>,
    /// `Authorization: Bearer`.
    pub(crate) bearer: Option<&'a str>,
    /// `limitDays`, of attributes.
    pub(crate) limit_days: Option<&'a str>,
}

/// What a request asks for, apart from its headers.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) endpoint: Endpoint,
    /// What the path has at the places after `{customerId}`, in order.
    pub(crate) ids: &'a [String],
    /// As it was sent; empty where there is none.
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
}

impl Call<'_> {
    /// The id at this place of the path, counted from 0 after `{customerId}`.
    fn id(&self, place: usize) -> &str {
        self.ids.get(place).map_or("", String::as_str)
    }

    /// A parameter of the query, decoded. Its name matches in any case; the first of several counts.
    fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let value = pairs.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1;
        let value = value.replace('+', " ");
        Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
    }
}

/// Decides one call. Every rule of the API is below this line.
pub(crate) fn decide(scene: &mut Scene<'_>, call: &Call<'_>) -> Planned {
    let endpoint = call.endpoint;
    if let Err(refused) = access::key(scene, endpoint) {
        return Planned::at_once(scene, refused);
    }
    let members = match (endpoint, Members::read(call.body)) {
        // They take no body; what a client puts in one does not matter.
        (Endpoint::GenerateAuthorizeToken, _) => Members::default(),
        (endpoint, _) if matches!(endpoint.method(), "GET" | "DELETE") => Members::default(),
        (_, Ok(members)) => members,
        (Endpoint::Understood, Err(problem)) => {
            return Planned::at_once(scene, Reply::refusal(400, &problem));
        }
        (_, Err(problem)) => {
            let is_insight = matches!(endpoint, Endpoint::AttributesByName | Endpoint::Prepayment);
            let status = if is_insight { insight::REFUSED } else { INVALID_REQUEST };
            let refused = Reply::refusal(status, &problem);
            let is_authorize = matches!(endpoint, Endpoint::Authorize | Endpoint::AuthorizeAsync);
            let refused = if is_authorize { access::before(scene, refused) } else { refused };
            return Planned::at_once(scene, refused);
        }
    };
    let credentials = match endpoint {
        Endpoint::Authorize | Endpoint::AuthorizeAsync => {
            scene.state.credentials.digest(&members, scene.token())
        }
        _ => None,
    };
    let decided = match endpoint {
        Endpoint::GenerateAuthorizeToken => Ok(token::authorize_token(scene)),
        Endpoint::Authorize if members.has("RequestId") && members.has("SecurityResponses") => {
            questions::answer(scene, &members, false)
        }
        Endpoint::Authorize => authorize::authorize(scene, &members, false),
        Endpoint::AuthorizeAsync if members.has("RequestId") => {
            questions::answer(scene, &members, true)
        }
        Endpoint::AuthorizeAsync => authorize::authorize(scene, &members, true),
        Endpoint::AuthorizeMultiple => multiple::multiple(scene, &members),
        Endpoint::Token => token::access_token(scene, &members),
        Endpoint::GetAccountsDetail => data::post(scene, &members, Form::Detail),
        Endpoint::GetAccountsSummary => data::post(scene, &members, Form::Summary),
        Endpoint::GetStatements => data::post(scene, &members, Form::Statements),
        Endpoint::GetAccountsDetailAsync => data::poll(scene, call.id(0), Form::Detail),
        Endpoint::GetAccountsSummaryAsync => data::poll(scene, call.id(0), Form::Summary),
        Endpoint::GetStatementsAsync => data::poll(scene, call.id(0), Form::Statements),
        Endpoint::Investments => data::investments(scene, &members),
        Endpoint::DeleteCard => card::delete(scene, call.id(0)),
        Endpoint::InvestmentsDelete => card::delete_investments(scene, call.id(0)),
        Endpoint::SetScheduledRefresh => logins::set_scheduled_refresh(scene, &members),
        Endpoint::GetMFAQuestions => logins::questions(scene, call.id(0)),
        Endpoint::AnswerMFAQuestions => logins::answer_questions(scene, &members),
        Endpoint::GetNightlyRefreshStatus => Ok(logins::nightly(scene)),
        Endpoint::GetWealthNightlyRefreshStatus => Ok(logins::wealth_nightly(scene)),
        Endpoint::Institutions => directory::institutions(scene, call),
        Endpoint::InstitutionsByRoutingNumber => directory::by_routing_number(scene, call.id(0)),
        Endpoint::Categories => directory::categories(scene, call.id(0)),
        Endpoint::FieldMatch => field_match::field_match(scene, &members),
        Endpoint::Attributes => insight::package(scene, call),
        Endpoint::AttributesByName => insight::attributes(scene, call, &members),
        Endpoint::Categorization => insight::categorization(scene, call),
        Endpoint::Prepayment => insight::prepayment(scene, call, &members),
        Endpoint::AttributesLibrary => Ok(insight::library(scene, false)),
        Endpoint::BusinessAttributesLibrary => Ok(insight::library(scene, true)),
        Endpoint::Understood => understood::understood(scene, &members),
    };
    let mut planned = decided.unwrap_or_else(|refused| Planned::at_once(scene, refused));
    planned.touched.credentials = credentials;
    planned.touched.session.inspect(|id| scene.state.sessions.settle(id));
    planned
}

impl Planned {
    fn at_once(scene: &Scene<'_>, reply: Reply) -> Self {
        let now = scene.now();
        Self { decided: now, due: now, reply, touched: Touched::default(), why: None }
    }

    /// What a session answers to a call for `part`, and why; the fault that strikes it goes before the
    /// one of its step.
    fn played(
        session: &Session,
        part: Part,
        scripted: ScriptedReply,
        cause: Cause,
        now: Moment,
        strike: Option<Strike>,
        view: Option<View>,
    ) -> Self {
        let why = Why::new(&session.story, session.chosen, part, cause, strike.as_ref());
        let fault = strike.map(|strike| strike.fault).or(scripted.fault);
        let mut reply = Reply::of_session(session, scripted.answer.message(), view).fault(fault);
        reply.body_delay = scripted.body_delay;
        Self {
            decided: now,
            due: now.plus(scripted.delay),
            reply,
            touched: Touched { session: Some(session.id), ..Touched::default() },
            why: Some(why),
        }
    }
}

impl Scene<'_> {
    fn now(&self) -> Moment {
        self.customer.clock.now()
    }

    /// The authorize token. A public client sends it in both headers; the service reads the first. In the second
    /// the auth profile `token` takes an access token of Token only.
    fn token(&self) -> Option<&str> {
        let is_taken = |text: &&str| self.keys.is_none() || token::is_access_token(text);
        let bearer = self.hints.bearer.filter(is_taken);
        self.hints.auth_key.or(bearer)
    }
}

impl From<Wrong> for Reply {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(&[(wrong.member, &format!("must be {}", wrong.expected))])
    }
}

/// The default of conflict C6; 400 in the oldest table.
const INVALID_REQUEST: u16 = 401;
