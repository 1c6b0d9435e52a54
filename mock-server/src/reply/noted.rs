//! What the journal notes of a reply, and what is worked out of that when somebody reads.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::scenario::Fault;
use flinks_trace::ReplyAnalysis;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use uuid::Uuid;

use super::{JSON, Reply, Template, is_json};
use crate::scenario::{CompiledScenario, Login};

/// Texts, numbers and references; nothing is copied from the body of a template.
#[derive(Default)]
pub(crate) struct NotedReply {
    /// In the status line.
    pub(crate) status: u16,
    /// FlinksCode; empty in a 200.
    pub(crate) code: &'static str,
    /// Message of an error; empty otherwise. It may quote the request, secrets and all.
    pub(crate) message: String,
    pub(crate) bytes: usize,
    /// Seconds of the header Retry-After, where the reply has one.
    pub(crate) retry_after: Option<u64>,
    /// What only the mock says, such as liberties that the client took.
    pub(crate) note: Option<&'static str>,
    template: Option<Arc<Template>>,
    /// Without a template: written for this request alone, in a few bytes.
    body: Bytes,
    content_type: Option<HeaderValue>,
    is_deliberate: bool,
    damage: Damage,
}

/// What a fault does to a reply, as far as a client can read it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Damage {
    #[default]
    None,
    /// It arrives as it is, though it was to be wrong.
    Harmless,
    /// It is sent as something else than JSON.
    Label,
    /// Its body is not JSON any more.
    Body,
    /// Not all of it arrives, or not as what it is.
    Incomplete,
}

impl Reply {
    /// For the journal, when nothing more is changed in it. Takes its message.
    pub(crate) fn noted(&mut self) -> NotedReply {
        let retry_after = self.own_header(&RETRY_AFTER).and_then(|value| value.to_str().ok());
        let is_own = self.template.is_none();
        NotedReply {
            status: self.status,
            code: self.code,
            bytes: self.body.len(),
            retry_after: retry_after.and_then(|value| value.trim().parse().ok()),
            note: self.note,
            template: self.template.clone(),
            body: if is_own { self.body.clone().joined() } else { Bytes::new() },
            content_type: self.own_header(&CONTENT_TYPE).filter(|_| is_own).cloned(),
            is_deliberate: self.is_deliberate,
            damage: self.damage,
            message: std::mem::take(&mut self.message),
        }
    }
}

impl NotedReply {
    /// What it means to a client. `story` is what was played, where anything was.
    pub(crate) fn analysis(
        &self,
        endpoint: Option<Endpoint>,
        request_id: Option<Uuid>,
        story: Option<&CompiledScenario>,
    ) -> ReplyAnalysis {
        if let Some(template) = &self.template {
            // No template is played without a story.
            let analysis =
                endpoint.zip(story).map(|(at, story)| &template.analysed_once(at, story).0);
            return analysis.map_or_else(ReplyAnalysis::default, |it| self.damage.applied_to(it));
        }
        let request_id = request_id.map(|id| id.to_string());
        let content_type = self.content_type.as_ref();
        let reply = flinks_judge::reply::Reply {
            endpoint,
            request_id: request_id.as_deref(),
            status: self.status,
            content_type: content_type.map_or(JSON, |value| value.to_str().unwrap_or_default()),
            body: &self.body,
            is_whole: self.damage != Damage::Incomplete,
            is_deliberately_invalid: self.is_deliberate,
        };
        flinks_judge::reply::analyse(&reply, true)
    }

    /// The same, as JSON.
    pub(crate) fn write_analysis(
        &self,
        endpoint: Option<Endpoint>,
        request_id: Option<Uuid>,
        story: Option<&CompiledScenario>,
        line: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        match (&self.template, self.damage, endpoint.zip(story)) {
            (Some(template), Damage::None, Some((endpoint, story))) => {
                line.extend_from_slice(template.analysed_once(endpoint, story).1.as_bytes());
                Ok(())
            }
            _ => serde_json::to_writer(line, &self.analysis(endpoint, request_id, story)),
        }
    }

    /// About what it takes in memory beside itself.
    pub(crate) fn weight(&self) -> usize {
        self.message.len() + self.body.len()
    }
}

impl Template {
    /// What it means to a client in whatever session it is played: worked out once, by whoever reads
    /// first. The RequestId is in the place that the template has for it. With its JSON.
    fn analysed_once(
        &self,
        endpoint: Endpoint,
        story: &CompiledScenario,
    ) -> &(ReplyAnalysis, Box<str>) {
        self.analysis.get_or_init(|| {
            let login = &story.login;
            let mut analysis = self.analysed(endpoint, story, login);
            let other = login.with(login.id, Some(OTHER_USERNAME));
            if self.analysed(endpoint, story, &other).data != analysis.data {
                // A client cannot be held to a sum that depends on who asks.
                analysis.data = None;
            }
            // Cannot fail: it has texts and numbers only.
            let json = serde_json::to_string(&analysis).unwrap_or_default();
            (analysis, json.into())
        })
    }

    fn analysed(
        &self,
        endpoint: Endpoint,
        story: &CompiledScenario,
        login: &Login,
    ) -> ReplyAnalysis {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2), login.id].map(|id| id.to_string());
        let [own, other, login_id] = ids.each_ref().map(String::as_str);
        let content_type = self.headers.iter().rfind(|(name, _)| *name == CONTENT_TYPE);
        let content_type = content_type.map(|(_, value)| value.to_str().unwrap_or_default());
        let reply = flinks_judge::reply::Reply {
            endpoint: Some(endpoint),
            request_id: Some(own),
            status: self.status_line.unwrap_or(self.status),
            content_type: content_type.unwrap_or(JSON),
            body: &self.body.splice(&login.values([own, other, login_id])),
            is_whole: true,
            is_deliberately_invalid: self.is_deliberate || self.status_line.is_some(),
        };
        flinks_judge::reply::analyse(&reply, !story.lenient)
    }
}

/// Longer than the user name of any scenario need be.
const OTHER_USERNAME: &str = "another user name, to see whether the reply depends on it";

impl fmt::Debug for NotedReply {
    /// Its message may quote a secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NotedReply({} {})", self.status, self.code)
    }
}

impl Damage {
    pub(super) fn by(fault: &Fault) -> Self {
        match fault {
            Fault::Drip(_) => Self::Harmless,
            Fault::ContentType(text) if is_json(text) => Self::Harmless,
            Fault::ContentType(_) => Self::Label,
            Fault::InvalidJson | Fault::InvalidUtf8 | Fault::HttpError(_) => Self::Body,
            _ => Self::Incomplete,
        }
    }

    fn applied_to(self, analysis: &ReplyAnalysis) -> ReplyAnalysis {
        let asked_for = || ReplyAnalysis { faults: Vec::new(), ..analysis.clone() };
        match self {
            Self::None => analysis.clone(),
            Self::Harmless => asked_for(),
            Self::Label => ReplyAnalysis {
                mislabelled: !analysis.unreadable || analysis.mislabelled,
                unreadable: true,
                ..asked_for()
            },
            Self::Incomplete => {
                ReplyAnalysis { unreadable: true, mislabelled: false, data: None, ..asked_for() }
            }
            Self::Body => ReplyAnalysis { unreadable: true, ..ReplyAnalysis::default() },
        }
    }
}

#[cfg(test)]
mod tests;
