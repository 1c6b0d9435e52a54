//! The rules, in the order of the groups.

mod envelope;
mod flow;
mod ledger;
mod refusals;
mod schemas;
mod sessions;

use super::ServerRule;
use crate::confidence::Confidence;
use crate::rule::{self, Rule, Strength};

const BANKING_GUIDE: &str = "Flinks guide 'Make API calls'";
const WEALTH_GUIDE: &str = "Flinks guide 'Start to retrieve Investments data'";
const BOTH_GUIDES: &str = "Flinks guides 'Make API calls' and 'Start to retrieve Investments data'";
const CODES: &str = "docs.flinks.com/api/authorize/error-codes";
const SESSION_HELP: &str = "help.flinks.com 43000436113";

/// Said or shown by a guide.
const fn shown(id: &'static str, source: &'static str, sentence: &'static str) -> ServerRule {
    ServerRule {
        rule: Rule {
            id,
            sentence,
            strength: Strength::Must,
            source,
            vintage: "current docs",
            confidence: Confidence::Seed,
        },
        effect: "",
        example: "",
        broken: "",
        conflicts: &[],
    }
}

/// Said by another page of Flinks.
const fn official(id: &'static str, source: &'static str, sentence: &'static str) -> ServerRule {
    let server = shown(id, source, sentence);
    ServerRule { rule: Rule { confidence: Confidence::Official, ..server.rule }, ..server }
}

/// A deduction from what the source says.
const fn deduced(id: &'static str, source: &'static str, sentence: &'static str) -> ServerRule {
    let server = shown(id, source, sentence);
    let confidence = Confidence::Inferred;
    ServerRule { rule: Rule { strength: Strength::Should, confidence, ..server.rule }, ..server }
}

/// A rule that clients break without, whatever its source.
const fn must(server: ServerRule) -> ServerRule {
    ServerRule { rule: Rule { strength: Strength::Must, ..server.rule }, ..server }
}

/// Every rule, in the order of [`rule::GROUPS`].
pub const SERVER_RULES: &[ServerRule] = &[
    envelope::STATUS,
    envelope::JSON,
    envelope::ERROR,
    envelope::NAMES,
    envelope::AMOUNT,
    schemas::AUTHORIZE,
    schemas::PENDING,
    schemas::DETAIL,
    schemas::INVESTMENTS,
    schemas::ERROR,
    sessions::LOGIN_SENT,
    sessions::NEW_REQUEST,
    flow::STATUS,
    flow::PENDING,
    flow::STABLE,
    flow::DEADLINE,
    flow::LOADING,
    flow::INDEPENDENT,
    flow::CODE,
    flow::HELD,
    flow::MEMBERS,
    sessions::LINK_SESSION,
    sessions::LINK_HREF,
    sessions::REQUEST,
    sessions::LOGIN,
    ledger::ACCOUNT_ID,
    ledger::SIDE,
    ledger::CODE,
    ledger::DATE,
    ledger::ID,
    ledger::ORDER,
    ledger::RUNNING,
    ledger::CURRENT,
    ledger::FUTURE,
    ledger::UNUSED,
    refusals::INVESTMENTS_REQUEST,
    refusals::INVESTMENTS_LOGIN,
    refusals::INVESTMENTS_CACHED,
    refusals::LOGIN,
    refusals::NO_LOGIN,
    refusals::NO_REQUEST,
    refusals::REQUEST,
    refusals::ASYNC_REQUEST,
    refusals::FOREIGN,
    refusals::FOREIGN_CODE,
    refusals::USED_UP,
    refusals::DETAIL_METHOD,
    refusals::ASYNC_METHOD,
    OWN_SIDE,
];

const OWN_SIDE: ServerRule = ServerRule {
    effect: "What the harness then finds may be its own doing and not the server's.",
    example: "a poll at 10.02 s after the answer before it, by GET for accounts",
    broken: "is asked wrongly: this one is about the harness",
    conflicts: &["C15", "C34"],
    ..shown(
        rule::CLI_OWN_SIDE,
        BOTH_GUIDES,
        "the harness polls by Async GET or same POST, at least 10 s apart, at most 30 min",
    )
};
