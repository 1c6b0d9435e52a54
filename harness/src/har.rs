//! HAR files (HTTP Archive 1.2), as far as a Flinks call needs them.
//!
//! Browsers and proxies leave out members or set them to null, each in its own way, so that all of
//! them are optional here. What is of another type than documented is an error.

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Deserialize)]
pub(crate) struct Har {
    pub(crate) log: Log,
}

#[derive(Deserialize)]
pub(crate) struct Log {
    #[serde(default)]
    pub(crate) entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    started_date_time: Option<String>,
    /// Milliseconds; -1 where it is not known.
    time: Option<f64>,
    pub(crate) request: Option<Request>,
    pub(crate) response: Option<Response>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    pub(crate) method: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) post_data: Option<PostData>,
}

#[derive(Deserialize)]
pub(crate) struct PostData {
    pub(crate) text: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Response {
    /// 0 where there was no answer.
    pub(crate) status: Option<i64>,
    pub(crate) headers: Option<Vec<Header>>,
    pub(crate) content: Option<Content>,
    /// Chrome says here why there was no answer: "net::ERR_CONNECTION_REFUSED".
    #[serde(rename = "_error")]
    pub(crate) error: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Header {
    pub(crate) name: Option<String>,
    pub(crate) value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Content {
    /// Bytes; -1 where it is not known.
    pub(crate) size: Option<i64>,
    pub(crate) mime_type: Option<String>,
    pub(crate) text: Option<String>,
    /// "base64", or nothing.
    pub(crate) encoding: Option<String>,
}

/// Longer ones are no duration of a request.
const LONGEST_MS: f64 = 86_400_000.0;

impl Entry {
    /// When the request was sent, in microseconds since 1970.
    pub(crate) fn started_us(&self) -> Option<i64> {
        let text = self.started_date_time.as_deref()?.trim();
        let parsed = OffsetDateTime::parse(text, &Rfc3339)
            // Some leave the zone out; the moments are only compared with each other.
            .or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339));
        i64::try_from(parsed.ok()?.unix_timestamp_nanos() / 1_000).ok()
    }

    /// How long the exchange took, in microseconds; 0 where it is not known.
    pub(crate) fn took_us(&self) -> u64 {
        let millis = self.time.filter(|millis| (0.0..=LONGEST_MS).contains(millis));
        // In range, and a part of a microsecond is nothing.
        millis.map_or(0, |millis| (millis * 1_000.0) as u64)
    }
}

impl Response {
    /// By its name in lower case, the first of several.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().flatten();
        let is_it = |header: &&Header| {
            header.name.as_deref().is_some_and(|known| known.trim().eq_ignore_ascii_case(name))
        };
        headers.find(is_it)?.value.as_deref()
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
            assert_eq!(entry.took_us(), expected, "{text}");
        }
    }
}
