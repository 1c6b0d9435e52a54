//! Rules for a person at a terminal.

use anstyle::{AnsiColor, Style};
use flinks_contract::conflict::{self, Conflict};
use flinks_contract::rule::{GROUPS, Rule, Strength};
use flinks_report::counted;
use flinks_report::terminal::lines;

use super::Entry;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Characters of a line.
const WIDTH: usize = 100;
/// Characters before a value.
const LABEL: usize = 12;

/// One line for each rule, under the title of its group.
pub(super) fn listed(entries: &[Entry], command: &str) -> String {
    let mut shown = Vec::new();
    for group in entries.chunk_by(|a, b| a.rule().group() == b.rule().group()) {
        let whose = if let [Entry::Server(_), ..] = group { "Servers: " } else { "" };
        let title = group.first().map_or("", |entry| title(entry.rule()));
        shown.push(format!("{BOLD}{whose}{title}{BOLD:#}"));
        for rule in group.iter().map(|entry| entry.rule()) {
            shown.push(format!("  {:13} {} {}", rule.id, strength(rule, 7), rule.sentence));
        }
        shown.push(String::new());
    }
    let musts = entries.iter().filter(|entry| entry.rule().strength == Strength::Must).count();
    let count = counted("rule", entries.len());
    let tail = format!("{count}, {musts} of them MUST; `{command} ID` explains one\n");
    shown.into_iter().chain([tail]).collect::<Vec<_>>().join("\n")
}

/// Everything about one rule.
pub(super) fn explained(entry: Entry) -> String {
    let rule = entry.rule();
    let (id, strength, group) = (rule.id, strength(rule, 0), title(rule));
    let source = format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence);
    let (whose, facts) = match entry {
        Entry::Client(client) => {
            let facts = vec![
                ("seen in", client.seen.to_owned()),
                ("reached in", format!("the scenario {}", client.scenario)),
                ("needs", client.needs.to_string()),
                ("tolerance", client.tolerance.to_owned()),
            ];
            ("client", facts)
        }
        Entry::Server(server) => {
            let by = "flinks-harness, not the judge of flinks-mock".to_owned();
            let conflicts = server.conflicts.iter().filter_map(|id| conflict::find(id));
            let conflicts = conflicts.map(|conflict| ("documents", readings(conflict)));
            ("server", [("checked by", by)].into_iter().chain(conflicts).collect())
        }
    };
    let head =
        format!("{BOLD}{id}{BOLD:#}  {strength}  {DIM}{group}{DIM:#}\n{}\n\n", rule.sentence);
    let today = rule.today.map(|today| {
        format!("{} {} ({}, {})", today.strength, today.says, today.source, today.vintage)
    });
    let of_all = [
        ("says", rule.says.to_owned()),
        ("source", source),
        ("today", today.unwrap_or_default()),
        ("why", rule.effect.to_owned()),
        ("kept by", rule.example.to_owned()),
        ("broken by", format!("a {whose} that {}", rule.broken)),
    ];
    let more = ("more", format!("docs/rules.md#{}", id.to_lowercase()));
    let facts = of_all.into_iter().chain(facts).chain([more]);
    let facts = facts.filter(|(_, value)| !value.is_empty()).map(|(label, value)| {
        let value = lines(&value, WIDTH - LABEL).join(&format!("\n{}", " ".repeat(LABEL)));
        format!("{DIM}{label:LABEL$}{DIM:#}{value}\n")
    });
    head + &facts.collect::<String>()
}

fn title(rule: &Rule) -> &'static str {
    let group = GROUPS.iter().find(|group| group.name == rule.group());
    group.map_or("", |group| group.title)
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
        Strength::Must => AnsiColor::Red.on_default(),
        Strength::Should => AnsiColor::Yellow.on_default(),
    };
    let word = rule.strength.to_string();
    let space = " ".repeat(width.saturating_sub(word.len()));
    format!("{style}{word}{style:#}{space}")
}
