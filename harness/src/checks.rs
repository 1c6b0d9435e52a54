//! The checks: pure functions from the record to the sheet.
//!
//! Each takes its expected values from the contract and writes them out; none asks the mock.

mod accounts;
mod amounts;
mod authorize;
mod envelope;
mod flow;
mod identity;
mod ledger;
mod links;
mod names;
mod own;
mod pending;
mod refusals;
mod schema;
mod stable;
pub(crate) mod unproven;
pub(crate) mod vintage;

use flinks_contract::rule;

use crate::record::Record;
use crate::sheet::Sheet;

/// Applies every check to everything that was seen.
pub(crate) fn check(record: &Record) -> Sheet {
    let mut sheet = Sheet::default();
    for check in CHECKS {
        check(record, &mut sheet);
    }
    sheet.defer(SCHEMAS, |rule| !SCHEMAS.contains(&rule) && !COMPARISONS.contains(&rule));
    sheet.defer(&[rule::FLOW_PENDING], |rule| rule != rule::FLOW_PENDING);
    sheet.defer(REFUSALS, |rule| rule == rule::ENV_ERROR);
    sheet.defer(SUMS, |rule| rule == rule::ENV_AMOUNT);
    sheet
}

const SCHEMAS: &[&str] = &[
    rule::SCH_AUTHORIZE,
    rule::SCH_PENDING,
    rule::SCH_DETAIL,
    rule::SCH_INVESTMENTS,
    rule::SCH_ERROR,
];

/// Say that two replies differ, which is another thing than what is wrong with one.
const COMPARISONS: &[&str] =
    &[rule::FLOW_PENDING, rule::FLOW_STABLE, rule::FLOW_INDEPENDENT, rule::ID_LOGIN];

/// Ask for one code, and a code that there is not is not that one either.
const REFUSALS: &[&str] = &[
    rule::INV_REQUEST_ID,
    rule::INV_LOGIN_ID,
    rule::INV_CACHED,
    rule::ERR_LOGIN,
    rule::ERR_NO_LOGIN,
    rule::ERR_NO_REQUEST,
    rule::ERR_REQUEST,
    rule::ERR_ASYNC_REQUEST,
    rule::ERR_FOREIGN_CODE,
    rule::ERR_USED_UP,
];

/// Cannot be right where an amount is written wrongly.
const SUMS: &[&str] = &[rule::TXN_RUNNING, rule::TXN_CURRENT];

const CHECKS: &[fn(&Record, &mut Sheet)] = &[
    envelope::check,
    names::check,
    amounts::check,
    schema::check,
    authorize::check,
    flow::check,
    stable::check,
    pending::check,
    links::check,
    identity::check,
    accounts::check,
    ledger::check,
    refusals::check,
    own::check,
];

#[cfg(test)]
pub(crate) mod sample;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Role;
    use crate::probe::Probe;
    use serde_json::{Value, json};

    /// A break that two rules could tell, and the one that does.
    #[test]
    fn one_break_is_told_by_one_rule() {
        let amount = |text| serde_json::from_str::<Value>(text).expect("a JSON number");
        let probe = Role::Probe(Probe::UnknownLoginId);
        let newest = "/Accounts/0/Transactions/0/Balance";
        let table = [
            (probe, "/FlinksCode", json!("NO_SUCH"), vec![rule::ENV_ERROR]),
            (probe, "/FlinksCode", json!("INVALID_REQUEST"), vec![rule::ERR_LOGIN]),
            (sample::DATA, newest, amount("4.999396e4"), vec![rule::ENV_AMOUNT]),
            (sample::DATA, newest, amount("1e400"), vec![rule::ENV_AMOUNT, rule::TXN_CURRENT]),
            (sample::DATA, newest, amount("49993.97"), vec![rule::TXN_RUNNING]),
            (Role::Back, newest, amount("49993.97"), vec![rule::FLOW_INDEPENDENT]),
        ];
        for (role, pointer, value, expected) in table {
            let mut record = sample::both();
            let exchange = sample::find(&mut record, role);
            *sample::body(exchange).pointer_mut(pointer).unwrap() = value.clone();
            // What differs from its repeat is another thing.
            let again = record.exchanges.iter_mut().filter(|one| one.role == Role::Again);
            if role == sample::DATA {
                again.for_each(|one| {
                    *sample::body(one).pointer_mut(pointer).unwrap() = value.clone();
                });
                *sample::body(sample::find(&mut record, Role::Back))
                    .pointer_mut(pointer)
                    .unwrap() = value.clone();
            }
            let sheet = check(&record);
            let has_found = |id: &&str| sheet.row(id).is_some_and(|row| !row.found.is_empty());
            let broken: Vec<_> = rule::RULES.iter().map(|rule| rule.id).filter(has_found).collect();
            assert_eq!(broken, expected, "{pointer} {value}");
        }
    }
}
