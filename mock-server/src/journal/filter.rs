//! Which exchanges are meant.

use super::exchange::Exchange;

/// Every part that is set has to fit; names and ids fit in any case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// As the route writes it: GUIDs in lower case. Empty for requests whose path names none.
    pub(crate) customer: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) status: Option<u16>,
    /// FlinksCode; empty for replies without one.
    pub(crate) code: Option<String>,
    pub(crate) request_id: Option<String>,
    /// A part of the path with its query, in this case.
    pub(crate) path_contains: Option<String>,
    /// Only what matched no endpoint.
    pub(crate) unmatched: bool,
    /// Only what has an outcome.
    pub(crate) finished: bool,
}

impl Filter {
    pub(super) fn takes(&self, exchange: &Exchange) -> bool {
        self.customer.as_deref().is_none_or(|customer| customer == &*exchange.customer)
            && fits(&self.endpoint, exchange.endpoint)
            && fits(&self.method, Some(exchange.method()))
            && self.status.is_none_or(|status| status == exchange.status)
            && fits(&self.code, Some(exchange.code))
            && fits(&self.request_id, exchange.request_id.as_deref())
            && self.path_contains.as_deref().is_none_or(|part| exchange.path().contains(part))
            && (!self.unmatched || exchange.endpoint.is_none())
            && (!self.finished || exchange.outcome().is_some())
    }
}

fn fits(wanted: &Option<String>, actual: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    actual.is_some_and(|actual| actual.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, exchange};
    use super::*;
    use crate::journal::Outcome;

    /// One part of a filter.
    type Part = fn(&mut Filter);

    fn poll() -> Exchange {
        let path = "/v3/ada/BankingServices/GetAccountsDetailAsync/3f1c";
        let mut poll = exchange("ada", "GET", path);
        poll.endpoint = Some("GetAccountsDetailAsync");
        poll.request_id = Some("3f1c".into());
        poll.status = 202;
        poll.code = "OPERATION_PENDING";
        poll
    }

    #[test]
    fn each_part_takes_what_fits_and_nothing_else() {
        #[rustfmt::skip]
        let table: [(Part, bool); 20] = [
            (|_| {}, true),
            (|filter| filter.customer = Some("ada".into()), true),
            (|filter| filter.customer = Some("bob".into()), false),
            (|filter| filter.customer = Some(String::new()), false),
            (|filter| filter.endpoint = Some("getaccountsdetailasync".into()), true),
            (|filter| filter.endpoint = Some("GetAccountsDetail".into()), false),
            (|filter| filter.method = Some("get".into()), true),
            (|filter| filter.method = Some("POST".into()), false),
            (|filter| filter.status = Some(202), true),
            (|filter| filter.status = Some(200), false),
            (|filter| filter.code = Some("operation_pending".into()), true),
            (|filter| filter.code = Some("OPERATION_DISPATCHED".into()), false),
            (|filter| filter.code = Some(String::new()), false),
            (|filter| filter.request_id = Some("3F1C".into()), true),
            (|filter| filter.request_id = Some("3f1".into()), false),
            (|filter| filter.path_contains = Some("/BankingServices/".into()), true),
            (|filter| filter.path_contains = Some("/Investments".into()), false),
            (|filter| filter.unmatched = true, false),
            (|filter| filter.finished = true, false),
            (|filter| { filter.status = Some(202); filter.method = Some("POST".into()) }, false),
        ];
        for (row, (part, expected)) in table.into_iter().enumerate() {
            let mut filter = Filter::default();
            part(&mut filter);
            assert_eq!(filter.takes(&poll()), expected, "row {row}: {filter:?}");
        }
    }

    #[test]
    fn a_filter_for_what_others_lack() {
        let mut lost = exchange("", "GET", "/");
        lost.outcome = Outcome::Sent { at: at(1) }.into();
        let unmatched = Filter { unmatched: true, finished: true, ..Filter::default() };
        assert!(unmatched.takes(&lost));

        let named = Filter { request_id: Some(String::new()), ..Filter::default() };
        assert!(!named.takes(&lost), "there is no id");
    }
}
