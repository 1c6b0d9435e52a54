//! CLI-ID: whose ids a call carries.

use flinks_contract::diagnostic::nearest;
use flinks_contract::rule::client;
use flinks_report::Finding;

use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, detail, finding, repeated};
use crate::judge::trace::{Session, Trace};

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    unknown(trace, sheet);
    replaced(trace, sheet);
    mixed(trace, sheet);
}

/// RequestIds that nobody was given, and those that another customer was given. Silent before the
/// first session of a customer: there the order of calls is what is wrong.
fn unknown(trace: &Trace<'_>, sheet: &mut Sheet) {
    for (customer, calls) in trace.customers() {
        let given: Vec<&str> = trace.given(customer).collect();
        let mut has_begun = false;
        let mut lost = Vec::new();
        let mut foreign = Vec::new();
        for call in calls {
            has_begun |= call.gives_id() || trace.session_of(call).is_some();
            if !call.is_data() && !call.answers_challenge() {
                continue;
            }
            let named = call.named();
            let id = named.as_deref();
            let is_own = id.is_some_and(|id| trace.named(customer, id).is_some());
            let owner = trace.owner(call);
            sheet.applied(client::ID_CUSTOMER, usize::from(is_own || owner.is_some()));
            match owner {
                Some(owner) => foreign.push((owner, call)),
                None if !has_begun || is_opaque(call) => {}
                None => {
                    sheet.applied(client::ID_CARRIED, 1);
                    if !is_own {
                        lost.push(call);
                    }
                }
            }
        }
        for (owner, calls) in grouped(foreign) {
            sheet.broken(client::ID_CUSTOMER, of_another(owner, &calls));
        }
        match trace.headless().filter(|_| !lost.is_empty()) {
            Some(reason) => sheet.open(client::ID_CARRIED, reason),
            None if lost.is_empty() => {}
            None => sheet.broken(client::ID_CARRIED, of_nobody(&given, &lost)),
        }
    }
}

/// Its body cannot be read, so what it names cannot be said.
fn is_opaque(call: &Call) -> bool {
    !call.is("GetAccountsDetailAsync") && !call.body.trim().is_empty() && call.members().is_none()
}

fn of_another(owner: &str, calls: &[&Call]) -> Finding {
    let first = calls[0];
    let expected = format!("under customer {owner}, who was given this RequestId");
    let actual = format!("under customer {}", first.customer);
    let mut found = finding(at(first), "customerId", expected, actual, calls);
    found.details = repeated(calls);
    found
}

fn of_nobody(given: &[&str], calls: &[&Call]) -> Finding {
    let first = calls[0];
    let named = first.named();
    let expected = match given {
        [one] => format!("the RequestId of Authorize: {one}"),
        many => format!("a RequestId of Authorize: one of {}", many.len()),
    };
    let actual = named.clone().unwrap_or_else(|| "no RequestId".to_owned());
    let mut found = finding(at(first), "RequestId", expected, actual, calls);
    found.details = repeated(calls);
    let near = named.as_deref().and_then(|id| nearest(id, given.iter().copied()));
    found.note = near.map(|near| format!("{near} was given: was it changed on the way?"));
    found
}

/// One finding for each login: every further session is the same defect.
fn replaced(trace: &Trace<'_>, sheet: &mut Sheet) {
    let dropped = trace.sessions.iter().filter_map(|session| {
        let next = trace.replaced_by(session)?;
        let open = next.authorize.first()?;
        Some(((session.customer, session.login.as_deref()), *open))
    });
    for (_, opens) in grouped(dropped) {
        let expected = "polls with the RequestId that Authorize gave, for as long as it is pending";
        let actual = match opens.len() {
            1 => "a new Authorize, and polls with its RequestId".to_owned(),
            many => format!("a new Authorize {many} times, each time for a poll or a few"),
        };
        let mut found = finding(at(opens[0]), "RequestId", expected, actual, &opens);
        let sessions = format!("{} sessions of one login", opens.len() + 1);
        found.details.push(detail("sessions", sessions));
        sheet.broken(client::ID_CARRIED, found);
    }
}

/// Where a call carries both ids.
fn mixed(trace: &Trace<'_>, sheet: &mut Sheet) {
    let mut wrong: Vec<(&Session<'_>, &Call)> = Vec::new();
    for call in trace.evidence.calls.iter() {
        let (true, Some(id), Some(_)) = (call.is_data(), call.named(), call.text("LoginId")) else {
            continue;
        };
        let Some(session) = trace.named(&call.customer, &id) else { continue };
        sheet.applied(client::ID_MIXED, usize::from(session.login_id.is_some()));
        if session.is_mixed(call) {
            wrong.push((session, call));
        }
    }
    for (number, calls) in grouped(wrong.iter().map(|(session, call)| (session.number, *call))) {
        let session = &trace.sessions[number - 1];
        let own = session.login_id.as_deref().unwrap_or_default();
        let other = calls[0].text("LoginId").unwrap_or_default();
        let expected = format!("LoginId {own}, for which this RequestId was given");
        let actual = format!("LoginId {other}");
        let place = format!("{}, RequestId {}", at(calls[0]), session.request_id);
        let mut found = finding(place, "LoginId", expected, actual, &calls);
        found.details = repeated(&calls);
        let mut others = trace.sessions.iter();
        let owner = others.find(|known| known.login_id.as_deref() == Some(&*other));
        found.note = owner.map(|owner| {
            format!(
                "that is the LoginId of session {}: do sessions share a variable?",
                owner.number
            )
        });
        sheet.broken(client::ID_MIXED, found);
    }
}
