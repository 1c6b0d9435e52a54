//! Texts on the page: cleaned here, escaped by the template engine.

use std::fmt::Write;

use maud::{Escaper, Markup, Render, html};

use crate::clean;

/// Text between tags, or as the value of an attribute.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = Escaper::new(out).write_str(&clean(self.0));
    }
}

/// Text with its line ends, of at most `longest` characters.
pub(super) fn lines(text: &str, longest: usize) -> Markup {
    let end = text.char_indices().nth(longest).map_or(text.len(), |(end, _)| end);
    let (shown, rest) = text.split_at(end);
    html! {
        @for (number, line) in shown.split('\n').enumerate() {
            @if number > 0 { "\n" }
            (Text(line.strip_suffix('\r').unwrap_or(line)))
        }
        (left_out(rest.chars().count(), "characters"))
    }
}

/// "1880 more requests not shown", if there are any.
pub(super) fn left_out(more: usize, what: &str) -> Markup {
    html! { @if more > 0 { span class="more" { " … " (more) " more " (what) " not shown" } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_and_what_is_too_long_says_by_how_much() {
        let page = lines("GET /\r\nx: \u{1b}<b>\n\nbody", 100).into_string();
        assert_eq!(page, "GET /\nx: \\u{1b}&lt;b&gt;\n\nbody");
        let more = "<span class=\"more\"> … 4 more characters not shown</span>";
        assert_eq!(lines("äbcdef", 2).into_string(), format!("äb{more}"));
        let page = left_out(1_880, "requests").into_string();
        assert!(page.contains(" … 1880 more requests not shown"), "{page}");
    }
}
