//! The rules: pure functions from a run to findings.
//!
//! Each takes its expected values from the contract and writes them out; none asks the mock. A rule is
//! its entry in the contract's data and its file here.

pub mod account_ids;
pub mod amounts;
pub mod authorize;
pub mod body_is_json;
pub mod code_of_data;
pub mod data_call_status;
pub mod deadline;
pub mod error_code;
pub mod held;
pub mod identity;
pub mod links;
pub mod loading;
pub mod member_names;
pub mod own;
pub mod pending_members;
pub mod pending_repeats;
pub mod refusals;
pub mod schema;
pub mod stable;
pub mod status_in_body;
pub mod transactions;

// What most rules need; each has `use super::*`.
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use flinks_contract::code;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::schema::escaped;
use flinks_report::{Fact, Finding, Shown};
use flinks_trace::{ClockMode, Ending, Exchange, Part, Probe, Role};
use rust_decimal::Decimal;
use serde_json::Value;

use super::parsed::items;
use super::{Parsed, ParsedRun};
use crate::{Findings, RuleFindings, amount, differences, signed};

// And the tests of most.
#[cfg(test)]
use {
    super::sample,
    flinks_trace::{Header, Moment},
    serde_json::json,
};

type Check<F> = fn(&ParsedRun<'_>, &mut F);

/// The rules that have a file of their own.
const SINGLE: &[(&str, Check<RuleFindings>)] = &[
    (body_is_json::ID, body_is_json::check),
    (status_in_body::ID, status_in_body::check),
    ("FLK-ENV-004", member_names::check),
    (amounts::ID, amounts::check),
    (data_call_status::ID, data_call_status::check),
    ("FLK-FLOW-007", code_of_data::check),
    ("FLK-FLOW-008", held::check),
    (pending_repeats::ID, pending_repeats::check),
    (deadline::ID, deadline::check),
    (loading::ID, loading::check),
    ("FLK-PEN-001", pending_members::check),
    ("FLK-ACC-001", account_ids::check),
    (own::ID, own::check),
];

/// Those that share one, because they look at the same thing.
const GROUPS: &[Check<Findings>] = &[
    error_code::check,
    schema::check,
    authorize::check,
    stable::check,
    links::check,
    identity::check,
    transactions::check,
    refusals::check,
];

/// Applies every rule to everything that was seen. What another rule says better is left out.
pub fn check(run: &ParsedRun<'_>) -> Findings {
    let mut findings = applied(run);
    let is_schema = |rule: &str| schema::IDS.contains(&rule);
    findings.defer(schema::IDS, |rule| !is_schema(rule) && !COMPARISONS.contains(&rule));
    findings.defer(&[pending_repeats::ID], |rule| rule != pending_repeats::ID);
    let of_one_code = refusals::OF_ONE_CODE.map(|(_, rule, _)| rule);
    findings.defer(&of_one_code, |rule| rule == error_code::ID);
    findings.defer(transactions::SUMS, |rule| rule == amounts::ID);
    findings
}

pub(super) fn applied(run: &ParsedRun<'_>) -> Findings {
    let mut findings = Findings::default();
    GROUPS.iter().for_each(|check| check(run, &mut findings));
    for (rule, check) in SINGLE {
        check(run, findings.rule(rule));
    }
    findings
}

/// Say that two replies differ, which is another thing than what is wrong with one.
const COMPARISONS: &[&str] =
    &[pending_repeats::ID, stable::STABLE, stable::INDEPENDENT, identity::LOGIN];

#[cfg(test)]
mod tests {
    use super::*;

    /// A break that two rules could tell, and the one that does.
    #[test]
    fn one_break_is_told_by_one_rule() {
        let amount = |text| serde_json::from_str::<Value>(text).expect("a JSON number");
        let probe = Role::Probe(Probe::UnknownLoginId);
        let newest = "/Accounts/0/Transactions/0/Balance";
        let table = [
            (probe, "/FlinksCode", json!("NO_SUCH"), vec!["FLK-ERR-001"]),
            (Role::Poll(1), "/FlinksCode", json!("NO_SUCH"), vec![schema::PENDING]),
            (probe, "/FlinksCode", json!("INVALID_REQUEST"), vec!["FLK-ERR-001"]),
            (sample::DATA, newest, amount("4.999396e4"), vec![amounts::ID]),
            (sample::DATA, newest, amount("1e400"), vec![amounts::ID, transactions::CURRENT]),
            (sample::DATA, newest, amount("49993.97"), vec![transactions::RUNNING]),
            (Role::Back, newest, amount("49993.97"), vec![stable::INDEPENDENT]),
        ];
        for (role, pointer, value, expected) in table {
            let mut run = sample::with(role, pointer, value.clone());
            // What differs from its repeat is another thing.
            if role == sample::DATA {
                for again in [Role::Again, Role::Back] {
                    sample::set(sample::find(&mut run, again), pointer, value.clone());
                }
            }
            assert_eq!(check(&(&run).into()).broken_rules(), expected, "{pointer} {value}");
        }
    }
}
