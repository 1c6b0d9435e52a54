//! The bytes of one answer and how they ended, in words.

use serde_json::Value;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    Closed,
    Reset,
    /// Nothing more came, and the connection is still there.
    Open,
}

#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) bytes: Vec<u8>,
    /// None without a call.
    pub(super) end: Option<End>,
}

/// The content type of every reply that the mock makes itself.
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

impl Heard {
    /// `202 OPERATION_PENDING` for a whole answer in JSON with one status; what differs is said.
    pub(super) fn what(&self) -> Option<String> {
        let end = match self.end? {
            End::Closed => "closed",
            End::Reset => "reset",
            End::Open => "hangs",
        };
        let Some(body) = self.bytes_of_body() else { return Some(self.without_body(end)) };
        let status = self.status();
        let length = self.header("content-length").and_then(|length| length.parse::<usize>().ok());
        Some(match length {
            Some(length) if body.len() == length => self.whole(body),
            Some(length) => format!("{status}, {end} after {} of {length} bytes", body.len()),
            None => format!("{status}, {end} within a chunk"),
        })
    }

    pub(super) fn has(&self, values: &str, line: &str) {
        for value in values.split(" | ").filter(|value| !value.is_empty()) {
            let (what, expected) = value.split_once(' ').unwrap();
            if what == "begins" {
                assert!(self.body().starts_with(expected), "{line}");
                continue;
            }
            let actual = match what.strip_prefix("header:") {
                Some(name) => self.header(name),
                None => self.json().pointer(what).map(Value::to_string),
            };
            assert_eq!(actual.as_deref().unwrap_or("nothing"), expected, "{what} of {line}");
        }
    }

    pub(super) fn text_at(&self, pointer: &str) -> Option<String> {
        Some(self.json().pointer(pointer)?.as_str()?.to_owned())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn without_body(&self, end: &str) -> String {
        match &*self.bytes {
            [] => end.to_owned(),
            bytes if bytes.starts_with(b"HTTP/1.1") => format!("{end} within the head"),
            _ => "no HTTP".to_owned(),
        }
    }

    fn whole(&self, body: &[u8]) -> String {
        let status = self.status();
        let content_type = self.header("content-type").unwrap_or_default();
        let Ok(text) = std::str::from_utf8(body) else { return format!("{status}, no UTF-8") };
        let Ok(json) = serde_json::from_str::<Value>(text) else {
            return format!("{status}, no JSON as {content_type}");
        };
        let said = json["HttpStatusCode"].to_string();
        let is_same = said == status;
        let other = if is_same { String::new() } else { format!(", in the body {said}") };
        let code = json["FlinksCode"].as_str().map_or(String::new(), |code| format!(" {code}"));
        let is_usual = content_type == CONTENT_TYPE;
        let kind = if is_usual { String::new() } else { format!(" as {content_type}") };
        format!("{status}{other}{code}{kind}")
    }

    fn status(&self) -> String {
        self.text().split(' ').nth(1).unwrap_or_default().to_owned()
    }

    fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let (head, _) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    }

    fn bytes_of_body(&self) -> Option<&[u8]> {
        let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        self.bytes.starts_with(b"HTTP/1.1 ").then(|| &self.bytes[end + 4..])
    }

    fn body(&self) -> String {
        String::from_utf8_lossy(self.bytes_of_body().unwrap_or_default()).into_owned()
    }

    /// Null where it is none.
    fn json(&self) -> Value {
        serde_json::from_str(&self.body()).unwrap_or_default()
    }
}
