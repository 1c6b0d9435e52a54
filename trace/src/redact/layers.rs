//! The text behind escapes: `%41`, `\u0041`, `&#65;`, in any mixture and one in another.

/// How often an escaped text may have been escaped again.
const DEEPEST: usize = 3;

/// A text with its escapes undone, and the way back.
pub(super) struct Layer {
    pub bytes: Vec<u8>,
    /// Positions here and in the text, ascending; between two of them both grow alike.
    anchors: Vec<(usize, usize)>,
}

/// The text itself, and what it says as long as it says something else.
pub(super) fn layers(text: &str) -> Vec<Layer> {
    let mut all = vec![Layer { bytes: text.as_bytes().to_vec(), anchors: vec![(0, 0)] }];
    for _ in 0..DEEPEST {
        let Some(next) = all.last().and_then(Layer::undone) else { break };
        all.push(next);
    }
    all
}

impl Layer {
    /// Where the byte at `position` comes from in the text.
    pub(super) fn source(&self, position: usize) -> usize {
        let after = self.anchors.partition_point(|(here, _)| *here <= position);
        let (here, there) = self.anchors[..after].last().copied().unwrap_or_default();
        there + (position - here)
    }

    /// Nothing where there is no escape.
    fn undone(&self) -> Option<Self> {
        let mut next = Self { bytes: Vec::with_capacity(self.bytes.len()), anchors: vec![(0, 0)] };
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let escape = match byte {
                b'%' => percent(&self.bytes[at..]),
                b'\\' => backslash(&self.bytes[at..]),
                b'&' => entity(&self.bytes[at..]),
                _ => None,
            };
            match escape {
                Some((character, length)) => {
                    next.anchors.push((next.bytes.len(), self.source(at)));
                    match character {
                        Escaped::Byte(byte) => next.bytes.push(byte),
                        Escaped::Character(character) => {
                            next.bytes
                                .extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                    }
                    at += length;
                    next.anchors.push((next.bytes.len(), self.source(at)));
                }
                None => {
                    next.bytes.push(*byte);
                    at += 1;
                    // What is one step here may be several in the text.
                    if self.source(at) != next.source(next.bytes.len()) {
                        next.anchors.push((next.bytes.len(), self.source(at)));
                    }
                }
            }
        }
        (next.bytes != self.bytes).then_some(next)
    }
}

enum Escaped {
    Byte(u8),
    Character(char),
}

fn percent(bytes: &[u8]) -> Option<(Escaped, usize)> {
    let digits = std::str::from_utf8(bytes.get(1..3)?).ok()?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number.then(|| Some((Escaped::Byte(u8::from_str_radix(digits, 16).ok()?), 3)))?
}

fn backslash(bytes: &[u8]) -> Option<(Escaped, usize)> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let is_number = digits.iter().all(u8::is_ascii_hexdigit);
        is_number.then(|| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())?
    };
    let character = match bytes.get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'u' => {
            let first = unit(0)?;
            return match char::from_u32(first.into()) {
                Some(character) => Some((Escaped::Character(character), 6)),
                None => {
                    let character = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
                    Some((Escaped::Character(character), 12))
                }
            };
        }
        _ => return None,
    };
    Some((Escaped::Character(character), 2))
}

/// `&#65;`, `&#x41;` and the five that XML names.
fn entity(bytes: &[u8]) -> Option<(Escaped, usize)> {
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(bytes.get(1..end)?).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((Escaped::Character(character), end + 1))
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
            let layers = layers(text);
            let layer = &layers[layer];
            assert_eq!(layer.bytes, expected.as_bytes(), "{text}");
            let end = expected.len() - 1;
            assert_eq!(layer.source(1)..layer.source(end), range, "{text}");
            assert_eq!(layer.source(expected.len()), text.len(), "{text}");
        }
        for text in ["abc", "100%", r"\q", r"\u00", "&", "&what;", r"\ud83d"] {
            assert_eq!(layers(text).len(), 1, "{text}");
        }
        assert_eq!(layers("%252525252541").len(), 1 + DEEPEST);
    }
}
