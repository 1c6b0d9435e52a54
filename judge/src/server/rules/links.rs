//! Where links lead.

use flinks_contract::endpoint::OTHERS;

use super::*;

/// No link leads into another session, or to another customer.
pub const SESSION: &str = "FLK-LNK-001";
/// `href` is relative to the BankingServices base, and leads to an endpoint. Some bodies carry the
/// literal text `/{Endpoint}Async` (C33).
pub const HREF: &str = "FLK-LNK-002";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    let is_looked_at = |exchange: &&Parsed<'_>| {
        exchange.is_first_of_its_kind() && !matches!(exchange.role, Role::Probe(_))
    };
    for exchange in run.exchanges.iter().filter(is_looked_at) {
        for (pointer, link) in items(exchange.json(), "/Links") {
            for member in ["href", "example"] {
                let Some(value @ Value::String(text)) = link.get(member) else { continue };
                let found = |expected: &str| {
                    let pointer = format!("{pointer}/{member}");
                    exchange.in_body(pointer, expected, value)
                };
                if session(run, exchange, text, found, findings) {
                    path(text, found, findings);
                }
            }
        }
    }
}

/// Whether it is a session of the reply's own, and nobody's customer id.
fn session(
    run: &ParsedRun<'_>,
    exchange: &Parsed<'_>,
    text: &str,
    found: impl Fn(&str) -> Finding,
    findings: &mut Findings,
) -> bool {
    let session = run.request_id(exchange.part);
    for id in guids(text) {
        findings.rule(SESSION).applied(1);
        if session.is_some_and(|session| !session.eq_ignore_ascii_case(id)) {
            let expected = "no id beside the RequestId of this session";
            findings.rule(SESSION).breaks(found(expected));
            return false;
        }
    }
    true
}

fn path(text: &str, found: impl Fn(&str) -> Finding, findings: &mut Findings) {
    let expected = "a path such as /GetAccountsDetail";
    findings.rule(HREF).place((!leads_somewhere(text)).then(|| found(expected)));
}

/// `/GetAccountsDetail` of an endpoint, with an id after it or not; or the text of a template that was not filled in (C33).
/// There is no InvestmentsAsync; what the link of its 202 says is not known, and is not checked.
fn leads_somewhere(text: &str) -> bool {
    let Some(path) = text.strip_prefix('/') else { return false };
    let name = path.split_once('/').map_or(path, |(name, _)| name);
    let plain = name.strip_suffix("Async").unwrap_or(name);
    let own = Endpoint::of_flinks().map(Endpoint::name);
    let mut known = own.chain(OTHERS.iter().map(|other| other.name));
    plain == "{Endpoint}" || known.any(|known| known == name || known == plain)
}

fn guids(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let words = text.split(move |c: char| !is_part(c));
    words.filter(|word| word.len() == 36 && uuid::Uuid::try_parse(word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_endpoints() {
        #[rustfmt::skip]
        let table = [
            ("/GetAccountsDetail", true), ("/GetAccountsSummary", true), ("/GetStatements", true),
            ("/Authorize", true), ("/GetAccountsDetailAsync", true), ("/InvestmentsAsync", true),
            ("/{Endpoint}Async", true), ("/{Endpoint}Async/{requestId}", true),
            ("/GetAccountsDetailAsync/1243c283-e0ca-4fda-a5e4-343068430190", true),
            ("GetAccountsDetail", false), ("/getaccountsdetail", false), ("/Nothing", false), ("", false),
            ("https://example.com/GetAccountsDetail", false), ("//example.com/Authorize", false),
            ("/v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices/Authorize", false),
        ];
        for (href, expected) in table {
            assert_eq!(leads_somewhere(href), expected, "{href}");
        }
    }
}
