//! Text from outside, made harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with everything that a terminal would act on written out: `\u{1b}` for an escape.
///
/// Covers the control characters of C0 and C1 (a hostile server must not move the cursor, set the
/// window title or start a line that looks like ours), line separators, and the characters that
/// turn or hide text (Unicode 16, bidirectional controls and zero-width characters). And what CI
/// systems take as a command wherever it stands in a log: `##[...]`, `##vso[...]`, `##teamcity[...]`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if acts(character) || commands(&text[at..]) {
            // Writing to a String cannot fail.
            let _ = write!(out, "{}", character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Whether a command of a CI system begins here.
fn commands(text: &str) -> bool {
    let name = text.strip_prefix("##").map(|name| name.trim_start_matches(char::is_alphabetic));
    name.is_some_and(|rest| rest.starts_with('['))
}

pub(crate) fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                // No characters at all, and an XML parser stops at them.
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_is_left() {
        let table = [
            ("Montréal 日本 🙂", "Montréal 日本 🙂"),
            ("\u{1b}[2J\u{1b}]0;owned\u{7}", r"\u{1b}[2J\u{1b}]0;owned\u{7}"),
            ("a\r\nPASS", r"a\u{d}\u{a}PASS"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("\u{7f}\0\t", r"\u{7f}\u{0}\u{9}"),
            ("abc\u{202e}fdp.exe", r"abc\u{202e}fdp.exe"),
            ("zero\u{200b}width\u{feff}", r"zero\u{200b}width\u{feff}"),
            (
                "x ##[error]no ##vso[task] ###[x]",
                r"x \u{23}#[error]no \u{23}#vso[task] #\u{23}#[x]",
            ),
            ("## Title, #[x] ##", "## Title, #[x] ##"),
            ("none\u{fffe}\u{ffff}", r"none\u{fffe}\u{ffff}"),
            ("line\u{2028}separator", r"line\u{2028}separator"),
        ];
        for (given, expected) in table {
            assert_eq!(clean(given), expected);
        }
    }
}
