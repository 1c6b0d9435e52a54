//! A body in a file: as the file itself, or as a string in a HAR.

use std::fmt;

use crate::captured::tree::Tree;

/// The text of a reply, and where in its file it stands.
pub(super) struct Body {
    /// As it came over the wire.
    pub(super) bytes: Vec<u8>,
    pub(super) form: Form,
}

pub(super) enum Form {
    /// The whole file.
    Whole,
    /// The JSON string that begins at this byte. `escapes`: how far text and string are apart after
    /// each escape, as places in both.
    Literal { start: usize, escapes: Vec<(usize, usize)> },
    /// A JSON string that holds base64: there is no place within.
    Encoded { start: usize },
}

impl fmt::Debug for Body {
    /// It holds what must not be seen.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Body of {} bytes", self.bytes.len())
    }
}

impl Body {
    /// `raw`: the file from the opening quote on.
    pub(super) fn literal(text: String, start: usize, raw: &str) -> Self {
        let escapes = escapes(raw);
        Self { bytes: text.into_bytes(), form: Form::Literal { start, escapes } }
    }

    /// Where a byte of the body stands in the file.
    fn in_file(&self, offset: usize) -> usize {
        match &self.form {
            Form::Whole => offset,
            Form::Encoded { start } => *start,
            Form::Literal { start, escapes } => {
                let before = escapes.partition_point(|(text, _)| *text <= offset);
                let (text, raw) = match before.checked_sub(1).and_then(|last| escapes.get(last)) {
                    Some(last) => *last,
                    // After the quote.
                    None => (0, 1),
                };
                start + raw + (offset - text)
            }
        }
    }
}

/// After each escape of a JSON string: how many bytes of text, and of the string, are before.
fn escapes(raw: &str) -> Vec<(usize, usize)> {
    let bytes = raw.as_bytes();
    let (mut text, mut at) = (0, 1);
    let mut found = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => break,
            b'\\' => {
                let unit = unit(bytes, at);
                let (length, wide) = match unit {
                    // The first half of a pair: both together are four bytes.
                    Some(0xd800..=0xdbff) => (12, 4),
                    Some(unit) => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
                    None => (2, 1),
                };
                at += length;
                text += wide;
                found.push((text, at));
            }
            _ => {
                at += 1;
                text += 1;
            }
        }
    }
    found
}

/// The number of a `\uXXXX`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at + 2..at + 6).filter(|_| bytes.get(at + 1) == Some(&b'u'))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// From JSON Pointers of what the checks saw to places in the file.
pub(super) struct Places<'a> {
    body: &'a Body,
    /// Nothing where the body is not JSON; then the place where that begins.
    trees: Result<(Tree<'a>, Tree<'a>), usize>,
}

impl<'a> Places<'a> {
    /// `shown`: the body as the checks saw it, where names and values may be others. Both have the
    /// same form, so what is the third member in one is the third in the other.
    pub(super) fn of(body: &'a Body, shown: &'a str) -> Self {
        let trees = match serde_json::from_slice::<serde::de::IgnoredAny>(&body.bytes) {
            Err(error) => Err(flaw(&body.bytes, &error)),
            Ok(_) => {
                let text = std::str::from_utf8(&body.bytes).unwrap_or_default();
                Ok((Tree::of(shown), Tree::of(text)))
            }
        };
        Self { body, trees }
    }

    /// The place of a value in the file. Of a member that is absent it is that of its object.
    pub(super) fn offset(&self, pointer: &str) -> usize {
        self.body.in_file(match &self.trees {
            Ok((shown, real)) => real.start(&shown.path(pointer)),
            Err(flaw) => *flaw,
        })
    }
}

/// The byte at which a text stops to be JSON.
fn flaw(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    (before + error.column().saturating_sub(1)).min(bytes.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_string_with_escapes() {
        let raw = r#""{\"a\":\n\t[\"é\u00e9\ud83d\ude00\\\\\", 1],\u0022b\":2}" and more"#;
        let text: String = serde_json::from_str(raw.strip_suffix(" and more").unwrap()).unwrap();
        let body = Body::literal(text.clone(), 100, raw);
        let places = Places::of(&body, &text);
        let table = [("", "{"), ("/a", "["), ("/a/0", "\\\"é"), ("/a/1", "1]"), ("/b", "2}")];
        for (pointer, expected) in table {
            let start = places.offset(pointer) - 100;
            assert!(raw[start..].starts_with(expected), "{pointer}: {}", &raw[start..]);
        }
    }

    #[test]
    fn what_is_not_json_has_the_place_where_that_begins() {
        for (text, expected) in [("{\n  \"a\": x}", 9), ("", 0), ("<html>", 0), ("{\"a\":", 4)] {
            let body = Body { bytes: text.as_bytes().to_vec(), form: Form::Whole };
            assert_eq!(Places::of(&body, text).offset("/a"), expected, "{text}");
        }
    }

    #[test]
    fn pseudonyms_have_the_place_of_what_they_stand_for() {
        let body = Body { bytes: br#"{"Secret": 1, "b": 2}"#.to_vec(), form: Form::Whole };
        assert_eq!(Places::of(&body, r#"{"Xyzabc": 7, "b": 9}"#).offset("/Xyzabc"), 11);
    }
}
