//! The rules, in the order of their ids.

use super::{ClientRule, Needs};
use crate::confidence::Confidence;
use crate::rule::{Rule, Strength};

const BANKING_GUIDE: &str = "Flinks guide 'Make API calls'";
const BOTH_GUIDES: &str = "Flinks guides 'Make API calls' and 'Start to retrieve Investments data'";

/// Said by a guide.
const fn said(id: &'static str, sentence: &'static str, scenario: &'static str) -> ClientRule {
    ClientRule {
        rule: Rule {
            id,
            sentence,
            strength: Strength::Must,
            source: BANKING_GUIDE,
            vintage: "current docs",
            confidence: Confidence::Seed,
        },
        effect: "",
        example: "",
        broken: "",
        seen: "",
        scenario,
        needs: Needs::Exchanges,
    }
}

/// Good sense of this project, or a deduction from what a source says.
const fn wise(id: &'static str, sentence: &'static str, scenario: &'static str) -> ClientRule {
    let client = said(id, sentence, scenario);
    let rule = Rule { strength: Strength::Should, confidence: Confidence::Inferred, ..client.rule };
    ClientRule { rule, ..client }
}

const fn timed(client: ClientRule) -> ClientRule {
    ClientRule { needs: Needs::Clock, ..client }
}

const fn worded(client: ClientRule) -> ClientRule {
    ClientRule { needs: Needs::Word, ..client }
}

const fn both_guides(client: ClientRule) -> ClientRule {
    ClientRule { rule: Rule { source: BOTH_GUIDES, ..client.rule }, ..client }
}

/// Every rule for clients.
pub const CLIENT_RULES: &[ClientRule] = &[
    said(super::SEQ_AUTHORIZE, "Authorize comes before any data call", "two-polls"),
    said(
        super::SEQ_ASYNC,
        "GetAccountsDetailAsync is called only after a 202 of GetAccountsDetail",
        "two-polls",
    ),
    both_guides(said(
        super::SEQ_METHOD,
        "each endpoint is called with its method: GET for Async, POST for the others",
        "two-polls",
    )),
    said(
        super::SEQ_REPOST,
        "after a 202 the client polls GetAccountsDetailAsync, not GetAccountsDetail again",
        "two-polls",
    ),
    both_guides(said(
        super::SEQ_SAME_BODY,
        "Investments is polled with the same members as the first time",
        "two-polls",
    )),
    both_guides(said(
        super::SEQ_PATH,
        "only documented paths are called, spelled as they are documented",
        "two-polls",
    )),
    both_guides(said(
        super::ID_CARRIED,
        "the RequestId that Authorize gave is carried unchanged through the flow",
        "two-polls",
    )),
    both_guides(said(
        super::ID_MIXED,
        "RequestId and LoginId of one call belong to the same session",
        "two-polls",
    )),
    both_guides(said(
        super::ID_CUSTOMER,
        "a RequestId is used under the customerId that it was given to",
        "two-polls",
    )),
    both_guides(said(
        super::POLL_ON,
        "the client goes on polling until the data, an error that ends the session, or 30 min",
        "data-after-25-minutes",
    )),
    timed(both_guides(said(
        super::POLL_INTERVAL,
        "at least 10 s pass between an answer and the next poll",
        "two-polls",
    ))),
    timed(wise(
        super::POLL_OVERLAP,
        "no poll is sent while the one before it has no answer",
        "slow-body",
    )),
    timed(both_guides(said(
        super::POLL_DEADLINE,
        "polling stops at 30 min, after at most 181 calls",
        "never-ready",
    ))),
    both_guides(said(super::POLL_STOP, "no poll is sent after the data has come", "two-polls")),
    said(
        super::POLL_DISPATCHED,
        "OPERATION_DISPATCHED is polled on like OPERATION_PENDING",
        "dispatched-after-210-seconds",
    ),
    timed(wise(super::POLL_FIRST, "the first poll, too, waits 10 s after the 202", "two-polls")),
    timed(wise(super::POLL_HERD, "sessions are not polled all in the same second", "two-polls")),
    wise(
        super::ERR_TERMINAL,
        "an error that ends the session ends its polling",
        "session-lost-during-poll",
    ),
    wise(
        super::ERR_RETRY,
        "an error that means later is repeated later, with the same credentials",
        "authorize-retry-later",
    ),
    wise(
        super::ERR_SURVIVE,
        "a 5xx or a lost connection during the poll is survived",
        "reset-then-recovers",
    ),
    said(
        super::ERR_STATUS,
        "HTTP 200 with HttpStatusCode 202 is not taken for data",
        "pending-under-status-200",
    ),
    wise(
        super::ERR_USER,
        "what only the user can put right is not repeated with the same credentials",
        "authorize-invalid-password",
    ),
    timed(wise(
        super::ERR_BACK_OFF,
        "after 429, 503 and their like the client waits before it repeats",
        "too-many-requests-429",
    )),
    wise(super::ERR_TOKEN, "a refused authorize token is not sent again", "token-required"),
    worded(wise(
        super::TOL_UNKNOWN,
        "unknown members, unknown values and documented nulls are taken",
        "extra-members",
    )),
    worded(wise(super::TOL_TEXT, "text of transactions comes through whole", "two-polls")),
    worded(wise(super::NUM_CENTS, "amounts keep their cents", "two-polls")),
    wise(super::SEC_URL, "no secret stands in a URL or in a Referer", "two-polls"),
    wise(
        super::MFA_ANSWER,
        "a challenge (203) is answered, not asked for again",
        "security-question",
    ),
    wise(
        super::MFA_KEYS,
        "answers stand under the prompts exactly as they were asked",
        "security-question",
    ),
    timed(wise(super::MFA_TIME, "a challenge is answered within 8 min", "security-question")),
    both_guides(said(super::HTTP_JSON, "a JSON body is sent as application/json", "two-polls")),
];
