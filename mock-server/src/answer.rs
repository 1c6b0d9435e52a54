//! An answer made ready when its scenario is loaded, so that a call only fills in ids.

use std::sync::{Arc, OnceLock};

use flinks_contract::code::Code;
use flinks_contract::fixture::Fixture;
use flinks_contract::scenario::{self, Question, QuestionType};
use flinks_trace::ReplyAnalysis;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::dates::Versions;
use crate::view::Views;

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
    pub(crate) is_success: bool,
    /// Message of an error, with its places, for the log.
    pub(crate) message: Option<Arc<Fixture>>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The fixture of the body, `accounts/seed`; empty where the mock wrote the body itself.
    pub(crate) from: Arc<str>,
    /// What a patch did to the body: `replace /Login/Id`. For people.
    pub(crate) patched: Option<Arc<str>>,
    /// The scenario asks for something here that the contract does not know.
    pub(crate) is_deliberate: bool,
    /// With its JSON.
    pub(crate) analysis: OnceLock<(ReplyAnalysis, Box<str>)>,
    /// The other forms of its accounts.
    pub(crate) views: Views,
    /// The same with other dates.
    pub(crate) versions: Versions,
    /// With another `Login.IsScheduledRefresh`: false, and true.
    pub(crate) scheduled: [OnceLock<Option<Arc<Self>>>; 2],
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

    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.message().code, "OPERATION_PENDING" | "OPERATION_DISPATCHED")
    }

    pub(crate) fn is_success(&self) -> bool {
        self.message().is_success
    }
}

impl Message {
    pub(crate) fn new(status: u16, code: &'static str, body: Arc<Fixture>) -> Self {
        Self {
            is_deliberate: body.names_another_session(),
            status,
            status_line: None,
            code,
            body,
            is_success: matches!(status, 200 | 203) && code.is_empty(),
            message: None,
            headers: Vec::new(),
            from: Arc::default(),
            patched: None,
            analysis: OnceLock::new(),
            views: Views::default(),
            versions: Versions::default(),
            scheduled: Default::default(),
        }
    }

    /// The message for a login that is refreshed by itself, or is not.
    pub(crate) fn with_scheduled(self: &Arc<Self>, is_on: bool) -> Arc<Self> {
        let other = self.scheduled[usize::from(is_on)].get_or_init(|| {
            let mut body = self.body.to_json();
            let flag = body.pointer_mut("/Login/IsScheduledRefresh")?;
            if *flag != Value::Bool(!is_on) {
                return None;
            }
            *flag = Value::Bool(is_on);
            Some(Arc::new(self.with_body(&body)))
        });
        other.clone().unwrap_or_else(|| Arc::clone(self))
    }

    /// The same message with another body.
    pub(crate) fn with_body(&self, body: &Value) -> Self {
        Self {
            body: Arc::new(Fixture::of(body)),
            views: Views::default(),
            versions: Versions::default(),
            scheduled: Default::default(),
            analysis: OnceLock::new(),
            ..self.clone()
        }
    }

    /// `text` may hold `{RequestId}` and `{LoginId}`.
    pub(crate) fn error(status: u16, code: &'static Code, text: &str) -> Self {
        let text = text.replace("{RequestId}", "{{RequestId}}").replace("{LoginId}", "{{LoginId}}");
        let body = Fixture::of(&error_body(status, code, &text));
        Self {
            message: Some(Arc::new(Fixture::of(&text.into()))),
            is_deliberate: !code.comes_with(status),
            ..Self::new(status, code.name, Arc::new(body))
        }
    }

    /// With the catalogue's status and text.
    pub(crate) fn of(code: &'static Code) -> Self {
        Self::error(code.status, code, code.text())
    }
}

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
        let mut wrong = Message::of(invalid);
        let mut repeated = wrong.body.to_json();
        repeated["RequestId"] = "{{RequestId}}".into();
        repeated["SecurityChallenges"] = questions;
        wrong.body = Arc::new(Fixture::of(&repeated));
        let failed = rule.failed.or(rule.locks_out).map_or(invalid, |code| code.0);
        Self {
            asked: Arc::new(Message::new(203, "", Arc::new(Fixture::of(&body)))),
            wrong: Arc::new(wrong),
            failed: Arc::new(Message::of(failed)),
            rule,
        }
    }
}

fn question(question: &Question) -> Value {
    let mut body = json!({ "Type": type_name(question.kind), "Prompt": question.prompt });
    if !question.choices.is_empty() {
        body["Iterables"] = question.choices.clone().into();
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

/// In the order of members that recorded answers have.
pub(crate) fn error_body(status: u16, code: &Code, text: &str) -> Value {
    json!({ "HttpStatusCode": status, "Message": text, "FlinksCode": code.name })
}

/// A code that the mock itself uses.
pub(crate) fn code(name: &'static str) -> &'static Code {
    flinks_contract::code::find(name).expect("the mock names codes of the catalogue")
}
