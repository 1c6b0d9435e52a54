//! `POST Authorize`: a LoginId, or a user name and password, becomes a session.

use std::sync::{Arc, LazyLock};

use flinks_contract::code as codes;
use flinks_contract::fixture::Fixture;
use flinks_contract::scenario::CodeName;
use serde_json::json;
use uuid::Uuid;

use super::{Planned, Scene, access, card, data, logins};
use crate::answer::{Answer, Message, code};
use crate::clock::Moment;
use crate::customer::{Full, LoginKey, LoginState};
use crate::library::{Choice, NoChoice, Who, Wish};
use crate::reply::Reply;
use crate::request::Members;
use crate::scenario::CompiledScenario;
use crate::script::{Part, ScriptedReply, Strike};
use crate::session::{OpenChallenge, Session, SessionState};
use crate::view::LastOptions;
use crate::why::{Cause, Why};

/// Two of the three documented shapes: a LoginId, or a user name with password. The third one is an
/// answer to a challenge.
///
/// Source: docs.flinks.com/api/authorize/endpoints/authorize.
pub(super) fn authorize(
    scene: &mut Scene<'_>,
    members: &Members,
    is_async: bool,
) -> Result<Planned, Reply> {
    let choice = chosen(scene, members).map_err(|refused| access::before(scene, refused))?;
    let token = access::token(scene, choice.story.token)?;
    let is = |flag| members.flag(flag).ok().flatten();
    let opening = Opening {
        token,
        is_async,
        scheduled: is("ScheduleRefresh"),
        keeps_questions: is("WithMFAQuestions") == Some(true) && is("Save") != Some(false),
        tag: tag(members),
    };
    open(scene, choice, opening)
}

/// How a session is opened.
#[derive(Debug, Default)]
pub(super) struct Opening {
    token: Option<Uuid>,
    /// With AuthorizeAsync: what the bank says comes with a later call.
    is_async: bool,
    scheduled: Option<bool>,
    keeps_questions: bool,
    tag: Option<String>,
}

/// Longest Tag that is echoed, in bytes; no document has a limit.
const LONGEST_TAG: usize = 500;

fn tag(members: &Members) -> Option<String> {
    let tag = members.text("Tag").ok().flatten();
    let tag = tag.filter(|tag| !tag.is_empty() && tag.len() <= LONGEST_TAG)?;
    Some(json!(tag).to_string())
}

/// The first answer of AuthorizeAsync. Its members are assumed to be those of every other 202.
///
/// Source: help.flinks.com 43000735707.
pub(super) fn started() -> ScriptedReply {
    static STARTED: LazyLock<Arc<Message>> = LazyLock::new(|| {
        let pending = code("OPERATION_PENDING");
        let body = json!({
            "FlinksCode": pending.name,
            "Links": [{ "rel": "AuthorizeAsync", "href": "/AuthorizeAsync", "example": null }],
            "HttpStatusCode": pending.status,
            "Message": pending.text(),
            "RequestId": "{{RequestId}}",
        });
        Arc::new(Message::new(pending.status, pending.name, Arc::new(Fixture::of(&body))))
    });
    ScriptedReply::plain(Answer::Message(Arc::clone(&STARTED)))
}

fn chosen(scene: &Scene<'_>, members: &Members) -> Result<Choice, Reply> {
    members.flag("MostRecentCached")?;
    let Some(id) = members.text("LoginId")? else { return with_username(scene, members) };
    let no_guid = || Reply::code("INVALID_LOGIN").note(Some("a LoginId is a GUID"));
    let id = Uuid::try_parse(id).map_err(|_| no_guid())?;
    choose(scene, Who::LoginId(id))
}

