//! What every reply has in common.

use super::{BANKING_GUIDE, BOTH_GUIDES, CODES, ServerRule, deduced, official, shown};
use crate::rule::{self, Rule};

pub(super) const STATUS: ServerRule = ServerRule {
    effect: "node-flinks goes by the member alone, others by the HTTP status: one takes a pending \
             body for data, or data for an error.",
    example: "HTTP 202 with \"HttpStatusCode\": 202",
    broken: "sends \"HttpStatusCode\": 202 under HTTP 200",
    ..shown(rule::ENV_STATUS, BOTH_GUIDES, "HttpStatusCode in the body equals the HTTP status")
};

pub(super) const JSON: ServerRule = ServerRule {
    effect: "The client ends with a parse error, and the FlinksCode is lost with the body. A byte \
             order mark is enough for that.",
    example: "{...} in UTF-8, with Content-Type: application/json; charset=utf-8",
    broken: "answers with a page in HTML, half a body, two, or a byte order mark before it",
    ..shown(rule::ENV_JSON, BOTH_GUIDES, "the body is one JSON object, sent as application/json")
};

pub(super) const ERROR: ServerRule = ServerRule {
    effect: "A client that chooses by the FlinksCode whether to repeat, to authorize anew or to \
             ask the user can only give up.",
    example: "HTTP 401 with \"FlinksCode\": \"INVALID_LOGIN\" and a Message",
    broken: "answers 500 with the code INVALID_LOGIN, or 401 without a code",
    conflicts: &["C5", "C6", "C8", "C11", "C35"],
    ..official(
        rule::ENV_ERROR,
        CODES,
        "an error has a Message, a FlinksCode of the catalogue and a status of that code",
    )
};

pub(super) const NAMES: ServerRule = ServerRule {
    effect: "One parser takes the first value, another one the last, a third one refuses the body: \
             two clients see two balances.",
    example: "{\"Balance\": 1.00}",
    broken: "sends {\"Balance\": 1.00, \"Balance\": 2.00}",
    ..NAMES_RULE
};

const NAMES_RULE: ServerRule = {
    let server =
        deduced(rule::ENV_NAMES, "RFC 8259, section 4", "no object has two members of one name");
    ServerRule { rule: Rule { vintage: "2017", ..server.rule }, ..server }
};

pub(super) const AMOUNT: ServerRule = ServerRule {
    effect: "A decimal type with two places cuts or refuses the number; parsers of integers stop \
             at the exponent.",
    example: "\"Debit\": 12.08, \"OverdraftLimit\": 0",
    broken: "sends 1.208e1, or 12.0800001 as a binary fraction leaves it",
    ..shown(rule::ENV_AMOUNT, BANKING_GUIDE, "an amount is written out, with at most two decimals")
};
