//! Which exchanges are meant.

use flinks_contract::endpoint::Endpoint;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::note::Note;

/// Which exchanges: every part that is set has to fit; names and ids fit in any case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "admin", derive(utoipa::IntoParams, utoipa::ToSchema))]
#[cfg_attr(feature = "admin", into_params(parameter_in = Query))]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Filter {
    /// As the route writes it: GUIDs in lower case. Empty for requests whose path names none.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", arg(skip))]
    pub(crate) customer: Option<String>,
    /// Only exchanges of this endpoint, such as GetAccountsDetailAsync.
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub(crate) endpoint: Option<String>,
    /// Only exchanges with this HTTP status.
    #[cfg_attr(feature = "cli", arg(long, value_name = "N"))]
    pub(crate) status: Option<u16>,
    /// Only exchanges with this FlinksCode.
    #[cfg_attr(feature = "cli", arg(long, value_name = "CODE"))]
    pub(crate) code: Option<String>,
    /// Only exchanges of this session.
    #[cfg_attr(feature = "cli", arg(long, value_name = "ID"))]
    pub(crate) request_id: Option<String>,
    /// Only requests that match no endpoint.
    #[cfg_attr(feature = "cli", arg(long))]
    pub(crate) unmatched: bool,
    /// Only what has an outcome.
    #[serde(skip)]
    #[cfg_attr(feature = "cli", arg(skip))]
    pub(crate) finished: bool,
}

impl Filter {
    pub(crate) fn takes(&self, exchange: &Note) -> bool {
        self.customer.as_deref().is_none_or(|customer| customer == &*exchange.customer)
            && fits(&self.endpoint, exchange.endpoint.map(Endpoint::name))
            && self.status.is_none_or(|status| status == exchange.reply().status)
            && fits(&self.code, Some(exchange.reply().code))
            && self.request_id.as_deref().is_none_or(|wanted| {
                exchange.request_id.is_some_and(|id| Uuid::try_parse(wanted) == Ok(id))
            })
            && (!self.unmatched || exchange.endpoint.is_none())
            && (!self.finished || exchange.outcome.get().is_some())
    }
}

fn fits(wanted: &Option<String>, actual: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    actual.is_some_and(|actual| actual.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, note};
    use super::*;
    use flinks_trace::Outcome;

    /// One part of a filter.
    type Part = fn(&mut Filter);

    fn poll() -> Note {
        let path = "/v3/ada/BankingServices/GetAccountsDetailAsync/3f1c";
        let mut poll = note("ada", "GET", path);
        poll.endpoint = Some(Endpoint::GetAccountsDetailAsync);
        poll.request_id = Some(Uuid::from_u128(0x3f1c));
        poll.reply.status = 202;
        poll.reply.code = "OPERATION_PENDING";
        poll
    }

    #[test]
    fn each_part_takes_what_fits_and_nothing_else() {
        #[rustfmt::skip]
        let table: [(Part, bool); 16] = [
            (|_| {}, true),
            (|filter| filter.customer = Some("ada".into()), true),
            (|filter| filter.customer = Some("bob".into()), false),
            (|filter| filter.customer = Some(String::new()), false),
            (|filter| filter.endpoint = Some("getaccountsdetailasync".into()), true),
            (|filter| filter.endpoint = Some("GetAccountsDetail".into()), false),
            (|filter| filter.status = Some(202), true),
            (|filter| filter.status = Some(200), false),
            (|filter| filter.code = Some("operation_pending".into()), true),
            (|filter| filter.code = Some("OPERATION_DISPATCHED".into()), false),
            (|filter| filter.code = Some(String::new()), false),
            (|filter| filter.request_id = Some("00000000-0000-0000-0000-000000003F1C".into()), true),
            (|filter| filter.request_id = Some("3f1".into()), false),
            (|filter| filter.unmatched = true, false),
            (|filter| filter.finished = true, false),
            (|filter| { filter.status = Some(202); filter.code = Some("x".into()) }, false),
        ];
        for (row, (part, expected)) in table.into_iter().enumerate() {
            let mut filter = Filter::default();
            part(&mut filter);
            assert_eq!(filter.takes(&poll()), expected, "row {row}: {filter:?}");
        }
    }

    #[test]
    fn a_filter_for_what_others_lack() {
        let mut lost = note("", "GET", "/");
        lost.outcome = Outcome::Sent { at: at(1) }.into();
        let unmatched = Filter { unmatched: true, finished: true, ..Filter::default() };
        assert!(unmatched.takes(&lost));

        let named = Filter { request_id: Some(String::new()), ..Filter::default() };
        assert!(!named.takes(&lost), "there is no id");
    }
}
