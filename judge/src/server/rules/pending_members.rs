//! What a 202 has in it.

use super::*;

/// All of a 202, as the guides print it.
const MEMBERS: [&str; 5] = ["FlinksCode", "Links", "HttpStatusCode", "Message", "RequestId"];

/// The older reading of C14.
const PARTIAL: &str = "older docs claim partial data in a 202; no sample shows any (C14)";

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for exchange in run.exchanges.iter().filter(|exchange| exchange.is_data_call()) {
        if exchange.status() == Some(202)
            && let Some(Value::Object(body)) = exchange.json()
        {
            rule.applied(1);
            for name in MEMBERS.iter().filter(|name| !body.contains_key(**name)) {
                rule.breaks(missing(exchange, name));
            }
            for (name, value) in body.iter().filter(|(name, _)| !MEMBERS.contains(&&***name)) {
                rule.breaks(extra(exchange, name, value));
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
            let found = sample::found(check, &sample::with(Role::Poll(1), pointer, json!([])));
            assert_eq!(found.broken[0].note.as_deref(), expected);
        }
    }
}
