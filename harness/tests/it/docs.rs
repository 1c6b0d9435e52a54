//! docs/harness.md and README.md say what the program does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use flinks_contract::rule::RULES;
use flinks_harness::exit;

use crate::support::command;

const DOCS: &str = include_str!("../../../docs/harness.md");
const README: &str = include_str!("../../../README.md");

/// The help of every command, with the words that lead to it.
fn helps() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut left = vec![String::new()];
    while let Some(name) = left.pop() {
        let words: Vec<&str> = name.split_whitespace().chain(["--help"]).collect();
        let output = command(&words).output().expect("the program starts");
        let help = String::from_utf8(output.stdout).expect("the help is text");
        assert_eq!(output.status.code(), Some(0), "{name}");
        let listed = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
        let listed = listed.lines().take_while(|line| !line.is_empty());
        let below = listed.filter_map(|line| line.split_whitespace().next());
        left.extend(below.filter(|one| *one != "help").map(|one| format!("{name} {one}")));
        found.push((name, help));
    }
    found
}

/// "--target" of "      --target <URL>" and of "  -v, --verbose...".
fn flags(help: &str) -> BTreeSet<&str> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split_whitespace().take(2));
    let flags = words.filter_map(|word| Some(&word[..word.find("--")? + end(&word[2..]) + 2]));
    flags.collect()
}

fn variables(help: &str) -> BTreeSet<&str> {
    let begins = help.split("[env: ").skip(1);
    begins.filter_map(|rest| Some(&rest[..rest.find([']', '='])?])).collect()
}

/// Where the name of a flag ends.
fn end(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(text.len())
}

fn is_named(word: &str) -> bool {
    let after = DOCS.match_indices(word).map(|(at, _)| &DOCS[at + word.len()..]);
    let ends =
        |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c));
    after.into_iter().any(ends)
}

#[test]
fn every_command_flag_and_variable_is_in_the_docs() {
    let helps = helps();
    let names: BTreeSet<&str> = helps.iter().map(|(name, _)| name.trim()).collect();
    assert!(names.contains("run") && names.contains("drift accept"), "{names:?}");
    let mut missing = Vec::new();
    for (name, help) in &helps {
        let known = flags(help);
        assert!(known.contains("--help"), "{name}: {known:?}");
        let words = known.into_iter().chain(variables(help)).chain([name.trim()]);
        missing.extend(words.filter(|word| !is_named(word)).map(|word| format!("{name}: {word}")));
    }
    assert!(missing.is_empty(), "docs/harness.md does not name {missing:#?}");
}

/// The documents and both programs have the one table of exit codes.
#[test]
fn the_exit_codes_of_the_docs_are_those_of_the_programs() {
    let help = String::from_utf8(command(&["run", "--help"]).output().unwrap().stdout).unwrap();
    assert!(help.contains(exit::HELP), "{help}");
    let mut rows = Vec::new();
    for line in exit::HELP.lines().skip(1) {
        match line.trim().split_once("  ") {
            Some((code, meaning)) => rows.push(format!("| {code} | {meaning}")),
            None if line.starts_with(' ') => {
                let row = rows.last_mut().unwrap();
                row.extend([" ", line.trim()]);
            }
            None => rows.push(line.to_owned()),
        }
    }
    assert_eq!(rows.len(), 9);
    let run = include_str!("../../../docs/run.md");
    for (name, text) in [("docs/harness.md", DOCS), ("docs/run.md", run)] {
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" |")).collect();
        for row in &rows {
            assert!(lines.contains(&&**row), "{name}: {row}");
        }
    }
}

#[test]
fn the_number_of_rules_is_right() {
    let count = format!("{} rules", RULES.len());
    assert!(DOCS.contains(&count), "docs/harness.md: {count}");
    let harness = README.split("\n- **").find(|part| part.starts_with("`flinks-harness`")).unwrap();
    assert!(harness.contains(&count), "README.md: {count}");
}

#[test]
fn every_link_of_the_docs_leads_somewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for link in DOCS.split("](").skip(1).map(|rest| &rest[..rest.find(')').unwrap()]) {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let page = match file {
            "" => DOCS.to_owned(),
            file => fs::read_to_string(folder.join(file)).expect(link),
        };
        assert!(anchor.is_empty() || anchors(&page).contains(anchor), "{link}");
    }
}

/// The anchors that GitHub makes of the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let kept = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
    let headings = page.lines().filter(|line| line.starts_with("##"));
    let slug = |line: &str| {
        let line = line.trim_start_matches(['#', ' ']).to_lowercase();
        line.chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-")
    };
    headings.map(slug).collect()
}
