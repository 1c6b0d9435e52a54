//! Which hosts the harness runs against without being told to.

use crate::target::Target;

/// Words by which a host names itself a test environment. Flinks' own are `toolbox` and `sandbox`.
const WORDS: [&str; 13] = [
    "toolbox",
    "sandbox",
    "staging",
    "stage",
    "test",
    "testing",
    "dev",
    "demo",
    "mock",
    "uat",
    "qa",
    "localhost",
    "local",
];

/// Top-level domains that no public host can have (RFC 6761). Public hosts do have `dev`.
const RESERVED: [&str; 2] = ["test", "localhost"];

/// Whether a run at the target needs no permission: it is on this machine, or a label of its name, or
/// a part of one between hyphens, is such a word, with or without digits after it.
pub(crate) fn is_for_tests(target: &Target) -> bool {
    target.is_loopback() || names_itself_so(target.host())
}

/// The domains of Flinks.
const OF_FLINKS: [&str; 3] = [".private.fin.ag", ".flinks.io", ".flinks.com"];

/// Whether keys may be sent there without permission: to this machine, or in TLS to Flinks. Anybody
/// can have a host with `toolbox` in its name.
pub(crate) fn is_for_keys(target: &Target) -> bool {
    let host = target.host().to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let of_flinks = OF_FLINKS.iter().any(|domain| host.ends_with(domain));
    target.is_loopback() || target.is_tls() && of_flinks
}

fn names_itself_so(host: &str) -> bool {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return false;
    }
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    match host.rsplit_once('.') {
        None => is_word(&host),
        Some((labels, last)) => RESERVED.contains(&last) || labels.split('.').any(is_word),
    }
}

fn is_word(label: &str) -> bool {
    let mut parts =
        label.split('-').map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    parts.any(|part| WORDS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_keys_go_to() {
        let table = [
            ("https://toolbox-api.private.fin.ag", true),
            ("https://TOOLBOX-api.private.fin.ag.", true),
            ("https://sandbox.flinks.io", true),
            ("http://127.9.9.9", true),
            ("http://localhost", true),
            ("http://localhost.evil.example", false),
            ("http://toolbox-api.private.fin.ag", false),
            ("https://toolbox-api.private.fin.ag.evil.example", false),
            ("https://toolbox-apiprivate.fin.ag", false),
            ("https://sandbox.evil.example", false),
            ("http://flinks-mock:8780", false),
        ];
        for (url, expected) in table {
            assert_eq!(is_for_keys(&Target::parse(url).unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn hosts_that_name_themselves_test_environments() {
        #[rustfmt::skip]
        let table = [
            ("https://toolbox-api.private.fin.ag", true),
            ("https://toolbox-wealth-api.private.fin.ag", true),
            ("https://Sandbox.Flinks.io", true),
            ("https://flinks.staging.bank.ca", true),
            ("https://api-dev2.bank.ca", true),
            ("https://uat01.bank.ca.", true),
            ("http://flinks-mock:8780", true),
            ("http://mock", true),
            ("https://bank.test", true),
            ("https://a.localhost", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("https://acme-api.private.fin.ag", false),
            ("https://api.bank.dev", false),
            ("https://contest.bank.ca", false),
            ("https://latest-api.bank.ca", false),
            ("https://bank.ca/toolbox", false),
            ("http://192.168.1.10", false),
            ("http://[2001:db8::1]", false),
            ("http://bank", false),
        ];
        for (url, expected) in table {
            assert_eq!(is_for_tests(&Target::parse(url).unwrap()), expected, "{url}");
        }
    }
}
