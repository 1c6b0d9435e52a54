//! An answer made ready when its scenario is loaded, so that a call only fills in ids.

use std::sync::{Arc, OnceLock};

use flinks_contract::code::Code;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::fixture::{Fixture, Values};
use flinks_contract::scenario::{self, Question, QuestionType};
use flinks_trace::ReplyAnalysis;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::reply::{JSON, Reply};
use crate::story::{Login, Story};

/// What a step answers. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Message(Arc<Message>),
    Challenge(Arc<Challenge>),
}

/// One answer, but for the ids.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// `HttpStatusCode` of the body; for a raw answer, its status.
    pub(crate) status: u16,
    /// Status of the status line, where it is another one.
    pub(crate) status_line: Option<u16>,
    /// FlinksCode, empty in a 200.
    pub(crate) code: &'static str,
    pub(crate) body: Arc<Fixture>,
    /// It is what the call asked for: data, a session, or the questions before one. An error with
    /// status 200, or a raw answer, is not.
    pub(crate) brings: bool,
    /// Message of an error, with its places, for the log.
    pub(crate) message: Option<Arc<Fixture>>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The fixture of the body, `accounts/seed`; empty where the mock wrote the body itself.
    pub(crate) from: Arc<str>,
    /// What a patch did to the body: `replace /Login/Id`. For people.
    pub(crate) patched: Option<Arc<str>>,
    /// The scenario asks for something here that the contract does not know.
    pub(crate) departs: bool,
    /// See [`Message::analysis`].
    pub(crate) analysis: OnceLock<ReplyAnalysis>,
}

/// A 203 and the 401 that repeats its questions.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) asked: Arc<Message>,
    pub(crate) wrong: Arc<Message>,
    /// After the last wrong answer.
    pub(crate) failed: Arc<Message>,
    pub(crate) rule: scenario::Challenge,
}

impl Answer {
    pub(crate) fn message(&self) -> &Arc<Message> {
        match self {
            Self::Message(message) => message,
            Self::Challenge(challenge) => &challenge.asked,
        }
    }

    /// Whether it brings what the call asked for.
    pub(crate) fn is_success(&self) -> bool {
        self.message().brings
    }
}

impl Message {
    pub(crate) fn new(status: u16, code: &'static str, body: Arc<Fixture>) -> Self {
        Self {
            departs: body.names_another_session(),
            status,
            status_line: None,
            code,
            body,
            brings: matches!(status, 200 | 203) && code.is_empty(),
            message: None,
            headers: Vec::new(),
            from: Arc::default(),
            patched: None,
            analysis: OnceLock::new(),
        }
    }

    /// `text` may hold `{RequestId}` and `{LoginId}`.
    pub(crate) fn error(status: u16, code: &'static Code, text: &str) -> Self {
        let text = in_places(text);
        let body = json!({ "HttpStatusCode": status, "Message": text, "FlinksCode": code.name });
        let message = Some(Arc::new(Fixture::of(&Value::String(text))));
        let departs = !code.comes_with(status);
        Self { message, departs, ..Self::new(status, code.name, Arc::new(Fixture::of(&body))) }
    }

    /// The answer for one session.
    pub(crate) fn reply(self: &Arc<Self>, values: &Values<'_>) -> Reply {
        let mut reply = Reply::from_template(self, values).status_line(self.status_line);
        if let Some(message) = &self.message {
            reply = reply.saying(&unquoted(&message.splice(values)));
        }
        for (name, value) in &self.headers {
            reply = reply.header(name.clone(), value.clone());
        }
        reply.departing(self.departs)
    }
}

impl Message {
    /// What it means to a client in whatever session it is played: worked out once, by whoever reads
    /// first. The RequestId is in the place that the template has for it.
    pub(crate) fn analysis(&self, endpoint: Endpoint, story: &Story) -> &ReplyAnalysis {
        self.analysis.get_or_init(|| {
            let login = &story.login;
            let mut analysis = self.analysed(endpoint, story, login);
            let other = login.with(login.id, Some(OTHER_USERNAME));
            if self.analysed(endpoint, story, &other).data != analysis.data {
                // A client cannot be held to a sum that depends on who asks.
                analysis.data = None;
            }
            analysis
        })
    }

