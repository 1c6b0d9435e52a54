//! Text that comes from a file or a client, for a terminal.

use std::fmt::{self, Write};

/// Written without what would move the cursor; new lines stay.
pub(super) struct Clean<'a>(pub(super) &'a str);

impl fmt::Display for Clean<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() && c != '\n' {
                write!(formatter, "{}", c.escape_default())?;
            } else {
                formatter.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// A word of a command line, for a shell.
pub(super) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_word() {
        #[rustfmt::skip]
        let table = [
            ("ada", "ada"),
            ("43387ca6-0391", "43387ca6-0391"),
            ("a b", "'a b'"),
            ("$(id)", "'$(id)'"),
            ("it's", r"'it'\''s'"),
            ("-x", "'-x'"),
            ("", "''"),
        ];
        for (word, expected) in table {
            assert_eq!(shell(word), expected);
        }
    }

    #[test]
    fn escapes_of_a_terminal_are_shown() {
        assert_eq!(Clean("é\n\u{1b}[2J\t").to_string(), "é\n\\u{1b}[2J\\t");
    }
}
