//! docs/limits.md has the bounds that the source has.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOCS: &str = include_str!("../../../docs/limits.md");

/// Names of bounds that guard no client of the server: widths of texts, and those that stand beside others.
const OTHERS: [&str; 13] = [
    "admin/journal.rs LONGEST_WAIT",
    "admin/scenarios.rs LONGEST_NAME",
    "admin/sessions.rs MOST_SHOWN",
    "admin/strict.rs LONGEST_COMPARED",
    "endpoint/data.rs LONGEST_ECHO",
    "explain/lane.rs MOST",
    "explain/text.rs MOST",
    "explain/timeline.rs MOST",
    "library/reloaded.rs MOST_NAMED",
    "mock/customer.rs LONGEST_WAIT",
    "operations.rs MOST_TOLD",
    "secret.rs LONGEST",
    "watch.rs LONGEST",
];

/// Whose bounds stand in the page with the folder of the crate.
const OTHER_CRATES: [&str; 3] = ["harness/", "judge/", "trace/"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// File and name of each bound, with its text in the page.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let rows = DOCS.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| What"));
    rows.filter_map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let (file, name) = cells[4].strip_prefix('`')?.split_once("` ")?;
        Some((file, name, cells[1]))
    })
}

/// As people read it: `64 << 10` of bytes is `64 KiB`.
fn shown(value: &str) -> String {
    let number = |text: &str| text.replace('_', "").parse::<u64>().unwrap();
    if let Some(seconds) = value.strip_prefix("Duration::from_secs(") {
        return format!("{} s", number(seconds.trim_end_matches(')')));
    }
    match value.split_once(" << ") {
        Some((count, "10")) => format!("{count} KiB"),
        Some((count, "20")) => format!("{count} MiB"),
        _ => value.replace('_', ","),
    }
}

/// What stands behind `const NAME: type =`, or behind `name:` in a value.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    if let Some((_, rest)) = text.split_once(&format!("const {name}: ")) {
        return rest.split_once(" = ")?.1.split(';').next();
    }
    let pattern = format!(" {name}: ");
    let values = text.match_indices(&pattern).map(|(at, _)| &text[at + pattern.len()..]);
    let mut values = values.filter_map(|rest| rest.split([',', '}']).next().map(str::trim));
    values.find(|value| value.starts_with(|c: char| c.is_ascii_digit() || c == 'D'))
}

#[test]
fn each_bound_is_the_one_of_the_source() {
    assert!(rows().count() > 35, "{}", rows().count());
    for (file, name, bound) in rows() {
        let is_of_server = !OTHER_CRATES.iter().any(|folder| file.starts_with(folder));
        let folder = if is_of_server { source() } else { source().join("../..") };
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let value = value(&text, name).unwrap_or_else(|| panic!("{file} has no {name}"));
        let first = bound.split(", or ").next().unwrap();
        assert_eq!(shown(value), first, "{file} {name}");
    }
}

#[test]
fn each_bound_of_the_source_has_a_row() {
    let mut bounds = BTreeSet::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.strip_prefix(source()).unwrap().to_str().unwrap().replace('\\', "/");
            if entry.is_dir() {
                folders.push(entry);
            } else if name.ends_with(".rs") && !name.starts_with("cli") && !name.contains("test") {
                let text = fs::read_to_string(&entry).unwrap();
                let constants =
                    text.split("const ").skip(1).filter_map(|rest| rest.split_once(": "));
                let words = ["MOST", "LONGEST", "LIMIT", "TIMEOUT", "WAITING", "CONNECTIONS"];
                let bounding = constants.filter(|(constant, rest)| {
                    words.iter().any(|word| constant.contains(word))
                        && ["usize", "u32", "u64", "Duration"]
                            .iter()
                            .any(|kind| rest.starts_with(kind))
                });
                bounds.extend(bounding.map(|(constant, _)| format!("{name} {constant}")));
            }
        }
    }
    let listed: BTreeSet<_> = rows().map(|(file, name, _)| format!("{file} {name}")).collect();
    let missing: Vec<_> = bounds.difference(&listed).collect();
    assert_eq!(missing, OTHERS, "docs/limits.md has a row for each but these");
}
