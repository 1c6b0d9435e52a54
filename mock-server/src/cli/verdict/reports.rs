//! Reports as files: which formats there are, and what was asked for.

use std::error::Error;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use flinks_contract::diagnostic::nearest;
use flinks_report::terminal::{self, Look};
use flinks_report::{Report, file, github, html, json, junit, sarif};

/// `--report FORMAT=PATH`, for every program that has a [`Report`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl Wanted {
    /// Writes the file, whole or not at all, and makes its folders.
    ///
    /// # Errors
    ///
    /// What was not written and why, ready to be shown.
    pub fn write(&self, report: &Report) -> Result<(), String> {
        self.format.render(report).and_then(|text| kept(&self.path, &text)).map_err(|problem| {
            format!("error: {} was not written\n  because: {problem}", self.path.display())
        })
    }
}

pub(super) fn kept(path: &Path, text: &str) -> Result<(), String> {
    file::write(path, text.as_bytes()).map_err(|error| chain(&error))
}

/// An error and what brought it about.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    Html,
    Json,
    Junit,
    Markdown,
    Sarif,
    Text,
}

const FORMATS: [(&str, Format); 6] = [
    ("html", Format::Html),
    ("json", Format::Json),
    ("junit", Format::Junit),
    ("markdown", Format::Markdown),
    ("sarif", Format::Sarif),
    ("text", Format::Text),
];

/// Characters per line of a report that nobody's terminal shows.
const TEXT_WIDTH: usize = 100;

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
        let (name, path) =
            text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(|| {
                format!(
                    "expected FORMAT=PATH, such as junit=report.xml; formats: {}",
                    names.join(", ")
                )
            })?;
        match FORMATS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
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
    pub(super) fn render(self, report: &Report) -> Result<String, String> {
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
pub fn no_path_twice(reports: &[Wanted]) -> Result<(), String> {
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
pub(super) fn overwrite_nothing<'a>(
    reports: &[Wanted],
    kept: impl Iterator<Item = &'a PathBuf>,
) -> Result<(), String> {
    // Under its one true name, whatever links lead to it; a file that is not there is none of them.
    let kept: Vec<PathBuf> = kept.filter_map(|path| path.canonicalize().ok()).collect();
    let is_kept =
        |report: &&Wanted| report.path.canonicalize().is_ok_and(|path| kept.contains(&path));
    reports.iter().find(is_kept).map_or(Ok(()), |report| {
        Err(format!(
            "error: --report would overwrite {}\n  help: it is needed here; give the report a file of its own",
            report.path.display()
        ))
    })
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
