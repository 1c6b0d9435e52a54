//! Cleaned, coloured and folded text.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Look;
use crate::clean;
use crate::lines::{Kind, Line};

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes pieces of a line, each in a style.
pub struct Pen {
    text: String,
    pub look: Look,
}

impl Pen {
    pub fn new(look: Look) -> Self {
        let look = Look { width: look.width.max(NARROWEST), ..look };
        Self { text: String::new(), look }
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// Writes one piece.
    pub fn put(&mut self, style: Style, text: &str) -> &mut Self {
        let text = clean(text);
        if self.look.colour && style != PLAIN && !text.is_empty() {
            _ = write!(self.text, "{style}{text}{style:#}");
        } else {
            self.text.push_str(&text);
        }
        self
    }

    /// Ends the line.
    pub fn end(&mut self) {
        self.text.push('\n');
    }

    /// The text in at most `room` characters, or whole where nothing is to be cut.
    pub(super) fn fit(&self, text: &str, room: usize) -> String {
        if self.look.verbose { clean(text).into_owned() } else { fit(text, room) }
    }

    /// The names with commas between them; where something is to be cut as many as fit into `room`
    /// characters, at least one, and how many there are besides.
    pub(super) fn listed(&self, names: &[&str], room: usize) -> String {
        let text = |shown: usize| match names.len() - shown {
            0 => names.join(", "),
            rest => format!("{} and {rest} more", names[..shown].join(", ")),
        };
        let fits = |text: &String| self.look.verbose || text.chars().count() <= room;
        let fitting = (1..=names.len()).rev().map(text).find(fits);
        fitting.unwrap_or_else(|| text(names.len().min(1)))
    }

    pub(super) fn room(&self) -> usize {
        self.look.width - LABEL
    }

    /// Writes a line of a broken rule: a command whole, whatever its length.
    pub(super) fn line(&mut self, line: &Line<'_>) {
        match line.kind {
            Kind::Command => self.row(line.label, &line.value),
            _ => self.labelled(line.label, &line.value),
        }
    }

    /// Writes `  label     value`, on one line without the middle of the value where it may be cut, else
    /// on as many lines as it needs.
    pub(super) fn labelled(&mut self, label: &str, value: &str) {
        if self.look.verbose {
            self.folded(label, value);
        } else {
            let value = fit(value, self.room_behind(label));
            self.row(label, &value);
        }
    }

    /// Like [`labelled`](Self::labelled), but always on as many lines as the value needs.
    pub(super) fn folded(&mut self, label: &str, value: &str) {
        let lines = self.folds(label, value);
        self.rows(label, &lines);
    }

    pub(super) fn folds(&self, label: &str, value: &str) -> Vec<String> {
        let room = self.room_behind(label);
        lines(&self.fit(value, LONGEST * room), room)
    }

    pub(super) fn rows(&mut self, label: &str, lines: &[String]) {
        for (number, line) in lines.iter().enumerate() {
            self.row(if number == 0 { label } else { "" }, line);
        }
    }

    /// Writes a label and a value as it is.
    pub(super) fn row(&mut self, label: &str, value: &str) {
        // GitHub's runner takes a line that begins with "::", after spaces, as a command. A shell takes the
        // backslash off.
        let is_command = label.trim().is_empty() && value.trim_start().starts_with("::");
        let escape = if is_command { "\\" } else { "" };
        let label = format!("  {:<9} {escape}", fit(label, NAME));
        self.put(DIM, &label).put(PLAIN, value).end();
    }

    fn room_behind(&self, label: &str) -> usize {
        self.room().min(self.look.width - 3 - fit(label, NAME).chars().count())
    }
}

/// The words of a text in lines of at most `room` characters. Longer words are split.
pub fn lines(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if text.chars().count() <= room {
        return vec![text.to_owned()];
    }
    for word in text.split(' ') {
        let characters: Vec<char> = word.chars().collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + characters.len() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ if word.is_empty() => lines.push(String::new()),
            _ => lines.extend(characters.chunks(room).map(String::from_iter)),
        }
    }
    lines
}

/// The text, cleaned, in at most `room` characters: both ends are kept, the middle goes.
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
/// Lines of a folded value where it may be cut.
const LONGEST: usize = 20;

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
        ];
        for (given, room, expected) in table {
            assert_eq!(fit(given, room), expected, "{given:?} in {room}");
        }
    }

    #[test]
    fn as_many_names_as_fit() {
        let pen = Pen::new(Look { verbose: false, ..Look::FILE });
        let table = [(16, "AAAA, BBBB, CCCC"), (15, "AAAA and 2 more"), (3, "AAAA and 2 more")];
        for (room, expected) in table {
            assert_eq!(pen.listed(&["AAAA", "BBBB", "CCCC"], room), expected, "{room}");
        }
        assert_eq!(pen.listed(&[], 3), "");
    }

    #[test]
    fn words_wrap_and_nothing_is_lost() {
        let table: [(&str, &[&str]); 6] = [
            ("", &[""]),
            ("one two", &["one two"]),
            ("one  two", &["one ", "two"]),
            ("one two three", &["one two", "three"]),
            ("one ab\u{e9}defghijk two", &["one", "ab\u{e9}defg", "hijk", "two"]),
            (
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                &["\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(lines(text, 7), expected, "{text:?}");
        }
    }
}
