//! What the first part of an id stands for.

/// The rules of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id of its rules without the number: `CLI-POLL`.
    pub name: &'static str,
    pub title: &'static str,
}

const fn group(name: &'static str, title: &'static str) -> Group {
    Group { name, title }
}

/// Every subject, in the order of the rules: those for clients, then those for servers.
pub const GROUPS: &[Group] = &[
    group("CLI-SEQ", "Order, methods and paths"),
    group("CLI-ID", "Ids"),
    group("CLI-POLL", "Polling"),
    group("CLI-ERR", "Errors"),
    group("CLI-TOL", "Tolerance"),
    group("CLI-NUM", "Numbers"),
    group("CLI-SEC", "Secrets"),
    group("CLI-MFA", "Security questions"),
    group("CLI-HTTP", "HTTP"),
    group("FLK-ENV", "Envelope"),
    group("FLK-SCH", "Schemas"),
    group("FLK-AUT", "Authorize"),
    group("FLK-FLOW", "Flow"),
    group("FLK-PEN", "Pending"),
    group("FLK-LNK", "Links"),
    group("FLK-ID", "Ids"),
    group("FLK-ACC", "Accounts"),
    group("FLK-TXN", "Transactions"),
    group("FLK-INV", "Investments"),
    group("FLK-ERR", "Refusals"),
    group("FLK-CLI", "The harness itself"),
];
