//! Which Authorize repeats which.

use flinks_contract::endpoint::Endpoint;
use flinks_trace::Exchange;

use super::answer::Answer;
use super::context::Context;

/// For each customer, the Authorizes that ask for a session, so without answers to challenges.
pub(super) fn openings<'a>(context: &Context<'a>) -> Vec<Vec<&'a Exchange>> {
    let opens = |call: &&Exchange| call.is(Endpoint::Authorize) && !call.answers_challenge();
    let customers = context.customers().into_iter();
    customers.map(|(_, calls)| calls.into_iter().filter(opens).collect()).collect()
}

/// Whether both are for one login: by the same id or name, or by LoginId and by user name where the
/// scenario tells that they are one.
pub(super) fn is_for_the_same(call: &Exchange, other: &Exchange) -> bool {
    let by_id = |call: &Exchange| call.login_id().is_some();
    call.login() == other.login()
        || by_id(call) != by_id(other) && call.scenario.is_some() && call.scenario == other.scenario
}

/// The latest one before with the same credentials and token, or with the same LoginId and members
/// where only the token differs.
pub(super) fn repeated_by<'a>(call: &Exchange, calls: &[&'a Exchange]) -> Option<&'a Exchange> {
    let mut earlier = calls.iter().rev().filter(|other| other.seq < call.seq);
    let is_same = |other: &&&Exchange| {
        let is_login =
            call.login_id().is_some() && call.body == other.body && !call.hides_a_secret();
        call.repeats == Some(other.seq) || is_login
    };
    earlier.find(is_same).copied()
}

/// Whether a call may repeat a refused one: their bodies are equal but for a secret, which a trace file
/// does not keep.
pub(super) fn may_repeat(calls: &[&Exchange], is_refused: impl Fn(&Exchange) -> bool) -> bool {
    calls.iter().enumerate().any(|(number, call)| {
        let before = calls[..number].iter().rev().find(|other| other.body == call.body);
        let is_known = !call.hides_a_secret() || repeated_by(call, calls).is_some();
        !is_known && call.login_id().is_some() && before.is_some_and(|before| is_refused(before))
    })
}

/// Each call that repeats a refused one, with the first refusal of its chain. A success in between
/// ends the chain.
pub(super) fn repeats<'a>(
    calls: &[&'a Exchange],
    is_refused: impl Fn(&Exchange) -> bool,
) -> Vec<(&'a Exchange, &'a Exchange)> {
    let mut roots: Vec<(u64, &Exchange)> = Vec::new();
    let mut repeats = Vec::new();
    for call in calls {
        let root = repeated_by(call, calls)
            .and_then(|before| roots.iter().rev().find(|(seq, _)| *seq == before.seq))
            .map(|(_, root)| *root);
        repeats.extend(root.map(|root| (root, *call)));
        match root {
            _ if matches!(Answer::of(call), Answer::Done | Answer::Challenge) => {}
            Some(root) => roots.push((call.seq, root)),
            None if is_refused(call) => roots.push((call.seq, call)),
            None => {}
        }
    }
    repeats
}
