//! Sends requests and reads replies, both bounded.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect};
use serde_json::Value;
use thiserror::Error;

use crate::exchange::Reply;
use crate::target::Target;

/// Larger replies are not read to their end: 16 MiB, a hundred times a year of transactions.
pub(crate) const BODY_LIMIT_BYTES: usize = 16 << 20;

/// All replies of a run are kept until its end; a run with more than 64 MiB of them is given up.
pub(crate) const TOTAL_LIMIT_BYTES: usize = 64 << 20;

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
        method: &str,
        url: Url,
        json: Option<&Value>,
    ) -> Result<Reply, SendError> {
        let method = if method == "GET" { Method::GET } else { Method::POST };
        let request = self.client.request(method, url).header(ACCEPT, JSON);
        let request = with_body(request, json);
        let response = request.send().await.map_err(|error| self.explain(&error))?;
        self.read(response).await
    }

    async fn read(&self, mut response: Response) -> Result<Reply, SendError> {
        let status = response.status().as_u16();
        let content_type = header(&response, &CONTENT_TYPE);
        let location = header(&response, &LOCATION);
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.explain(&error))? {
            if bytes.len() + chunk.len() > BODY_LIMIT_BYTES {
                return Err(SendError::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        let json = parse(&bytes);
        Ok(Reply { status, content_type, location, bytes, json })
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

fn header(response: &Response, name: &HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Reads JSON. Depth is bounded by serde_json, at 128 levels.
fn parse(bytes: &[u8]) -> Result<Value, String> {
    if bytes.is_empty() {
        return Err("the body is empty".to_owned());
    }
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_are_not_json_say_why() {
        let deep = "[".repeat(100_000);
        let table = [
            ("", "the body is empty"),
            ("{\"a\":", "EOF while parsing a value at line 1 column 5"),
            ("{} x", "trailing characters at line 1 column 4"),
            (&deep, "recursion limit exceeded at line 1 column 128"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text.as_bytes()), Err(expected.to_owned()));
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn numbers_keep_their_digits() {
        let text = r#"{"a":1e400,"b":0.1000,"c":123456789012345678901234567890123456789}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text.replace("1e400", "1e+400"));
    }
}
