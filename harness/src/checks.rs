//! The checks: pure functions from the record to the sheet.
//!
//! Each takes its expected values from the contract and writes them out; none asks the mock.

mod authorize;
mod envelope;
mod flow;
mod identity;
mod investments;
mod ledger;
mod own;
mod pending;
mod schema;

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
const COMPARISONS: &[&str] = &[rule::FLOW_PENDING, rule::FLOW_STABLE, rule::ID_LOGIN];

const CHECKS: &[fn(&Record, &mut Sheet)] = &[
    envelope::check,
    schema::check,
    authorize::check,
    flow::check,
    pending::check,
    identity::check,
    ledger::check,
    investments::check,
    own::check,
];

#[cfg(test)]
pub(crate) mod sample;
