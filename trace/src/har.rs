//! HAR files (HTTP Archive 1.2): each entry as an exchange.
//!
//! Browsers and proxies leave members out or set them to null, each in its own way, so all of them
//! are optional here. A value of another type than documented is an error.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::{Exchange, Header, Moment};

/// Reply headers that are kept. The others say nothing about the contract.
pub const KEPT_HEADERS: [&str; 4] = ["content-type", "date", "location", "retry-after"];

/// Longest duration of a request.
const LONGEST_MS: f64 = 86_400_000.0;

/// An entry of a HAR file.
#[derive(Debug)]
pub struct HarEntry {
    /// Place of the entry in the file, from 1.
    pub number: usize,
    /// Microseconds since 1970.
    pub started_us: Option<i64>,
    /// Its path is the whole address, and its moments count from the start of the request.
    pub exchange: Exchange,
    /// Whether the file says what type the reply has.
    pub is_typed: bool,
}

/// Why the text cannot be read as a HAR file.
#[derive(Debug)]
pub enum HarError {
    /// serde_json's own words would quote the value.
    Json(serde_json::Error),
    /// Something that no tool writes, in the entry of this number.
    Entry(usize, String),
}

/// Reads a file that stands beside the HAR, by its name: Playwright keeps bodies in such files.
pub type Attached<'a> = dyn FnMut(&str) -> Option<Vec<u8>> + 'a;

/// Every entry in the order of the file. The body of a reply is None where the file has the reply
/// without it.
///
/// # Errors
///
/// The text is not HAR 1.2.
pub fn entries(text: &str, attached: &mut Attached<'_>) -> Result<Vec<HarEntry>, HarError> {
    let file: File = serde_json::from_str(text).map_err(HarError::Json)?;
    let numbered = file.log.entries.into_iter().enumerate();
    let read = |(index, entry): (usize, Entry)| {
        entry.read(index + 1, attached).map_err(|what| HarError::Entry(index + 1, what))
    };
    numbered.map(read).collect()
}

/// Whether the text is JSON with a `log` at its top.
pub fn is_har(text: &str) -> bool {
    let members = serde_json::from_str::<HashMap<String, IgnoredAny>>(text);
    members.is_ok_and(|members| members.contains_key("log"))
}

#[derive(Deserialize)]
struct File {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    started_date_time: Option<String>,
    /// Milliseconds; -1 where it is not known.
    time: Option<f64>,
    request: Option<Request>,
    response: Option<Response>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: Option<String>,
    url: Option<String>,
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct PostData {
    text: Option<String>,
    #[serde(rename = "_file")]
    file: Option<String>,
}

#[derive(Deserialize)]
struct Response {
    /// 0 where there was no answer.
    status: Option<i64>,
    headers: Option<Vec<HeaderLine>>,
    content: Option<Content>,
    /// Chrome says here why there was no answer: "net::ERR_CONNECTION_REFUSED".
    #[serde(rename = "_error")]
    error: Option<String>,
}

#[derive(Deserialize)]
struct HeaderLine {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    /// Bytes; -1 where it is not known.
    size: Option<i64>,
    mime_type: Option<String>,
    text: Option<String>,
    /// "base64", or nothing.
    encoding: Option<String>,
    #[serde(rename = "_file")]
    file: Option<String>,
}

impl Entry {
    fn read(self, number: usize, attached: &mut Attached<'_>) -> Result<HarEntry, String> {
        let (started_us, took) = (self.started_us(), self.took());
        let Request { method, url, post_data } = self.request.unwrap_or_default();
        let exchange = Exchange {
            method: method.unwrap_or_default().to_ascii_uppercase(),
            path: url.unwrap_or_default(),
            body: post_data.and_then(|data| data.text(attached)).unwrap_or_default(),
            ..Exchange::default()
        };
        let ended = Moment::START.plus(took);
        let (exchange, is_typed) = match self.response {
            Some(response) => response.read(exchange, ended, attached)?,
            None => (exchange.unanswered(NO_ANSWER.to_owned(), true, ended), true),
        };
        Ok(HarEntry { number, started_us, exchange, is_typed })
    }

    fn started_us(&self) -> Option<i64> {
        let text = self.started_date_time.as_deref()?.trim();
        let parsed = OffsetDateTime::parse(text, &Rfc3339)
            // Some leave the zone out; the moments are only compared with each other.
            .or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339));
        i64::try_from(parsed.ok()?.unix_timestamp_nanos() / 1_000).ok()
    }

    /// Zero where it is not known.
    fn took(&self) -> Duration {
        let millis = self.time.filter(|millis| (0.0..=LONGEST_MS).contains(millis));
        Duration::from_secs_f64(millis.unwrap_or_default() / 1_000.0)
    }
}

