//! What each rule is applied to, in the plural.

use flinks_contract::rule;

pub(super) fn of(id: &str) -> &'static str {
    match id {
        rule::ENV_STATUS | rule::ENV_JSON | rule::ID_REQUEST => "replies",
        rule::ENV_ERROR => "errors",
        rule::SCH_AUTHORIZE
        | rule::SCH_PENDING
        | rule::SCH_DETAIL
        | rule::SCH_INVESTMENTS
        | rule::SCH_ERROR
        | rule::PEN_MEMBERS => "bodies",
        rule::AUT_LOGIN | rule::AUT_REQUEST => "sessions",
        rule::FLOW_STATUS => "data calls",
        rule::FLOW_PENDING | rule::FLOW_STABLE | rule::FLOW_LOADING => "repeats",
        rule::FLOW_DEADLINE => "waits",
        rule::ID_LOGIN => "members",
        rule::TXN_CURRENT => "accounts",
        rule::INV_REQUEST_ID | rule::INV_LOGIN_ID | rule::INV_CACHED => "probes",
        rule::CLI_OWN_SIDE => "polls",
        _ => "transactions",
    }
}
