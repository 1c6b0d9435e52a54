//! Reads a body piece by piece, be it JSON, broken off JSON or something that only begins like it.

use super::place::{self, Member};

/// As deep as serde_json reads. What is deeper is no JSON for anybody, and wholly hidden.
const DEEPEST: usize = 128;

/// Names that are compared with every documented one, per body. Beyond that, a typo is a name like
/// any other; without a limit 16 MiB of names would take a minute.
const MOST_TYPOS: usize = 1_000;

/// A piece of the text, and what it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Piece<'a> {
    /// Its first byte in the text.
    pub at: usize,
    pub text: &'a str,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// A member name, in its quotes.
    Name,
    /// A string, in its quotes. The closing one may be missing.
    Text,
    Number,
    /// Punctuation, white space, `true`, `false` and `null`.
    Plain,
    /// Not JSON.
    Other,
}

/// Where a piece stands.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    frames: Vec<Frame>,
    /// Open brackets below the deepest frame.
    beyond: usize,
    typos: usize,
}

/// An object or array that is open.
#[derive(Clone, Copy)]
struct Frame {
    /// The place of its bracket, which tells it from others.
    start: usize,
    is_object: bool,
    /// The next string is a name.
    names: bool,
    /// The member that is being read; of an array, the one that it is the value of.
    member: Member,
    /// The member that it is the value of, or of which an array around it is.
    via: Member,
    hidden: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, frames: Vec::new(), beyond: 0, typos: 0 }
    }

    /// The member that the last piece belongs to.
    pub(super) fn member(&self) -> Member {
        self.frames.last().map_or(Member::Other, |frame| frame.member)
    }

    /// Whether nothing of a value is shown here.
    pub(super) fn hides(&self) -> bool {
        let around = self.frames.last().is_some_and(|frame| frame.hidden);
        around || self.beyond > 0 || self.member().is_hidden()
    }

    /// Whether the names of members are questions here.
    pub(super) fn hides_names(&self) -> bool {
        self.beyond > 0 || self.frames.last().is_some_and(|frame| frame.via == Member::Answers)
    }

    /// The object that the last piece is a member of.
    pub(super) fn object(&self) -> Option<usize> {
        self.frames.last().filter(|frame| frame.is_object).map(|frame| frame.start)
    }

    /// The account, its list and its transaction, in which the last piece is a member.
    pub(super) fn transaction(&self) -> Option<[usize; 3]> {
        let [.., account, list, transaction] = self.frames.as_slice() else { return None };
        let is_list = !list.is_object && list.via == Member::Transactions;
        let found = account.is_object && is_list && transaction.is_object && self.beyond == 0;
        found.then_some([account.start, list.start, transaction.start])
    }

    /// The account of whose `Balance` the last piece is a member.
    pub(super) fn balance(&self) -> Option<usize> {
        let [.., account, balance] = self.frames.as_slice() else { return None };
        let found = account.is_object && balance.is_object && balance.via == Member::Balance;
        (found && self.beyond == 0).then_some(account.start)
    }

    /// The next piece; the scanner then stands in it.
    pub(super) fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.text.get(self.at..)?;
        let first = *rest.as_bytes().first()?;
        let at = self.at;
        let (length, kind) = match first {
            b'"' => (string(rest), self.string()),
            b'-' | b'0'..=b'9' if number(rest) > 0 => (number(rest), Kind::Number),
            b'{' | b'[' => self.opened(first == b'{'),
            b'}' | b']' => self.closed(),
            b',' => self.turned(true),
            b':' => self.turned(false),
            b' ' | b'\t' | b'\r' | b'\n' => (blank(rest), Kind::Plain),
            _ => literal(rest).map_or_else(|| (other(rest), Kind::Other), |end| (end, Kind::Plain)),
        };
        let text = &rest[..length];
        self.at += length;
        if kind == Kind::Name {
            self.named(text);
        }
        Some(Piece { at, text, kind })
    }

    fn string(&self) -> Kind {
        let names = self.frames.last().is_some_and(|frame| frame.names) && self.beyond == 0;
        if names { Kind::Name } else { Kind::Text }
    }

    fn named(&mut self, text: &str) {
        let name = Unescaped::of(text).text;
        let known = place::is_documented(&name);
        self.typos += usize::from(!known);
        let member = match known || self.typos <= MOST_TYPOS {
            true => place::member(&name),
            false => Member::Other,
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.member = member;
        }
    }

    /// Whether names that are nearly right are still looked for.
    pub(super) fn knows_typos(&self) -> bool {
        self.typos <= MOST_TYPOS
    }

    fn opened(&mut self, is_object: bool) -> (usize, Kind) {
        if self.frames.len() >= DEEPEST {
            self.beyond += 1;
            return (1, Kind::Plain);
        }
        let (via, hidden) = (self.member(), self.hides());
        let member = if is_object { Member::Other } else { via };
        let start = self.at;
        self.frames.push(Frame { start, is_object, names: is_object, member, via, hidden });
        (1, Kind::Plain)
    }

    fn closed(&mut self) -> (usize, Kind) {
        match self.beyond {
            0 => drop(self.frames.pop()),
            _ => self.beyond -= 1,
        }
        (1, Kind::Plain)
    }

    /// A comma ends a member, a colon its name.
    fn turned(&mut self, names: bool) -> (usize, Kind) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_object) {
            frame.names = names;
            if names && self.beyond == 0 {
                frame.member = Member::Other;
            }
        }
        (1, Kind::Plain)
    }
}