/// Why an entry without an answer has none, if it does not say so itself.
pub const NO_ANSWER: &str = "the file has no answer";

impl Response {
    fn read(
        self,
        exchange: Exchange,
        ended: Moment,
        attached: &mut Attached<'_>,
    ) -> Result<(Exchange, bool), String> {
        let status = match self.status.unwrap_or_default() {
            status @ 100..=999 => status.unsigned_abs() as u16,
            0 | -1 => {
                let reason = self.error.filter(|reason| !reason.is_empty());
                let reason = reason.unwrap_or_else(|| NO_ANSWER.to_owned());
                return Ok((exchange.unanswered(reason, true, ended), true));
            }
            status => return Err(format!("{status} is not an HTTP status")),
        };
        let (headers, is_typed) = self.headers();
        let body = self.content.map(|content| content.bytes(attached)).transpose()?.flatten();
        let Some(bytes) = body else {
            let exchange = Exchange { status, reply_headers: headers, ..exchange };
            return Ok((exchange, is_typed));
        };
        let reply_flaw = std::str::from_utf8(&bytes).err().map(|error| error.to_string());
        let exchange = Exchange { reply_flaw, ..exchange };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok((exchange.replied(status, headers, text, ended), is_typed))
    }

    /// The headers that are kept, and whether there is a type among them. Where the tool keeps no
    /// headers, what it says of the content is all that is known.
    fn headers(&self) -> (Vec<Header>, bool) {
        let all = || self.headers.iter().flatten();
        let find = |name: &&str| {
            let is_it = |line: &&HeaderLine| {
                line.name.as_deref().is_some_and(|known| known.trim().eq_ignore_ascii_case(name))
            };
            Some(Header::new(*name, all().find(is_it)?.value.as_deref()?))
        };
        let mut headers: Vec<Header> = KEPT_HEADERS.iter().filter_map(find).collect();
        let has_type = headers.first().is_some_and(|header| header.name == KEPT_HEADERS[0]);
        if has_type || all().next().is_some() {
            return (headers, true);
        }
        let mime = self.content.as_ref().and_then(|content| content.mime_type.as_deref());
        let mime = mime.filter(|mime| !mime.is_empty() && *mime != "x-unknown");
        headers.insert(0, Header::new(KEPT_HEADERS[0], mime.unwrap_or("application/json")));
        (headers, mime.is_some())
    }
}

impl PostData {
    fn text(self, attached: &mut Attached<'_>) -> Option<String> {
        let beside = || Some(String::from_utf8_lossy(&attached(&self.file?)?).into_owned());
        self.text.or_else(beside)
    }
}

impl Content {
    /// The bytes of the body. None if the browser did not keep them.
    fn bytes(self, attached: &mut Attached<'_>) -> Result<Option<Vec<u8>>, String> {
        let encoding = self.encoding.filter(|encoding| !encoding.is_empty());
        match (self.text, encoding) {
            (Some(text), None) => Ok(Some(text.into_bytes())),
            (Some(text), Some(encoding)) if encoding.eq_ignore_ascii_case("base64") => {
                let bytes = STANDARD.decode(text.trim());
                bytes.map(Some).map_err(|error| format!("content: {error}"))
            }
            (Some(_), Some(_)) => Err("the content is neither text nor base64".to_owned()),
            (None, _) if self.size == Some(0) => Ok(Some(Vec::new())),
            (None, _) => Ok(self.file.and_then(|name| attached(&name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_several_tools() {
        let table = [
            (r#"{"startedDateTime": "2024-03-01T10:00:00.123Z"}"#, Some(1_709_287_200_123_000)),
            (
                r#"{"startedDateTime": "2024-03-01T12:00:00.123456+02:00"}"#,
                Some(1_709_287_200_123_456),
            ),
            (r#"{"startedDateTime": "2024-03-01T10:00:00"}"#, Some(1_709_287_200_000_000)),
            (r#"{"startedDateTime": "yesterday"}"#, None),
            (r#"{"startedDateTime": ""}"#, None),
            (r#"{"startedDateTime": null}"#, None),
            ("{}", None),
        ];
        for (text, expected) in table {
            let entry: Entry = serde_json::from_str(text).unwrap();
            assert_eq!(entry.started_us(), expected, "{text}");
        }
    }

    #[test]
    fn durations_of_several_tools() {
        let table = [
            (r#"{"time": 12.5}"#, 12_500),
            (r#"{"time": 12}"#, 12_000),
            (r#"{"time": -1}"#, 0),
            (r#"{"time": null}"#, 0),
            (r#"{"time": 1e300}"#, 0),
            ("{}", 0),
        ];
        for (text, expected) in table {
            let entry: Entry = serde_json::from_str(text).unwrap();
            assert_eq!(entry.took(), Duration::from_micros(expected), "{text}");
        }
    }
}
