//! `flinks-mock rules` and `flinks-harness checks`: what is demanded of a client or of a server, and why.

mod text;

use clap::{Args, ValueEnum};
use flinks_contract::diagnostic::nearest;
use flinks_contract::rule::client::{CLIENT_RULES, ClientRule};
use flinks_contract::rule::server::{SERVER_RULES, ServerRule};
use flinks_contract::rule::{GROUPS, Rule};
use flinks_report::cli::print_text;
use flinks_report::exit;
use serde_json::{Value, json};

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock rules
  flinks-mock rules CLI-POLL-002
  flinks-mock rules cli-err --format json

Exit codes: 0 listed; 2 there is no such rule";

#[derive(Args, Debug)]
pub(super) struct Rules {
    /// A rule, such as CLI-POLL-002, or a group, such as CLI-POLL; in any case
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// List the rules for servers too, which flinks-harness checks
    #[arg(long, conflicts_with = "id")]
    all: bool,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: RulesFormat,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum RulesFormat {
    /// For a person
    #[default]
    Text,
    /// For a program
    Json,
}

/// A rule of either catalogue.
#[derive(Clone, Copy)]
enum Entry {
    Client(&'static ClientRule),
    Server(&'static ServerRule),
}

impl Entry {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Client(client) => &client.rule,
            Self::Server(server) => &server.rule,
        }
    }
}

pub(super) fn rules(args: &Rules) -> Result<u8, String> {
    let clients = CLIENT_RULES.iter().map(Entry::Client);
    let entries: Vec<_> = match args {
        Rules { id: None, all: false, .. } => clients.collect(),
        _ => clients.chain(SERVER_RULES.iter().map(Entry::Server)).collect(),
    };
    let id = args.id.as_deref();
    let all = "flinks-mock rules --all";
    print_text(&render(&entries, id, args.format, "flinks-mock rules", all)?)?;
    Ok(exit::PASSED)
}

/// Prints the rules for servers as `flinks-mock rules` prints its own: all of them, a group, or one with
/// everything about it. `command` is what a reader starts to see others.
///
/// # Errors
///
/// A message: there is no such rule, or stdout cannot be written.
pub fn server_rules(id: Option<&str>, format: RulesFormat, command: &str) -> Result<(), String> {
    let entries: Vec<_> = SERVER_RULES.iter().map(Entry::Server).collect();
    print_text(&render(&entries, id, format, command, command)?)
}

/// `one` is the command that explains the rule whose id comes after it, `all` the one that lists all.
fn render(
    entries: &[Entry],
    id: Option<&str>,
    format: RulesFormat,
    one: &str,
    all: &str,
) -> Result<String, String> {
    let wanted = id.unwrap_or_default().trim_end_matches('-').to_ascii_uppercase();
    // A group, or the whole catalogue, is the beginning of an id.
    let is_wanted = |entry: &&Entry| {
        let rest = entry.rule().id.strip_prefix(&*wanted);
        id.is_none() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let chosen: Vec<Entry> = entries.iter().filter(is_wanted).copied().collect();
    Ok(match (format, &*chosen) {
        (_, []) => return Err(unknown(&wanted, entries, all)),
        (RulesFormat::Json, chosen) => {
            let rules: Vec<Value> = chosen.iter().map(|entry| value(*entry)).collect();
            format!("{:#}\n", json!({ "rules": rules }))
        }
        // A group of one rule is a list all the same.
        (RulesFormat::Text, [only]) if only.rule().id == wanted => text::explained(*only),
        (RulesFormat::Text, chosen) => text::listed(chosen, one),
    })
}

fn unknown(id: &str, entries: &[Entry], all: &str) -> String {
    if CLIENT_RULES.iter().any(|client| client.rule.id == id || client.rule.group() == id) {
        return format!(
            "error: {id} is for clients, and only servers are checked here\n  help: `flinks-mock rules {id}`"
        );
    }
    let has_rules = |name: &&str| entries.iter().any(|entry| entry.rule().group() == *name);
    let groups = GROUPS.iter().map(|group| group.name).filter(has_rules);
    let help = match nearest(id, entries.iter().map(|entry| entry.rule().id).chain(groups)) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("`{all}` lists them all"),
    };
    format!("error: there is no rule {id:?}\n  help: {help}")
}

/// The rule for a program. A text that says nothing is empty, not absent.
fn value(entry: Entry) -> Value {
    let rule = entry.rule();
    let mut value = json!({
        "id": rule.id,
        "group": rule.group(),
        "sentence": rule.sentence,
        "strength": rule.strength.to_string(),
        "says": rule.says,
        "source": rule.source,
        "vintage": rule.vintage,
        "confidence": rule.confidence.to_string(),
        "today": rule.today.map(|today| json!({
            "strength": today.strength.to_string(),
            "says": today.says,
            "source": today.source,
            "vintage": today.vintage,
        })),
        "effect": rule.effect,
        "example": rule.example,
        "broken": rule.broken,
    });
    match entry {
        Entry::Client(client) => {
            value["seen"] = client.seen.into();
            value["scenario"] = client.scenario.into();
            value["needs"] = json!(client.needs);
            value["tolerance"] = client.tolerance.into();
        }
        Entry::Server(server) => value["conflicts"] = json!(server.conflicts),
    }
    value
}
