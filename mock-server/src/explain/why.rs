//! Why a reply was what it was, and what would have come, or comes, instead.

use crate::script::Part;
use crate::why::{Cause, Why};

use super::session::Then;

/// On a second line what would have come, or comes, instead.
pub(crate) fn why(why: &Why) -> String {
    format!("{why}\nto change it: {}", instead(why))
}

fn instead(why: &Why) -> String {
    let then = match why.cause {
        _ if !why.counts => {
            return "send the same call again: it did not count, and is struck only if the fault \
                    strikes again"
                .to_owned();
        }
        Cause::Step(cursor) => Then::of(why.story.script(why.part), &cursor, None),
        Cause::Normal => None,
        Cause::Forced => {
            return "force another state (flinks-mock ctl force), or open a new session".to_owned();
        }
        Cause::Rule(_) => return "no step can; see the message of the reply".to_owned(),
    };
    match (then, why.part) {
        (Some(Then { answer, calls: Some(0), .. }), _) => format!("the next call gets {answer}"),
        (Some(then), _) => format!("{} {}", then.answer, then.when()),
        (None, Part::Authorize) => "it answers for good; play another scenario".to_owned(),
        (None, Part::Accounts | Part::Investments) => {
            "it answers for good, until the session is over or forced (flinks-mock ctl force)"
                .to_owned()
        }
    }
}
