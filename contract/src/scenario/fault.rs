//! What can go wrong on the way to the client.

use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::time::Duration;

use serde::Deserialize;

use super::{On, value};

/// How an answer fails to arrive as it should.
///
/// By default the call counts: the session has moved on, and only the answer is lost.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// TCP reset before the first byte of the answer.
    Reset,
    /// Orderly close (FIN) before the first byte of the answer.
    Close,
    /// No byte, and no close before the client leaves.
    Hang,
    /// TCP reset within the answer.
    ResetAfter(Cut),
    /// Orderly close within the answer.
    CloseAfter(Cut),
    /// A part of the answer, then nothing before the client leaves.
    HangAfter(Cut),
    /// `Content-Length` is wrong by this many bytes; then the connection is closed.
    #[serde(deserialize_with = "value::difference")]
    WrongLength(i32),
    /// Chunked, and closed in the middle of a chunk.
    TruncatedChunk,
    /// Bytes that are not HTTP instead of the status line, then a close.
    Garbage,
    /// The body is cut off, and `Content-Length` is the length of what is left.
    InvalidJson,
    /// A string in the body has a byte that is not UTF-8.
    InvalidUtf8,
    /// The body is correct, and the header has this value instead.
    ContentType(String),
    /// A few bytes at a time.
    Drip(Drip),
    /// The answer of a gateway: this status, a short page of HTML and no Flinks body.
    HttpError(HttpError),
}

/// Where an answer is cut. Bytes are counted from the beginning of that part.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Within the status line and the headers.
    #[serde(deserialize_with = "value::bytes")]
    Head(usize),
    /// Within the body, after the whole head.
    #[serde(deserialize_with = "value::bytes")]
    Body(usize),
}

/// A slow body: a few bytes at a time, with a pause before each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Drip {
    #[serde(deserialize_with = "value::some_bytes")]
    pub bytes: NonZeroUsize,
    /// More than zero.
    #[serde(deserialize_with = "value::some_time")]
    pub every: Duration,
}

impl Drip {
    /// How long a body of this length takes.
    pub fn lasts(&self, body_bytes: usize) -> Duration {
        let pauses = body_bytes.div_ceil(self.bytes.get());
        self.every.saturating_mul(u32::try_from(pauses).unwrap_or(u32::MAX))
    }
}

/// A gateway's answer instead of the service's.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HttpError {
    /// 400 to 599.
    #[serde(deserialize_with = "value::error_status")]
    pub status: u16,
    /// `Retry-After`, in whole seconds.
    #[serde(default, deserialize_with = "value::seconds")]
    pub retry_after: Option<u64>,
}

/// A fault on top of the steps: when it is triggered, and whether the call counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FaultRule {
    pub on: On,
    pub play: Fault,
    /// Only this many calls, the first ones; without it, every call.
    #[serde(default, deserialize_with = "value::times")]
    pub first: Option<NonZeroU32>,
    /// Only from this moment of the customer's clock on.
    #[serde(default, deserialize_with = "value::duration")]
    pub from: Duration,
    /// Only before this moment of the customer's clock.
    #[serde(default, deserialize_with = "value::some_time")]
    pub until: Option<Duration>,
    /// From 0 to 1; drawn from the seed, the customer and the call. Without it, 1.
    #[serde(default, deserialize_with = "value::probability")]
    pub probability: Option<f64>,
    /// Whether the call counts although its answer fails. Default: it does.
    #[serde(default = "yes")]
    pub commit: bool,
    /// Place of its header in the file.
    #[serde(skip)]
    pub place: Range<usize>,
}

fn yes() -> bool {
    true
}
