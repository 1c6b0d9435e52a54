//! What a client does about an answer that is neither data nor 202.

use super::{AUTH_PAGE, BOTH_GUIDES, CODES, ClientRule, EARLY, Needs, deduced, good_sense};
use crate::rule::client;

pub(super) const TERMINAL: ClientRule = ClientRule {
    effect: "The id never works again: up to 180 more calls, all of them refused, and a user who is \
             told to wait for 30 min.",
    example: "GET GetAccountsDetailAsync: 400 SESSION_NONEXISTENT, and no further poll of it",
    broken: "polls on after SESSION_NONEXISTENT",
    seen: "savevia-ai, which repeats after any 4xx",
    scenario: "session-lost-during-poll",
    ..deduced(client::ERR_TERMINAL, CODES, "an error that ends the session ends its polling")
};

pub(super) const RETRY: ClientRule = ClientRule {
    effect: "RETRY_LATER and TOO_MANY_REQUESTS come with 401: a bank in maintenance is shown to the \
             user as a wrong password, and the right one is replaced.",
    example: "POST Authorize: 401 RETRY_LATER; minutes later the same Authorize again",
    broken: "gives up at RETRY_LATER",
    seen: "a Cloudflare Workers integration, which asks the user to reconnect after any 401",
    scenario: "authorize-retry-later",
    ..deduced(
        client::ERR_RETRY,
        CODES,
        "after RETRY_LATER and its like the same call is made again later",
    )
};

pub(super) const SURVIVE: ClientRule = ClientRule {
    effect: "One lost packet or one restart of a gateway in 30 min ends a session whose data was \
             coming, and the user connects the bank again.",
    example: "GET GetAccountsDetailAsync: 502; 10 s later the same GET again",
    broken: "gives up at the first lost connection",
    seen: "a lending back end (Django, Celery): any status but 200 and 202 is a failure",
    scenario: "reset-then-recovers",
    ..good_sense(client::ERR_SURVIVE, "a 5xx or a lost connection during the poll is survived")
};

pub(super) const STATUS: ClientRule = ClientRule {
    effect: "The body has no Accounts: a user without accounts is stored, and the polling that would \
             have brought them is over.",
    example: "HTTP 200 with HttpStatusCode 202 and OPERATION_PENDING: poll on",
    broken: "goes by the status line alone",
    seen: "two lending back ends (Django, Celery); node-flinks 0.6.0 reads the body and keeps it",
    scenario: "pending-under-status-200",
    ..deduced(
        client::ERR_STATUS,
        BOTH_GUIDES,
        "HTTP 200 with HttpStatusCode 202 is not taken for data",
    )
};

pub(super) const USER: ClientRule = ClientRule {
    effect: "Each repetition is one more failed attempt at the bank; after a few of them it locks \
             the user out (DISABLED_LOGIN).",
    example: "POST Authorize: 401 INVALID_PASSWORD, then a question to the user",
    broken: "repeats Authorize with the password that was refused",
    seen: "npm @rizwannur/flinks 0.2.0, which repeats Authorize once after any 401",
    scenario: "authorize-invalid-password",
    ..deduced(
        client::ERR_USER,
        CODES,
        "what only the user can put right is not sent again unchanged",
    )
};

pub(super) const BACK_OFF: ClientRule = ClientRule {
    effect: "A service that has too much to do gets more of it, and what was a limit for seconds \
             stays one for minutes.",
    example: "429 with Retry-After: 30, then the same call 30 s later; 10 s where it names no time",
    broken: "repeats at once after 429",
    seen: "savevia-ai (3 s after any error)",
    scenario: "too-many-requests-429",
    needs: Needs::Clock,
    tolerance: EARLY,
    ..good_sense(
        client::ERR_BACK_OFF,
        "after 429, 503 and their like the client waits before it repeats",
    )
};

pub(super) const TOKEN: ClientRule = ClientRule {
    effect: "A token is single use and 30 min old at most: the same refusal comes back for ever, \
             where a new GenerateAuthorizeToken would have let the user in.",
    example: "POST Authorize: 401 ACCESS_DENIED, POST GenerateAuthorizeToken, then Authorize again",
    broken: "repeats Authorize with the token that was refused",
    scenario: "token-required",
    ..deduced(client::ERR_TOKEN, AUTH_PAGE, "a refused authorize token is not sent again")
};

pub(super) const ANEW: ClientRule = ClientRule {
    effect: "The LoginId is as good as before: one Authorize more would bring the data, and the \
             user would not even be asked.",
    example: "GET GetAccountsDetailAsync: 400 SESSION_NONEXISTENT, then Authorize and the flow again",
    broken: "gives up when the session is lost",
    scenario: "session-lost-during-poll",
    ..deduced(client::ERR_ANEW, CODES, "a session that was lost is followed by a new Authorize")
};
