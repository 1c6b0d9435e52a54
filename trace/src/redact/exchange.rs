//! An exchange as it may be written.

use std::borrow::Cow;

use super::{Depth, Redactor, names};
use crate::{CustomerId, Exchange, Header, LoginId, Outcome, RequestId};

/// Headers of a reply that are shown; of any other one the name is enough.
const SHOWN: [&str; 4] = ["content-type", "date", "location", "retry-after"];

/// Media types and charsets that are shown as they are, in any case.
const MEDIA_TYPES: &str = "application/json application/octet-stream application/problem+json \
    application/x-www-form-urlencoded application/xml text/html text/json text/plain text/xml \
    charset=iso-8859-1 charset=us-ascii charset=utf-8 charset=\"utf-8\" charset=utf-16";

/// Digits of a Retry-After that are shown: a week in seconds has six.
const LONGEST_DELAY: usize = 6;

impl Redactor {
    /// Remembers the personal values of an exchange, to hide them wherever they are quoted.
    pub fn learn(&mut self, exchange: &Exchange) {
        if self.depth == Depth::Everything {
            self.exchange(exchange);
        }
    }

    /// The exchange without its secrets and, at [`Depth::Everything`], without personal values. What
    /// is judged of it again can say less: see [`Exchange::hidden`].
    pub fn exchange(&mut self, exchange: &Exchange) -> Exchange {
        let hides = self.depth == Depth::Everything;
        // The bodies come first: the labels have the names of their members.
        let body = self.body(&names::body(exchange.body.as_bytes()));
        let reply_body = exchange.reply_body.as_deref().map(|body| self.body(body));
        let headers = exchange.headers.iter().map(|header| {
            let value = names::header(&header.name, &header.value);
            Header { name: self.own_text(&header.name), value: self.text(&value) }
        });
        let headers = headers.collect();
        let reply_headers = exchange.reply_headers.iter();
        let reply_headers = reply_headers.filter_map(|header| {
            let value = self.reply_header(&header.name, &header.value)?;
            Some(Header { name: header.name.clone(), value })
        });
        let reply_headers = reply_headers.collect();
        Exchange {
            customer: CustomerId::parse(&self.id(&exchange.customer)),
            path: self.target(&exchange.path),
            headers,
            body,
            request_id: exchange.request_id.as_ref().map(|id| RequestId::parse(&self.id(id))),
            code: self.server_text(&exchange.code),
            message: self.server_text(&names::message(&exchange.message)),
            reply_headers,
            reply_body,
            note: exchange.note.iter().map(|note| self.own_text(note)).collect(),
            why: exchange.why.as_deref().map(|why| self.own_text(why)),
            outcome: exchange.outcome.as_ref().map(|outcome| self.outcome(outcome)),
            hidden: exchange.hidden || hides,
            ..exchange.clone()
        }
    }

    /// A LoginId as it is in the bodies.
    pub fn login_id(&mut self, id: &LoginId) -> LoginId {
        LoginId::parse(&self.id(id))
    }

    fn id(&mut self, id: &str) -> String {
        self.string(id, "Id", true)
    }

    /// A path with its query.
    fn target(&mut self, target: &str) -> String {
        let clean = names::target(target);
        self.text(&clean)
    }

    /// The value of a reply header; None for one that is not shown.
    pub fn reply_header(&mut self, name: &str, value: &str) -> Option<String> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if !SHOWN.into_iter().any(is) {
            return None;
        }
        let hides = self.depth == Depth::Everything;
        let is_delay = (1..=LONGEST_DELAY).contains(&value.len())
            && value.bytes().all(|byte| byte.is_ascii_digit());
        Some(match value {
            value if is("retry-after") && is_delay => value.to_owned(),
            value if is("content-type") => self.media_type(value),
            value if is("date") && hides => self.label("time", value),
            value => self.server_text(value),
        })
    }

    fn media_type(&mut self, text: &str) -> String {
        let parts: Vec<Cow<'_, str>> = text
            .split(';')
            .map(|part| {
                let known = MEDIA_TYPES.split_whitespace();
                match known.into_iter().any(|known| known.eq_ignore_ascii_case(part.trim())) {
                    true => part.into(),
                    false => self.server_text(part).into(),
                }
            })
            .collect();
        parts.join(";")
    }

    fn outcome(&mut self, outcome: &Outcome) -> Outcome {
        match outcome {
            Outcome::NoReply { at, reason, passes } => {
                Outcome::NoReply { at: *at, reason: self.text(reason), passes: *passes }
            }
            other => other.clone(),
        }
    }
}
