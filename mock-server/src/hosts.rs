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
