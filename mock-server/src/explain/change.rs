//! What would change the answers of a session, and how it is done.

use serde::Serialize;
use serde_json::{Map, Value};

use super::clean::shell;
use super::next::{Next, Then};
use super::span::Span;
use super::view::Nexts;
use crate::answer::Answer;
use crate::clock::Moment;
use crate::script::{Part};
use crate::session::{Forced, Session};
use crate::why::{Cause, Why};
use flinks_trace::Timestamp;

/// One way to another answer.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Change {
    /// What has to happen: `2 more calls`, `24m40s`.
    pub(crate) how: String,
    pub(crate) effect: String,
    /// For a shell.
    pub(crate) command: Option<String>,
}

pub(super) fn changes(session: &Session, customer: &str, next: &Nexts, now: Moment) -> Vec<Change> {
    if session.has_ended(now) {
        let effect = "opens a new session; this one stays over".to_owned();
        return vec![Change { how: "Authorize".to_owned(), effect, command: None }];
    }
    let ways = Ways { session, customer, now };
    let mut changes: Vec<_> = ways.questions().into_iter().collect();
    if session.asking.is_none() {
        changes.extend(ways.step(Part::Accounts, &next.accounts));
        changes.extend(ways.step(Part::Investments, &next.investments));
    }
    changes.extend(ways.end());
    changes.extend(ways.force());
    changes
}

struct Ways<'a> {
    session: &'a Session,
    customer: &'a str,
    now: Moment,
}

impl Ways<'_> {
    fn questions(&self) -> Option<Change> {
        let asking = self.session.asking?;
        let stage = self.session.script(Part::Authorize).stages.get(asking.stage)?;
        let Answer::Challenge(challenge) = &stage.answer else { return None };
        let responses: Map<String, Value> = challenge
            .rule
            .ask
            .iter()
            .map(|question| (question.prompt.clone(), question.answer.clone().into()))
            .collect();
        let how = format!("Authorize with SecurityResponses {}", Value::Object(responses));
        let left = challenge.rule.retries.saturating_sub(asking.wrong);
        let effect = match left {
            0 => "goes on; a wrong answer ends the session".to_owned(),
            left => format!("goes on; wrong answers that are taken before the last one: {left}"),
        };
        Some(Change { how, effect, command: None })
    }

    /// The step after the one that answers now.
    fn step(&self, data: Part, next: &Next) -> Option<Change> {
        let title = data.title();
        let then = next.then.as_ref().filter(|then| !then.too_late)?;
        let effect = format!("{title} gets {}", then.answer);
        let Some(Timestamp(at)) = then.at else {
            let how = calls(then.calls?, title);
            return Some(Change { how, effect, command: None });
        };
        let wait = at.since(self.now);
        // A step for a time begins with its first call.
        if self.session.cursor(data).since.is_none() {
            let how = format!("a first call of {title}, then {}", Span(wait));
            return Some(Change { how, effect, command: None });
        }
        Some(Change { how: Span(wait).to_string(), effect, command: Some(self.advance(wait)) })
    }

    fn end(&self) -> Option<Change> {
        let wait = self.session.ends()?.since(self.now);
        let code = self.session.story.session.ended.0;
        let effect = format!("the session is over: {} {}", code.status, code.name);
        let how = Span(wait).to_string();
        Some(Change { how, effect, command: Some(self.advance(wait)) })
    }

    fn force(&self) -> Vec<Change> {
        let force = |state: &str, effect: &str| Change {
            how: format!("forced {state}"),
            effect: effect.to_owned(),
            command: Some(self.command(&format!("force {} {state}", self.session.request_id))),
        };
        let ready = force("ready", "every data call brings its data");
        let expired = force("expired", "the session is over");
        let is_ready = matches!(self.session.forced, Some(Forced::Ready));
        let can_be_ready = self.session.asking.is_none() && !is_ready;
        can_be_ready.then_some(ready).into_iter().chain([expired]).collect()
    }

    fn advance(&self, wait: std::time::Duration) -> String {
        self.command(&format!("clock advance {}", Span(wait).typed()))
    }

    fn command(&self, command: &str) -> String {
        format!("flinks-mock ctl {command} --customer {}", shell(self.customer))
    }
}

fn calls(calls: u32, title: &str) -> String {
    match calls {
        1 => format!("1 more call of {title}"),
        calls => format!("{calls} more calls of {title}"),
    }
}

/// Why a reply was what it was, and on a second line what would have come, or comes, instead.
pub(crate) fn why(why: &Why) -> String {
    format!("{why}\nto change it: {}", instead(why))
}

fn instead(why: &Why) -> String {
    match why.cause {
        _ if !why.counts => {
            "send the same call again: it did not count, and is struck only if the fault strikes again"
                .to_owned()
        }
        Cause::Step(cursor) => {
            let script = why.story.script(why.part);
            match Then::of(script, &cursor, None) {
                Some(Then { answer, calls: Some(0), .. }) => format!("the next call gets {answer}"),
                Some(then) => format!("{} {}", then.answer, then.when()),
                None => for_good(why),
            }
        }
        Cause::Normal => for_good(why),
        Cause::Forced => {
            "force another state (flinks-mock ctl force), or open a new session".to_owned()
        }
        Cause::Rule(_) => "no step can; see the message of the reply".to_owned(),
    }
}

fn for_good(why: &Why) -> String {
    match why.part {
        Part::Authorize => "it answers for good; play another scenario".to_owned(),
        Part::Accounts | Part::Investments => {
            "it answers for good, until the session is over or forced (flinks-mock ctl force)"
                .to_owned()
        }
    }
}
