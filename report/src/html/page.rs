//! The writer that all of the page goes through.

use std::fmt::Write;

use super::limits::LONGEST_TEXT;
use crate::clean;

/// HTML in the making. Names of elements and attributes are ours (`'static`); every other text is
/// cleaned and escaped here and nowhere else, and every element that was opened is closed.
#[derive(Default)]
pub(super) struct Page {
    out: String,
}

impl Page {
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        self.void(name, attributes);
        inside(self);
        // Writing to a String cannot fail, here and below.
        let _ = write!(self.out, "</{name}>");
        if BLOCKS.contains(&name) {
            self.out.push('\n');
        }
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, &str)],
        text: &str,
    ) {
        self.element(name, attributes, |page| page.text(text));
    }

    /// An element that has no end tag.
    pub(super) fn void(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        let _ = write!(self.out, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.out, " {attribute}=\"");
            self.escaped(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// At most [`LONGEST_TEXT`] characters, with the number of those that are left out.
    pub(super) fn text(&mut self, text: &str) {
        let (shown, more) = shortened(text, LONGEST_TEXT);
        self.escaped(shown);
        self.left_out(more, "characters");
    }

    /// Text whose line ends are kept, of at most `longest` characters.
    pub(super) fn lines(&mut self, text: &str, longest: usize) {
        let (shown, more) = shortened(text, longest);
        for (number, line) in shown.split('\n').enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            self.escaped(line.strip_suffix('\r').unwrap_or(line));
        }
        self.left_out(more, "characters");
    }

    /// "1,880 more requests not shown", where there are any.
    pub(super) fn left_out(&mut self, more: usize, what: &str) {
        if more > 0 {
            let note = format!(" … {} more {what} not shown", grouped(more));
            self.element("span", &[("class", "more")], |page| page.escaped(&note));
        }
    }

    /// Text of this crate that is HTML.
    pub(super) fn raw(&mut self, html: &'static str) {
        self.out.push_str(html);
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn into_string(self) -> String {
        self.out
    }

    /// Good as text and between double quotes.
    fn escaped(&mut self, text: &str) {
        for character in clean(text).chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                _ => self.out.push(character),
            }
        }
    }
}

/// The beginning of a text, and how many characters follow.
fn shortened(text: &str, longest: usize) -> (&str, usize) {
    match text.char_indices().nth(longest) {
        Some((end, _)) => (&text[..end], text[end..].chars().count()),
        None => (text, 0),
    }
}

/// "1,880".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A line of the file ends behind these.
const BLOCKS: &[&str] = &[
    "article", "dd", "details", "head", "header", "li", "p", "section", "style", "svg", "tr",
    "title",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        let table = [
            ("a < b & c", "<p title=\"a &lt; b &amp; c\">a &lt; b &amp; c</p>\n"),
            ("\"><script>", "<p title=\"&quot;&gt;&lt;script&gt;\">&quot;&gt;&lt;script&gt;</p>\n"),
            ("' onload='x", "<p title=\"&#39; onload=&#39;x\">&#39; onload=&#39;x</p>\n"),
            ("\u{1b}[2J\n", "<p title=\"\\u{1b}[2J\\u{a}\">\\u{1b}[2J\\u{a}</p>\n"),
            ("日本 🙂", "<p title=\"日本 🙂\">日本 🙂</p>\n"),
        ];
        for (given, expected) in table {
            let mut page = Page::default();
            page.leaf("p", &[("title", given)], given);
            assert_eq!(page.into_string(), expected);
        }
    }

    #[test]
    fn lines_end_and_nothing_else_acts() {
        let mut page = Page::default();
        page.lines("GET / HTTP/1.1\r\nx: \u{1b}<b>\n\nbody", 100);
        assert_eq!(page.into_string(), "GET / HTTP/1.1\nx: \\u{1b}&lt;b&gt;\n\nbody");
    }

    #[test]
    fn what_is_too_long_says_by_how_much() {
        let mut page = Page::default();
        page.lines("äbcdef", 2);
        let more = "<span class=\"more\"> … 4 more characters not shown</span>";
        assert_eq!(page.into_string(), format!("äb{more}"));

        let mut page = Page::default();
        page.text(&"x".repeat(4_001));
        assert!(page.into_string().contains("x<span class=\"more\"> … 1 more characters not"));
    }

    #[test]
    fn numbers_in_groups() {
        let table = [(1, "1"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")];
        for (number, expected) in table {
            assert_eq!(grouped(number), expected);
        }
    }
}
