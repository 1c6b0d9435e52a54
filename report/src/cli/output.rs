//! Reports as files: `--report FORMAT=PATH`.

use std::error::Error;
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;

use crate::near::nearest;
use crate::report::Report;
use crate::terminal::{self, Look};
use crate::{file, github, har, html, json, junit, sarif};

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Format {
    Har,
    Html,
    Json,
    Junit,
    Markdown,
    /// The run itself, in the program's own format.
    Ndjson,
    Sarif,
    Text,
}

/// Reads the values of the flag, each `FORMAT=PATH`. Two reports may not go to one file.
pub(super) fn resolve(values: &[String], has_run_file: bool) -> Result<Vec<Output>, String> {
    let mut outputs: Vec<Output> = Vec::new();
    for value in values {
        let output = parse(value, has_run_file)
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

fn parse(value: &str, has_run_file: bool) -> Result<Output, String> {
    let formats = Format::value_variants().iter();
    let formats = formats.filter(|format| has_run_file || **format != Format::Ndjson);
    let names = formats.filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
    let listed = names.join(", ");
    let Some((name, path)) = value.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err(format!("expected FORMAT=PATH, such as junit=report.xml; formats: {listed}"));
    };
    let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
    match Format::from_str(name, true) {
        Ok(format) if is_known => Ok(Output { format, path: path.into() }),
        _ => {
            let near = nearest(name, names.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
            Err(format!("there is no format `{name}`; {near}formats: {listed}"))
        }
    }
}

impl Output {
    /// Writes the file, whole or not at all, and creates its folders. An error says what was not written
    /// and why.
    pub(super) fn write(
        &self,
        report: &Report,
        run_text: Option<&dyn Fn(&Report) -> String>,
    ) -> Result<(), String> {
        let text = match self.format {
            Format::Har => har::render(report),
            Format::Html => html::render(report),
            Format::Json => json::render(report),
            Format::Junit => junit::render(report)
                .map_err(|error| not_written(&self.path, &error.to_string()))?,
            Format::Markdown => github::markdown(report),
            Format::Sarif => sarif::render(report),
            Format::Text => terminal::render(report, Look::FILE),
            Format::Ndjson => match run_text {
                Some(run_text) => run_text(report),
                None => {
                    return Err(not_written(&self.path, "a file of this format holds one run"));
                }
            },
        };
        write(&self.path, &text)
    }
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    file::write(path, text.as_bytes()).map_err(|error| not_written(path, &chain(&error)))
}

fn not_written(path: &Path, why: &str) -> String {
    format!("error: {} was not written\n  because: {why}", path.display())
}

fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

/// Refuses a report that would overwrite one of the program's inputs.
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

fn normal(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_and_a_path() {
        let formats = "har, html, json, junit, markdown, ndjson, sarif, text";
        let usage = format!("expected FORMAT=PATH, such as junit=report.xml; formats: {formats}");
        let output = |format, path: &str| Ok(Output { format, path: path.into() });
        let table = [
            ("junit=out/report.xml", output(Format::Junit, "out/report.xml")),
            ("HTML=a=b.html", output(Format::Html, "a=b.html")),
            ("ndjson=a", output(Format::Ndjson, "a")),
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
            assert_eq!(resolve(&[value.to_owned()], true), expected);
        }
        let none = resolve(&["ndjson=a".to_owned()], false).unwrap_err();
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
            let outputs = resolve(&values.map(str::to_owned), false);
            assert_eq!(outputs.is_ok(), expected, "{values:?}");
        }
    }
}
