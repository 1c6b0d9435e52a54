//! One request and its reply.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use flinks_trace::redact::names as redact;
use flinks_trace::{ClockMode, Outcome};
use hyper::http::request::Parts;
use serde::{Serialize, Serializer};

use crate::auth::Keys;
use crate::clock::Moment;
use crate::facts::Facts;
use crate::why::Why;

/// What the journal keeps of a request and its reply, and what the admin API shows.
///
/// Made by [`Exchange::of`] alone, so that no request gets in with its secrets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    /// From 1, in the order of the decisions of the whole server. Given by the journal.
    pub(super) seq: u64,
    /// Empty where the path names none.
    pub(crate) customer: Arc<str>,
    /// How the clock ran when this was decided.
    pub(crate) clock: ClockMode,
    /// On the customer's clock, as every moment here.
    pub(crate) arrived: Moment,
    pub(crate) decided: Moment,
    /// When the first byte could go out: decided, and then the delay of the scenario.
    pub(crate) due: Moment,
    method: String,
    path: String,
    headers: Vec<Header>,
    body: String,
    pub(crate) endpoint: Option<&'static str>,
    pub(crate) request_id: Option<Arc<str>>,
    pub(crate) scenario: Option<Arc<str>>,
    pub(crate) status: u16,
    /// FlinksCode of the reply; empty in a 200.
    pub(crate) code: &'static str,
    /// Message of an error; empty otherwise.
    pub(crate) message: String,
    pub(crate) reply_bytes: usize,
    /// Seconds of the header Retry-After, where the reply has one.
    pub(crate) retry_after: Option<u64>,
    /// What only the mock says, such as liberties that the client took.
    pub(crate) note: Vec<Cow<'static, str>>,
    /// The path that it looks like, where it matched none.
    pub(crate) nearest: Option<&'static str>,
    #[serde(serialize_with = "text")]
    pub(crate) why: Option<Why>,
    /// Of an Authorize: the latest one before it with the same credentials and token.
    pub(crate) repeats: Option<u64>,
    /// Empty while the reply is on its way.
    #[serde(serialize_with = "once")]
    pub(super) outcome: OnceLock<Outcome>,
    /// What the mock found out about its reply, beside the path of the request. Not shown with the
    /// rest: it comes at any time, and the same calls are to give the same journal.
    #[serde(skip)]
    pub(super) facts: OnceLock<Facts>,
    /// About what it takes in memory without its facts; set when it is recorded.
    #[serde(skip)]
    pub(super) weight: usize,
}

/// A header of the request. The name is in lower case, as the HTTP library hands it out.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Bytes of a path with its query, of one header and of a message.
pub(super) const LONGEST_LINE_BYTES: usize = 2 << 10;

/// Bytes of the body of a request; Flinks' own are a few hundred.
pub(super) const LONGEST_BODY_BYTES: usize = 16 << 10;

impl Exchange {
    /// The request without its secrets and cut to its bounds; everything else is still to be filled in.
    /// `keys` are looked for in all of it, as a client may put them anywhere.
    pub(crate) fn of(head: &Parts, body: &[u8], keys: Option<&Keys>) -> Self {
        let target = head.uri.path_and_query().map_or("", |target| target.as_str());
        let hidden = |text: String| match keys {
            Some(keys) => keys.hide(&text).into_owned(),
            None => text,
        };
        Self {
            method: cut(head.method.to_string(), LONGEST_LINE_BYTES),
            path: cut(hidden(redact::target(target)), LONGEST_LINE_BYTES),
            headers: head.headers.iter().map(|named| header(named, hidden)).collect(),
            body: cut(hidden(redact::body(body)), LONGEST_BODY_BYTES),
            ..Self::empty()
        }
    }

    /// What an advanced clock says when the reply goes out.
    pub(crate) fn label(&self) -> String {
        let endpoint = self.endpoint.unwrap_or_default();
        let reply = format!("{} {}", self.status, self.code);
        let of = self.request_id.as_ref().map_or(String::new(), |id| format!(" of {id}"));
        format!("reply to {} {endpoint}{of}: {}", self.method, reply.trim())
    }

    /// From 1, in the order of the decisions of the whole server.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    /// With its query, where there is one.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// `None` while the reply is on its way.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }

    /// `None` as long as nobody has looked at the reply.
    pub(crate) fn facts(&self) -> Option<&Facts> {
        self.facts.get()
    }

    /// About what it takes in memory.
    pub(super) fn weight(&self) -> usize {
        self.weight + self.facts.get().map_or(0, Facts::weight)
    }

    /// Gives it its place in the journal.
    pub(super) fn seal(mut self) -> Self {
        self.message = cut(redact::message(&self.message), LONGEST_LINE_BYTES);
        self.weight = self.weigh();
        self
    }

    fn weigh(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|header| header.name.len() + header.value.len()).sum();
        let note: usize = self.note.iter().map(|note| note.len()).sum();
        let shared = [&self.request_id, &self.scenario].into_iter().flatten();
        let shared: usize = shared.map(|text| text.len()).sum();
        size_of::<Self>()
            + self.customer.len()
            + self.method.len()
            + self.path.len()
            + size_of_val(self.headers.as_slice())
            + headers
            + self.body.len()
            + shared
            + self.message.len()
            + size_of_val(self.note.as_slice())
            + note
    }

    fn empty() -> Self {
        Self {
            seq: 0,
            customer: "".into(),
            clock: ClockMode::default(),
            arrived: Moment::START,
            decided: Moment::START,
            due: Moment::START,
            method: String::new(),
            path: String::new(),
            headers: Vec::new(),
            body: String::new(),
            endpoint: None,
            request_id: None,
            scenario: None,
            status: 0,
            code: "",
            message: String::new(),
            reply_bytes: 0,
            retry_after: None,
            note: Vec::new(),
            nearest: None,
            why: None,
            repeats: None,
            outcome: OnceLock::new(),
            facts: OnceLock::new(),
            weight: 0,
        }
    }
}

fn header(
    (name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue),
    hidden: impl Fn(String) -> String,
) -> Header {
    let name = name.as_str();
    let value = redact::header(name, &String::from_utf8_lossy(value.as_bytes()));
    Header {
        name: cut(hidden(name.to_owned()), LONGEST_LINE_BYTES),
        value: cut(hidden(value), LONGEST_LINE_BYTES),
    }
}

/// The first `most` bytes, with a mark where there were more.
fn cut(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let is_end = |end: &usize| text.is_char_boundary(*end);
    let end = (0..=most).rev().find(is_end).unwrap_or(0);
    format!("{}… [cut: {} bytes in all]", &text[..end], text.len())
}

fn text<S: Serializer>(why: &Option<Why>, serializer: S) -> Result<S::Ok, S::Error> {
    why.as_ref().map(Why::to_string).serialize(serializer)
}

fn once<S: Serializer>(outcome: &OnceLock<Outcome>, serializer: S) -> Result<S::Ok, S::Error> {
    outcome.get().serialize(serializer)
}

#[cfg(test)]
mod tests;
