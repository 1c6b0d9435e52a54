//! The rules, in the order of their ids.

mod data;
mod errors;
mod identity;
mod polling;
mod questions;
mod requests;
mod sequence;

use super::{ClientRule, Needs};
use crate::confidence::Confidence;
use crate::rule::{Rule, Strength};

const BANKING_GUIDE: &str = "Flinks guide 'Make API calls'";
const WEALTH_GUIDE: &str = "Flinks guide 'Start to retrieve Investments data'";
/// 'Start to retrieve Investments data' in full; in short it fits on a line of a report.
const BOTH_GUIDES: &str = "Flinks guides 'Make API calls' and 'Investments data'";
const CODES: &str = "docs.flinks.com/api/authorize/error-codes";
const AUTH_PAGE: &str = "docs.flinks.com/guides/connect/authentication-reference";
const MFA_PAGE: &str = "docs.flinks.com/guides/connect/legacy-api-integrations";
const SESSION_HELP: &str = "help.flinks.com 43000436113";

/// 5 ms blur a client's timers and its way here, which a fast clock enlarges.
const EARLY: &str = "earlier by more than 250 ms of story time (or 5 ms of real time, where that \
                     is more) breaks it; late is fine";
const LATE: &str = "later by more than 250 ms of story time (or 5 ms of real time, where that is \
                    more) breaks it";

/// Said or shown by a guide.
const fn said(id: &'static str, source: &'static str, sentence: &'static str) -> ClientRule {
    ClientRule {
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
        seen: "",
        scenario: "two-polls",
        needs: Needs::Exchanges,
        tolerance: "",
    }
}

/// Said by another page of Flinks.
const fn official(id: &'static str, source: &'static str, sentence: &'static str) -> ClientRule {
    let client = said(id, source, sentence);
    ClientRule { rule: Rule { confidence: Confidence::Official, ..client.rule }, ..client }
}

/// It follows from what the source says, and no page demands it.
const fn deduced(id: &'static str, source: &'static str, sentence: &'static str) -> ClientRule {
    let client = said(id, source, sentence);
    let confidence = Confidence::Inferred;
    ClientRule { rule: Rule { strength: Strength::Should, confidence, ..client.rule }, ..client }
}

const fn good_sense(id: &'static str, sentence: &'static str) -> ClientRule {
    let client = deduced(id, "good sense of this project", sentence);
    ClientRule { rule: Rule { vintage: "since 0.1.0", ..client.rule }, ..client }
}

/// Every rule for clients.
pub const CLIENT_RULES: &[ClientRule] = &[
    sequence::AUTHORIZE,
    sequence::ASYNC,
    sequence::METHOD,
    sequence::REPOST,
    sequence::SAME_BODY,
    sequence::PATH,
    identity::CARRIED,
    identity::MIXED,
    identity::CUSTOMER,
    polling::ON,
    polling::INTERVAL,
    polling::OVERLAP,
    polling::DEADLINE,
    polling::STOP,
    polling::DISPATCHED,
    polling::FIRST,
    polling::HERD,
    errors::TERMINAL,
    errors::RETRY,
    errors::SURVIVE,
    errors::STATUS,
    errors::USER,
    errors::BACK_OFF,
    errors::TOKEN,
    errors::ANEW,
    data::UNKNOWN,
    data::TEXT,
    data::CENTS,
    requests::SECRETS,
    questions::ANSWER,
    questions::KEYS,
    questions::TIME,
    requests::JSON,
];
