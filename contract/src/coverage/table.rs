//! The items, by group.

use super::{Item, Sign};

const TOKEN: &str = "GenerateAuthorizeToken";
pub(super) const AUTHORIZE: &str = "Authorize";
pub(super) const MFA: &str = "MFA";
const DETAIL: &str = "GetAccountsDetail";
const ASYNC: &str = "GetAccountsDetailAsync";
const INVESTMENTS: &str = "Investments";
pub(super) const SESSION_END: &str = "Session end";
pub(super) const HTTP: &str = "HTTP";

const fn plain(
    group: &'static str,
    name: &'static str,
    status: u16,
    scenario: &'static str,
) -> Item {
    item(group, name, Sign::Status(status), scenario)
}

const fn coded(
    group: &'static str,
    name: &'static str,
    code: &'static str,
    scenario: &'static str,
) -> Item {
    item(group, name, Sign::Code(code), scenario)
}

const fn item(group: &'static str, name: &'static str, sign: Sign, scenario: &'static str) -> Item {
    Item { group, name, scenario, sign }
}

/// Every item, those of one group together.
pub const ITEMS: &[Item] = &[
    plain(TOKEN, "200", 200, "token-required"),
    plain(AUTHORIZE, "200", 200, "ready-at-once"),
    coded(AUTHORIZE, "401 ACCESS_DENIED", "ACCESS_DENIED", "authorize-access-denied"),
    coded(AUTHORIZE, "401 UNAUTHORIZED", "UNAUTHORIZED", "authorize-unauthorized"),
    coded(AUTHORIZE, "401 INVALID_LOGIN", "INVALID_LOGIN", "authorize-invalid-login"),
    coded(AUTHORIZE, "401 INVALID_REQUEST", "INVALID_REQUEST", "authorize-invalid-request"),
    coded(AUTHORIZE, "401 INVALID_USERNAME", "INVALID_USERNAME", "authorize-invalid-username"),
    coded(AUTHORIZE, "401 INVALID_PASSWORD", "INVALID_PASSWORD", "authorize-invalid-password"),
    coded(AUTHORIZE, "401 DISABLED_LOGIN", "DISABLED_LOGIN", "authorize-disabled-login"),
    coded(AUTHORIZE, "401 NEW_ACCOUNT", "NEW_ACCOUNT", "authorize-new-account"),
    coded(AUTHORIZE, "401 RETRY_LATER", "RETRY_LATER", "authorize-retry-later"),
    coded(AUTHORIZE, "401 TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS", "authorize-too-many-requests"),
    coded(
        AUTHORIZE,
        "401 CONCURRENT_SESSION",
        "CONCURRENT_SESSION",
        "authorize-concurrent-session",
    ),
    coded(AUTHORIZE, "400 CARD_IN_USE", "CARD_IN_USE", "authorize-card-in-use"),
    coded(
        AUTHORIZE,
        "405 DISABLED_INSTITUTION",
        "DISABLED_INSTITUTION",
        "authorize-disabled-institution",
    ),
    coded(AUTHORIZE, "500 AGGREGATION_ERROR", "AGGREGATION_ERROR", "authorize-aggregation-error"),
    coded(
        AUTHORIZE,
        "501 METHOD_NOT_AVAILABLE",
        "METHOD_NOT_AVAILABLE",
        "authorize-method-not-available",
    ),
    plain(MFA, "203", 203, "security-question"),
    coded(
        MFA,
        "401 INVALID_SECURITY_RESPONSE",
        "INVALID_SECURITY_RESPONSE",
        "authorize-invalid-security-response",
    ),
    coded(MFA, "401 QUESTION_NOT_FOUND", "QUESTION_NOT_FOUND", "authorize-question-not-found"),
    plain(DETAIL, "200", 200, "ready-at-once"),
    coded(DETAIL, "202 OPERATION_PENDING", "OPERATION_PENDING", "two-polls"),
    coded(
        DETAIL,
        "202 OPERATION_DISPATCHED",
        "OPERATION_DISPATCHED",
        "dispatched-after-210-seconds",
    ),
    coded(DETAIL, "401 UNAUTHORIZED", "UNAUTHORIZED", "still-loading"),
    plain(ASYNC, "200", 200, "two-polls"),
    coded(ASYNC, "202 OPERATION_PENDING", "OPERATION_PENDING", "two-polls"),
    coded(ASYNC, "500 AGGREGATION_ERROR", "AGGREGATION_ERROR", "error-during-poll"),
    plain(INVESTMENTS, "200", 200, "ready-at-once"),
    coded(INVESTMENTS, "202 OPERATION_PENDING", "OPERATION_PENDING", "two-polls"),
    coded(
        SESSION_END,
        "400 SESSION_NONEXISTENT",
        "SESSION_NONEXISTENT",
        "session-lost-during-poll",
    ),
    coded(SESSION_END, "401 SESSION_EXPIRED", "SESSION_EXPIRED", "never-ready-session-expires"),
    item(HTTP, "429", Sign::RateLimit, "too-many-requests-429"),
    item(HTTP, "5xx without a FlinksCode", Sign::Gateway, "outage"),
    item(HTTP, "connection lost", Sign::Lost, "reset-then-recovers"),
];
