//! Texts on the page: cleaned here, escaped by the template engine.

use std::fmt::Write;

use maud::{Escaper, Markup, Render, html};

use super::limits::LONGEST_TEXT;
use crate::clean;

/// Text between tags, of at most [`LONGEST_TEXT`] characters.
pub(super) struct Text<'a>(pub(super) &'a str);

/// The value of an attribute.
pub(super) struct Attr<'a>(pub(super) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        let (shown, more) = shortened(self.0, LONGEST_TEXT);
        Attr(shown).render_to(out);
        left_out(more, "characters").render_to(out);
    }
}

impl Render for Attr<'_> {
    fn render_to(&self, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = Escaper::new(out).write_str(&clean(self.0));
    }
}

/// Text with its line ends, of at most `longest` characters.
pub(super) fn lines(text: &str, longest: usize) -> Markup {
    let (shown, more) = shortened(text, longest);
    html! {
        @for (number, line) in shown.split('\n').enumerate() {
            @if number > 0 { "\n" }
            (Attr(line.strip_suffix('\r').unwrap_or(line)))
        }
        (left_out(more, "characters"))
    }
}

/// "1,880 more requests not shown", if there are any.
pub(super) fn left_out(more: usize, what: &str) -> Markup {
    html! { @if more > 0 { span class="more" { " … " (grouped(more)) " more " (what) " not shown" } } }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        let table = [
            ("a < b & c", "a &lt; b &amp; c"),
            ("\"><script>", "&quot;&gt;&lt;script&gt;"),
            ("\u{1b}[2J\n", "\\u{1b}[2J\\u{a}"),
            ("日本 🙂", "日本 🙂"),
        ];
        for (given, expected) in table {
            let page = html! { p title=(Attr(given)) { (Text(given)) } }.into_string();
            assert_eq!(page, format!("<p title=\"{expected}\">{expected}</p>"));
        }
    }

    #[test]
    fn lines_end_and_what_is_too_long_says_by_how_much() {
        let page = lines("GET /\r\nx: \u{1b}<b>\n\nbody", 100).into_string();
        assert_eq!(page, "GET /\nx: \\u{1b}&lt;b&gt;\n\nbody");
        let more = "<span class=\"more\"> … 4 more characters not shown</span>";
        assert_eq!(lines("äbcdef", 2).into_string(), format!("äb{more}"));
        let page = html! { (Text(&"x".repeat(5_234))) }.into_string();
        assert!(page.contains("x<span class=\"more\"> … 1,234 more characters not"));
    }
}
