//! The text behind escapes: `%41`, `\u0041`, `&#65;`, in any mixture and one in another.

use std::borrow::Cow;

/// How often an escaped text may have been escaped again.
const DEEPEST: usize = 3;

/// A text with its escapes undone, and the way back.
pub(super) struct Layer<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// Where each byte comes from in the text, and where the text ends; empty for the text itself.
    places: Vec<usize>,
}

/// The text itself, and what it says as long as it says something else.
pub(super) fn layers(text: &str) -> impl Iterator<Item = Layer<'_>> {
    let first = Layer { bytes: text.as_bytes().into(), places: Vec::new() };
    std::iter::successors(Some(first), Layer::undone).take(1 + DEEPEST)
}

impl Layer<'_> {
    /// Where the byte at `position` comes from in the text.
    pub(super) fn source(&self, position: usize) -> usize {
        self.places.get(position).copied().unwrap_or(position)
    }

    /// The text with its escapes undone. None if there is no escape.
    fn undone<'a>(&self) -> Option<Layer<'a>> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'\\' | b'&')) {
            return None;
        }
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let length = escape(&self.bytes[at..], &mut bytes).unwrap_or_else(|| {
                bytes.push(*byte);
                1
            });
            places.resize(bytes.len(), self.source(at));
            at += length;
        }
        places.push(self.source(at));
        (bytes.len() < self.bytes.len()).then(|| Layer { bytes: bytes.into(), places })
    }
}

/// Undoes the escape that `from` begins with, and gives its length.
fn escape(from: &[u8], undone: &mut Vec<u8>) -> Option<usize> {
    let (character, length) = match from {
        [b'%', digits @ ..] => {
            undone.push(u8::try_from(hexadecimal(digits.get(..2)?)?).ok()?);
            return Some(3);
        }
        [b'\\', b'u', ..] => unicode(from)?,
        [b'\\', byte @ (b'"' | b'\\' | b'/'), ..] => (char::from(*byte), 2),
        [b'\\', b'n', ..] => ('\n', 2),
        [b'\\', b't', ..] => ('\t', 2),
        [b'\\', b'r', ..] => ('\r', 2),
        [b'&', ..] => entity(from)?,
        _ => return None,
    };
    undone.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(length)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let are_digits = digits.iter().all(u8::is_ascii_hexdigit);
    are_digits.then(|| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())?
}

/// What is not in the first plane is written as two units.
fn unicode(from: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| hexadecimal(from.get(at..at + 6)?.strip_prefix(b"\\u")?);
    let units = [unit(0), unit(6)].map(|unit| unit.and_then(|unit| u16::try_from(unit).ok()));
    let character = char::decode_utf16(units.into_iter().map_while(|unit| unit)).next()?.ok()?;
    Some((character, 6 * character.len_utf16()))
}

/// `&#65;`, `&#x41;` and the five that XML names.
fn entity(from: &[u8]) -> Option<(char, usize)> {
    let end = from.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(from.get(1..end)?).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => hexadecimal(digits.as_bytes())?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_escapes_say_and_where_they_stand() {
        let table = [
            ("a%62c", "abc", 1, 1..4),
            (r"a\u0062c", "abc", 1, 1..7),
            (r"a\/c", "a/c", 1, 1..3),
            ("a&#98;c", "abc", 1, 1..6),
            ("a&amp;c", "a&c", 1, 1..6),
            (r"a\ud83d\ude00c", "a😀c", 1, 1..13),
            ("a%2562c", "abc", 2, 1..6),
            (r"a\\u0062c", "abc", 2, 1..8),
        ];
        for (text, expected, layer, range) in table {
            let layer = layers(text).nth(layer).expect(text);
            assert_eq!(*layer.bytes, *expected.as_bytes(), "{text}");
            let end = expected.len() - 1;
            assert_eq!(layer.source(1)..layer.source(end), range, "{text}");
            assert_eq!(layer.source(expected.len()), text.len(), "{text}");
        }
        for text in ["abc", "100%", r"\q", r"\u00", "&", "&what;", r"\ud83d"] {
            assert_eq!(layers(text).count(), 1, "{text}");
        }
        assert_eq!(layers("%252525252541").count(), 1 + DEEPEST);
    }
}