    fn analysed(&self, endpoint: Endpoint, story: &Story, login: &Login) -> ReplyAnalysis {
        let [own, other] = [1, 2].map(|id| Uuid::from_u128(id).to_string());
        let content_type = self.headers.iter().rfind(|(name, _)| *name == CONTENT_TYPE);
        let content_type = content_type.map(|(_, value)| value.to_str().unwrap_or_default());
        let reply = flinks_judge::reply::Reply {
            endpoint: Some(endpoint),
            request_id: Some(&own),
            status: self.status_line.unwrap_or(self.status),
            content_type: content_type.unwrap_or(JSON),
            body: &self.body.splice(&login.values(&own, &other)),
            is_whole: true,
            is_deliberately_invalid: self.departs || self.status_line.is_some(),
        };
        flinks_judge::reply::analyse(&reply, !story.lenient)
    }
}

/// Longer than the user name of any scenario need be.
const OTHER_USERNAME: &str = "another user name, to see whether the reply depends on it";

impl Challenge {
    /// The members of the body are those of recorded 203s.
    ///
    /// Source: docs.flinks.com/guides/connect/legacy-api-integrations; Universal-Connect-Project/ucw-app.
    pub(crate) fn new(rule: scenario::Challenge) -> Self {
        let questions: Value = rule.ask.iter().map(question).collect();
        let body = json!({
            "HttpStatusCode": 203,
            "Links": [{ "rel": "Authorization", "href": "/Authorize", "example": null }],
            "SecurityChallenges": questions,
            "Institution": "{{Institution}}",
            "RequestId": "{{RequestId}}",
        });
        let invalid = code("INVALID_SECURITY_RESPONSE");
        let mut wrong = Message::error(invalid.status, invalid, invalid.text());
        let mut repeated = wrong.body.to_json();
        if let Some(members) = repeated.as_object_mut() {
            members.insert("RequestId".to_owned(), "{{RequestId}}".into());
            members.insert("SecurityChallenges".to_owned(), questions);
        }
        wrong.body = Arc::new(Fixture::of(&repeated));
        let failed = rule.failed.or(rule.locks_out).map_or(invalid, |code| code.0);
        Self {
            asked: Arc::new(Message::new(203, "", Arc::new(Fixture::of(&body)))),
            wrong: Arc::new(wrong),
            failed: Arc::new(Message::error(failed.status, failed, failed.text())),
            rule,
        }
    }
}

fn question(question: &Question) -> Value {
    let mut body = json!({ "Type": type_name(question.kind), "Prompt": question.prompt });
    if let Some(members) = body.as_object_mut().filter(|_| !question.choices.is_empty()) {
        members.insert("Iterables".to_owned(), question.choices.clone().into());
    }
    body
}

fn type_name(kind: QuestionType) -> &'static str {
    match kind {
        QuestionType::QuestionAndAnswer => "QuestionAndAnswer",
        QuestionType::MultipleChoice => "MultipleChoice",
        QuestionType::MultipleChoiceMultipleAnswers => "MultipleChoiceMultipleAnswers",
        QuestionType::ImageSelection => "ImageSelection",
        QuestionType::TextOrCall => "TextOrCall",
        QuestionType::WaitUntilEUAccept => "WaitUntilEUAccept",
    }
}

/// A code that the mock itself uses.
pub(crate) fn code(name: &'static str) -> &'static Code {
    flinks_contract::code::find(name).expect("the mock names codes of the catalogue")
}

fn in_places(text: &str) -> String {
    text.replace("{RequestId}", "{{RequestId}}").replace("{LoginId}", "{{LoginId}}")
}

/// The text of a JSON string.
fn unquoted(json: &[u8]) -> String {
    serde_json::from_slice(json).unwrap_or_default()
}
