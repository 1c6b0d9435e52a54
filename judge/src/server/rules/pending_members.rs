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
        for (pointer, expected) in [("/Accounts", Some(PARTIAL)), ("/Other", None)] {
            let findings =
                sample::findings(check, &sample::with(Role::Poll(1), pointer, json!([])));
            assert_eq!(findings.of(ID).unwrap().broken[0].note.as_deref(), expected);
        }
    }

    #[test]
    fn what_breaks_a_202() {
        let all = ["FlinksCode", "Links", "HttpStatusCode", "Message", "RequestId"];
        let table: [(&[&str], &[&str]); 4] = [
            (&all[..4], &["/RequestId"]),
            (
                &["FlinksCode", "links", "HttpStatusCode", "Message", "RequestId"],
                &["/Links", "/links"],
            ),
            (&[&all[..], &["a/b"]].concat(), &["/a~1b"]),
            (&["RequestId", "FlinksCode", "Links", "HttpStatusCode", "Message"], &[]),
        ];
        for (members, expected) in table {
            let body: Value = members.iter().map(|name| ((*name).to_owned(), json!(1))).collect();
            let run = sample::with(Role::Poll(1), "", body);
            assert_eq!(sample::broken(check, &run, ID), expected, "{members:?}");
        }
    }
}
