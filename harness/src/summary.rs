//! From what was seen and found to a report: what only this program knows about a run.

mod commands;

use std::path::Path;

use flinks_judge::Findings;
use flinks_judge::server::{self, ParsedRun};
use flinks_report::{Check, Fact, Finding, Report, Tool};
use flinks_trace::file::line_of;

pub(crate) const REPEAT: &str = "repeat";

pub(crate) const RUN_FILE: &str = "run file";

const TARGET: &str = "target";

/// `view` says how a check is looked at: left out, raised, or expected to fail.
pub(crate) fn report(
    run: &ParsedRun<'_>,
    findings: &Findings,
    view: impl FnMut(Check) -> Option<Check>,
) -> Report {
    let mut judged = server::judge(run, findings, view);
    for Check { rule, outcome, .. } in &mut judged.checks {
        let findings = outcome.findings_mut().iter_mut();
        findings.for_each(|finding| complete(&rule.id, finding, run));
    }
    let tool = Tool {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let title = "flinks-harness: accounts, then investments".to_owned();
    let facts = run.head.facts.iter().map(|(name, value)| fact(name, value)).collect();
    let report = Report::new(tool, title, facts, vec![judged]);
    Report { unproven: server::unproven(run), ..report }
}

/// Adds the target, where the exchanges are kept, and commands to see it again.
fn complete(rule: &str, finding: &mut Finding, run: &ParsedRun<'_>) {
    let facts = &run.head.facts;
    if let Some(target) = target(facts) {
        finding.at = format!("{}, {target}", finding.at);
    }
    finding.commands.extend(commands::of(rule, finding, run));
    finding.details.extend(evidence(finding, facts));
}

/// The target in short, so that the line with the poll before it fits into 80 columns: "mock seed 7",
/// "127.0.0.1:8780", the first label of a name. The head of the report has it in full.
fn target(facts: &[(String, String)]) -> Option<String> {
    let target = value(facts, TARGET)?;
    let Some((_, host)) = target.split_once("://") else {
        return Some(target.replace("in this process, ", ""));
    };
    let (label, _) = host.split_once('.').unwrap_or((host, ""));
    let is_name = label.contains(|c: char| c.is_ascii_alphabetic());
    Some(if is_name { label } else { host }.to_owned())
}

/// Where the exchanges of a finding are kept. Only a run of the program can keep a file.
fn evidence(finding: &Finding, facts: &[(String, String)]) -> Option<Fact> {
    let Some(file) = value(facts, RUN_FILE) else {
        let not_kept = "not kept; --report ndjson=FILE keeps every exchange";
        return value(facts, REPEAT).map(|_| fact("evidence", not_kept));
    };
    let name = Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy());
    let place = |number: &u64| format!("{name}:{}", line_of(*number));
    let places: Vec<String> = finding.events.iter().map(place).collect();
    Some(fact("evidence", &places.join(", ")))
}

fn value<'a>(facts: &'a [(String, String)], name: &str) -> Option<&'a str> {
    facts.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

pub(crate) fn fact(name: &str, value: &str) -> Fact {
    Fact { name: name.to_owned(), value: value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge;
    use crate::sample;
    use flinks_report::{Outcome, Shown};
    use flinks_trace::Role;
    use serde_json::json;

    /// What a report says of a run as a whole stands in each of its findings.
    #[test]
    fn a_finding_stands_for_itself() {
        let mut run = sample::both();
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        sample::body(sample::find(&mut run, Role::First))["X"] = json!(1);
        let table = [
            ("mock in this process, seed 7", "mock seed 7"),
            ("https://toolbox-api.private.fin.ag", "toolbox-api"),
            ("http://127.0.0.1:8780", "127.0.0.1:8780"),
            ("http://localhost:8780", "localhost:8780"),
        ];
        for (target, shown) in table {
            run.head.facts = vec![fact("target", target), fact("repeat", "flinks-harness run")];
            let judged = judge(&run);
            let mut checks = judged.runs[0].failures();
            let check = checks.find(|check| check.rule.id == "FLK-PEN-001").unwrap();
            let Outcome::Failed { findings, .. } = &check.outcome else { panic!("{check:?}") };
            let at = format!("accounts, POST GetAccountsDetail, t+00:00.0, {shown}");
            assert_eq!(findings[0].at, at);
            let (name, value) = fact("repeat", "flinks-harness run --rules FLK-PEN-001");
            assert_eq!(findings[0].commands, [Fact { name, value }]);
            assert_eq!(check.rule.more.as_deref(), Some("flinks-harness checks FLK-PEN-001"));
            assert_eq!(findings[0].fingerprint.len(), 12);
        }
    }

    #[test]
    fn where_the_exchanges_are_kept() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let (repeat, file) = (pair("repeat", "flinks-harness run"), "out/my run.ndjson");
        let table = [
            (vec![], None),
            (vec![repeat.clone()], Some("not kept; --report ndjson=FILE keeps every exchange")),
            (vec![repeat, pair("run file", file)], Some("my run.ndjson:3")),
        ];
        let run = sample::accounts();
        let words = Shown::words("");
        let found = ParsedRun::from(&run).exchanges[1].outside("status", words.clone(), words);
        for (facts, expected) in table {
            let evidence = evidence(&found, &facts);
            assert_eq!(evidence.as_ref().map(|fact| &*fact.value), expected);
        }
    }
}
