//! How to see a finding again: commands for a shell, with the names of environment variables in the
//! place of secrets and ids.

use flinks_judge::server::{Parsed, ParsedRun, path};
use flinks_report::{Fact, Finding, shell_word};
use serde_json::Value;

use super::{REPEAT, RUN_FILE, TARGET, fact, value};

/// `repeat` where the command of the run is known. `curl` for what is wrong around a body, which one
/// request shows, and where the server is there for a request of its own. `replay` where the run has
/// a file.
pub(super) fn of(rule: &str, finding: &Finding, run: &ParsedRun<'_>) -> Vec<Fact> {
    let facts = &run.head.facts;
    let repeat = value(facts, REPEAT).map(|repeat| format!("{repeat} --rules {rule}"));
    let is_remote = value(facts, TARGET).is_some_and(|target| target.contains("://"));
    let exchange = finding.events.first().and_then(|event| run.exchange(*event));
    let exchange = exchange.filter(|_| is_remote && rule.starts_with(ENVELOPE));
    let curl = exchange.map(|exchange| curl(exchange, run));
    let replay = value(facts, RUN_FILE)
        .map(|file| format!("flinks-harness replay {} --rules {rule}", shell_word(file)));
    let named = [(REPEAT, repeat), ("curl", curl), ("replay", replay)];
    named.into_iter().filter_map(|(name, value)| Some(fact(name, &value?))).collect()
}

const ENVELOPE: &str = "FLK-ENV-";

fn curl(exchange: &Parsed<'_>, run: &ParsedRun<'_>) -> String {
    let (method, path) = (&exchange.method, path(exchange));
    // The ids of this run by the names that the next run has them under.
    let placeholder = |value: &Value| match value.as_str() {
        Some(id) if Some(id) == run.request_id(exchange.part) => format!("\"{REQUEST_ID}\""),
        Some(id) if id == run.head.login_id => format!("\"{LOGIN_ID}\""),
        _ => value.to_string(),
    };
    let body = exchange.sent().and_then(Value::as_object).map(|members| {
        let members = members.iter();
        let members =
            members.map(|(name, value)| format!("{}:{}", Value::from(&**name), placeholder(value)));
        let body = members.collect::<Vec<_>>().join(",");
        format!(" -d \"{{{}}}\"", in_double_quotes(&body))
    });
    let body = body.unwrap_or_default();
    // With GET as well, as the guides have it: some servers mind.
    let header = "-H 'Content-Type: application/json'";
    format!("curl -sSi -X {method} \"$FLINKS_BASE_URL{path}\" {header}{body}")
}

const REQUEST_ID: &str = "$FLINKS_REQUEST_ID";
const LOGIN_ID: &str = "$FLINKS_LOGIN_ID";

/// Escapes a text for double quotes, in which a shell is to replace only our variables.
fn in_double_quotes(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    [REQUEST_ID, LOGIN_ID].iter().fold(out, |out, name| out.replace(&format!("\\{name}"), name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use flinks_judge::server::rules;
    use flinks_report::Shown;
    use flinks_trace::{HarnessRun, Part, Role};
    use serde_json::json;

    fn record(target: &str) -> HarnessRun {
        let mut record = sample::both();
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        record.head.facts = vec![fact("target", target), fact("repeat", "flinks-harness run")];
        record
    }

    fn commands(run: &HarnessRun, part: Part, role: Role, rule: &str) -> Vec<(String, String)> {
        let run = ParsedRun::from(run);
        let exchange = run.of(part).find(|exchange| exchange.role == role).unwrap();
        let words = Shown::words("");
        let found = exchange.outside("status", words.clone(), words);
        let commands = of(rule, &found, &run).into_iter();
        commands.map(|fact| (fact.name, fact.value)).collect()
    }

    #[test]
    fn one_request_of_a_server_that_is_there() {
        let mut record = record("http://127.0.0.1:8780");
        let sent = json!({ "LoginId": sample::LOGIN_ID, "MostRecentCached": true });
        sample::find(&mut record, Role::Open).body = sent.to_string();
        let sent = json!({ "RequestId": sample::REQUEST_ID, "Other": "a$b`c\"\\" });
        sample::find(&mut record, Role::First).body = sent.to_string();
        #[rustfmt::skip]
        let table = [
            (Role::Open, "POST", "Authorize", r#" -d "{\"LoginId\":\"$FLINKS_LOGIN_ID\",\"MostRecentCached\":true}""#),
            (Role::First, "POST", "GetAccountsDetail", r#" -d "{\"RequestId\":\"$FLINKS_REQUEST_ID\",\"Other\":\"a\$b\`c\\\"\\\\\"}""#),
            (Role::Poll(1), "GET", "GetAccountsDetailAsync/$FLINKS_REQUEST_ID", ""),
        ];
        for (role, method, call, body) in table {
            let path = format!("/v3/$FLINKS_CUSTOMER_ID/BankingServices/{call}");
            let json = "-H 'Content-Type: application/json'";
            let curl = format!("curl -sSi -X {method} \"$FLINKS_BASE_URL{path}\" {json}{body}");
            let repeat = ("repeat".to_owned(), "flinks-harness run --rules FLK-ENV-001".to_owned());
            let shown = commands(&record, Part::Accounts, role, rules::status_in_body::ID);
            assert_eq!(shown, [repeat, ("curl".to_owned(), curl)], "{role:?}");
        }
    }

    /// Where the server is, the rule, and the names of the commands.
    #[test]
    fn what_one_request_does_not_show() {
        let here = "http://127.0.0.1:8780";
        let table: [(&str, &str, &[&str]); 3] = [
            (here, rules::status_in_body::ID, &["repeat", "curl"]),
            (here, rules::transactions::RUNNING, &["repeat"]),
            ("mock in this process, seed 7", rules::status_in_body::ID, &["repeat"]),
        ];
        for (target, rule, expected) in table {
            let shown = commands(&record(target), Part::Accounts, Role::First, rule);
            let names: Vec<&str> = shown.iter().map(|(name, _)| &**name).collect();
            assert_eq!(names, expected, "{target} {rule}");
        }
    }

    #[test]
    fn the_file_of_the_run_is_judged_again() {
        let mut record = sample::both();
        let of = |run: &HarnessRun| {
            commands(run, Part::Accounts, Role::First, rules::status_in_body::ID)
        };
        assert_eq!(of(&record), [], "without the command of the run there is none");
        record.head.facts = vec![("run file".to_owned(), "out/my run.ndjson".to_owned())];
        let replay = "flinks-harness replay 'out/my run.ndjson' --rules FLK-ENV-001";
        assert_eq!(of(&record), [("replay".to_owned(), replay.to_owned())]);
    }

    /// Another one's id is what the request is about, and stays.
    #[test]
    fn an_id_of_no_session_is_written_out() {
        let mut record = record("http://127.0.0.1:8780");
        let sent = json!({ "RequestId": sample::REQUEST_ID });
        sample::find_in(&mut record, Part::Investments, Role::First).body = sent.to_string();
        let shown = commands(&record, Part::Investments, Role::First, rules::status_in_body::ID);
        assert!(shown[1].1.contains(sample::REQUEST_ID), "{shown:?}");
    }
}
