//! docs/rules.md says what the tables say.

use std::path::Path;
use std::{env, fs};

use flinks_contract::code::CODES;
use flinks_contract::conflict;
use flinks_contract::rule::client::{CLIENT_RULES, ClientRule};
use flinks_contract::rule::server::{SERVER_RULES, ServerRule};
use flinks_contract::rule::{GROUPS, Group, Rule};

const BEGIN: &str = "<!-- rules:begin -->\n";
const END: &str = "<!-- rules:end -->";

#[test]
fn the_page_lists_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let expected = format!("\n{}{}{}\n", clients(), retry_classes(), servers());

    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(
        listed == expected,
        "docs/rules.md is out of date; to write its lists anew:\n\n    \
         UPDATE_DOCS=1 cargo test -p flinks-contract --test facts\n\n\
         it should have{expected}"
    );
}

fn clients() -> String {
    let sections = GROUPS.iter().map(|group| {
        let clients = CLIENT_RULES.iter().filter(|client| client.rule.group() == group.name);
        section(group, clients.map(of_client).collect())
    });
    format!("## For clients\n\n{}", sections.collect::<String>())
}

fn section(group: &Group, rules: String) -> String {
    if rules.is_empty() { rules } else { format!("### {}\n\n{rules}", group.title) }
}

/// The heading is the anchor: `docs/rules.md#cli-poll-002`.
fn of_client(client: &ClientRule) -> String {
    let rule = &client.rule;
    let broken = format!("a client that {}", client.rule.broken);
    let scenario = format!("the scenario `{}`", client.scenario);
    let needs = client.needs.to_string();
    let facts = [
        ("Kept by", client.rule.example),
        ("Broken by", &broken),
        ("Seen in", client.seen),
        ("Reached in", &scenario),
        ("The judge needs", &needs),
        ("Tolerance", client.tolerance),
        ("Source", &source(rule)),
        ("Today", &today(rule)),
    ];
    let facts = facts.iter().filter(|(_, text)| !text.is_empty());
    let facts: String = facts.map(|(name, text)| format!("- {name}: {text}\n")).collect();
    let sentence = format!("**{}** {}", rule.strength, rule.sentence);
    format!("#### {}\n\n{sentence}.\n\n{}\n\n{facts}\n", rule.id, client.rule.effect)
}

fn retry_classes() -> String {
    let rows = CODES.iter().map(|code| {
        let (class, advice) = (code.retry, code.retry.advice());
        format!("| `{}` | {} | {class} | {advice} |\n", code.name, code.status)
    });
    format!(
        "## What a client does about each code\n\n\
         No document has this table; it follows from what the codes mean and from what published \
         clients do.\nCLI-ERR-001, 002, 005, 007 and 008 go by it.\n\n\
         | FlinksCode | Status | Class | What a client does |\n|---|---|---|---|\n{}\n",
        rows.collect::<String>()
    )
}

fn servers() -> String {
    let sections = GROUPS.iter().map(|group| {
        let servers = SERVER_RULES.iter().filter(|server| server.rule.group() == group.name);
        section(group, servers.map(of_server).collect())
    });
    format!("## For servers\n\n{}\n", sections.collect::<String>().trim_end())
}

/// The heading is the anchor: `docs/rules.md#flk-env-001`.
fn of_server(server: &ServerRule) -> String {
    let rule = &server.rule;
    let broken = format!("a server that {}", server.rule.broken);
    let readings: String = server.conflicts.iter().map(|id| reading(id)).collect();
    let sentence = format!("**{}** {}", rule.strength, rule.sentence);
    format!(
        "#### {}\n\n{sentence}.\n\n{}\n\n- Kept by: {}\n- Broken by: {broken}\n{readings}- Source: {}\n{}\n",
        rule.id,
        server.rule.effect,
        server.rule.example,
        source(rule),
        rule.today.map_or_else(String::new, |_| format!("- Today: {}\n", today(rule)))
    )
}

fn reading(id: &str) -> String {
    let conflict = conflict::find(id).expect("a conflict of the register");
    let variants = conflict.variants.iter();
    let variants = variants.map(|one| format!("{} ({}, {})", one.text, one.source, one.vintage));
    let variants = variants.collect::<Vec<_>>().join("; or ");
    format!("- Documents disagree ({id}): {} {variants}\n", conflict.question)
}

fn source(rule: &Rule) -> String {
    let says = if rule.says.is_empty() { String::new() } else { format!("{}. ", rule.says) };
    format!("{says}{} ({}, {})", rule.source, rule.vintage, rule.confidence)
}

/// What today's documents say instead.
fn today(rule: &Rule) -> String {
    rule.today.map_or_else(String::new, |today| {
        format!("**{}** {}. {} ({})", today.strength, today.says, today.source, today.vintage)
    })
}
