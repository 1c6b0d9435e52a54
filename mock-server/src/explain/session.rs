//! Where a session stands, what its next calls get, and what would change that.

use flinks_contract::scenario::Limit;
use flinks_report::shell_word;
use serde::Serialize;

use super::page::{self, Page, named};
use super::span::Span;
use super::{answer, fault};
use crate::answer::Answer;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::script::{Cursor, Part, Script, Until};
use crate::session::{Forced, Session};
use crate::story::Chosen;
use flinks_trace::Timestamp;

/// A session at one moment, as the admin API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    pub(crate) request_id: String,
    pub(crate) scenario: String,
    pub(crate) chosen_by: Chosen,
    /// LoginId.
    pub(crate) login: String,
    pub(crate) now: Timestamp,
    pub(crate) opened: Timestamp,
    pub(crate) state: State,
    /// `ready`, `expired`, or the code of every data call.
    pub(crate) forced: Option<&'static str>,
    pub(crate) next: Nexts,
    /// Nothing where no time ends it.
    pub(crate) ends: Option<Ends>,
    pub(crate) changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Its security questions are open.
    Asking,
    /// No data call has come.
    Authorized,
    Processing,
    /// A data call has brought its data.
    Delivered,
    Ended,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Nexts {
    pub(crate) accounts: Next,
    pub(crate) investments: Next,
}

/// What the next call for accounts or for investments gets if it comes now.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Next {
    /// `202 OPERATION_PENDING`.
    pub(crate) answer: String,
    /// The step that answers, or what else decides.
    pub(crate) because: String,
    /// Before the first byte; nothing for none.
    pub(crate) delay: Option<String>,
    /// The fault that strikes this very call.
    pub(crate) fault: Option<String>,
    pub(crate) then: Option<Then>,
}

/// What the script answers once the step that answers now is over.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Then {
    pub(crate) answer: String,
    /// After so many more calls that count.
    pub(crate) calls: Option<u32>,
    /// From this moment on; if the step has not begun, it begins now.
    pub(crate) at: Option<Timestamp>,
    /// Nobody will see it: the session is over by then.
    pub(crate) too_late: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ends {
    pub(crate) at: Timestamp,
    /// What every later call gets.
    pub(crate) answer: String,
    pub(crate) why: String,
}

/// One way to another answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Change {
    /// What has to happen: `2 more calls`, `24m40s`.
    pub(crate) how: String,
    pub(crate) effect: String,
    /// For a shell.
    pub(crate) command: Option<String>,
}

/// Where `session` of `customer` stands at `now`. Changes nothing.
pub(crate) fn session(session: &Session, customer: &Customer, now: Moment) -> SessionView {
    let next = Nexts {
        accounts: Next::of(session, customer, Part::Accounts, now),
        investments: Next::of(session, customer, Part::Investments, now),
    };
    SessionView {
        request_id: session.request_id.clone(),
        scenario: session.story.name.to_string(),
        chosen_by: session.chosen,
        login: session.login.id.to_string(),
        now: Timestamp(now),
        opened: Timestamp(session.opened),
        state: State::of(session, now),
        forced: session.forced.as_ref().map(|forced| match forced {
            Forced::Ready => "ready",
            Forced::Expired => "expired",
            Forced::Failed(code) => code.0.name,
        }),
        changes: changes(session, &customer.id, &next, now),
        ends: ends(session),
        next,
    }
}

impl State {
    pub(crate) fn of(session: &Session, now: Moment) -> Self {
        match &session.state {
            _ if session.has_ended(now) => Self::Ended,
            state if state.asking.is_some() => Self::Asking,
            state if state.delivered => Self::Delivered,
            state if state.processing.is_some() => Self::Processing,
            _ => Self::Authorized,
        }
    }
}

