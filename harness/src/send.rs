//! Sends requests and reads replies, both bounded.

use std::error::Error;
use std::time::Duration;

use flinks_trace::Header;
use flinks_trace::har::KEPT_HEADERS;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Url, redirect};
use serde_json::Value;

use crate::setup::Network;
use crate::target::Target;

/// Larger replies are not read to their end: 8 MiB, ten accounts with a year of ten transactions a day.
pub(crate) const BODY_LIMIT_BYTES: usize = 8 << 20;

/// A reply as it came over the wire, with everything that must not be shown.
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: Vec<Header>,
    pub(crate) bytes: Vec<u8>,
}

/// Sends requests to one target. Follows no redirect and asks for no compression, so that what is
/// checked is what was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    client: Client,
    timeout: Duration,
}

/// Why there is no reply to check.
#[derive(Debug)]
pub(crate) struct SendError {
    /// What failed, in our own words. The host is named: it is what cannot be reached.
    pub(crate) what: String,
    /// Why, in the words of a library, which may quote anything.
    pub(crate) why: String,
    /// Whether another try may bring an answer. One that is too long stays so.
    pub(crate) passes: bool,
    pub(crate) no_such_host: bool,
}

impl SendError {
    fn passing(what: impl Into<String>, why: String) -> Self {
        Self { what: what.into(), why, passes: true, no_such_host: false }
    }

    pub(crate) fn lasting(what: String) -> Self {
        Self { passes: false, ..Self::passing(what, String::new()) }
    }
}

impl Sender {
    /// `timeout` is for one whole exchange, in real time.
    ///
    /// A proxy from the environment is for servers elsewhere. One that was looked up by the harness
    /// itself is not looked up by a proxy.
    /// With an unusable TLS set-up of the system no client can be made.
    pub(crate) fn new(
        target: &Target,
        network: &Network,
        timeout: Duration,
    ) -> Result<Self, SendError> {
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(timeout)
            .user_agent(concat!("flinks-harness/", env!("CARGO_PKG_VERSION")));
        let found = network.resolve.iter().find(|resolve| resolve.is_about(target));
        if let Some(found) = found {
            builder = builder.resolve(&found.host, found.address);
        }
        if found.is_some() || target.is_loopback() {
            builder = builder.no_proxy();
        }
        if !network.trust.is_empty() {
            builder = builder.tls_certs_merge(network.trust.iter().cloned());
        }
        let no_client =
            |error| SendError::passing("no HTTP client can be made: ", innermost(&error));
        let client = builder.build().map_err(no_client)?;
        Ok(Self { client, timeout })
    }

    /// Sends JSON, or nothing, with keys by the name of their header, and reads the whole reply.
    pub(crate) async fn send(
        &self,
        method: &str,
        url: Url,
        key: Option<(&'static str, HeaderValue)>,
        json: Option<&Value>,
    ) -> Result<Raw, SendError> {
        let method = if method == "GET" { Method::GET } else { Method::POST };
        let to = url.origin().ascii_serialization();
        // The guides' GET samples carry both headers too.
        let mut builder = self.client.request(method, url);
        builder = builder.header(ACCEPT, JSON).header(CONTENT_TYPE, JSON);
        if let Some((name, key)) = key {
            builder = builder.header(name, key);
        }
        if let Some(json) = json {
            builder = builder.body(json.to_string());
        }
        let sent = builder.send().await;
        let mut response = sent.map_err(|error| self.explain(&to, &error))?;
        let status = response.status().as_u16();
        let headers = KEPT_HEADERS.iter().filter_map(|name| {
            let value = String::from_utf8_lossy(response.headers().get(*name)?.as_bytes());
            Some(Header::new(*name, value))
        });
        let headers = headers.collect();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.explain(&to, &error))? {
            if bytes.len() + chunk.len() > BODY_LIMIT_BYTES {
                let most = BODY_LIMIT_BYTES >> 20;
                return Err(SendError::lasting(format!("the answer is longer than {most} MiB")));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Raw { status, headers, bytes })
    }

    fn explain(&self, to: &str, error: &reqwest::Error) -> SendError {
        if error.is_timeout() {
            let seconds = self.timeout.as_secs_f64();
            let what = format!("no complete answer within {seconds} s");
            SendError::passing(what, String::new())
        } else if error.is_connect() && has_no_host(error) {
            let what = format!("cannot connect to {to}: there is no host of this name");
            SendError { no_such_host: true, ..SendError::passing(what, String::new()) }
        } else if error.is_connect() {
            SendError::passing(format!("cannot connect to {to}: "), trusted(innermost(error)))
        } else if error.is_body() || error.is_decode() {
            SendError::passing("the answer broke off: ", innermost(error))
        } else {
            SendError::passing("no HTTP answer: ", innermost(error))
        }
    }
}

const JSON: &str = "application/json";

/// The causes from the outermost to the innermost, which names what happened: "Connection refused".
fn causes(error: &reqwest::Error) -> Vec<String> {
    let first: &dyn Error = error;
    std::iter::successors(Some(first), |&error| error.source()).map(ToString::to_string).collect()
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).pop().unwrap_or_default()
}

/// Whether DNS knows no such name. Where DNS itself did not work, nobody knows.
fn has_no_host(error: &reqwest::Error) -> bool {
    let looked_up = causes(error).iter().any(|cause| cause.starts_with("dns error"));
    // Of getaddrinfo: glibc and musl, macOS, Windows.
    let unknown = ["not known", "does not resolve", "No such host is known"];
    looked_up && unknown.iter().any(|words| innermost(error).contains(words))
}

fn trusted(why: String) -> String {
    if why.contains("UnknownIssuer") {
        format!("{why}; --ca-file names a CA to trust")
    } else {
        why
    }
}
