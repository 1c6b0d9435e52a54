//! Where a session stands, what its next calls get, and what would change that.

use flinks_contract::scenario::Limit;
use flinks_report::{counted, shell_word};
use flinks_trace::Timestamp;
use serde::{Serialize, Serializer};

use super::text::{self, Page, Span, named};
use crate::answer::Answer;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::scenario::Chosen;
use crate::script::{Part, Script, ScriptPosition, Until};
use crate::session::{Forced, Session};
use crate::why::{Cause, Why};

/// A session at one moment, as the admin API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    request_id: String,
    scenario: String,
    chosen_by: Chosen,
    /// LoginId.
    login: String,
    now: Timestamp,
    opened: Timestamp,
    pub(super) state: State,
    /// `ready`, `expired`, or the code of every data call.
    forced: Option<&'static str>,
    pub(super) next: Nexts,
    /// When it ends; None if no time ends it.
    ends: Option<Ends>,
    pub(super) changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum State {
    /// Its security questions are open.
    OpenChallenge,
    /// No data call has come.
    Authorized,
    Processing,
    /// A data call has brought its data.
    Delivered,
    Ended,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Nexts {
    pub(super) accounts: Next,
    pub(super) investments: Next,
}

/// What the next call for accounts or for investments gets if it comes now.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Next {
    /// `202 OPERATION_PENDING`.
    pub(super) answer: String,
    /// The step that answers, or what else decides.
    because: String,
    /// Before the first byte; nothing for none.
    delay: Option<String>,
    /// The fault that strikes this very call.
    fault: Option<String>,
    then: Option<Then>,
}

/// What the script answers once the step that answers now is over.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Then {
    answer: String,
    /// After this many more calls that count.
    calls: Option<u32>,
    /// From this moment on; if the step has not begun, it begins now.
    at: Option<Timestamp>,
    /// The session is over by then, so nobody will see it.
    too_late: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Ends {
    at: Timestamp,
    /// What every later call gets.
    answer: String,
    why: String,
}

/// One way to another answer.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Change {
    /// What has to happen: `2 more calls`, `24m40s`.
    pub(super) how: String,
    effect: String,
    /// A command for a shell that brings it about.
    command: Option<String>,
}

