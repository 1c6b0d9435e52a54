//! From what was seen and found to a report: what only this program knows about a run.

mod again;
mod evidence;

use flinks_judge::Findings;
use flinks_judge::server::{self, ParsedRun};
use flinks_report::{Check, Fact, Outcome, Report, Tool};

pub(crate) use again::REPEAT;
pub(crate) use evidence::RUN_FILE;

/// `view` says how a check is looked at: left out, raised, or expected to fail.
pub(crate) fn report(
    run: &ParsedRun<'_>,
    findings: &Findings,
    view: impl FnMut(Check) -> Option<Check>,
) -> Report {
    let mut judged = server::judge(run, findings, view);
    add_commands(&mut judged.checks, run);
    let title = "flinks-harness: accounts, then investments".to_owned();
    let fact = |(name, value): &(String, String)| Fact { name: name.clone(), value: value.clone() };
    let facts = run.head.facts.iter().map(fact).collect();
    let report = Report::new(tool(), title, facts, vec![judged]);
    Report { unproven: server::unproven(run), ..report }
}

fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// Adds to each finding the target, where its exchanges are kept, and commands.
fn add_commands(checks: &mut [Check], run: &ParsedRun<'_>) {
    let target = target(&run.head.facts);
    for Check { rule, outcome, .. } in checks {
        let (Outcome::Failed { findings, .. } | Outcome::Expected { findings, .. }) = outcome
        else {
            continue;
        };
        for finding in findings {
            if let Some(target) = &target {
                finding.at = format!("{}, {target}", finding.at);
            }
            finding.commands.extend(again::commands(&rule.id, finding, run));
            let (line, replay) = evidence::of(&rule.id, finding, &run.head.facts);
            finding.details.extend(line);
            finding.commands.extend(replay);
        }
    }
}

/// As short as it has to be to leave the poll before it its room in 80 columns: "mock seed 7",
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

fn value<'a>(facts: &'a [(String, String)], name: &str) -> Option<&'a str> {
    facts.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

/// The fact that says where the server is.
const TARGET: &str = "target";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge;
    use crate::sample;
    use flinks_judge::server::rules;
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
            let check = checks.find(|check| check.rule.id == rules::pending_members::ID).unwrap();
            let Outcome::Failed { findings, .. } = &check.outcome else { panic!("{check:?}") };
            let at = format!("accounts, POST GetAccountsDetail, t+00:00.0, {shown}");
            assert_eq!(findings[0].at, at);
            let (name, value) = fact("repeat", "flinks-harness run --rules FLK-PEN-001");
            assert_eq!(findings[0].commands, [Fact { name, value }]);
            assert_eq!(check.rule.more.as_deref(), Some("flinks-harness checks FLK-PEN-001"));
            assert_eq!(findings[0].fingerprint.len(), 12);
        }
    }
}
