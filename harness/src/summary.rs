//! From what was seen and found to a report.

mod again;
mod evidence;
mod reason;
mod timeline;
mod unit;
mod verdict;
mod waited;
mod wire;

use flinks_contract::rule::{self, RULES};
use flinks_report::{Check, Fact, Finding, Outcome, Report, Rule, Run, Strength, Tool, Unproven};

use crate::checks::{unproven, vintage};
use crate::exchange::Exchange;
use crate::record::Record;
use crate::sheet::{Row, Sheet};

pub(crate) use again::{REPEAT, quoted};
pub(crate) use evidence::RUN_FILE;

/// `view` says how a check is looked at: left out, raised, or expected to fail.
pub(crate) fn report(
    record: &Record,
    sheet: &Sheet,
    view: impl FnMut(Check) -> Option<Check>,
) -> Report {
    let checks = RULES.iter().map(|rule| check(rule, record, sheet));
    let mut checks: Vec<Check> = checks.filter_map(view).collect();
    tell_more(&mut checks, record);
    let verdict = verdict::of(record, sheet, &checks);
    let run = Run {
        name: record.head.name.clone(),
        facts: vintage::met(record),
        timeline: timeline::of(record, sheet),
        checks,
        verdict,
        effort: timeline::effort(record),
    }
    .with_fingerprints();
    let title = "flinks-harness: accounts, then investments".to_owned();
    let report = Report::new(tool(), title, record.head.facts.clone(), vec![run]);
    let holes = unproven::unproven(record).into_iter();
    let holes = holes.map(|(what, items)| Unproven { what, items, why: None });
    Report { unproven: holes.collect(), ..report }
}

fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

fn check(rule: &rule::Rule, record: &Record, sheet: &Sheet) -> Check {
    let outcome = match sheet.row(rule.id) {
        Some(row) if !row.found.is_empty() => Outcome::Failed {
            findings: row.found.iter().map(|found| found.finding.clone()).collect(),
            places: row.places,
        },
        Some(Row { places: 0, .. }) => {
            Outcome::NotReached { reason: "another rule says what it would say".to_owned() }
        }
        Some(row) => Outcome::Passed { places: row.places },
        None => Outcome::NotReached { reason: reason::not_reached(rule.id, record) },
    };
    Check { rule: shown(rule), unit: unit::of(rule.id), outcome }
}

fn shown(rule: &rule::Rule) -> Rule {
    Rule {
        id: rule.id.to_owned(),
        sentence: rule.sentence.to_owned(),
        strength: match rule.strength {
            rule::Strength::Must => Strength::Must,
            rule::Strength::Should => Strength::Should,
        },
        source: format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence),
        more: Some(format!("flinks-harness checks {}", rule.id)),
    }
}

/// What the run as a whole adds to a finding: the target, how the wait went, commands.
fn tell_more(checks: &mut [Check], record: &Record) {
    let unreached = |check: &&Check| matches!(check.outcome, Outcome::NotReached { .. });
    let unreached = checks.iter().filter(unreached).count();
    let target = target(&record.head.facts);
    for Check { rule, outcome, .. } in checks {
        let (Outcome::Failed { findings, .. } | Outcome::Expected { findings, .. }) = outcome
        else {
            continue;
        };
        for finding in findings {
            if let Some(target) = &target {
                finding.at = format!("{}, {target}", finding.at);
            }
            if rule.id == rule::FLOW_DEADLINE {
                finding.details.extend(waited::details(finding, record, unreached));
            }
            finding.commands.extend(again::commands(&rule.id, finding, record));
            let (line, replay) = evidence::of(&rule.id, finding, &record.head.facts);
            finding.details.extend(line);
            finding.commands.extend(replay);
        }
    }
}

/// The exchange that shows a finding best.
fn exchange_of<'a>(finding: &Finding, record: &'a Record) -> Option<&'a Exchange> {
    let number = finding.events.first()?.checked_sub(1)?;
    record.exchanges.get(usize::try_from(number).ok()?)
}

/// As short as it has to be to leave the poll before it its room in 80 columns: "mock seed 7",
/// "127.0.0.1:8780", the first label of a name. The head of the report has it in full.
fn target(facts: &[Fact]) -> Option<String> {
    let target = value(facts, TARGET)?;
    let Some((_, host)) = target.split_once("://") else {
        return Some(target.replace("in this process, ", ""));
    };
    let (label, _) = host.split_once('.').unwrap_or((host, ""));
    let is_name = label.contains(|c: char| c.is_ascii_alphabetic());
    Some(if is_name { label } else { host }.to_owned())
}

fn value<'a>(facts: &'a [Fact], name: &str) -> Option<&'a str> {
    facts.iter().find(|fact| fact.name == name).map(|fact| &*fact.value)
}

/// The fact that says where the server is.
const TARGET: &str = "target";

#[cfg(test)]
mod tests;