/// Where `session` of `customer` stands at `now`. Changes nothing.
pub(crate) fn session(session: &Session, customer: &Customer, now: Moment) -> SessionView {
    let next = Nexts {
        accounts: Next::of(session, customer, Part::Accounts, now),
        investments: Next::of(session, customer, Part::Investments, now),
    };
    SessionView {
        request_id: session.id.to_string(),
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
            state if state.asking.is_some() => Self::OpenChallenge,
            state if state.delivered => Self::Delivered,
            state if state.processing.is_some() => Self::Processing,
            _ => Self::Authorized,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenChallenge => "asking",
            Self::Authorized => "authorized",
            Self::Processing => "processing",
            Self::Delivered => "delivered",
            Self::Ended => "ended",
        }
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Next {
    fn of(session: &Session, customer: &Customer, part: Part, now: Moment) -> Self {
        let script = session.script(part);
        let mut cursor = *session.cursor(part);
        // The call is played with the luck that it will have, on a session that nobody sees.
        let mut played = session.clone();
        let mut rng = customer.rng(session.id, part.name(), cursor.calls);
        let strike = played.strike(part, now, &mut rng);
        let turn = match played.call(part, now, &mut rng) {
            Ok(turn) => turn,
            Err(code) => {
                let because = match session.has_ended(now) {
                    true => "the session is over",
                    false => "its questions are open",
                };
                let because = because.to_owned();
                return Self { answer: named(code), because, ..Self::default() };
            }
        };
        cursor.settle(script, now);
        let (because, then) = if session.forced.is_some() {
            ("an admin has forced it".to_owned(), None)
        } else {
            let step = turn.step.unwrap_or(script.steps.len());
            (text::step(script, step), Then::of(script, &cursor, played.ends()))
        };
        let laid_over = strike.and_then(|strike| script.faults.get(strike.rule)).map(text::rule);
        Self {
            answer: text::short(&turn.answer),
            because,
            delay: (!turn.delay.is_zero()).then(|| Span(turn.delay).to_string()),
            fault: laid_over.or_else(|| turn.fault.as_ref().map(text::fault)),
            then,
        }
    }
}

impl Then {
    /// What follows the step of `cursor`; None if that answers for good. `ends` is the end of the
    /// session.
    fn of(script: &Script, cursor: &ScriptPosition, ends: Option<Moment>) -> Option<Self> {
        let (calls, at) = match script.steps.get(cursor.step())?.until {
            Until::Calls(calls) => (Some(calls.get().saturating_sub(cursor.answered)), None),
            Until::Passed(_) => (None, cursor.passes(script)),
            Until::Never => return None,
        };
        let answer = text::short(script.answer(cursor.step() + 1));
        let too_late = at.is_some_and(|at| ends.is_some_and(|end| end <= at));
        Some(Self { answer, calls, at: at.map(Timestamp), too_late })
    }

    /// `after 1 more call`, `from t+25:00.000 on`.
    fn when(&self) -> String {
        match self.at {
            Some(at) if self.too_late => format!("from {at} on, when the session is over"),
            Some(at) => format!("from {at} on"),
            None => format!("after {}", self.more_calls()),
        }
    }

    fn more_calls(&self) -> String {
        counted("more call", self.calls.unwrap_or_default() as usize)
    }
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
    Some(Ends { at: Timestamp(at), answer: named(session.end_code()), why })
}

fn changes(session: &Session, customer: &str, next: &Nexts, now: Moment) -> Vec<Change> {
    let change = |how: String, effect: String| Change { how, effect, command: None };
    if session.has_ended(now) {
        let effect = "opens a new session; this one stays over";
        return vec![change("Authorize".to_owned(), effect.to_owned())];
    }
    let command = |words: String| {
        Some(format!("flinks-mock ctl {words} --customer {}", shell_word(customer)))
    };
    let passing = |wait, effect| Change {
        command: command(format!("clock advance {}", Span(wait).typed())),
        ..change(Span(wait).to_string(), effect)
    };
    let mut changes: Vec<_> = right_answers(session).into_iter().collect();
    for (part, next) in [(Part::Accounts, &next.accounts), (Part::Investments, &next.investments)] {
        let Some(then) = next.then.as_ref().filter(|then| !then.too_late) else { continue };
        let title = part.title();
        let effect = format!("{title} gets {}", then.answer);
        changes.push(match then.at.map(|Timestamp(at)| at.since(now)) {
            None => change(format!("{} of {title}", then.more_calls()), effect),
            // A step for a time begins with its first call.
            Some(wait) if session.cursor(part).since.is_none() => {
                change(format!("a first call of {title}, then {}", Span(wait)), effect)
            }
            Some(wait) => passing(wait, effect),
        });
    }
    if let Some(end) = session.ends() {
        let effect = format!("the session is over: {}", named(session.end_code()));
        changes.push(passing(end.since(now), effect));
    }
    let forced = |state: &str, effect: &str| Change {
        command: command(format!("force {} {state}", session.id)),
        ..change(format!("forced {state}"), effect.to_owned())
    };
    if session.asking.is_none() && !matches!(session.forced, Some(Forced::Ready)) {
        changes.push(forced("ready", "every data call brings its data"));
    }
    changes.push(forced("expired", "the session is over: 401 SESSION_EXPIRED"));
    changes
}

/// What the open questions want to hear.
fn right_answers(session: &Session) -> Option<Change> {
    let asking = session.asking?;
    let Answer::Challenge(challenge) = session.script(Part::Authorize).answer(asking.step()) else {
        return None;
    };
    let responses = text::right_answers(&challenge.rule);
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
            State::OpenChallenge => "its questions are open",
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

/// Why a reply was what it was, and on a second line what would have come, or comes, instead.
pub(crate) fn why(why: &Why) -> String {
    let then = match why.cause {
        Cause::Step(cursor) => Then::of(why.story.script(why.part), &cursor, None),
        Cause::Normal | Cause::Forced | Cause::Rule(_) => None,
    };
    let instead = match (why.cause, then) {
        _ if !why.counts => {
            "send the same call again: it did not count, and is struck only if the \
                             fault strikes again"
                .to_owned()
        }
        (Cause::Forced, _) => {
            "force another state (flinks-mock ctl force), or open a new session".to_owned()
        }
        (Cause::Rule(_), _) => "no step can; see the message of the reply".to_owned(),
        (_, Some(Then { answer, calls: Some(0), .. })) => format!("the next call gets {answer}"),
        (_, Some(then)) => format!("{} {}", then.answer, then.when()),
        (_, None) if why.part == Part::Authorize => {
            "it answers for good; play another scenario".to_owned()
        }
        (_, None) => {
            "it answers for good, until the session is over or forced (flinks-mock ctl force)"
                .to_owned()
        }
    };
    format!("{why}\nto change it: {instead}")
}
