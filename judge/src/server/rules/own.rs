//! The harness's own side of the contract, so that what it found is the server's doing: the rules for
//! clients, applied to its own calls.

use flinks_trace::{RequestId, Trace};

use super::*;
use crate::client;

pub const ID: &str = "FLK-CLI-001";

/// What its sentence says, as rules for clients.
const RULES: [&str; 5] =
    ["CLI-SEQ-003", "CLI-SEQ-004", "CLI-SEQ-005", "CLI-POLL-002", "CLI-POLL-004"];

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for part in [Part::Accounts, Part::Investments] {
        let own = own_calls(run, part);
        let calls = own.exchanges.iter().filter(|call| call.is_data_call()).count();
        rule.applied(calls.saturating_sub(1));
        let found = client::findings(&own);
        let broken = RULES.into_iter().filter_map(|rule| found.of(rule)).flat_map(|of| &of.broken);
        broken.for_each(|finding| rule.breaks(finding.clone()));
    }
}

/// The calls of a part as one session. A call once more for the data is no poll.
fn own_calls(run: &ParsedRun<'_>, part: Part) -> Trace {
    // The harness writes down its own moments, so that no clock hides its waits.
    let clock = match run.head.mode {
        ClockMode::Auto => ClockMode::Manual,
        mode => mode,
    };
    let calls = run.of(part).filter(|call| call.is_first_of_its_kind());
    let exchanges = calls.map(|call| Exchange {
        clock,
        request_id: Some(RequestId::parse(&part.to_string())),
        due: call.ended(),
        ..Exchange::clone(call)
    });
    Trace { exchanges: exchanges.collect(), ..Trace::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinks_contract::rule::client::find;

    #[test]
    fn what_breaks_our_own_side() {
        type Edit = fn(&mut Exchange);
        let table: &[(&[&str], Part, Edit)] = &[
            (&[], Part::Accounts, |poll| poll.arrived = Moment::from_secs(20)),
            (&["time"], Part::Accounts, |poll| poll.arrived = Moment::from_secs(19)),
            (&["time"], Part::Accounts, |poll| poll.arrived = Moment::from_secs(1_801)),
            (&["method", "order of calls"], Part::Accounts, |poll| {
                poll.endpoint = Some(Endpoint::GetAccountsDetail);
            }),
            (&["body"], Part::Investments, |poll| poll.body = "{}".to_owned()),
            (&["method"], Part::Investments, |poll| {
                poll.endpoint = Some(Endpoint::GetAccountsDetailAsync);
            }),
        ];
        for (places, part, edit) in table {
            let mut run = sample::both();
            let last = Role::Poll(if *part == Part::Accounts { 2 } else { 1 });
            edit(sample::find_in(&mut run, *part, last));
            assert_eq!(sample::places(check, &run), *places);
        }
        assert!(RULES.iter().all(|rule| find(rule).is_some()));
    }
}
