//! The pen: cleaned, coloured, shortened text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Look, command};
use crate::clean;

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes pieces of a line, each in a style.
pub struct Pen<'a> {
    out: &'a mut dyn Write,
    pub look: Look,
}

impl<'a> Pen<'a> {
    pub fn new(out: &'a mut dyn Write, look: Look) -> Self {
        Self { out, look: Look { width: look.width.max(NARROWEST), ..look } }
    }

    /// Writes one piece.
    ///
    /// # Errors
    ///
    /// Errors of the writer.
    pub fn put(&mut self, style: Style, text: &str) -> io::Result<&mut Self> {
        let text = clean(text);
        if self.look.colour && style != PLAIN && !text.is_empty() {
            write!(self.out, "{style}{text}{style:#}")?;
        } else {
            write!(self.out, "{text}")?;
        }
        Ok(self)
    }

    /// Ends the line.
    ///
    /// # Errors
    ///
    /// Errors of the writer.
    pub fn end(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Characters for a value behind its label.
    pub(super) fn room(&self) -> usize {
        self.look.width - LABEL
    }

    /// The same where the label is a long one.
    fn room_behind(&self, label: &str) -> usize {
        self.room().min(self.look.width - 3 - fit(label, NAME).chars().count())
    }

    /// Writes `  label     value`, the value without its middle where it is too long.
    pub(super) fn labelled(&mut self, label: &str, value: &str) -> io::Result<()> {
        self.labelled_tail(label, value, "")
    }

    /// As [`labelled`](Self::labelled), with a tail that the caller has made to fit.
    pub(super) fn labelled_tail(&mut self, label: &str, value: &str, tail: &str) -> io::Result<()> {
        let label = format!("  {:<9} ", fit(label, NAME));
        let taken = label.chars().count() + tail.chars().count();
        let room = self.look.width.saturating_sub(taken);
        // GitHub's runner takes a line that begins with "::", after spaces, as a command.
        let command = label.trim().is_empty() && value.trim_start().starts_with("::");
        let value = if command { format!("\\{value}") } else { value.to_owned() };
        self.put(DIM, &label)?.put(PLAIN, &fit(&value, room))?.put(DIM, tail)?.end()
    }

    /// As [`labelled`](Self::labelled), on as many lines as the words of the value need. A word that
    /// is too long for one loses its middle.
    pub(super) fn folded(&mut self, label: &str, value: &str) -> io::Result<()> {
        self.put_lines(label, &self.folds_at(value, self.room_behind(label)))
    }

    /// How many lines [`folded`](Self::folded) writes: at least one.
    pub(super) fn folds(&self, label: &str, value: &str) -> usize {
        self.folds_at(value, self.room_behind(label)).len()
    }

    /// As [`folded`](Self::folded), and nothing is lost up to [`WHOLE`] lines: a reason without its
    /// middle is none.
    pub(super) fn whole(&mut self, label: &str, value: &str) -> io::Result<()> {
        let room = self.room_behind(label);
        let value = fit(value, WHOLE * room);
        let words = value.split(' ').flat_map(|word| pieces(word, room)).collect::<Vec<_>>();
        self.put_lines(label, &lines(&words, room))
    }

    /// A command as [`command::lines`] has it, under its label.
    pub(super) fn command(&mut self, label: &str, value: &str) -> io::Result<()> {
        for (number, line) in self.command_lines(label, value).iter().enumerate() {
            let label = if number == 0 { fit(label, NAME) } else { String::new() };
            self.put(DIM, &format!("  {label:<9} "))?.put(PLAIN, line)?.end()?;
        }
        Ok(())
    }

    pub(super) fn command_lines(&self, label: &str, value: &str) -> Vec<String> {
        command::lines(&clean(value), self.room_behind(label))
    }

    /// The words of a text in lines of at most `room` characters.
    pub(super) fn folds_at(&self, value: &str, room: usize) -> Vec<String> {
        // Cleaned text is longer, and must not be folded a second time.
        let value = clean(value);
        if value.chars().count() <= room {
            return vec![value.into_owned()];
        }
        lines(&value.split(' ').collect::<Vec<_>>(), room)
    }

    pub(super) fn put_lines(&mut self, label: &str, lines: &[String]) -> io::Result<()> {
        for (number, line) in lines.iter().enumerate() {
            self.labelled(if number == 0 { label } else { "" }, line)?;
        }
        Ok(())
    }

    /// Writes words on as many lines as they need, under the values.
    pub(super) fn wrapped(&mut self, words: &[&str]) -> io::Result<()> {
        for line in lines(words, self.room()) {
            self.labelled("", &line)?;
        }
        Ok(())
    }
}

/// The words with a space between them, in lines of at most `room` characters. A word that is longer
/// has a line of its own.
fn lines(words: &[&str], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}

/// A word cut where the room ends.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some((cut, _)) = rest.char_indices().nth(room) {
        let (piece, left) = rest.split_at(cut);
        pieces.push(piece);
        rest = left;
    }
    pieces.push(rest);
    pieces
}

/// The text in at most `room` characters: both ends are kept, the middle goes.
pub fn fit(text: &str, room: usize) -> String {
    let text = clean(text);
    let length = text.chars().count();
    if length <= room {
        return text.into_owned();
    }
    let kept = room.saturating_sub(1);
    let front = kept.div_ceil(2);
    let head: String = text.chars().take(front).collect();
    let tail: String = text.chars().skip(length - (kept - front)).collect();
    format!("{head}…{tail}")
}

/// Characters of a name that stands beside other things.
pub(super) const NAME: usize = 24;
/// What stands before a value: two spaces and a label.
const LABEL: usize = 12;
const NARROWEST: usize = 60;
/// Lines of a reason.
const WHOLE: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_keeps_both_ends() {
        let table = [
            ("short", 10, "short"),
            ("exactly-10", 10, "exactly-10"),
            ("abcdefghijk", 10, "abcde…hijk"),
            ("ééééééééééé", 4, "éé…é"),
            ("ab", 1, "…"),
            ("\u{1b}[31mred", 30, r"\u{1b}[31mred"),
        ];
        for (given, room, expected) in table {
            assert_eq!(fit(given, room), expected, "{given:?} in {room}");
        }
    }

    #[test]
    fn a_long_word_is_cut_and_nothing_is_lost() {
        let table: [(&str, &[&str]); 4] = [
            ("", &[""]),
            ("éé", &["éé"]),
            ("éééé", &["éééé"]),
            ("abcdéfghi", &["abcd", "éfgh", "i"]),
        ];
        for (word, expected) in table {
            assert_eq!(pieces(word, 4), expected, "{word}");
        }
    }

    #[test]
    fn words_wrap_between_them() {
        let table: [(&[&str], &[&str]); 4] = [
            (&[], &[]),
            (&["one", "two"], &["one two"]),
            (&["one", "two", "three"], &["one two", "three"]),
            (&["one", "more than seven", "two"], &["one", "more than seven", "two"]),
        ];
        for (words, expected) in table {
            assert_eq!(lines(words, 7), expected, "{words:?}");
        }
    }
}
