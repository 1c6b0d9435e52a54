//! Security questions.

use super::{ClientRule, LATE, MFA_PAGE, Needs, SESSION_HELP, Strength, deduced, official};
use crate::rule::{Rule, client};

const SCENARIO: &str = "security-question";

pub(super) const ANSWER: ClientRule = ClientRule {
    effect: "Each Authorize is one more login at the bank, with a new question and no answer; after \
             a few of them the bank locks the user out.",
    example: "POST Authorize: 203, then POST Authorize {RequestId, SecurityResponses}",
    broken: "authorizes again when it is asked a question",
    scenario: SCENARIO,
    ..deduced(client::MFA_ANSWER, MFA_PAGE, "a challenge (203) is answered, not asked for again")
};

pub(super) const KEYS: ClientRule = ClientRule {
    effect: "401 UNKNOWN_CHALLENGE_KEY, however right the answer is: no login with questions works.",
    example: "{\"What shape do people like most?\": [\"Triangle\"]}",
    broken: "takes the spaces out of the prompts",
    seen: "npm node-flinks 0.6.0 (WhatCityWereYouBornIn?); rizwannur/flinks before its commit \
           c6e8a87",
    scenario: SCENARIO,
    ..official(
        client::MFA_KEYS,
        MFA_PAGE,
        "answers stand under the prompts exactly as they were asked",
    )
};

const TIMELY: ClientRule =
    official(client::MFA_TIME, SESSION_HELP, "a challenge is answered within 8 min");

pub(super) const TIME: ClientRule = ClientRule {
    // The client may have waited for a person.
    rule: Rule { strength: Strength::Should, vintage: "help centre", ..TIMELY.rule },
    effect: "The session is idle for 8 min and ends; the right answer gets SESSION_EXPIRED, and the \
             user starts over.",
    example: "a 203 at 00:00, the answer at 07:59 at the latest, or a new Authorize",
    broken: "answers after 9 min",
    scenario: SCENARIO,
    needs: Needs::Clock,
    tolerance: LATE,
    ..TIMELY
};
