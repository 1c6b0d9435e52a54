//! What only few answers have: other headers, another status line, a delay in the middle, a fault.

use std::time::Duration;

use flinks_contract::scenario::Fault;
use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};

use super::Reply;
use super::outgoing::JSON;
use crate::facts::Specimen;
use crate::journal::Exchange;

#[derive(Debug, Default)]
pub(super) struct Unusual {
    /// In the status line alone.
    pub(super) http_status: Option<u16>,
    /// In the place of what would stand there.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body_delay: Duration,
    pub(super) fault: Option<Fault>,
}

impl Reply {
    /// Plays this fault when the answer is sent.
    pub(crate) fn fault(mut self, fault: Option<Fault>) -> Self {
        if fault.is_some() {
            self.unusual().fault = fault;
            self.departs = true;
        }
        self
    }

    /// Between the head and the body, on the customer's clock.
    pub(crate) fn body_delay(mut self, body_delay: Duration) -> Self {
        if !body_delay.is_zero() {
            self.unusual().body_delay = body_delay;
        }
        self
    }

    /// From the moment it is due until its last byte, but for drips.
    pub(crate) fn takes(&self) -> Duration {
        self.unusual.as_ref().map_or(Duration::ZERO, |unusual| unusual.body_delay)
    }

    /// From 200 to 599, in the status line alone: the body keeps what it says.
    pub(crate) fn status_line(mut self, http_status: Option<u16>) -> Self {
        if http_status.is_some() {
            self.unusual().http_status = http_status;
            self.departs = true;
        }
        self
    }

    pub(crate) fn content_type(self, value: HeaderValue) -> Self {
        self.header(CONTENT_TYPE, value).departing(true)
    }

    /// Takes the place of a header of the same name.
    ///
    /// Left out are Content-Length and Transfer-Encoding: they keep two answers on one connection
    /// apart, and lying with them is a fault of its own.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
            self.unusual().headers.push((name, value));
        }
        self
    }

    /// Seconds of Retry-After, where they are given as such.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        let headers = &self.unusual.as_ref()?.headers;
        let (_, value) = headers.iter().rfind(|(name, _)| *name == RETRY_AFTER)?;
        value.to_str().ok()?.trim().parse().ok()
    }

    /// What it is when it goes out, for a look at it later. Costs no copy of the body.
    pub(crate) fn specimen(&self, exchange: &Exchange) -> Specimen {
        let unusual = self.unusual.as_ref();
        let mut headers = unusual.into_iter().flat_map(|unusual| unusual.headers.iter().rev());
        let typed = headers.find(|(name, _)| *name == CONTENT_TYPE);
        let content_type = typed.map_or(HeaderValue::from_static(JSON), |(_, value)| value.clone());
        let fault = unusual.and_then(|unusual| unusual.fault.as_ref());
        Specimen {
            seq: exchange.seq(),
            endpoint: exchange.endpoint,
            request_id: exchange.request_id.clone(),
            status: self.sent_status(),
            content_type,
            body: self.body.clone(),
            departs: self.departs,
            is_whole: fault.is_none_or(|fault| matches!(fault, Fault::Drip(_))),
        }
    }

    fn unusual(&mut self) -> &mut Unusual {
        self.unusual.get_or_insert_default()
    }
}
