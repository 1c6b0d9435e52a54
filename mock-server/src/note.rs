//! One request and its reply, as they are noted on the path of the request.

mod line;
mod request;

use std::sync::OnceLock;

use flinks_contract::endpoint::Endpoint;
use flinks_trace::redact::names;
use flinks_trace::{ClockMode, CustomerId, Exchange, Moment, Outcome, RequestId};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::reply::NotedReply;
use crate::why::Why;
pub(crate) use line::{NoteLines, member, text};
pub(crate) use request::NotedRequest;

/// Bytes, ids, moments and references. Text is made of them when somebody reads.
#[derive(Debug, Default)]
pub(crate) struct Note {
    /// From 1, in the order of the decisions of the whole server. Given by the journal.
    pub(crate) seq: u64,
    /// Empty where the path names none.
    pub(crate) customer: CustomerId,
    /// How the clock ran when this was decided.
    pub(crate) clock: ClockMode,
    /// On the customer's clock, as every moment here.
    pub(crate) arrived: Moment,
    pub(crate) decided: Moment,
    /// When the first byte could go out: decided, plus the delay of the scenario.
    pub(crate) due: Moment,
    pub(crate) request: NotedRequest,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) request_id: Option<Uuid>,
    pub(crate) reply: NotedReply,
    /// What the client got in its place, since this could not be written to the file.
    pub(crate) unwritten: OnceLock<Box<NotedReply>>,
    /// The path that it looks like, where it matched none.
    pub(crate) nearest: Option<&'static str>,
    pub(crate) why: Option<Why>,
    /// For an Authorize: the latest one before it with the same credentials and token.
    pub(crate) repeats: Option<u64>,
    /// Empty while the reply is on its way.
    pub(crate) outcome: OnceLock<Outcome>,
}

/// Bytes of a path with its query, of one header and of a message.
pub(crate) const LONGEST_LINE_BYTES: usize = 2 << 10;

/// Bytes of the body of a request; Flinks' own have a few hundred.
pub(crate) const LONGEST_BODY_BYTES: usize = 16 << 10;

impl Note {
    pub(crate) fn method(&self) -> &str {
        self.request.method()
    }

    /// With its query, where there is one, and without secrets.
    pub(crate) fn path(&self) -> String {
        names::target(&self.request.path()).into_owned()
    }

    /// The reply that the client gets.
    pub(crate) fn reply(&self) -> &NotedReply {
        self.unwritten.get().map_or(&self.reply, |reply| reply)
    }

    /// Why it gets that; nothing that the scenario says where it could not be written.
    fn why(&self) -> Option<&Why> {
        self.why.as_ref().filter(|_| self.unwritten.get().is_none())
    }

    /// Message of an error, without secrets; empty otherwise.
    pub(crate) fn message(&self) -> String {
        names::message(&self.whole_message()).into_owned()
    }

    fn whole_message(&self) -> String {
        cut(self.request.hide(self.reply().message.clone()), LONGEST_LINE_BYTES)
    }

    /// What an advanced clock says when the reply goes out.
    pub(crate) fn label(&self) -> String {
        let endpoint = self.endpoint.map_or("", Endpoint::name);
        let reply = format!("{} {}", self.reply().status, self.reply().code);
        let of = self.request_id.map_or(String::new(), |id| format!(" of {id}"));
        format!("reply to {} {endpoint}{of}: {}", self.method(), reply.trim())
    }

    /// What people are shown: without secrets.
    pub(crate) fn shown(&self) -> Exchange {
        self.exchange().without_secrets()
    }

    /// With real values, cut to bounds. Only the keys of the server are hidden: a client may put them
    /// anywhere, and the judge has to see where.
    fn exchange(&self) -> Exchange {
        Exchange {
            seq: self.seq,
            customer: self.customer.clone(),
            clock: self.clock,
            arrived: self.arrived,
            decided: self.decided,
            due: self.due,
            method: self.method().to_owned(),
            path: self.request.path(),
            headers: self.request.headers(),
            body: self.request.body(),
            endpoint: self.endpoint,
            request_id: self.request_id.map(RequestId::from),
            scenario: self.why().map(|why| why.story.name.to_string()),
            status: self.reply().status,
            code: self.reply().code.to_owned(),
            message: self.whole_message(),
            reply_bytes: self.reply().bytes as u64,
            retry_after: self.reply().retry_after,
            note: self.reply().note.into_iter().map(str::to_owned).collect(),
            nearest: self.nearest.map(str::to_owned),
            why: self.why().map(Why::to_string),
            scripted: self.why().map(Why::is_scripted),
            repeats: self.repeats,
            outcome: self.outcome.get().cloned(),
            ..Exchange::default()
        }
    }

    /// What a judge needs: real values, and what the reply means to a client. Moments are as a file
    /// keeps them, so that it gets the same verdict.
    pub(crate) fn judged(&self) -> Exchange {
        let story = self.why().map(|why| &*why.story);
        let analysis = self.reply().analysis(self.endpoint, self.request_id, story);
        Exchange { analysis: Some(analysis), ..self.exchange().whole_millis() }
    }

    /// About what it takes in memory.
    pub(crate) fn weight(&self) -> usize {
        size_of::<Self>() + self.customer.len() + self.request.weight() + self.reply.weight()
    }
}

/// As people are shown it.
impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}

/// The first `most` bytes, with a mark where there were more.
fn cut(text: String, most: usize) -> String {
    let length = text.len();
    if length <= most { text } else { marked(text, most, length) }
}

/// At most `most` bytes, and how many there were.
fn marked(mut text: String, most: usize, length: usize) -> String {
    let is_end = |end: &usize| text.is_char_boundary(*end);
    text.truncate((0..=most).rev().find(is_end).unwrap_or(0));
    text + &format!("… [cut: {length} bytes in all]")
}

#[cfg(test)]
pub(crate) mod tests;