fn with_username(scene: &Scene<'_>, members: &Members) -> Result<Choice, Reply> {
    let [username, password, institution] =
        [members.text("Username")?, members.text("Password")?, members.text("Institution")?];
    let (Some(username), Some(password), Some(_)) = (username, password, institution) else {
        return Err(missing(username, password, institution));
    };
    let choice = choose(scene, Who::Username(username))?;
    if password.eq_ignore_ascii_case(PASSWORD) {
        Ok(choice)
    } else {
        Err(Reply::code("INVALID_PASSWORD").note(Some(WRONG_PASSWORD)))
    }
}

pub(super) fn choose(scene: &Scene<'_>, who: Who<'_>) -> Result<Choice, Reply> {
    let wish = Wish {
        header: scene.hints.scenario,
        admin: scene.state.progress.choice.as_deref(),
        customer: &scene.customer.id,
    };
    scene.library.choose(who, wish).map_err(|refused| match (refused, who) {
        (NoChoice::UnknownScenario { name, nearest }, _) => unknown_scenario(&name, nearest),
        (NoChoice::UnknownLogin, Who::LoginId(_)) => unknown_login(),
        (NoChoice::UnknownLogin, Who::Username(_)) => {
            Reply::code("INVALID_USERNAME").note(Some(UNKNOWN_USERNAME))
        }
    })
}

pub(super) fn unknown_login() -> Reply {
    Reply::code("INVALID_LOGIN").note(Some(UNKNOWN_LOGIN))
}

fn unknown_scenario(name: &str, nearest: Option<String>) -> Reply {
    let help = match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "flinks-mock scenarios lists those there are".to_owned(),
    };
    Reply::refusal(400, &format!("X-Mock-Scenario: there is no scenario {name:.100}; {help}"))
}

fn missing(username: Option<&str>, password: Option<&str>, institution: Option<&str>) -> Reply {
    let members = [("Username", username), ("Password", password), ("Institution", institution)];
    let missing = members.iter().filter(|(_, value)| value.is_none());
    if missing.clone().count() == members.len() {
        let fault = "is required; without it, Username, Password and Institution are";
        return Reply::invalid(&[("LoginId", fault)]);
    }
    Reply::required(missing.map(|(member, _)| *member))
}

pub(super) fn open(
    scene: &mut Scene<'_>,
    choice: Choice,
    opening: Opening,
) -> Result<Planned, Reply> {
    let Opening { token, is_async, scheduled, keeps_questions, tag } = opening;
    let story = &choice.story;
    let key = LoginKey { scenario: Arc::clone(&story.name), login: choice.login.id };
    let mut login = known_login(scene, &key, story);
    scene.customer.clock.catch_up(data::next_call(login.waiting));
    let now = scene.now();
    if let Some(refused) = refusal(scene, &login, &choice, now) {
        return Ok(refused);
    }
    login.refreshed = scene.state.refreshed(&login, now);
    let script = story.script(Part::Authorize);
    let number = login.authorize.calls;
    login.authorize.calls = number.saturating_add(1);
    let mut rng = scene.customer.rng(choice.login.id, Part::Authorize.name(), number);
    let strike = script.strike(login.authorize.calls, now, &mut rng);
    let (is_struck, counts) = (strike.is_some(), Strike::counts(strike.as_ref()));
    let before = login.authorize;
    let mut scripted = login.authorize.next(script, now, &mut rng);
    while let (Answer::Challenge(challenge), Some(step)) = (&scripted.answer, scripted.step)
        && logins::answers_all(&login, &challenge.rule)
    {
        scripted = script.reply(step + 1, &mut rng);
    }
    let starting = is_async.then(|| scripted.step.unwrap_or(script.steps.len()));
    if is_async {
        scripted = ScriptedReply { step: scripted.step, ..started() };
    }
    login.scheduled = scheduled.or(login.scheduled);
    login.keeps_questions |= keeps_questions;

    let id = scene.state.ids.next();
    let state = SessionState {
        chosen: choice.by,
        number: scene.state.progress.opened + 1,
        id,
        other: scene.state.other(id),
        opened: now.plus(scripted.delay),
        touched: now.plus(scripted.delay),
        asking: asking(&scripted),
        token,
        refreshed: login.refreshed,
        epoch: scene.state.progress.epoch,
        scheduled: login.scheduled,
        starting: starting.and_then(|step| step.try_into().ok()),
        options: LastOptions::of_tag(tag),
        ..SessionState::default()
    };
    let session = Session::new(Arc::clone(story), Arc::clone(&choice.login), state);
    let is_open = is_async || scripted.answer.is_success();
    let refused = || codes::find(scripted.answer.message().code).map(CodeName);
    let refused = (!is_open).then(refused).flatten();
    let cause = scripted.step.map_or(Cause::Normal, |_| Cause::Step(login.authorize));
    let mut planned =
        Planned::played(&session, Part::Authorize, scripted, cause, now, strike, None);
    planned.touched.session = (counts && is_open).then_some(id);
    planned.touched.login = Some(key.clone());
    login.waiting = (is_struck || !is_open).then_some(planned.due);
    if counts {
        login.refused = refused;
        if is_open {
            login.session = Some(id);
            let reclaimed = scene.state.keep(session, now).map_err(|full| {
                let (most, text) = match full {
                    Full::OfCustomer(most) => (most, "this customer are open, the maximum"),
                    Full::InAll(most) => {
                        (most, "all customers are open, the maximum (--max-sessions)")
                    }
                };
                Reply::refusal(503, &format!("{most} sessions of {text}"))
            })?;
            planned.touched.reclaimed.extend(reclaimed);
        }
        planned.touched.spent = token;
        token.inspect(|token| scene.state.tokens.spend(*token));
    } else {
        login.authorize = before;
    }
    scene.state.logins.insert(key, login);
    Ok(planned)
}

