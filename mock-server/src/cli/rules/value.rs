//! Rules for a program.

use flinks_contract::rule::client::{ClientRule, Needs};
use flinks_contract::rule::server::ServerRule;
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
    #[serde(flatten)]
    more: More,
}

#[derive(Serialize)]
#[serde(untagged)]
enum More {
    Client(OfClient),
    Server(OfServer),
}

#[derive(Serialize)]
struct OfServer {
    effect: &'static str,
    example: &'static str,
    broken: &'static str,
    conflicts: Vec<&'static str>,
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
    let rule = entry.rule();
    Shown {
        id: rule.id,
        group: rule.group(),
        sentence: rule.sentence,
        strength: rule.strength.to_string(),
        source: rule.source,
        vintage: rule.vintage,
        confidence: rule.confidence.to_string(),
        more: match entry {
            Entry::Client(client) => More::Client(of_client(client)),
            Entry::Server(server) => More::Server(of_server(server)),
        },
    }
}

fn of_server(server: &ServerRule) -> OfServer {
    OfServer {
        effect: server.rule.effect,
        example: server.rule.example,
        broken: server.rule.broken,
        conflicts: server.conflicts.clone(),
    }
}

fn of_client(client: &ClientRule) -> OfClient {
    OfClient {
        effect: client.rule.effect,
        example: client.rule.example,
        broken: client.rule.broken,
        seen: client.seen,
        scenario: client.scenario,
        needs: match client.needs {
            Needs::Exchanges => "exchanges",
            Needs::Clock => "clock",
            Needs::Report => "report",
        },
        tolerance: client.tolerance,
    }
}
