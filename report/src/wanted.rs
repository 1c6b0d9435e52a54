//! Reports that were asked for, as files.

use std::error::Error;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use crate::near::nearest;
use crate::report::Report;
use crate::terminal::{self, Look};
use crate::{file, github, html, json, junit, sarif};

/// `--report FORMAT=PATH`, for every program that has a [`Report`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted<F = Format> {
    pub format: F,
    pub path: PathBuf,
}

/// The formats that a program has.
pub trait Formats: Copy + 'static {
    /// In the order of their names.
    fn all() -> Vec<(&'static str, Self)>;
}

impl Wanted {
    /// Writes the file, whole or not at all, and makes its folders.
    ///
    /// # Errors
    ///
    /// What was not written and why, ready to be shown.
    pub fn write(&self, report: &Report) -> Result<(), String> {
        self.format
            .render(report)
            .map_err(|why| unwritten(&self.path, &why))
            .and_then(|text| write(&self.path, &text))
    }
}

/// As [`file::write`].
///
/// # Errors
///
/// What was not written and why, ready to be shown.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    file::write(path, text.as_bytes()).map_err(|error| unwritten(path, &chain(&error)))
}

fn unwritten(path: &Path, why: &str) -> String {
    format!("error: {} was not written\n  because: {why}", path.display())
}

/// An error and what brought it about.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

/// Those of a [`Report`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    Html,
    Json,
    Junit,
    Markdown,
    Sarif,
    Text,
}

impl Formats for Format {
    fn all() -> Vec<(&'static str, Self)> {
        vec![
            ("html", Self::Html),
            ("json", Self::Json),
            ("junit", Self::Junit),
            ("markdown", Self::Markdown),
            ("sarif", Self::Sarif),
            ("text", Self::Text),
        ]
    }
}

/// Characters per line of a report that nobody's terminal shows.
const TEXT_WIDTH: usize = 100;

impl<F: Formats> FromStr for Wanted<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let formats = F::all();
        let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
        let (name, path) =
            text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(|| {
                format!(
                    "expected FORMAT=PATH, such as junit=report.xml; formats: {}",
                    names.join(", ")
                )
            })?;
        match formats.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, format)) => Ok(Self { format: *format, path: path.into() }),
            None => {
                let near = nearest(name, names.iter().copied());
                let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
                Err(format!("there is no format `{name}`; {near}formats: {}", names.join(", ")))
            }
        }
    }
}

impl Format {
    /// # Errors
    ///
    /// Why the format cannot hold the report.
    pub fn render(self, report: &Report) -> Result<String, String> {
        match self {
            Self::Html => Ok(html::render(report)),
            Self::Json => Ok(json::render(report)),
            Self::Junit => junit::render(report).map_err(|error| error.to_string()),
            Self::Markdown => Ok(github::summary(report)),
            Self::Sarif => Ok(sarif::render(report)),
            Self::Text => Ok(text(report)),
        }
    }
}

fn text(report: &Report) -> String {
    let look = Look { width: TEXT_WIDTH, colour: false, verbose: true };
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = terminal::render(report, look, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// # Errors
///
/// Two reports go to one file.
pub fn no_path_twice<F>(reports: &[Wanted<F>]) -> Result<(), String> {
    for (position, wanted) in reports.iter().enumerate() {
        let before = &reports[..position];
        if before.iter().any(|other| normal(&other.path) == normal(&wanted.path)) {
            let path = wanted.path.display();
            return Err(format!(
                "error: two reports go to {path}\n  help: give each a file of its own"
            ));
        }
    }
    Ok(())
}

/// # Errors
///
/// A report would take the place of a file that the run is about.
pub fn overwrite_nothing<'a, F>(
    reports: &[Wanted<F>],
    kept: impl Iterator<Item = &'a PathBuf>,
) -> Result<(), String> {
    // Under its one true name, whatever links lead to it; a file that is not there is none of them.
    let kept: Vec<PathBuf> = kept.filter_map(|path| path.canonicalize().ok()).collect();
    let is_kept =
        |report: &&Wanted<F>| report.path.canonicalize().is_ok_and(|path| kept.contains(&path));
    reports.iter().find(is_kept).map_or(Ok(()), |report| {
        Err(format!(
            "error: --report would overwrite {}\n  help: it is needed here; give the report a file of its own",
            report.path.display()
        ))
    })
}

/// # Errors
///
/// The file is there already, and nothing is to take its place.
pub fn is_new(flag: &str, path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Ok(());
    }
    let path = path.display();
    Err(format!(
        "error: {flag}: {path} exists already\n  help: take another file, and move over what you want"
    ))
}

fn normal(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_and_a_path() {
        let wanted = |format, path: &str| Wanted { format, path: path.into() };
        let table = [
            ("junit=out/report.xml", wanted(Format::Junit, "out/report.xml")),
            ("HTML=a=b.html", wanted(Format::Html, "a=b.html")),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Wanted>().unwrap(), expected);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let formats = "html, json, junit, markdown, sarif, text";
        let table = [
            (
                "junit",
                format!("expected FORMAT=PATH, such as junit=report.xml; formats: {formats}"),
            ),
            (
                "junit=",
                format!("expected FORMAT=PATH, such as junit=report.xml; formats: {formats}"),
            ),
            (
                "junti=a",
                format!("there is no format `junti`; did you mean junit? formats: {formats}"),
            ),
            ("xlsx=a", format!("there is no format `xlsx`; formats: {formats}")),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Wanted>().unwrap_err(), expected);
        }
    }

    /// A program with a format of its own.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    enum Wider {
        Report(Format),
        Events,
    }

    impl Formats for Wider {
        fn all() -> Vec<(&'static str, Self)> {
            let formats = Format::all().into_iter();
            let formats = formats.map(|(name, format)| (name, Self::Report(format)));
            formats.chain([("ndjson", Self::Events)]).collect()
        }
    }

    #[test]
    fn a_program_can_have_more_formats() {
        let table = [("json=a", Wider::Report(Format::Json)), ("ndjson=a", Wider::Events)];
        for (text, format) in table {
            assert_eq!(text.parse(), Ok(Wanted { format, path: "a".into() }));
        }
        let formats = "html, json, junit, markdown, sarif, text, ndjson";
        let expected =
            format!("there is no format `ndjso`; did you mean ndjson? formats: {formats}");
        assert_eq!("ndjso=a".parse::<Wanted<Wider>>(), Err(expected));
    }

    #[test]
    fn one_file_for_each_report() {
        let table = [
            (["json=a.json", "html=b.html"], true),
            (["json=a.json", "html=a.json"], false),
            (["json=out/a", "html=./out//a"], false),
        ];
        for (texts, expected) in table {
            let wanted: Vec<Wanted> = texts.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(no_path_twice(&wanted).is_ok(), expected, "{texts:?}");
        }
    }
}