/// Bytes up to and with the closing quote, or to the end.
fn string(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at + 1,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// Bytes of a number by the grammar of RFC 8259, 0 where there is none.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let whole = match bytes.get(sign) {
        Some(b'0') => 1,
        _ => digits(sign),
    };
    if whole == 0 {
        return 0;
    }
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if signed <= bytes.len() && digits(signed) > 0 {
            end = signed + digits(signed);
        }
    }
    end
}

fn blank(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

fn literal(text: &str) -> Option<usize> {
    let word = ["true", "false", "null"].into_iter().find(|word| text.starts_with(word))?;
    let ends = text[word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    ends.then_some(word.len())
}

/// Up to the next character that means something in JSON.
fn other(text: &str) -> usize {
    let mut characters = text.char_indices();
    let first = characters.next().map_or(0, |(_, c)| c.len_utf8());
    let end = characters.find(|(_, c)| matches!(c, '"' | '{' | '}' | '[' | ']' | ',' | ':'));
    end.map_or(text.len(), |(at, _)| at).max(first)
}

/// What a string in quotes says.
pub(super) struct Unescaped {
    pub text: String,
    /// Something in it is no JSON: an escape that does not exist, half a surrogate pair, a bare
    /// control character.
    pub is_flawed: bool,
    /// It has its closing quote.
    pub is_closed: bool,
}

impl Unescaped {
    pub(super) fn of(quoted: &str) -> Self {
        let inner = quoted.strip_prefix('"').unwrap_or(quoted);
        let is_closed = string(quoted) == quoted.len() && ends(inner);
        let inner = if is_closed { &inner[..inner.len() - 1] } else { inner };
        let mut found =
            Self { text: String::with_capacity(inner.len()), is_flawed: false, is_closed };
        let mut rest = inner;
        while let Some(first) = rest.chars().next() {
            let (character, length) = match first {
                '\\' => escape(rest),
                '\0'..='\u{1f}' => (None, 1),
                _ => (Some(first), first.len_utf8()),
            };
            found.is_flawed |= character.is_none();
            found.text.push(character.unwrap_or('\u{fffd}'));
            rest = rest.get(length..).unwrap_or_default();
        }
        found
    }
}

/// Whether the last quote is one that closes.
fn ends(inner: &str) -> bool {
    inner.strip_suffix('"').is_some_and(|before| {
        let slashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
        slashes.is_multiple_of(2)
    })
}

/// The character that an escape stands for, and the bytes it takes.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(letter) = text.chars().nth(1) else { return (None, 1) };
    let character = match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return code_point(text),
        _ => return (None, 1 + letter.len_utf8()),
    };
    (Some(character), 2)
}

fn code_point(text: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let Some(first) = unit(0) else { return (None, 2) };
    if let Some(character) = char::from_u32(first.into()) {
        return (Some(character), 6);
    }
    let pair = unit(6).map(|second| char::decode_utf16([first, second]).next());
    match pair {
        Some(Some(Ok(character))) => (Some(character), 12),
        _ => (None, 6),
    }
}
