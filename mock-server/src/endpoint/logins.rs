//! What a client keeps of its logins at the service: scheduled refresh, and answers to security questions.
//!
//! Source: docs.flinks.com/api/connect/endpoints/account-linking. A LoginId that is unknown or deleted gets
//! INVALID_LOGIN, which is assumed.

use std::time::Duration;

use flinks_contract::scenario::{Challenge, Question, QuestionType};
use serde_json::{Value, json};

use super::card::{Known, known};
use super::{Planned, Scene};
use crate::answer::Answer;
use crate::clock::Moment;
use crate::customer::{LoginKey, LoginState};
use crate::reply::Reply;
use crate::request::Members;
use crate::scenario::CompiledScenario;
use crate::script::Part;

/// The answer is a bare text. That of a deactivation is assumed.
pub(super) fn set_scheduled_refresh(
    scene: &mut Scene<'_>,
    members: &Members,
) -> Result<Planned, Reply> {
    let id = members.text("LoginId")?;
    let (id, is_on) = id.zip(members.flag("IsActivated")?).ok_or_else(|| {
        let all = ["LoginId", "IsActivated"];
        Reply::required(all.into_iter().filter(|member| !members.has(member)))
    })?;
    let known = known(scene, id)?;
    let (id, mut login) = (known.key.login, known.state);
    login.scheduled = Some(is_on);
    let what = if is_on { "activated" } else { "deactivated" };
    let text = format!("LoginId {id} has now been {what} for automatic refresh");
    Ok(kept(scene, known.key, login, &text.into()))
}

/// Lists the questions that the bank asks, once an Authorize had WithMFAQuestions and saved the login, and
/// those that were answered with AnswerMFAQuestions. Without either the list is empty, which is assumed.
pub(super) fn questions(scene: &Scene<'_>, login_id: &str) -> Result<Planned, Reply> {
    let Known { story, state, .. } = known(scene, login_id)?;
    let mut questions = if state.keeps_questions { asked(&story) } else { Vec::new() };
    for (question, _) in &state.answers {
        if !questions.iter().any(|asked| same(asked, question)) {
            questions.push(question);
        }
    }
    let questions: Value =
        questions.into_iter().map(|question| json!({ "Question": question })).collect();
    Ok(ok(scene, &json!({ "Message": "SUCCESS", "Questions": questions })))
}

/// A challenge whose answers are all stored, and right, is not asked again. Whether an answer is right is
/// all that is kept of it.
pub(super) fn answer_questions(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let absent = ["LoginId", "Questions"].into_iter().filter(|member| !members.has(member));
    let absent: Vec<_> = absent.collect();
    if !absent.is_empty() {
        return Err(Reply::required(absent));
    }
    let known = known(scene, members.text("LoginId")?.unwrap_or_default())?;
    let answers = answers(members.value("Questions"))?;
    let (story, mut login) = (known.story, known.state);
    for (question, answer) in answers {
        login.answers.retain(|(other, _)| !same(other, &question));
        let is_right = is_answer(&story, &question, &answer);
        login.answers.push((question, is_right));
    }
    if login.answers.len() > MOST_QUESTIONS {
        let fault = format!("would be more than {MOST_QUESTIONS} of this login");
        return Err(Reply::invalid(&[("Questions", &fault)]));
    }
    Ok(kept(scene, known.key, login, &json!({ "Message": "Answers updated" })))
}

fn answers(questions: Option<&Value>) -> Result<Vec<(String, String)>, Reply> {
    let text = |question: &Value, member: &str| {
        let members = question.as_object()?;
        let member = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(member));
        let text = member?.1.as_str()?.trim();
        (1..=LONGEST_QUESTION_BYTES).contains(&text.len()).then(|| text.to_owned())
    };
    let pair = |question| Some((text(question, "Question")?, text(question, "Answer")?));
    let questions = questions.and_then(Value::as_array);
    let questions = questions.filter(|questions| (1..=MOST_QUESTIONS).contains(&questions.len()));
    questions.and_then(|questions| questions.iter().map(pair).collect()).ok_or_else(|| {
        let fault = format!(
            "must be a list of 1 to {MOST_QUESTIONS} objects with Question and Answer, each a text of at most \
             {LONGEST_QUESTION_BYTES} bytes"
        );
        Reply::invalid(&[("Questions", &fault)])
    })
}

/// Plain questions only: the others have no answer that could be kept.
fn asked(story: &CompiledScenario) -> Vec<&str> {
    all_questions(story).map(|question| &*question.prompt).collect()
}

