//! Calls that have to be refused.

use super::{BANKING_GUIDE, CODES, ServerRule, WEALTH_GUIDE, deduced, must, official};
use crate::rule;

const KEY_CONCEPTS: &str = "docs.flinks.com/guides/getting-started/key-concepts";

/// What a call with a member missing costs, where nobody says so.
const SILENT: &str = "A client with a typo in the member's name is told nothing, and finds out in \
                      production.";

/// What the text of an unknown session is for.
const ANEW: &str = "A client authorizes anew at SESSION_NONEXISTENT; at another answer it polls \
                    on, or asks the user.";

pub(super) const INVESTMENTS_REQUEST: ServerRule = ServerRule {
    effect: SILENT,
    example: "401 INVALID_REQUEST",
    broken: "answers 202 for no session",
    conflicts: &["C6"],
    ..deduced(
        rule::INV_REQUEST_ID,
        WEALTH_GUIDE,
        "Investments without RequestId is refused with INVALID_REQUEST",
    )
};

pub(super) const INVESTMENTS_LOGIN: ServerRule = ServerRule {
    effect: SILENT,
    example: "401 INVALID_REQUEST",
    broken: "takes the LoginId from the session",
    conflicts: &["C6"],
    ..deduced(
        rule::INV_LOGIN_ID,
        WEALTH_GUIDE,
        "Investments without LoginId is refused with INVALID_REQUEST",
    )
};

pub(super) const INVESTMENTS_CACHED: ServerRule = ServerRule {
    effect: SILENT,
    example: "401 INVALID_REQUEST",
    broken: "takes a missing MostRecentCached for true",
    conflicts: &["C6", "C17"],
    ..deduced(
        rule::INV_CACHED,
        WEALTH_GUIDE,
        "Investments without MostRecentCached is refused with INVALID_REQUEST",
    )
};

pub(super) const LOGIN: ServerRule = ServerRule {
    effect: "A client cannot tell a login that was deleted from a server that is down.",
    example: "401 INVALID_LOGIN; the help centre's table has 400",
    broken: "opens a session for a LoginId that nobody was given",
    conflicts: &["C5"],
    ..official(
        rule::ERR_LOGIN,
        CODES,
        "Authorize with an unknown LoginId is refused with INVALID_LOGIN",
    )
};

pub(super) const NO_LOGIN: ServerRule = ServerRule {
    effect: SILENT,
    example: "401 INVALID_REQUEST; the help centre's table has 400",
    broken: "opens a session for nobody",
    conflicts: &["C6"],
    ..deduced(
        rule::ERR_NO_LOGIN,
        CODES,
        "Authorize without LoginId is refused with INVALID_REQUEST",
    )
};

pub(super) const NO_REQUEST: ServerRule = ServerRule {
    effect: SILENT,
    example: "401 INVALID_REQUEST; the help centre's table has 400",
    broken: "answers with the data of some session",
    conflicts: &["C6"],
    ..deduced(
        rule::ERR_NO_REQUEST,
        CODES,
        "GetAccountsDetail without RequestId is refused with INVALID_REQUEST",
    )
};

pub(super) const REQUEST: ServerRule = ServerRule {
    effect: ANEW,
    example: "400 SESSION_NONEXISTENT",
    broken: "answers 202 for a RequestId that nobody was given",
    conflicts: &["C11"],
    ..official(rule::ERR_REQUEST, CODES, "an unknown RequestId is refused with SESSION_NONEXISTENT")
};

pub(super) const ASYNC_REQUEST: ServerRule = ServerRule {
    effect: ANEW,
    example: "400 SESSION_NONEXISTENT",
    broken: "answers 202 for ever, so that the poll ends after 30 min and not at once",
    conflicts: &["C11"],
    ..official(
        rule::ERR_ASYNC_REQUEST,
        CODES,
        "an unknown RequestId is refused by the Async GET as well",
    )
};

pub(super) const FOREIGN: ServerRule = ServerRule {
    effect: "One customer of Flinks reads the bank accounts of another one's users.",
    example: "400 SESSION_NONEXISTENT",
    broken: "looks a session up by its RequestId alone",
    ..must(deduced(
        rule::ERR_FOREIGN,
        CODES,
        "a RequestId is refused, and gives no data, under another customer",
    ))
};

pub(super) const FOREIGN_CODE: ServerRule = ServerRule {
    effect: "An answer of its own tells a stranger which RequestIds exist.",
    example: "400 SESSION_NONEXISTENT, as for an unknown one",
    broken: "answers 403 for another customer's RequestId",
    conflicts: &["C11"],
    ..deduced(
        rule::ERR_FOREIGN_CODE,
        CODES,
        "another customer's RequestId is refused as an unknown one is",
    )
};

pub(super) const USED_UP: ServerRule = ServerRule {
    effect: ANEW,
    example: "400 SESSION_NONEXISTENT, or 401 SESSION_EXPIRED",
    broken: "gives the data out for ever",
    conflicts: &["C9", "C10", "C11"],
    ..official(rule::ERR_USED_UP, KEY_CONCEPTS, "a RequestId is refused 30 min after its last use")
};

pub(super) const DETAIL_METHOD: ServerRule = ServerRule {
    effect: "A RequestId gets into URLs, and so into logs, though the documents never show that.",
    example: "405, or 404",
    broken: "answers a GET of GetAccountsDetail",
    ..deduced(
        rule::ERR_DETAIL_METHOD,
        BANKING_GUIDE,
        "GET of GetAccountsDetail is refused with 404 or 405",
    )
};

pub(super) const ASYNC_METHOD: ServerRule = ServerRule {
    effect: "A client with the wrong method passes here and fails at the real service.",
    example: "405, or 404; a server that takes POST is as one client expects it, and passes",
    broken: "answers 500, or 401 as if the caller were unknown",
    conflicts: &["C15"],
    ..deduced(
        rule::ERR_ASYNC_METHOD,
        BANKING_GUIDE,
        "POST of the Async call is refused with 404 or 405, or taken as GET is",
    )
};
