//! The hosts of Flinks that the mock stands for.

/// Every instance is a name below it: `toolbox-api`, `toolbox-wealth-api`.
pub(crate) const ZONE: &str = "private.fin.ag";

/// Default hosts of the Python SDKs, and of a public TypeScript client.
pub(crate) const SANDBOXES: [&str; 2] = ["sandbox.flinks.io", "sandbox.flinks.com"];

/// Whether `host` is one of them. In any case, with or without the dot of a full name.
///
/// One label below the zone and no more: a wildcard certificate covers no more either.
pub(crate) fn is_faked(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    if SANDBOXES.contains(&host.as_str()) {
        return true;
    }
    let instance = host.strip_suffix(ZONE).and_then(|rest| rest.strip_suffix('.'));
    instance.is_some_and(|label| !label.is_empty() && !label.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hosts_of_flinks_are_faked() {
        #[rustfmt::skip]
        let table = [
            ("toolbox-api.private.fin.ag", true),
            ("toolbox-wealth-api.private.fin.ag", true),
            ("Toolbox-API.Private.Fin.AG.", true),
            ("sandbox.flinks.io", true),
            ("sandbox.flinks.com", true),
            ("private.fin.ag", false),
            (".private.fin.ag", false),
            ("a.b.private.fin.ag", false),
            ("xprivate.fin.ag", false),
            ("private.fin.ag.example.com", false),
            ("api.sandbox.flinks.io", false),
            ("www.flinks.com", false),
            ("fin.ag", false),
            ("localhost", false),
            ("127.0.0.1", false),
            ("", false),
            (".", false),
        ];
        for (host, expected) in table {
            assert_eq!(is_faked(host), expected, "{host}");
        }
    }
}
