//! Which Authorize repeats which.

use flinks_trace::Exchange;

use super::answer::Answer;
use super::context::Context;

/// Whether both are for one login: by the same id or name, or by LoginId and by user name where the
/// scenario tells that they are one.
pub(super) fn is_for_the_same(context: &Context<'_>, call: &Exchange, other: &Exchange) -> bool {
    let by_id = |call: &Exchange| context.ids(call).login_id.is_some();
    context.ids(call).login.as_deref() == context.ids(other).login.as_deref()
        || by_id(call) != by_id(other) && call.scenario.is_some() && call.scenario == other.scenario
}

/// The latest one before with the same credentials and token, or with the same LoginId and members
/// where only the token differs.
pub(super) fn repeated_by<'a>(
    context: &Context<'_>,
    call: &Exchange,
    calls: &[&'a Exchange],
) -> Option<&'a Exchange> {
    let earlier = &calls[..calls.partition_point(|other| other.seq < call.seq)];
    let may_be_equal = context.ids(call).login_id.is_some() && !call.hides_a_secret();
    let is_same = |other: &&&Exchange| {
        call.repeats == Some(other.seq) || may_be_equal && call.body == other.body
    };
    earlier.iter().rev().find(is_same).copied()
}

/// Whether a call may repeat a refused one: their bodies are equal but for a secret, which a trace file
/// does not keep.
pub(super) fn may_repeat(
    context: &Context<'_>,
    calls: &[&Exchange],
    is_refused: impl Fn(&Exchange) -> bool,
) -> bool {
    calls.iter().enumerate().any(|(number, call)| {
        let before = || calls[..number].iter().rev().find(|other| other.body == call.body);
        let is_known = !call.hides_a_secret() || repeated_by(context, call, calls).is_some();
        !is_known
            && context.ids(call).login_id.is_some()
            && before().is_some_and(|before| is_refused(before))
    })
}

/// The refused calls that are repeated, each the first of its chain, with their repeats. A success in
/// between ends the chain.
pub(super) fn repeats<'a>(
    context: &Context<'_>,
    calls: &[&'a Exchange],
    is_refused: impl Fn(&Exchange) -> bool,
) -> Vec<(&'a Exchange, Vec<&'a Exchange>)> {
    let mut roots: Vec<(u64, &Exchange)> = Vec::new();
    let mut chains: Vec<(&Exchange, Vec<&Exchange>)> = Vec::new();
    for call in calls {
        let before = repeated_by(context, call, calls);
        let root = before.and_then(|before| roots.iter().rev().find(|(seq, _)| *seq == before.seq));
        let root = root.map(|(_, root)| *root);
        if let Some(root) = root {
            match chains.iter_mut().find(|(refused, _)| refused.seq == root.seq) {
                Some((_, again)) => again.push(call),
                None => chains.push((root, vec![call])),
            }
        }
        let has_passed = matches!(Answer::of(call), Answer::Done | Answer::Challenge);
        let root = root.or_else(|| is_refused(call).then_some(*call));
        roots.extend(root.filter(|_| !has_passed).map(|root| (call.seq, root)));
    }
    chains
}
