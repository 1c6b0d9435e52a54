//! The bytes of a request as they came, bounded, and the texts that are made of them.

use std::fmt;
use std::sync::Arc;

use flinks_trace::Header;
use hyper::http::request::Parts;

use super::{LONGEST_BODY_BYTES, LONGEST_LINE_BYTES, cut, marked};
use crate::auth::Keys;

/// Holds secrets, and so do its texts; of the keys of the server they have none.
#[derive(Default)]
pub(crate) struct NotedRequest {
    /// `METHOD target`, and `name: value` for each header, one a line. A line that was cut ends in a NUL
    /// and its full length. Then the body. In one allocation of its own: a slice of the connection's
    /// buffer would keep all of that.
    bytes: Box<[u8]>,
    /// Where the body begins.
    head_bytes: usize,
    /// Bytes of the whole body, which may be cut.
    body_bytes: usize,
    /// Keys of the server, which a client may put anywhere.
    keys: Option<Arc<Keys>>,
}

/// Bytes that are kept beyond what is shown, so that a key at the end is recognized and not shown in
/// part. No key is longer.
const SPARE: usize = 256;

impl NotedRequest {
    pub(crate) fn new(head: &Parts, body: &[u8], keys: Option<Arc<Keys>>) -> Self {
        let target = head.uri.path_and_query().map_or("", |target| target.as_str());
        let headers = || head.headers.iter();
        let bytes: usize =
            headers().map(|(name, value)| name.as_str().len() + value.len() + 3).sum();
        let body_bytes = body.len();
        let body = &body[..body_bytes.min(LONGEST_BODY_BYTES + SPARE)];
        let method = head.method.as_str();
        let mut lines = Vec::with_capacity(method.len() + target.len() + 2 + bytes + body.len());
        line(&mut lines, &method[..method.len().min(LONGEST_LINE_BYTES)], b" ", target.as_bytes());
        for (name, value) in headers() {
            line(&mut lines, name.as_str(), b": ", value.as_bytes());
        }
        let head_bytes = lines.len();
        lines.extend_from_slice(body);
        Self { bytes: lines.into(), head_bytes, body_bytes, keys }
    }

    pub(crate) fn method(&self) -> &str {
        let method = self.lines().next().and_then(|line| line.split(|byte| *byte == b' ').next());
        method.and_then(|method| std::str::from_utf8(method).ok()).unwrap_or_default()
    }

    /// The path with its query.
    pub(super) fn path(&self) -> String {
        let (_, target) = parted(self.lines().next().unwrap_or_default(), b" ");
        self.text(target)
    }

    pub(super) fn headers(&self) -> Vec<Header> {
        self.header_lines().map(|line| self.header(line)).collect()
    }

    /// As they were noted. Two that are equal are the same header of the same server.
    pub(super) fn header_lines(&self) -> impl Iterator<Item = &[u8]> {
        self.lines().skip(1)
    }

    pub(super) fn header(&self, line: &[u8]) -> Header {
        let (name, value) = parted(line, b": ");
        let name = String::from_utf8_lossy(name).into_owned();
        let value = self.text(value);
        Header { name: self.hide(cut(name, LONGEST_LINE_BYTES)), value }
    }

    pub(super) fn body(&self) -> String {
        let body = &self.bytes[self.head_bytes..];
        let text = String::from_utf8_lossy(body);
        if self.body_bytes > body.len() {
            return self.shortened(text.into_owned(), LONGEST_BODY_BYTES, self.body_bytes);
        }
        cut(self.hide(text.into_owned()), LONGEST_BODY_BYTES)
    }

    /// The text without the keys of the server.
    pub(super) fn hide(&self, text: String) -> String {
        match &self.keys {
            Some(keys) => keys.hide(&text).into_owned(),
            None => text,
        }
    }

    /// Beside itself.
    pub(super) fn weight(&self) -> usize {
        self.bytes.len()
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let head = &self.bytes[..self.head_bytes];
        head.strip_suffix(b"\n").unwrap_or_default().split(|byte| *byte == b'\n')
    }

    fn text(&self, bytes: &[u8]) -> String {
        // Nearly every text is valid, which is seen faster without a search for what to replace.
        let text =
            std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Into::into);
        match text.split_once('\0') {
            Some((text, length)) => {
                let length = length.parse().unwrap_or_default();
                self.shortened(text.to_owned(), LONGEST_LINE_BYTES, length)
            }
            None => cut(self.hide(text.into_owned()), LONGEST_LINE_BYTES),
        }
    }

    /// A text that was cut when it was noted. Its end may be a part of a key.
    fn shortened(&self, text: String, most: usize, length: usize) -> String {
        let text = self.hide(text);
        let most = most.min(text.len().saturating_sub(SPARE));
        marked(text, most, length)
    }
}

impl fmt::Debug for NotedRequest {
    /// Shows nothing of what it holds.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NotedRequest({} bytes)", self.weight())
    }
}

fn line(lines: &mut Vec<u8>, name: &str, separator: &[u8], value: &[u8]) {
    lines.extend_from_slice(name.as_bytes());
    lines.extend_from_slice(separator);
    if value.len() > LONGEST_LINE_BYTES + SPARE {
        lines.extend_from_slice(&value[..LONGEST_LINE_BYTES + SPARE]);
        lines.extend_from_slice(format!("\0{}", value.len()).as_bytes());
    } else {
        lines.extend_from_slice(value);
    }
    lines.push(b'\n');
}

fn parted<'a>(line: &'a [u8], separator: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = line.windows(separator.len()).position(|window| window == separator);
    at.map_or((line, &[]), |at| (&line[..at], &line[at + separator.len()..]))
}
