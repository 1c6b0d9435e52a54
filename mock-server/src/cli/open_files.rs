//! Open files: each connection is one.

/// With fewer connections than this for each port, the cap is said: a thousand parallel tests have one each.
pub(super) const FEW: usize = 1_000;

/// Those that are not for connections of clients: the program, its folders, the journal, the runtime, and
/// the receiver of webhooks.
pub(super) const KEPT: usize = 80;

/// Raises the number that the program may have, which is 1,024 on many systems unless it asks for more.
/// Returns it.
pub(super) fn raise() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        // Where it is refused, there are fewer connections.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
        let files = getrlimit(Resource::Nofile).current;
        files.map_or(usize::MAX, |files| files.try_into().unwrap_or(usize::MAX))
    }
    #[cfg(not(unix))]
    usize::MAX
}
