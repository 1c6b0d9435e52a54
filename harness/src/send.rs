//! Sends requests and reads replies, both bounded.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect};
use serde_json::Value;
use thiserror::Error;

use crate::exchange::{NoReply, Reply};
use crate::operation::Method as Wanted;
use crate::target::Target;

/// Larger replies are not read to their end: 16 MiB, a hundred times a year of transactions.
pub(crate) const BODY_LIMIT_BYTES: usize = 16 << 20;

/// All replies of a run are kept until its end; a run with more than 64 MiB of them is given up.
pub(crate) const TOTAL_LIMIT_BYTES: usize = 64 << 20;

/// The headers of a reply that are kept; the others say nothing about the contract.
pub(crate) const HEADERS: [&str; 4] = ["content-type", "date", "location", "retry-after"];

/// What came over the wire. Holds what must not be shown.
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Raw {
    /// As it may be shown.
    pub(crate) fn shown(&self) -> Reply {
        let flaw = std::str::from_utf8(&self.bytes).err().map(|error| error.to_string());
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        Reply::new(self.status, self.headers.clone(), text, flaw)
    }
}

impl From<SendError> for NoReply {
    fn from(error: SendError) -> Self {
        Self { why: error.to_string(), passes: error.passes() }
    }
}

/// Sends requests to one target. Follows no redirect and asks for no compression, so that what is
/// checked is what was sent.
#[derive(Debug)]
pub(crate) struct Sender {
    client: Client,
    timeout: Duration,
}

/// Why there is no reply to check.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
pub(crate) enum SendError {
    #[error("cannot connect: {0}")]
    Connect(String),
    #[error("no complete answer within {} s", .0.as_secs())]
    Timeout(Duration),
    #[error("the answer is longer than {} MiB", BODY_LIMIT_BYTES >> 20)]
    TooLong,
    #[error("the answers of this run are longer than {} MiB in all", TOTAL_LIMIT_BYTES >> 20)]
    TooMuch,
    #[error("the answer broke off: {0}")]
    BrokeOff(String),
    #[error("no HTTP answer: {0}")]
    NoAnswer(String),
}

impl SendError {
    /// Whether another try may bring an answer. Answers that are too long stay so.
    pub(crate) fn passes(&self) -> bool {
        !matches!(self, Self::TooLong | Self::TooMuch)
    }
}

impl Sender {
    /// `timeout` is for one whole exchange, in real time.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be made, as with an unusable TLS set-up of the system.
    pub(crate) fn new(target: &Target, timeout: Duration) -> Result<Self, SendError> {
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(timeout)
            .user_agent(concat!("flinks-harness/", env!("CARGO_PKG_VERSION")));
        let builder = if target.is_loopback() { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| SendError::Connect(innermost(&error)))?;
        Ok(Self { client, timeout })
    }

    /// Sends JSON, or nothing, and reads the whole reply.
    ///
    /// # Errors
    ///
    /// Whenever there is no complete reply.
    pub(crate) async fn send(
        &self,
        method: Wanted,
        url: Url,
        json: Option<&Value>,
    ) -> Result<Raw, SendError> {
        let method = match method {
            Wanted::Get => Method::GET,
            Wanted::Post => Method::POST,
        };
        let request = self.client.request(method, url).header(ACCEPT, JSON);
        let request = with_body(request, json);
        let response = request.send().await.map_err(|error| self.explain(&error))?;
        self.read(response).await
    }

    async fn read(&self, mut response: Response) -> Result<Raw, SendError> {
        let status = response.status().as_u16();
        let headers = HEADERS.iter().filter_map(|name| header(&response, name)).collect();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.explain(&error))? {
            if bytes.len() + chunk.len() > BODY_LIMIT_BYTES {
                return Err(SendError::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Raw { status, headers, bytes })
    }

    fn explain(&self, error: &reqwest::Error) -> SendError {
        if error.is_timeout() {
            SendError::Timeout(self.timeout)
        } else if error.is_connect() {
            SendError::Connect(innermost(error))
        } else if error.is_body() || error.is_decode() {
            SendError::BrokeOff(innermost(error))
        } else {
            SendError::NoAnswer(innermost(error))
        }
    }
}

const JSON: &str = "application/json";

fn with_body(request: RequestBuilder, json: Option<&Value>) -> RequestBuilder {
    // The guides' GET samples carry the header too.
    let request = request.header(CONTENT_TYPE, JSON);
    match json {
        Some(json) => request.body(json.to_string()),
        None => request,
    }
}

fn header(response: &Response, name: &str) -> Option<(String, String)> {
    let value = response.headers().get(name)?;
    Some((name.to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
}

/// The last cause is the one that names what happened: "Connection refused".
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text
}