fn is_answer(story: &CompiledScenario, question: &str, answer: &str) -> bool {
    let is_it = |answers: &[String]| answers.iter().any(|right| same(right, answer));
    all_questions(story).any(|known| same(&known.prompt, question) && is_it(&known.answer))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn all_questions(story: &CompiledScenario) -> impl Iterator<Item = &Question> {
    let steps = story.script(Part::Authorize).steps.iter();
    let challenges = steps.filter_map(|step| match &step.answer {
        Answer::Challenge(challenge) => Some(challenge),
        Answer::Message(_) => None,
    });
    let questions = challenges.flat_map(|challenge| &challenge.rule.ask);
    questions.filter(|question| question.kind == QuestionType::QuestionAndAnswer)
}

/// Whether every question of a challenge has a stored answer that is right.
pub(super) fn answers_all(login: &LoginState, challenge: &Challenge) -> bool {
    let is_stored = |prompt: &str| {
        login.answers.iter().any(|(question, is_right)| *is_right && same(question, prompt))
    };
    challenge.ask.iter().all(|question| is_stored(&question.prompt))
}

/// Cards with scheduled refresh that the nightly one leaves out.
pub(super) fn nightly(scene: &Scene<'_>) -> Planned {
    ineligible(scene, "IneligibleCards", WEEK)
}

/// Source: docs.flinks.com/guides/connect/wealth/scheduled-refresh.
pub(super) fn wealth_nightly(scene: &Scene<'_>) -> Planned {
    ineligible(scene, WEALTHS, 4 * WEEK)
}

/// A login is left out if its questions are open, its last Authorize was refused for good, or its last refresh
/// is too long ago. What its state is called then is assumed, except for the questions. The reply has the first
/// logins only, which is of this mock.
///
/// Source: docs.flinks.com/guides/connect/nightly-refresh.
fn ineligible(scene: &Scene<'_>, list: &str, longest: Duration) -> Planned {
    let now = scene.now();
    let all = scene.state.logins.iter().filter(|(_, login)| login.scheduled == Some(true));
    let mut found: Vec<_> = all
        .filter_map(|(key, login)| {
            let refreshed = scene.state.refreshed(login, now);
            let (state, code) = left_out(scene, login, refreshed, longest)?;
            Some((key, &login.story.login, refreshed, state, code))
        })
        .collect();
    found.sort_unstable_by_key(|(key, ..)| (key.login, &key.scenario));
    let note = (found.len() > MOST_CARDS).then_some(MORE_CARDS);
    let cards = found.into_iter().take(MOST_CARDS).map(|(key, login, refreshed, state, code)| {
        let mut card = json!({
            "LoginId": key.login,
            "LastRefreshDate": login.refresh_date(scene.state.progress.epoch, refreshed),
            "LastRefreshState": state,
            "LastRefreshErrorCode": code,
        });
        if list == WEALTHS {
            card["Institution"] = login.institution();
        }
        card
    });
    let cards: Value = cards.collect();
    Planned::at_once(scene, Reply::ok(&json!({ "HttpStatusCode": 200, list: cards })).note(note))
}

fn left_out(
    scene: &Scene<'_>,
    login: &LoginState,
    refreshed: Option<Moment>,
    longest: Duration,
) -> Option<(&'static str, Option<&'static str>)> {
    let session = login.session.and_then(|id| scene.state.sessions.get(&id));
    if session.is_some_and(|session| session.asking.is_some()) {
        return Some(("AnsweringSecurityChallenge", None));
    }
    let code = login.locked.as_ref().or(login.refused.as_ref()).map(|code| code.0.name);
    if let Some(code) = code.filter(|code| !PASSING.contains(code)) {
        return Some(("Failed", Some(code)));
    }
    let age = scene.now().since(refreshed.unwrap_or(Moment::START));
    (age > longest).then_some(("Completed", None))
}

fn ok(scene: &Scene<'_>, body: &Value) -> Planned {
    Planned::at_once(scene, Reply::ok(body))
}

/// Answers, and keeps what has become of the login.
fn kept(scene: &mut Scene<'_>, key: LoginKey, login: LoginState, body: &Value) -> Planned {
    scene.state.logins.insert(key.clone(), login);
    let mut planned = ok(scene, body);
    planned.touched.login = Some(key);
    planned
}

/// Errors after which a card is refreshed all the same.
///
/// Source: docs.flinks.com/guides/connect/nightly-refresh.
const PASSING: [&str; 6] = [
    "RETRY_LATER",
    "AGGREGATION_ERROR",
    "SESSION_EXPIRED",
    "DISABLED_INSTITUTION",
    "UNAUTHORIZED",
    "SESSION_NONEXISTENT",
];

const WEALTHS: &str = "IneligibleWealths";

/// Cards of one reply, the first by LoginId.
const MOST_CARDS: usize = 1_000;

const MORE_CARDS: &str = "there are more: this mock lists the first 1000 by LoginId";

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Questions of a login that have stored answers. Banks ask three.
const MOST_QUESTIONS: usize = 10;

const LONGEST_QUESTION_BYTES: usize = 200;