pub(super) fn known_login(
    scene: &Scene<'_>,
    key: &LoginKey,
    story: &Arc<CompiledScenario>,
) -> LoginState {
    match scene.state.logins.get(key) {
        // What was reloaded begins anew.
        Some(known) if Arc::ptr_eq(&known.story, story) => known.clone(),
        _ => LoginState::new(Arc::clone(story)),
    }
}

/// A login that is locked out, or busy with another session.
fn refusal(scene: &Scene<'_>, login: &LoginState, choice: &Choice, now: Moment) -> Option<Planned> {
    let open = || login.session.and_then(|id| scene.state.sessions.get(&id));
    let is_busy = || open().is_some_and(|session| !session.has_ended(now) && !session.delivered);
    let (code, rule) = match login.locked {
        Some(code) if code.0.name == "INVALID_LOGIN" => (code.0, card::DELETED),
        Some(code) => (code.0, "the login is locked out"),
        None if !choice.story.session.concurrent && is_busy() => {
            (code("CONCURRENT_SESSION"), "the login has another open session")
        }
        None => return None,
    };
    let why = Why::new(&choice.story, choice.by, Part::Authorize, Cause::Rule(rule), None);
    let reply = Reply::error(code.status, code, code.text());
    Some(Planned { why: Some(why), ..Planned::at_once(scene, reply) })
}

/// The questions that a scripted of Authorize asks.
pub(super) fn asking(scripted: &ScriptedReply) -> Option<OpenChallenge> {
    match (&scripted.answer, scripted.step) {
        (Answer::Challenge(_), Some(step)) => Some(OpenChallenge::new(step)),
        _ => None,
    }
}

const UNKNOWN_LOGIN: &str = "no scenario has this LoginId: flinks-mock scenarios lists those there are, and serve --any-login takes all";

const UNKNOWN_USERNAME: &str =
    "no scenario has this Username; flinks-mock scenarios lists those there are";

const WRONG_PASSWORD: &str = "every user of the test institution has the password Everyday";

/// Every user of Flinks Capital has this password; official samples write it in either case.
///
/// Source: docs.flinks.com/docs/test-institution.
const PASSWORD: &str = "Everyday";
