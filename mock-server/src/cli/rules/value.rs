//! Rules for a program.

use flinks_contract::rule::Rule;
use flinks_contract::rule::client::{ClientRule, Needs};
use serde::Serialize;

use super::Entry;

#[derive(Serialize)]
struct Catalogue {
    rules: Vec<Shown>,
}

/// Texts that say nothing are empty, not absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: &'static str,
    group: &'static str,
    sentence: &'static str,
    strength: String,
    source: &'static str,
    vintage: &'static str,
    confidence: String,
    /// Absent for a server's rule.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    client: Option<OfClient>,
}

#[derive(Serialize)]
struct OfClient {
    effect: &'static str,
    example: &'static str,
    broken: &'static str,
    seen: &'static str,
    scenario: &'static str,
    needs: &'static str,
    tolerance: &'static str,
}

pub(super) fn text(entries: &[Entry]) -> String {
    let catalogue = Catalogue { rules: entries.iter().map(|entry| shown(*entry)).collect() };
    let text = serde_json::to_string_pretty(&catalogue).unwrap_or_default();
    format!("{text}\n")
}

fn shown(entry: Entry) -> Shown {
    match entry {
        Entry::Client(client) => Shown { client: Some(of_client(client)), ..of_rule(&client.rule) },
        Entry::Server(rule) => of_rule(rule),
    }
}

fn of_rule(rule: &Rule) -> Shown {
    Shown {
        id: rule.id,
        group: rule.group(),
        sentence: rule.sentence,
        strength: rule.strength.to_string(),
        source: rule.source,
        vintage: rule.vintage,
        confidence: rule.confidence.to_string(),
        client: None,
    }
}

fn of_client(client: &ClientRule) -> OfClient {
    OfClient {
        effect: client.effect,
        example: client.example,
        broken: client.broken,
        seen: client.seen,
        scenario: client.scenario,
        needs: match client.needs {
            Needs::Exchanges => "exchanges",
            Needs::Clock => "clock",
            Needs::Word => "word",
        },
        tolerance: client.tolerance,
    }
}
