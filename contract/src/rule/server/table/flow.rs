//! From the first data call to the data, and what a 202 is.

use super::{
    BANKING_GUIDE, BOTH_GUIDES, CODES, SESSION_HELP, ServerRule, deduced, must, official, shown,
};
use crate::rule::{self, Rule, Strength};

pub(super) const STATUS: ServerRule = ServerRule {
    effect: "Clients know two successes: another one ends the poll, with an empty account list.",
    example: "202, 202, 200",
    broken: "answers 204 where it has nothing yet",
    conflicts: &["C12"],
    ..shown(rule::FLOW_STATUS, BOTH_GUIDES, "a data call answers 200 or 202 and no other 2xx")
};

pub(super) const PENDING: ServerRule = ServerRule {
    effect: "A client that compares bodies, or follows the link of the first 202, loses its way.",
    example: "the same five members with the same values, at each poll",
    broken: "counts in the Message: \"50 % done\"",
    ..shown(
        rule::FLOW_PENDING,
        BANKING_GUIDE,
        "after a 202 the Async GET repeats the same pending body until the 200",
    )
};

pub(super) const STABLE: ServerRule = ServerRule {
    effect: "A client that lost the first answer and asks again gets other data, or none.",
    example: "the same bytes for the same call, within the session",
    broken: "goes back to 202, or sends other balances the second time",
    conflicts: &["C9"],
    ..must(deduced(rule::FLOW_STABLE, BANKING_GUIDE, "the 200 is stable on repeat"))
};

pub(super) const DEADLINE: ServerRule = ServerRule {
    effect: "Every client gives up after 30 min, as the guides tell it to, and the login fails.",
    example: "200 at the fourth poll",
    broken: "still answers 202 at 30:00",
    ..deduced(rule::FLOW_DEADLINE, BOTH_GUIDES, "data is ready within 30 min of polling")
};

pub(super) const LOADING: ServerRule = ServerRule {
    effect: "The session is opened again and again, and never becomes usable.",
    example: "an error at the first data call, and 202 at the second one 10 s later",
    broken: "refuses the data call for good after an Authorize 200",
    ..shown(
        rule::FLOW_LOADING,
        BOTH_GUIDES,
        "a call while the session is still loading may fail and works afterwards",
    )
};

pub(super) const INDEPENDENT: ServerRule = ServerRule {
    effect: "Two logins at once, or accounts and investments at once, spoil each other.",
    example: "the same accounts before and after another session of the same login",
    broken: "keeps one session per login, which a second Authorize replaces",
    conflicts: &["C9"],
    ..deduced(
        rule::FLOW_INDEPENDENT,
        BANKING_GUIDE,
        "a session stays as it is while another one is used",
    )
};

pub(super) const CODE: ServerRule = ServerRule {
    effect: "A client that goes by the FlinksCode polls on for 30 min, or reports an error, \
             though the data is there.",
    example: "a 200 without a FlinksCode",
    broken: "leaves \"FlinksCode\": \"OPERATION_PENDING\" in the 200",
    ..official(rule::FLOW_CODE, CODES, "a 200 has no FlinksCode of another status")
};

pub(super) const HELD: ServerRule = ServerRule {
    effect: "Clients and the proxies before them time out, and count a failure where there was \
             only a wait.",
    example: "202 OPERATION_DISPATCHED after 210 s",
    broken: "holds a data call open for 5 min",
    conflicts: &["C13"],
    ..HELD_RULE
};

const HELD_RULE: ServerRule = {
    let server = official(rule::FLOW_HELD, SESSION_HELP, "a data call is answered within 210 s");
    let strength = Strength::Should;
    ServerRule { rule: Rule { strength, vintage: "help centre", ..server.rule }, ..server }
};

pub(super) const MEMBERS: ServerRule = ServerRule {
    effect: "Data in a 202 is thrown away by every client, or taken for all of it by some.",
    example: "FlinksCode, Links, HttpStatusCode, Message and RequestId, and nothing else",
    broken: "sends the accounts that it has so far in the 202",
    conflicts: &["C14"],
    ..shown(
        rule::PEN_MEMBERS,
        BOTH_GUIDES,
        "a 202 body has exactly FlinksCode, Links, HttpStatusCode, Message and RequestId",
    )
};
