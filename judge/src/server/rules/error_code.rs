//! An error names itself, with a code of the catalogue and a status documented for that code.

use flinks_contract::code::{CODES, Code};
use flinks_report::Finding;
use serde_json::Value;

use crate::Findings;
use crate::server::{Parsed, ParsedRun};

pub const ID: &str = "FLK-ENV-003";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for reply in run.replies().filter(|reply| reply.status >= 300) {
        findings.place(ID, flaw(reply));
    }
}

fn flaw(reply: &Parsed<'_>) -> Option<Finding> {
    let Some(code @ Value::String(name)) = reply.member("FlinksCode") else {
        return Some(nameless(reply));
    };
    let statuses = statuses(name);
    if statuses.is_empty() {
        return Some(reply.in_body("/FlinksCode", "a FlinksCode of the catalogue", code));
    }
    let listed: Vec<String> = statuses.iter().map(u16::to_string).collect();
    let expected = format!("{} with {name}", listed.join(" or "));
    let found = || reply.outside("status", expected, reply.status.to_string());
    (!statuses.contains(&reply.status)).then(found)
}

fn nameless(reply: &Parsed<'_>) -> Finding {
    let actual = format!("{} without a FlinksCode", reply.status);
    let found = reply.in_body("/FlinksCode", "FlinksCode and Message beside this status", actual);
    match reply.reply_header("location") {
        Some(location) => {
            found.note(format!("redirects are not followed; this one leads to {location}"))
        }
        None => found,
    }
}

/// Every status that some source gives for a code; none where the catalogue has no such code.
fn statuses(name: &str) -> Vec<u16> {
    let mut statuses: Vec<u16> = CODES.iter().flat_map(|code| statuses_of(code, name)).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn statuses_of(code: &'static Code, name: &str) -> impl Iterator<Item = u16> {
    let own = std::iter::once((code.name, code.status));
    let variants = code
        .variants
        .iter()
        .map(|variant| (variant.name.unwrap_or(code.name), variant.status.unwrap_or(code.status)));
    own.chain(variants).filter(move |(named, _)| *named == name).map(|(_, status)| status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;
    use flinks_trace::Role;
    use serde_json::json;

    #[test]
    fn what_breaks_it() {
        let table = [
            (401, json!({ "HttpStatusCode": 401 }), "/FlinksCode"),
            (401, json!({ "FlinksCode": "NO_SUCH" }), "/FlinksCode"),
            (302, json!({}), "/FlinksCode"),
            (500, json!({ "FlinksCode": "INVALID_LOGIN" }), "status"),
        ];
        for (status, body, place) in table {
            let mut run = sample::accounts();
            sample::reply(sample::find(&mut run, Role::Poll(1)), status, &body);
            assert_eq!(sample::broken(check, &run, ID), [place], "{status} {body}");
        }
    }

    #[test]
    fn statuses_of_every_source_count() {
        let table: &[(&str, &[u16])] = &[
            ("SESSION_NONEXISTENT", &[400]),
            ("INVALID_LOGIN", &[400, 401]),
            ("INVALID_SECURITY_RESPONSE_NO_RETRY", &[401]),
            ("AGGREGATION_ERROR", &[500]),
            ("invalid_login", &[]),
        ];
        for (name, expected) in table {
            assert_eq!(statuses(name), *expected, "{name}");
        }
    }
}
