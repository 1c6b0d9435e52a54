//! Which Authorize repeats which.

use crate::judge::answer::Answer;
use crate::judge::evidence::Call;

/// An Authorize that asks for a session, so no answer to a challenge.
pub(super) fn opens(call: &Call) -> bool {
    call.is("Authorize") && !call.answers_challenge()
}

/// The latest one before with the same credentials and token, or with the same LoginId and members
/// where only the token differs. Of user names the journal keeps no passwords to compare.
pub(super) fn before<'a>(call: &Call, calls: &[&'a Call]) -> Option<&'a Call> {
    let mut earlier = calls.iter().rev().filter(|other| other.seq < call.seq);
    earlier
        .find(|other| {
            let is_login = call.text("LoginId").is_some() && call.body == other.body;
            call.repeats == Some(other.seq) || is_login
        })
        .copied()
}

/// Each call that repeats a refused one, with the first refusal of its chain. A success in between
/// ends the chain.
pub(super) fn repeats<'a>(
    calls: &[&'a Call],
    is_refused: impl Fn(&Call) -> bool,
) -> Vec<(u64, &'a Call)> {
    let mut roots: Vec<(u64, u64)> = Vec::new();
    let mut repeats = Vec::new();
    for call in calls {
        let root = before(call, calls)
            .and_then(|before| roots.iter().rev().find(|(seq, _)| *seq == before.seq))
            .map(|(_, root)| *root);
        if let Some(root) = root {
            repeats.push((root, *call));
        }
        match root {
            _ if matches!(call.answer(), Answer::Done | Answer::Challenge) => {}
            Some(root) => roots.push((call.seq, root)),
            None if is_refused(call) => roots.push((call.seq, call.seq)),
            None => {}
        }
    }
    repeats
}
