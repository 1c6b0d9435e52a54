//! What each rule is applied to.

use flinks_contract::rule;
use flinks_report::Unit;

pub(super) fn of(id: &str) -> Unit {
    let (one, many) = match id {
        rule::ENV_STATUS | rule::ENV_JSON | rule::ID_REQUEST => ("reply", "replies"),
        rule::ENV_AMOUNT => ("amount", "amounts"),
        rule::LNK_SESSION => ("id", "ids"),
        rule::LNK_HREF => ("link", "links"),
        rule::ENV_ERROR => ("error", "errors"),
        rule::SCH_AUTHORIZE
        | rule::SCH_PENDING
        | rule::SCH_DETAIL
        | rule::SCH_INVESTMENTS
        | rule::SCH_ERROR
        | rule::ENV_NAMES
        | rule::FLOW_CODE
        | rule::PEN_MEMBERS => ("body", "bodies"),
        rule::AUT_LOGIN | rule::AUT_REQUEST => ("session", "sessions"),
        rule::FLOW_STATUS | rule::FLOW_HELD => ("data call", "data calls"),
        rule::FLOW_PENDING | rule::FLOW_STABLE | rule::FLOW_INDEPENDENT | rule::FLOW_LOADING => {
            ("repeat", "repeats")
        }
        rule::FLOW_DEADLINE => ("wait", "waits"),
        rule::ID_LOGIN => ("member", "members"),
        rule::TXN_ORDER | rule::TXN_RUNNING => ("pair of transactions", "pairs of transactions"),
        rule::TXN_CURRENT | rule::ACC_ID => ("account", "accounts"),
        _ if id.starts_with("FLK-INV-") || id.starts_with("FLK-ERR-") => ("probe", "probes"),
        rule::CLI_OWN_SIDE => ("poll", "polls"),
        _ => ("transaction", "transactions"),
    };
    Unit { one, many }
}
