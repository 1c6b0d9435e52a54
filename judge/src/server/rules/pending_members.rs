//! What a 202 has in it.

use super::*;

pub const ID: &str = "FLK-PEN-001";

/// All of a 202, as the guides print it.
const MEMBERS: [&str; 5] = ["FlinksCode", "Links", "HttpStatusCode", "Message", "RequestId"];

/// The older reading of C14.
const PARTIAL: &str = "older docs claim partial data in a 202; no sample shows any (C14)";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for exchange in run.exchanges.iter().filter(|exchange| exchange.is_data_call()) {
        if exchange.status() == Some(202)
            && let Some(Value::Object(body)) = exchange.json()
        {
            findings.applied(ID, 1);
            for name in MEMBERS.iter().filter(|name| !body.contains_key(**name)) {
                findings.broken(ID, missing(exchange, name));
            }
            for (name, value) in body.iter().filter(|(name, _)| !MEMBERS.contains(&&***name)) {
                findings.broken(ID, extra(exchange, name, value));
            }
        }
    }
}

fn missing(exchange: &Parsed<'_>, name: &str) -> Finding {
    exchange.in_body(format!("/{name}"), "this member", None)
}

fn extra(exchange: &Parsed<'_>, name: &str, value: &Value) -> Finding {
    let expected = format!("no member beside {}", MEMBERS.join(", "));
    let found = exchange.in_body(format!("/{}", escaped(name)), expected, value);
    match MEMBERS.iter().find(|member| member.eq_ignore_ascii_case(name)) {
        Some(member) => found.note(format!("only its case differs from {member}")),
        None if matches!(name, "Accounts" | "Investments") => found.note(PARTIAL),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_in_a_202_is_told_as_what_it_is() {
        for (name, expected) in [("Accounts", Some(PARTIAL)), ("Other", None)] {
            let mut run = sample::accounts();
            sample::body(sample::find(&mut run, Role::Poll(1)))[name] = json!([]);
            let findings = sample::findings(check, &run);
            let found = &findings.of(ID).unwrap().broken[0];
            assert_eq!(found.note.as_deref(), expected);
        }
    }

    #[test]
    fn what_breaks_a_202() {
        let table: [(Value, &[&str]); 4] = [
            (
                json!({"FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1}),
                &["/RequestId"],
            ),
            (
                json!({"FlinksCode": 1, "links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1}),
                &["/Links", "/links"],
            ),
            (
                json!({"FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1, "a/b": 1}),
                &["/a~1b"],
            ),
            (
                json!({"RequestId": 1, "FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1}),
                &[],
            ),
        ];
        for (body, expected) in table {
            let mut run = sample::accounts();
            *sample::body(sample::find(&mut run, Role::Poll(1))) = body.clone();
            assert_eq!(sample::broken(check, &run, ID), expected, "{body}");
        }
    }
}
