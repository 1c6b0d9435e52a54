//! Rules for a person at a terminal.

use anstyle::{AnsiColor, Style};
use flinks_contract::conflict::{self, Conflict};
use flinks_contract::rule::client::ClientRule;
use flinks_contract::rule::server::ServerRule;
use flinks_contract::rule::{GROUPS, Group, Rule, Strength};

use super::Entry;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MUST: Style = AnsiColor::Red.on_default();
const SHOULD: Style = AnsiColor::Yellow.on_default();

/// Characters of a line.
const WIDTH: usize = 100;
/// Characters before a value.
const LABEL: usize = 12;

/// A line for each, under the titles of their groups.
pub(super) fn listed(entries: &[Entry], command: &str) -> String {
    let groups = GROUPS.iter().map(|group| (group, of_group(entries, group)));
    let groups = groups.filter(|(_, entries)| !entries.is_empty());
    let sections: String = groups.map(|(group, entries)| section(group, &entries)).collect();
    format!("{sections}{}\n", tail(entries, command))
}

fn of_group(entries: &[Entry], group: &Group) -> Vec<Entry> {
    entries.iter().copied().filter(|entry| entry.rule().group() == group.name).collect()
}

fn section(group: &Group, entries: &[Entry]) -> String {
    let whose = match entries {
        [Entry::Server(_), ..] => "Servers: ",
        _ => "",
    };
    let lines = entries.iter().map(|entry| {
        let rule = entry.rule();
        format!("  {:13} {} {}\n", rule.id, strength(rule, 7), rule.sentence)
    });
    format!("{BOLD}{whose}{}{BOLD:#}\n{}\n", group.title, lines.collect::<String>())
}

fn tail(entries: &[Entry], command: &str) -> String {
    let musts = entries.iter().filter(|entry| entry.rule().strength == Strength::Must).count();
    let count = match entries.len() {
        1 => "1 rule".to_owned(),
        many => format!("{many} rules"),
    };
    format!("{count}, {musts} of them MUST; `{command} ID` explains one")
}

/// Everything about one.
pub(super) fn explained(entry: Entry) -> String {
    let rule = entry.rule();
    let group = GROUPS.iter().find(|group| group.name == rule.group());
    let group = group.map_or("", |group| group.title);
    let head = format!(
        "{BOLD}{}{BOLD:#}  {}  {DIM}{group}{DIM:#}\n{}\n\n",
        rule.id,
        strength(rule, 0),
        rule.sentence
    );
    let source = format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence);
    let more = format!("docs/rules.md#{}", rule.id.to_lowercase());
    let facts = match entry {
        Entry::Client(client) => of_client(client, source, more),
        Entry::Server(server) => of_server(server, source, more),
    };
    let facts = facts.iter().filter(|(_, value)| !value.is_empty());
    head + &facts.map(|(label, value)| labelled(label, value)).collect::<String>()
}

fn of_client(client: &ClientRule, source: String, more: String) -> Vec<(&'static str, String)> {
    vec![
        ("source", source),
        ("why", client.rule.effect.to_owned()),
        ("kept by", client.rule.example.to_owned()),
        ("broken by", format!("a client that {}", client.rule.broken)),
        ("seen in", client.seen.to_owned()),
        ("reached in", format!("the scenario {}", client.scenario)),
        ("needs", client.needs.to_string()),
        ("tolerance", client.tolerance.to_owned()),
        ("more", more),
    ]
}

fn of_server(server: &ServerRule, source: String, more: String) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("source", source),
        ("why", server.rule.effect.to_owned()),
        ("kept by", server.rule.example.to_owned()),
        ("broken by", format!("a server that {}", server.rule.broken)),
        ("checked by", "flinks-harness, not the judge of flinks-mock".to_owned()),
    ];
    let conflicts = server.conflicts.iter().filter_map(|id| conflict::find(id));
    facts.extend(conflicts.map(|conflict| ("documents", readings(conflict))));
    facts.push(("more", more));
    facts
}

/// "C5 Which status does INVALID_LOGIN have? 401 (current docs) or 400 (help centre)".
fn readings(conflict: &Conflict) -> String {
    let readings = conflict.variants.iter();
    let readings = readings.map(|one| format!("{} ({})", one.text, one.vintage));
    let readings = readings.collect::<Vec<_>>().join(" or ");
    format!("{} {} {readings}", conflict.id, conflict.question)
}

/// At least `width` characters.
fn strength(rule: &Rule, width: usize) -> String {
    let style = match rule.strength {
        Strength::Must => MUST,
        Strength::Should => SHOULD,
    };
    let word = rule.strength.to_string();
    let space = " ".repeat(width.saturating_sub(word.len()));
    format!("{style}{word}{style:#}{space}")
}

fn labelled(label: &str, value: &str) -> String {
    let indent = " ".repeat(LABEL);
    let label = format!("{DIM}{label:LABEL$}{DIM:#}");
    format!("{label}{}\n", wrapped(value).join(&format!("\n{indent}")))
}

/// Lines that have room beside a label. A word that is longer has a line of its own.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH - LABEL => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
