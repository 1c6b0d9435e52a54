//! CLI-SEQ: which call comes when, with which method, on which path, with which body.

mod body;
mod path;

pub(in crate::judge) use path::is_probe;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::rule::client;

use crate::judge::answer::Answer;
use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, detail, finding, moments, repeated};
use crate::judge::trace::{Session, Trace};

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    authorize(trace, sheet);
    for session in &trace.sessions {
        asynchronous(trace, session, sheet);
        repost(session, sheet);
        body::apply(session, sheet);
    }
    method(trace, sheet);
    path::apply(trace, sheet);
}

/// One place for each customer that asks for data. What another customer was given is left to the rule
/// about that.
fn authorize(trace: &Trace<'_>, sheet: &mut Sheet) {
    for (_, calls) in trace.customers() {
        let asks = |call: &&Call| call.is_data() && trace.owner(call).is_none();
        let Some(position) = calls.iter().position(asks) else { continue };
        sheet.applied(client::SEQ_AUTHORIZE, 1);
        let (before, after) = calls.split_at(position);
        if before.iter().any(|call| call.gives_id()) {
            continue;
        }
        if let Some(reason) = trace.headless() {
            sheet.open(client::SEQ_AUTHORIZE, reason);
            continue;
        }
        let until = after.iter().position(|call| call.gives_id()).unwrap_or(after.len());
        let early: Vec<&Call> = after[..until].iter().copied().filter(asks).collect();
        let tried = before.iter().rev().find(|call| call.is("Authorize"));
        let actual = match tried {
            Some(refused) => {
                format!("Authorize had given none: {} {}", refused.status, refused.code)
            }
            None => "no Authorize came before it".to_owned(),
        };
        let expected = "a data call after an Authorize that gave a RequestId";
        let mut found = finding(at(early[0]), "order of calls", expected, actual, &early);
        found.details = repeated(&early);
        sheet.broken(client::SEQ_AUTHORIZE, found);
    }
}

/// An Async before the 202 that announces it. Silent after the data, and after an error that ended
/// the session: other rules say those better.
fn asynchronous(trace: &Trace<'_>, session: &Session<'_>, sheet: &mut Sheet) {
    let is_async = |call: &&Call| call.meant() == Some(Endpoint::GetAccountsDetailAsync.name());
    let Some(position) = session.accounts.iter().position(is_async) else { return };
    sheet.applied(client::SEQ_ASYNC, 1);
    let before = &session.accounts[..position];
    if before.iter().any(|call| announces(call)) {
        return;
    }
    if let Some(reason) = trace.headless() {
        return sheet.open(client::SEQ_ASYNC, reason);
    }
    let calls = &session.accounts[position..];
    let until = calls.iter().position(|call| !is_async(call)).unwrap_or(calls.len());
    let early = &calls[..until];
    let actual = match before.last() {
        Some(post) => format!("GetAccountsDetail was answered {} {}", post.status, post.code),
        None => "GetAccountsDetail was never called".to_owned(),
    };
    let expected = "GetAccountsDetailAsync after a 202 of GetAccountsDetail";
    let mut found = finding(at(early[0]), "order of calls", expected, actual.trim(), early);
    found.details = repeated(early);
    sheet.broken(client::SEQ_ASYNC, found);
}

/// Whether the Async after it is what was announced, or is another rule's matter. An answer that was
/// lost on its way may have been the 202.
fn announces(post: &Call) -> bool {
    match post.answer() {
        Answer::Pending | Answer::Dispatched | Answer::Done => true,
        Answer::Lost | Answer::Left | Answer::Open => true,
        refused @ Answer::Refused(_) => refused.ends_session(),
        Answer::Trouble | Answer::Challenge => post.status == 202,
    }
}

/// The POST again although the answer before it was pending.
fn repost(session: &Session<'_>, sheet: &mut Sheet) {
    let pairs = session.accounts.windows(2).filter(|pair| knows_pending(pair[0], pair[1]));
    let pairs: Vec<_> = pairs.collect();
    sheet.applied(client::SEQ_REPOST, pairs.len());
    let is_post = |call: &&Call| call.is(Endpoint::GetAccountsDetail.name());
    let again: Vec<&Call> = pairs.iter().map(|pair| pair[1]).filter(is_post).collect();
    let Some(first) = again.first() else { return };
    let expected = "GET GetAccountsDetailAsync after a 202";
    let actual =
        format!("POST GetAccountsDetail again, in {} of {} polls", again.len(), pairs.len());
    let mut found = finding(at(first), "order of calls", expected, actual, &again);
    found.details = repeated(&again);
    sheet.broken(client::SEQ_REPOST, found);
}

/// Whether the client had `before`, and it was pending, when it sent `after`.
fn knows_pending(before: &Call, after: &Call) -> bool {
    let had_it = before.outcome.as_ref().is_some_and(|outcome| outcome.at() <= after.arrived);
    had_it && before.answer().is_pending()
}

/// One finding for each endpoint of a session: a client uses the same method every time.
fn method(trace: &Trace<'_>, sheet: &mut Sheet) {
    let calls = trace.evidence.calls.iter().filter_map(|call| {
        let session = trace.session_of(call).map(|session| session.number);
        Some(((session, endpoint(call)?), call))
    });
    for ((_, endpoint), calls) in grouped(calls) {
        sheet.applied(client::SEQ_METHOD, calls.len());
        let is_wrong = |call: &&Call| call.method != endpoint.method();
        let wrong: Vec<&Call> = calls.iter().copied().filter(is_wrong).collect();
        let Some(first) = wrong.first() else { continue };
        let expected = format!("{} {}", endpoint.method(), endpoint.name());
        let actual = format!("{} {}", first.method, endpoint.name());
        let mut found = finding(at(first), "method", expected, actual, &wrong);
        let share = format!("{} of {}: {}", wrong.len(), calls.len(), moments(&wrong));
        found.details.push(detail("calls", share));
        sheet.broken(client::SEQ_METHOD, found);
    }
}

/// Also of a call that was refused because of its method.
fn endpoint(call: &Call) -> Option<Endpoint> {
    let name = call.meant()?;
    Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name)
}
