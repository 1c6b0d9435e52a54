//! Where a result is: in a file, because GitHub wants one, and in the traffic.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::text;
use crate::report::{Anchor, Place, Report, Run};

/// The file and line that a result has for want of one of its own.
pub(super) fn anchor(report: &Report) -> Anchor {
    let fallback = || Anchor { file: "README.md".to_owned(), line: 1 };
    report.anchor.clone().filter(is_relative).unwrap_or_else(fallback)
}

/// The line that `expected.toml:12` names, if it is one of the repository.
pub(super) fn named(place: &str) -> Option<Anchor> {
    let (file, line) = place.rsplit_once(':')?;
    let anchor = Anchor { file: file.to_owned(), line: line.parse().ok()? };
    Some(anchor).filter(is_relative)
}

/// Below the root of the repository. GitHub shows nothing for other files.
fn is_relative(anchor: &Anchor) -> bool {
    let file = &anchor.file;
    let drive = file.as_bytes().get(1) == Some(&b':');
    let outside = file.split(['/', '\\']).any(|folder| folder == "..");
    !file.is_empty() && !file.starts_with(['/', '\\']) && !drive && !outside
}

pub(super) fn physical(anchor: &Anchor) -> Value {
    let file = anchor.file.strip_prefix("./").unwrap_or(&anchor.file);
    json!({
        "artifactLocation": {
            "uri": utf8_percent_encode(file, IN_A_PATH).to_string(),
            "uriBaseId": "%SRCROOT%",
        },
        "region": { "startLine": anchor.line.max(1) },
    })
}

/// The run, the rule in it, and the session that the first of `events` belongs to.
pub(super) fn logical(run: &Run, rule: &str, events: &[u64]) -> Value {
    let mut places = vec![
        json!({ "name": text(&run.name), "fullyQualifiedName": text(&run.name), "kind": "run" }),
        within(run, rule, "rule"),
    ];
    let first = events.first();
    let event = first.and_then(|number| run.timeline.iter().find(|event| event.number == *number));
    if let Some(event) = event {
        places.push(within(run, &event.part, "session"));
    }
    Value::Array(places)
}

fn within(run: &Run, name: &str, kind: &str) -> Value {
    let whole = format!("{}/{}", text(&run.name), text(name));
    json!({ "name": text(name), "fullyQualifiedName": whole, "kind": kind })
}

/// A place of a body or outside it, in words.
pub(super) fn words(place: &Place) -> String {
    match place {
        Place::Outside(words) => words.clone(),
        Place::Body { pointer, .. } if pointer.is_empty() => "the whole body".to_owned(),
        Place::Body { pointer, .. } => pointer.clone(),
    }
}

/// What a path takes as it is (RFC 3986), without the colon: the first folder could look like a
/// scheme.
const IN_A_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_repository() {
        let table = [
            ("expected.toml:12", Some(("expected.toml", 12))),
            ("ci/expected.toml:1", Some(("ci/expected.toml", 1))),
            ("/etc/expected.toml:12", None),
            ("../expected.toml:12", None),
            ("C:\\expected.toml:12", None),
            ("expected.toml", None),
            ("expected.toml:twelve", None),
            (":12", None),
        ];
        for (given, expected) in table {
            let found = named(given).map(|anchor| (anchor.file, anchor.line));
            let expected = expected.map(|(file, line): (&str, u32)| (file.to_owned(), line));
            assert_eq!(found, expected, "{given}");
        }
    }

    #[test]
    fn a_path_is_a_relative_reference() {
        let table = [
            ("tests/bank client.js", "tests/bank%20client.js"),
            ("./tests/a.js", "tests/a.js"),
            ("a:b/é#1?.js", "a%3Ab/%C3%A9%231%3F.js"),
        ];
        for (file, expected) in table {
            let place = physical(&Anchor { file: file.to_owned(), line: 0 });
            assert_eq!(place["artifactLocation"]["uri"], expected);
            assert_eq!(place["region"]["startLine"], 1);
        }
    }
}
