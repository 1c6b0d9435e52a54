//! Reports as files: `--report FORMAT=PATH`.

use std::error::Error;
use std::path::{Component, Path, PathBuf};

use crate::near::nearest;
use crate::report::Report;
use crate::terminal::{self, Look};
use crate::{file, github, html, json, junit, sarif};

/// A report to be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    Html,
    Json,
    Junit,
    Markdown,
    Sarif,
    Text,
    /// The run itself, in the program's own format.
    Run,
}

const FORMATS: [(&str, Format); 6] = [
    ("html", Format::Html),
    ("json", Format::Json),
    ("junit", Format::Junit),
    ("markdown", Format::Markdown),
    ("sarif", Format::Sarif),
    ("text", Format::Text),
];

/// Characters per line of a text report.
const TEXT_WIDTH: usize = 100;

/// Reads the values of the flag, each `FORMAT=PATH`.
///
/// # Errors
///
/// A value is not one, or two reports go to one file.
pub(super) fn resolve(
    values: &[String],
    run_format: Option<&'static str>,
) -> Result<Vec<Output>, String> {
    let mut formats = FORMATS.to_vec();
    formats.extend(run_format.map(|name| (name, Format::Run)));
    formats.sort_unstable_by_key(|(name, _)| *name);
    let mut outputs: Vec<Output> = Vec::new();
    for value in values {
        let output = parse(value, &formats)
            .map_err(|problem| format!("error: --report {value}: {problem}"))?;
        let path = normal(&output.path);
        if outputs.iter().any(|other| normal(&other.path) == path) {
            let path = output.path.display();
            return Err(format!(
                "error: two reports go to {path}\n  help: write each to its own file"
            ));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

fn parse(value: &str, formats: &[(&'static str, Format)]) -> Result<Output, String> {
    let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
    let listed = names.join(", ");
    let Some((name, path)) = value.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err(format!("expected FORMAT=PATH, such as junit=report.xml; formats: {listed}"));
    };
    match formats.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some((_, format)) => Ok(Output { format: *format, path: path.into() }),
        None => {
            let near = nearest(name, names).map(|near| format!("did you mean {near}? "));
            let near = near.unwrap_or_default();
            Err(format!("there is no format `{name}`; {near}formats: {listed}"))
        }
    }
}

impl Output {
    /// Writes the file, whole or not at all, and creates its folders.
    ///
    /// # Errors
    ///
    /// A message about what was not written and why.
    pub(super) fn write(
        &self,
        report: &Report,
        run_text: Option<&dyn Fn(&Report) -> String>,
    ) -> Result<(), String> {
        let text = match self.format {
            Format::Html => html::render(report),
            Format::Json => json::render(report),
            Format::Junit => junit::render(report)
                .map_err(|error| not_written(&self.path, &error.to_string()))?,
            Format::Markdown => github::summary(report),
            Format::Sarif => sarif::render(report),
            Format::Text => text(report),
            Format::Run => match run_text {
                Some(run_text) => run_text(report),
                None => {
                    return Err(not_written(&self.path, "a file of this format holds one run"));
                }
            },
        };
        write(&self.path, &text)
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
/// A message about what was not written and why.
pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    file::write(path, text.as_bytes()).map_err(|error| not_written(path, &chain(&error)))
}

fn not_written(path: &Path, why: &str) -> String {
    format!("error: {} was not written\n  because: {why}", path.display())
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

/// # Errors
///
/// A report would overwrite one of the program's inputs.
pub(super) fn keep<'a>(
    outputs: &[Output],
    inputs: impl Iterator<Item = &'a PathBuf>,
) -> Result<(), String> {
    // Under its one true name, whatever links lead to it; a file that does not exist is not an input.
    let inputs: Vec<PathBuf> = inputs.filter_map(|path| path.canonicalize().ok()).collect();
    let is_input =
        |output: &&Output| output.path.canonicalize().is_ok_and(|path| inputs.contains(&path));
    outputs.iter().find(is_input).map_or(Ok(()), |output| {
        Err(format!(
            "error: --report would overwrite {}\n  help: it is an input; write the report to another file",
            output.path.display()
        ))
    })
}

/// # Errors
///
/// The file exists already.
pub(super) fn must_be_new(flag: &str, path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Ok(());
    }
    let path = path.display();
    Err(format!(
        "error: {flag}: {path} exists already\n  help: write to another file, and copy what you need"
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
        let formats = "html, json, junit, markdown, ndjson, sarif, text";
        let usage = format!("expected FORMAT=PATH, such as junit=report.xml; formats: {formats}");
        let output = |format, path: &str| Ok(Output { format, path: path.into() });
        let table = [
            ("junit=out/report.xml", output(Format::Junit, "out/report.xml")),
            ("HTML=a=b.html", output(Format::Html, "a=b.html")),
            ("ndjson=a", output(Format::Run, "a")),
            ("junit", Err(usage.clone())),
            ("junit=", Err(usage)),
            (
                "ndjso=a",
                Err(format!("there is no format `ndjso`; did you mean ndjson? formats: {formats}")),
            ),
            ("xlsx=a", Err(format!("there is no format `xlsx`; formats: {formats}"))),
        ];
        for (value, expected) in table {
            let expected = expected
                .map(|output| vec![output])
                .map_err(|problem| format!("error: --report {value}: {problem}"));
            assert_eq!(resolve(&[value.to_owned()], Some("ndjson")), expected);
        }
        let none = resolve(&["ndjson=a".to_owned()], None).unwrap_err();
        assert!(none.contains("there is no format `ndjson`"), "{none}");
    }

    #[test]
    fn each_report_has_a_file_of_its_own() {
        let table = [
            (["json=a.json", "html=b.html"], true),
            (["json=a.json", "html=a.json"], false),
            (["json=out/a", "html=./out//a"], false),
        ];
        for (values, expected) in table {
            let outputs = resolve(&values.map(str::to_owned), None);
            assert_eq!(outputs.is_ok(), expected, "{values:?}");
        }
    }
}
