//! What each rule is applied to.

use flinks_contract::rule;
use flinks_report::Unit;

pub(super) fn of(id: &str) -> Unit {
    let (one, many) = match id {
        rule::ENV_STATUS | rule::ENV_JSON | rule::ID_REQUEST => ("reply", "replies"),
        rule::ENV_ERROR => ("error", "errors"),
        rule::SCH_AUTHORIZE
        | rule::SCH_PENDING
        | rule::SCH_DETAIL
        | rule::SCH_INVESTMENTS
        | rule::SCH_ERROR
        | rule::PEN_MEMBERS => ("body", "bodies"),
        rule::AUT_LOGIN | rule::AUT_REQUEST => ("session", "sessions"),
        rule::FLOW_STATUS => ("data call", "data calls"),
        rule::FLOW_PENDING | rule::FLOW_STABLE | rule::FLOW_LOADING => ("repeat", "repeats"),
        rule::FLOW_DEADLINE => ("wait", "waits"),
        rule::ID_LOGIN => ("member", "members"),
        rule::TXN_ORDER | rule::TXN_RUNNING => ("pair of transactions", "pairs of transactions"),
        rule::TXN_CURRENT => ("account", "accounts"),
        rule::INV_REQUEST_ID | rule::INV_LOGIN_ID | rule::INV_CACHED => ("probe", "probes"),
        rule::CLI_OWN_SIDE => ("poll", "polls"),
        _ => ("transaction", "transactions"),
    };
    Unit { one, many }
}