impl Next {
    fn of(session: &Session, customer: &Customer, data: Part, now: Moment) -> Self {
        let script = session.script(data);
        let is_over = session.has_ended(now);
        // The call is played with the luck that it will have, on a session that nobody sees.
        let mut session = session.clone();
        let mut cursor = *session.cursor(data);
        let mut rng = customer.rng(session.id, data.name(), cursor.calls);
        let strike = session.strike(data, now, &mut rng);
        let turn = match session.call(data, now, &mut rng) {
            Ok(turn) => turn,
            Err(code) => {
                let because =
                    if is_over { "the session is over" } else { "its questions are open" };
                let (answer, because) = (named(code), because.to_owned());
                return Self { answer, because, delay: None, fault: None, then: None };
            }
        };
        cursor.settle(script, now);
        let is_forced = session.forced.is_some();
        let because = || page::step(script, turn.stage);
        let laid_over = strike.and_then(|strike| script.faults.get(strike.rule)).map(fault::rule);
        Self {
            answer: answer::short(&turn.answer),
            because: if is_forced { "an admin has forced it".to_owned() } else { because() },
            delay: (!turn.delay.is_zero()).then(|| Span(turn.delay).to_string()),
            fault: laid_over.or_else(|| turn.fault.as_ref().map(fault::fault)),
            then: if is_forced { None } else { Then::of(script, &cursor, session.ends()) },
        }
    }
}

impl Then {
    /// Nothing where the step of `cursor` answers for good. `ends` is the end of the session.
    pub(super) fn of(script: &Script, cursor: &Cursor, ends: Option<Moment>) -> Option<Self> {
        let (calls, at) = match script.stages.get(cursor.stage)?.until {
            Until::Calls(calls) => (Some(calls.get().saturating_sub(cursor.answered)), None),
            Until::Passed(_) => (None, cursor.passes(script)),
            Until::Never => return None,
        };
        let next = script.stages.get(cursor.stage + 1).map_or(&script.normal, |next| &next.answer);
        let too_late = at.is_some_and(|at| ends.is_some_and(|end| end <= at));
        Some(Self { answer: answer::short(next), calls, at: at.map(Timestamp), too_late })
    }

    /// `after 1 more call`, `from t+25:00.000 on`.
    pub(super) fn when(&self) -> String {
        match (self.at, self.calls.unwrap_or_default()) {
            (Some(at), _) if self.too_late => format!("from {at} on, when the session is over"),
            (Some(at), _) => format!("from {at} on"),
            (None, calls) => format!("after {}", more_calls(calls)),
        }
    }
}

fn more_calls(calls: u32) -> String {
    if calls == 1 { "1 more call".to_owned() } else { format!("{calls} more calls") }
}

fn ends(session: &Session) -> Option<Ends> {
    let at = session.ends()?;
    let rules = &session.story.session;
    let (limit, from) = match session.processing {
        Some(_) => (rules.processing, "its first data call"),
        None => (rules.idle, "Authorize, or its last answer, without a data call"),
    };
    let why = match limit {
        _ if matches!(session.forced, Some(Forced::Expired)) => "an admin has forced it".to_owned(),
        _ if session.closed == Some(at) && session.delivered => {
            "the first 200 with data uses it up".to_owned()
        }
        _ if session.closed == Some(at) => "its questions were not answered rightly".to_owned(),
        Limit::After(limit) => format!("{} after {from}", Span(limit)),
        Limit::Unlimited => String::new(),
    };
    Some(Ends { at: Timestamp(at), answer: named(rules.ended.0), why })
}

