//! The challenges (203) of a session, with what the client answered.

use flinks_trace::Exchange;

use super::answer::Answer;
use super::context::Context;
use super::session::Session;

pub(super) struct Challenge<'c, 'a> {
    pub(super) session: &'c Session<'a>,
    pub(super) asked: &'a Exchange,
    /// The calls of the session after it, up to the one that was answered with the next challenge.
    pub(super) answers: Vec<&'a Exchange>,
}

/// In the order of the sessions.
pub(super) fn challenges<'c, 'a>(context: &'c Context<'a>) -> Vec<Challenge<'c, 'a>> {
    let mut challenges: Vec<Challenge<'c, 'a>> = Vec::new();
    for session in &context.sessions {
        let first = challenges.len();
        for call in &session.authorize {
            if let Some(open) = challenges[first..].last_mut() {
                open.answers.push(call);
            }
            if Answer::of(call) == Answer::Challenge {
                challenges.push(Challenge { session, asked: call, answers: Vec::new() });
            }
        }
    }
    challenges
}
