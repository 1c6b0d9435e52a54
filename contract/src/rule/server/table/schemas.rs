//! Members and types of each message.

use super::{BANKING_GUIDE, BOTH_GUIDES, ServerRule, official, shown};
use crate::confidence::Confidence;
use crate::rule::{self, Rule};

/// What a client makes of a member that is not as documented.
const EFFECT: &str = "A client with types of its own fails at the first such member, and with it \
                      the whole login, though the rest of the body is good.";

pub(super) const AUTHORIZE: ServerRule = ServerRule {
    effect: EFFECT,
    example: "the sample of the guide: Links, HttpStatusCode, Login, Institution, RequestId",
    broken: "leaves Login out, or sends \"IsScheduledRefresh\": \"false\"",
    conflicts: &["C4", "C32"],
    ..shown(
        rule::SCH_AUTHORIZE,
        BANKING_GUIDE,
        "Authorize 200 has the documented members and types",
    )
};

pub(super) const PENDING: ServerRule = ServerRule {
    effect: "A client that does not know the body as pending takes the login for failed.",
    example: "\"FlinksCode\": \"OPERATION_PENDING\" with a Message and a RequestId",
    broken: "sends another FlinksCode under 202, or an empty Message",
    conflicts: &["C3", "C13", "C33"],
    ..shown(rule::SCH_PENDING, BOTH_GUIDES, "a 202 body has the documented members and types")
};

pub(super) const DETAIL: ServerRule = ServerRule {
    effect: EFFECT,
    example: "the sample of the guide; what is not known is null and not absent",
    broken: "sends \"TransitNumber\": 77777, which loses leading zeros, or leaves Currency out",
    conflicts: &["C22", "C29", "C31", "C32"],
    ..shown(
        rule::SCH_DETAIL,
        BANKING_GUIDE,
        "GetAccountsDetail 200 has the documented members and types",
    )
};

pub(super) const INVESTMENTS: ServerRule = ServerRule {
    effect: EFFECT,
    example: "{\"Investments\": [{\"Name\": ..., \"Id\": ..., \"Accounts\": [...]}]}",
    broken: "sends \"Registered\": \"true\", or a currency in capitals",
    conflicts: &["C18"],
    ..official(
        rule::SCH_INVESTMENTS,
        "docs.flinks.com/api/wealth/endpoints/account-linking/response-fields",
        "Investments 200 has the documented members and types",
    )
};

pub(super) const ERROR: ServerRule = ServerRule {
    effect: "The reason does not reach the log, or the error is taken for another one.",
    example: "{\"HttpStatusCode\": 401, \"Message\": \"...\", \"FlinksCode\": \"UNAUTHORIZED\"}",
    broken: "sends a Message that is empty or no text",
    conflicts: &["C7"],
    ..ERROR_RULE
};

const ERROR_RULE: ServerRule = {
    let server = shown(
        rule::SCH_ERROR,
        "mmroz/flinks, test/test_flinks.rb",
        "an error body has the documented members and types",
    );
    let (vintage, confidence) = ("client release 0.2.3", Confidence::ClientObserved);
    ServerRule { rule: Rule { vintage, confidence, ..server.rule }, ..server }
};
