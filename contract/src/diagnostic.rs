//! A mistake in a file, shown the way a compiler shows it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Whether a file can be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Severity {
    Error,
    /// It can, and yet something in it is probably not what its author meant.
    Warning,
}

/// What is wrong, where, and what to do about it.
///
/// Displayed without colour; [`render`](Self::render) takes the choice.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// The file as the user knows it, such as `scenarios/two-polls.toml`.
    pub path: String,
    pub title: String,
    /// `None` where the whole file is meant.
    pub place: Option<Place>,
    pub help: Option<String>,
}

/// A range of bytes in the text of the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    pub source: Arc<str>,
    pub span: Range<usize>,
    /// Stands beside the caret; may be empty.
    pub label: String,
}

impl Diagnostic {
    pub fn file(path: &str, title: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.to_owned(),
            title: title.into(),
            place: None,
            help: None,
        }
    }

    /// Points at `span`, which is cut to the text and to the borders of its characters.
    pub fn at(path: &str, source: &Arc<str>, span: Range<usize>, title: impl Into<String>) -> Self {
        let start = floor(source, span.start);
        let span = start..floor(source, span.end).max(start);
        let place = Place { source: Arc::clone(source), span, label: String::new() };
        Self { place: Some(place), ..Self::file(path, title) }
    }

    /// Beside the caret, where there is one.
    #[must_use]
    pub fn label(mut self, label: String) -> Self {
        self.place = self.place.map(|place| Place { label, ..place });
        self
    }

    #[must_use]
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// 1-based line and column (in characters), where there is a place.
    pub fn line_column(&self) -> Option<(usize, usize)> {
        let place = self.place.as_ref()?;
        let before = &place.source[..place.span.start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }

    /// The whole picture: title, file with line and column, the line with a caret, the help.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(100).render(&[self.group()])
    }

    fn group(&self) -> Group<'_> {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&self.title);
        let group = match &self.place {
            Some(Place { source, span, label }) => {
                let caret = AnnotationKind::Primary.span(span.clone());
                let caret = if label.is_empty() { caret } else { caret.label(label) };
                title.element(Snippet::source(&**source).path(&self.path).annotation(caret))
            }
            None => title.element(Origin::path(&self.path)),
        };
        group.elements(self.help.iter().map(|help| Level::HELP.message(help)))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

/// The closest of `known` to a name that is not among them, for "did you mean".
///
/// Nothing when even the closest differs in more than a third of its letters and is no part of the name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
    let is_near = |(distance, candidate): &(usize, &str)| {
        let letters = candidate.chars().count();
        *distance <= letters.div_ceil(3) || letters > 4 && name.contains(*candidate)
    };
    let known = known.into_iter().map(|candidate| (distance(candidate), candidate));
    known.filter(is_near).min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// "did you mean `near`?" or, when nothing is near, the whole list.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let all: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
            format!("expected one of {}", all.join(", "))
        }
    }
}

/// The last place at or before `index` where the text may be cut.
pub fn floor(text: &str, index: usize) -> usize {
    let index = index.min(text.len());
    (0..=index).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_line_column_and_caret() {
        let source: Arc<str> = "on = \"data\"\ntims = 2\n".into();
        let diagnostic = Diagnostic::at("a.toml", &source, 12..16, "unknown key `tims`")
            .label("here".to_owned())
            .help("did you mean `times`?");

        assert_eq!(diagnostic.line_column(), Some((2, 1)));
        insta::assert_snapshot!(diagnostic, @"
        error: unknown key `tims`
         --> a.toml:2:1
          |
        2 | tims = 2
          | ^^^^ here
          |
          = help: did you mean `times`?
        ");
    }

    #[test]
    fn a_span_past_the_end_or_inside_a_letter_does_not_panic() {
        let source: Arc<str> = "é".into();
        for span in [0..99, 1..1, 50..60] {
            let diagnostic = Diagnostic::at("a", &source, span.clone(), "t");
            assert!(diagnostic.to_string().contains("a:1:"), "{span:?}: {diagnostic}");
        }
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["times", "for", "delay"];
        assert_eq!(nearest("tims", known), Some("times"));
        assert_eq!(nearest("Times", known), Some("times"));
        assert_eq!(nearest("dealy", known), Some("delay"));
        assert_eq!(nearest("UntilDelayEnds", known), Some("delay"));
        assert_eq!(nearest("retries", known), None);
        assert_eq!(suggestion("retries", known), "expected one of `times`, `for`, `delay`");
    }
}