fn changes(session: &Session, customer: &str, next: &Nexts, now: Moment) -> Vec<Change> {
    let change = |how: &str, effect: String| Change { how: how.to_owned(), effect, command: None };
    if session.has_ended(now) {
        return vec![change("Authorize", "opens a new session; this one stays over".to_owned())];
    }
    let command = |command: &str| {
        Some(format!("flinks-mock ctl {command} --customer {}", shell_word(customer)))
    };
    let passing = |wait, effect| Change {
        command: command(&format!("clock advance {}", Span(wait).typed())),
        ..change(&Span(wait).to_string(), effect)
    };
    let mut changes: Vec<_> = right_answers(session).into_iter().collect();
    for (data, next) in [(Part::Accounts, &next.accounts), (Part::Investments, &next.investments)] {
        let Some(then) = next.then.as_ref().filter(|then| !then.too_late) else { continue };
        let title = data.title();
        let effect = format!("{title} gets {}", then.answer);
        changes.push(match then.at.map(|Timestamp(at)| at.since(now)) {
            None => {
                let calls = more_calls(then.calls.unwrap_or_default());
                change(&format!("{calls} of {title}"), effect)
            }
            // A step for a time begins with its first call.
            Some(wait) if session.cursor(data).since.is_none() => {
                change(&format!("a first call of {title}, then {}", Span(wait)), effect)
            }
            Some(wait) => passing(wait, effect),
        });
    }
    changes.extend(session.ends().map(|end| {
        let effect = format!("the session is over: {}", named(session.story.session.ended.0));
        passing(end.since(now), effect)
    }));
    let can_be_ready = session.asking.is_none() && !matches!(session.forced, Some(Forced::Ready));
    let ready = can_be_ready.then_some(("ready", "every data call brings its data"));
    changes.extend(ready.into_iter().chain([("expired", "the session is over")]).map(
        |(state, effect)| Change {
            command: command(&format!("force {} {state}", session.request_id)),
            ..change(&format!("forced {state}"), effect.to_owned())
        },
    ));
    changes
}

/// What the open questions want to hear.
fn right_answers(session: &Session) -> Option<Change> {
    let asking = session.asking?;
    let stage = session.script(Part::Authorize).stages.get(asking.stage)?;
    let Answer::Challenge(challenge) = &stage.answer else { return None };
    let responses = answer::right_answers(&challenge.rule);
    let effect = match challenge.rule.retries.saturating_sub(asking.wrong) {
        0 => "goes on; a wrong answer ends the session".to_owned(),
        left => format!("goes on; wrong answers that are taken before the last one: {left}"),
    };
    let how = format!("Authorize with SecurityResponses {responses}");
    Some(Change { how, effect, command: None })
}

impl SessionView {
    /// The same for a person.
    pub(crate) fn text(&self) -> String {
        let mut page = Page::default();
        page.line(0, &format!("session {}", self.request_id));
        page.line(2, &format!("plays {} ({})", self.scenario, self.chosen_by.reason()));
        page.line(2, &format!("login {}, opened at {}", self.login, self.opened));
        let state = match self.state {
            State::Asking => "its questions are open",
            State::Authorized => "authorized, without a data call",
            State::Processing => "processing: no data call has brought its data",
            State::Delivered => "a data call has brought its data",
            State::Ended => "over",
        };
        page.line(2, &format!("now, at {}: {state}", self.now));
        if let Some(Ends { at, answer, why }) = &self.ends {
            let ends = if self.state == State::Ended { "over since" } else { "ends at" };
            page.line(2, &format!("{ends} {at} ({why}), then every call gets {answer}"));
        }
        let Nexts { accounts, investments } = &self.next;
        for (part, next) in [(Part::Accounts, accounts), (Part::Investments, investments)] {
            page.title(part.title());
            page.line(2, &format!("a call now gets {} ({})", next.answer, next.because));
            for (what, words) in [("delay", &next.delay), ("fault", &next.fault)] {
                words.iter().for_each(|words| page.line(4, &format!("{what}: {words}")));
            }
            if let Some(then) = &next.then {
                page.line(2, &format!("then {} {}", then.answer, then.when()));
            }
        }
        page.title("What would change it");
        for Change { how, effect, command } in &self.changes {
            page.line(2, &format!("{how}: {effect}"));
            command.iter().for_each(|command| page.line(4, command));
        }
        page.0
    }
}
