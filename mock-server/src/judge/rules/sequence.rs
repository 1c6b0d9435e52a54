//! CLI-SEQ: which call comes when, with which method, on which path.

use flinks_contract::endpoint::Endpoint;
use flinks_contract::rule::client;

use crate::judge::evidence::Call;
use crate::judge::sheet::{Sheet, at, finding};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    method(trace, sheet);
}

fn method(trace: &Trace<'_>, sheet: &mut Sheet) {
    for call in &trace.evidence.calls {
        let Some(endpoint) = endpoint(call) else { continue };
        sheet.applied(client::SEQ_METHOD, 1);
        if call.method != endpoint.method() {
            let expected = format!("{} {}", endpoint.method(), endpoint.name());
            let actual = format!("{} {}", call.method, endpoint.name());
            let found = finding(at(call), "method", expected, actual, &[call]);
            sheet.broken(client::SEQ_METHOD, found);
        }
    }
}

fn endpoint(call: &Call) -> Option<Endpoint> {
    let name = call.endpoint.as_deref()?;
    Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name)
}
