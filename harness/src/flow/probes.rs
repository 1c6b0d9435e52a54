//! Sends the calls that a server has to refuse.

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{INTERVAL, PROCESSING_LIMIT};
use flinks_trace::{Ending, Part, Probe, Role};
use serde_json::{Value, json};

use super::{Call, Flow};

/// Ids that nobody was given: a server draws random ones, and not these.
const UNKNOWN_LOGIN: &str = "ffffffff-ffff-4fff-bfff-fffffffffff1";
const UNKNOWN_REQUEST: &str = "ffffffff-ffff-4fff-bfff-fffffffffff2";
const OTHER_CUSTOMER: &str = "ffffffff-ffff-4fff-bfff-fffffffffff3";

/// Sends each probe for which the parts have ended in the right way.
pub(super) async fn send_all(flow: &mut Flow<'_>) -> Result<(), Ending> {
    for probe in Probe::ALL {
        let seen = |part| flow.record.ending(part) == Some(&Ending::Data);
        if flow.setup.sends(probe) && probe.needs().is_none_or(seen) {
            send(flow, probe).await?;
        }
    }
    Ok(())
}

/// Sends a probe, and once more if there was no answer: one dropped connection says nothing about the
/// contract.
async fn send(flow: &mut Flow<'_>, probe: Probe) -> Result<(), Ending> {
    if probe == Probe::UsedUpRequestId {
        let ended = flow.setup.clock.now().plus(PROCESSING_LIMIT).plus(INTERVAL);
        flow.setup.clock.sleep_until(ended).await;
    }
    for is_last in [false, true] {
        if probe.endpoint() == Endpoint::Authorize {
            match flow.token(Part::Probes).await {
                Err(ending) if ending.is_final() => return Err(ending),
                // Without a token this would be another fault than the one that is meant.
                Err(_) => return Ok(()),
                Ok(()) => {}
            }
        }
        let call = call(flow, probe);
        let exchange = flow.send(call).await?;
        let Some((reason, passes)) = exchange.no_reply() else { return Ok(()) };
        if is_last || !passes {
            return Err(Ending::NoAnswer(reason.to_owned()));
        }
        let due = exchange.ended().plus(INTERVAL);
        flow.setup.clock.sleep_until(due).await;
    }
    Ok(())
}

fn call(flow: &Flow<'_>, probe: Probe) -> Call {
    let mut call = flow.call(Part::Probes, Role::Probe(probe), probe.endpoint());
    call.method = probe.method();
    match probe {
        Probe::WithoutRequestId | Probe::DetailWithoutRequestId => remove(&mut call, "RequestId"),
        Probe::WithoutLoginId => remove(&mut call, "LoginId"),
        Probe::AuthorizeWithoutLoginId => call.body = Some(json!({ "MostRecentCached": true })),
        Probe::WithoutMostRecentCached => remove(&mut call, "MostRecentCached"),
        Probe::UnknownLoginId => {
            call.body = Some(json!({ "LoginId": UNKNOWN_LOGIN, "MostRecentCached": true }));
        }
        Probe::UnknownRequestId => call.body = Some(json!({ "RequestId": UNKNOWN_REQUEST })),
        Probe::AsyncUnknownRequestId => call.request_id = UNKNOWN_REQUEST.to_owned(),
        Probe::ForeignRequestId => call.site.customer_id = OTHER_CUSTOMER.to_owned(),
        Probe::DetailByGet => call.body = None,
        Probe::AsyncByPost | Probe::UsedUpRequestId => {}
    }
    call
}

fn remove(call: &mut Call, member: &str) {
    if let Some(Value::Object(body)) = &mut call.body {
        body.shift_remove(member);
    }
}
