//! The location of a result: in a file, because GitHub requires one, and in the traffic.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::report::{Anchor, Report, Run};

/// The file and line of results that have none of their own.
pub(super) fn anchor(report: &Report) -> Anchor {
    let fallback = || Anchor { file: "README.md".to_owned(), line: 1 };
    report.anchor.clone().filter(is_relative).unwrap_or_else(fallback)
}

/// The line that `expected.toml:12` names, if the file is in the repository.
pub(super) fn line(place: &str) -> Option<Anchor> {
    let (file, line) = place.rsplit_once(':')?;
    let anchor = Anchor { file: file.to_owned(), line: line.parse().ok()? };
    Some(anchor).filter(is_relative)
}

/// Whether the file is below the root of the repository. GitHub shows nothing for others.
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
    let name = &run.name;
    let within = |inner: &str, kind: &str| json!({ "name": inner, "fullyQualifiedName": format!("{name}/{inner}"), "kind": kind });
    let whole = json!({ "name": name, "fullyQualifiedName": name, "kind": "run" });
    let event = run.timeline.iter().find(|event| events.first() == Some(&event.number));
    let session = event.map(|event| within(&event.part, "session"));
    [whole, within(rule, "rule")].into_iter().chain(session).collect()
}

/// Characters that a path may contain unescaped (RFC 3986), except the colon: the first folder could
/// look like a scheme.
const IN_A_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
