//! What only few answers have: other headers, another status line, a delay in the middle, a fault.

use std::time::Duration;

use flinks_contract::scenario::Fault;
use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};

use super::Reply;
use super::noted::Damage;

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
        if let Some(fault) = fault {
            self.damage = Damage::by(&fault);
            self.departs = true;
            self.unusual().fault = Some(fault);
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

    /// None where it is sent as JSON, as nearly all are.
    pub(super) fn sent_as(&self) -> Option<HeaderValue> {
        let mut headers = self.unusual.iter().flat_map(|unusual| unusual.headers.iter().rev());
        headers.find(|(name, _)| *name == CONTENT_TYPE).map(|(_, value)| value.clone())
    }

    fn unusual(&mut self) -> &mut Unusual {
        self.unusual.get_or_insert_default()
    }
}
