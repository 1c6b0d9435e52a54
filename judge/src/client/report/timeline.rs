//! Every request with what came back.

use flinks_report::{Check, Event, Mark, Wire};
use flinks_trace::redact::names;
use flinks_trace::{Exchange, Outcome as Ended};

use crate::client::answer::{analysed, status_and_code};
use crate::client::context::Context;
use crate::client::finding::short;

/// The timeline without marks. [`mark`] adds them, so that rules can be applied in the meantime.
pub(super) fn timeline(context: &Context<'_>) -> Vec<Event> {
    let several = context.customers().len() > 1;
    let calls = context.trace.exchanges.iter().enumerate();
    calls
        .map(|(index, call)| Event {
            number: call.seq,
            part: part(context, call, several),
            at: call.arrived.as_duration(),
            took: call.outcome.as_ref().map(|outcome| outcome.at().since(call.arrived)),
            call: match call.endpoint {
                Some(_) => call.call(),
                None => format!("{} {}", call.method, names::target(&call.path)),
            },
            answer: answer(call),
            note: resent(context, call).or_else(|| call.note.first().cloned()),
            mark: Mark::Plain,
            wire: (index < MOST_WIRES).then(|| wire(call)),
        })
        .collect()
}

/// Marks the calls that show something broken.
pub(super) fn mark(context: &Context<'_>, checks: &[Check], events: &mut [Event]) {
    let marks = crate::checks::marks(checks);
    for (call, event) in context.trace.exchanges.iter().zip(events) {
        if let Some(mark) = marks.get(&call.seq) {
            event.mark = *mark;
            event.wire.get_or_insert_with(|| wire(call));
        }
    }
}

/// Calls that a report has whole, beside those that show something broken.
const MOST_WIRES: usize = 10_000;

fn resent(context: &Context<'_>, call: &Exchange) -> Option<String> {
    let lost = context.resent.get(&call.seq)?;
    let wait = call.arrived.since(lost.answered()).as_millis();
    Some(format!("sent again by the transport, {wait} ms after call {} was lost", lost.seq))
}

/// "session 2, 1243c283"; with the customer, where there are several.
fn part(context: &Context<'_>, call: &Exchange, several: bool) -> String {
    let session = match context.session_of(call) {
        Some(session) => format!("session {}, {}", session.number, short(session.request_id)),
        None => "without a session".to_owned(),
    };
    if several && !call.customer.is_empty() {
        format!("{session}, customer {}", call.customer)
    } else {
        session
    }
}

/// "202 OPERATION_PENDING", and how the reply ended where it did not end well.
fn answer(call: &Exchange) -> String {
    let reply = status_and_code(call);
    match &call.outcome {
        None => format!("{reply}, still on its way"),
        Some(Ended::Cut { bytes: 0, .. }) => {
            "the mock ended the connection before a byte".to_owned()
        }
        Some(Ended::Cut { bytes, .. }) => {
            format!("{reply}, the mock ended the connection after {bytes} bytes")
        }
        Some(Ended::Left { bytes, .. }) => format!("{reply}, the client left after {bytes} bytes"),
        Some(Ended::NoReply { reason, .. }) => format!("no reply: {reason}"),
        Some(Ended::Sent { .. }) if analysed(call, |reply| reply.unreadable) => {
            format!("{reply}, unreadable")
        }
        Some(Ended::Sent { .. }) => reply,
    }
}

/// The request as the journal has it. Of the reply it keeps no headers and no body, and says so.
fn wire(call: &Exchange) -> Wire {
    let call = call.clone().without_secrets();
    let mut request = vec![format!("{} {}", call.method, call.path)];
    request.extend(call.headers.iter().map(|header| format!("{}: {}", header.name, header.value)));
    request.extend([String::new(), call.body.clone()]);

    let mut reply = vec![call.status.to_string()];
    let members = [("FlinksCode", &call.code), ("Message", &call.message)];
    let members = members.iter().filter(|(_, value)| !value.is_empty());
    reply.extend(members.map(|(name, value)| format!("{name}: {value}")));
    let bytes = call.reply_bytes;
    reply.push(String::new());
    reply.push(format!(
        "[{bytes} bytes of body; the journal keeps no headers and bodies of replies]"
    ));
    reply.extend(call.why.iter().map(|why| format!("[why: {why}]")));
    Wire { request: request.join("\n"), reply: reply.join("\n"), has_body: false }
}
