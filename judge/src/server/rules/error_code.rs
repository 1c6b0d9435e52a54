//! An error names itself, with a status documented for its code. A code that no document has is a
//! warning: lists of codes grow.

use flinks_contract::code::{CODES, Code};

use super::schema;
use super::*;

pub const ID: &str = "FLK-ENV-003";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for reply in run.replies().filter(|reply| reply.status >= 300) {
        findings.rule(ID).place(flaw(reply));
        // A code in another form is what the schema says.
        let is_unknown = |code: &&Value| {
            let is_form = |name: &str| name.bytes().all(|it| it == b'_' || it.is_ascii_uppercase());
            code.as_str()
                .filter(|name| !name.is_empty())
                .is_some_and(|name| is_form(name) && statuses(name).is_empty())
        };
        let unknown = reply.member("FlinksCode").filter(is_unknown);
        if let Some(code) = unknown {
            let found = reply.in_body("/FlinksCode", "a FlinksCode of the catalogue", code);
            findings.rule(schema::ERROR).breaks(found);
        }
    }
}

fn flaw(reply: &Parsed<'_>) -> Option<Finding> {
    let code = reply.member("FlinksCode").and_then(Value::as_str);
    let Some(name) = code.filter(|name| !name.is_empty()) else {
        return Some(nameless(reply));
    };
    let statuses = statuses(name);
    let listed: Vec<String> = statuses.iter().map(u16::to_string).collect();
    let expected = format!("{} with {name}", listed.join(" or "));
    let found = || reply.outside("status", expected, reply.status.to_string());
    (!statuses.is_empty() && !statuses.contains(&reply.status)).then(found)
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

/// Every status that some source gives for a code; none if the catalogue has no such code.
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
