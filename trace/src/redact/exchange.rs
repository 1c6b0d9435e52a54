//! An exchange as it may be written.

use std::collections::HashSet;

use super::{Redactor, names};
use crate::har::KEPT_HEADERS;
use crate::{CustomerId, Exchange, Header, LoginId, Outcome, RequestId};

/// Media types and charsets that are shown as they are, in any case.
const MEDIA_TYPES: &str = "application/json application/octet-stream application/problem+json \
    application/x-www-form-urlencoded application/xml text/html text/json text/plain text/xml \
    charset=iso-8859-1 charset=us-ascii charset=utf-8 charset=\"utf-8\" charset=utf-16";

/// Digits of a Retry-After that are shown: a week in seconds has six.
const LONGEST_DELAY: usize = 6;

impl Redactor {
    /// Remembers the personal values of exchanges, to hide them wherever they are quoted. Of equal replies
    /// the first is read.
    pub fn learn<'a>(&mut self, exchanges: impl IntoIterator<Item = &'a Exchange>) {
        if !self.hides() {
            return;
        }
        let mut known = HashSet::new();
        for exchange in exchanges {
            if known.insert(&exchange.reply_body) {
                self.exchange(exchange);
            } else {
                self.exchange(&Exchange { reply_body: None, ..exchange.clone() });
            }
        }
    }

    /// The exchange without its secrets and, at [`Depth::Everything`](super::Depth::Everything), without
    /// personal values. What is judged of it again can say less: see [`Exchange::hidden`].
    pub fn exchange(&mut self, exchange: &Exchange) -> Exchange {
        // The bodies come first: the labels have the names of their members.
        let body = self.body(&names::body(&exchange.body));
        let reply_body = exchange.reply_body.as_deref().map(|body| self.body(body));
        let header = |Header { name, value }: &Header| {
            Header::new(self.own_text(name), self.text(&names::header(name, value)))
        };
        let headers = exchange.headers.iter().map(header).collect();
        let reply_header = |Header { name, value }: &Header| {
            Some(Header::new(name, self.reply_header(name, value)?))
        };
        let reply_headers = exchange.reply_headers.iter().filter_map(reply_header).collect();
        let mut shown = Exchange {
            customer: CustomerId::parse(&self.id(&exchange.customer)),
            path: self.text(&names::target(&exchange.path)),
            headers,
            body,
            request_id: exchange.request_id.as_ref().map(|id| RequestId::parse(&self.id(id))),
            code: self.server_text(&exchange.code),
            message: self.server_text(&names::message(&exchange.message)),
            reply_headers,
            reply_body,
            note: exchange.note.iter().map(|note| self.own_text(note)).collect(),
            why: exchange.why.as_deref().map(|why| self.own_text(why)),
            hidden: exchange.hidden || self.hides(),
            ..exchange.clone()
        };
        if let Some(Outcome::NoReply { reason, .. }) = &mut shown.outcome {
            *reason = self.text(reason);
        }
        shown
    }

    /// A LoginId as it is in the bodies.
    pub fn login_id(&mut self, id: &LoginId) -> LoginId {
        LoginId::parse(&self.id(id))
    }

    fn id(&mut self, id: &str) -> String {
        self.string(id, "Id", true)
    }

    /// The value of a reply header; None for one that is not shown.
    pub fn reply_header(&mut self, name: &str, value: &str) -> Option<String> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if !KEPT_HEADERS.into_iter().any(is) {
            return None;
        }
        let is_delay = (1..=LONGEST_DELAY).contains(&value.len())
            && value.bytes().all(|byte| byte.is_ascii_digit());
        Some(match value {
            value if is("retry-after") && is_delay => value.to_owned(),
            value if is("content-type") => self.media_type(value),
            value if is("date") && self.hides() => self.label("time", value),
            value => self.server_text(value),
        })
    }

    fn media_type(&mut self, text: &str) -> String {
        let is_known = |part: &str| {
            MEDIA_TYPES.split_whitespace().any(|known| known.eq_ignore_ascii_case(part.trim()))
        };
        let parts = text.split(';');
        let shown =
            parts.map(|part| if is_known(part) { part.to_owned() } else { self.server_text(part) });
        shown.collect::<Vec<_>>().join(";")
    }
}
