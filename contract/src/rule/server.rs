//! What the harness demands of a server, as data.

mod table;

use super::Rule;

pub use table::SERVER_RULES;

/// The rules of [`SERVER_RULES`] alone, in the same order.
pub const RULES: &[Rule] = &{
    let mut rules = [SERVER_RULES[0].rule; SERVER_RULES.len()];
    let mut index = 0;
    while index < rules.len() {
        rules[index] = SERVER_RULES[index].rule;
        index += 1;
    }
    rules
};

/// A rule for servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerRule {
    pub rule: Rule,
    /// What happens to a client of a server that breaks it.
    pub effect: &'static str,
    /// What a server that keeps it answers.
    pub example: &'static str,
    /// What a server does that breaks it, after "a server that".
    pub broken: &'static str,
    /// The entries of [`crate::conflict`] in which its sources disagree. Every reading there keeps
    /// the rule, unless its sentence says otherwise.
    pub conflicts: &'static [&'static str],
}

/// The rule of exactly this id.
pub fn find(id: &str) -> Option<&'static ServerRule> {
    SERVER_RULES.iter().find(|server| server.rule.id == id)
}
