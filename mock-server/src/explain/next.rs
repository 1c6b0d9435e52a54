//! What a call would get now, and what comes after that.

use serde::Serialize;

use super::span::Span;
use super::{answer, fault, step};
use crate::clock::Moment;
use crate::customer::Customer;
use crate::script::{Cursor, Part, Script, Until};
use crate::session::{Ended, Session};
use flinks_trace::Timestamp;

/// What the next call for accounts or for investments gets if it comes now.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
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

impl Next {
    pub(super) fn of(session: &Session, customer: &Customer, data: Part, now: Moment) -> Self {
        let script = session.script(data);
        let mut session = session.clone();
        let mut cursor = *session.cursor(data);
        let mut rng = customer.rng(session.id, data.name(), cursor.calls);
        let strike = session.strike(data, now, &mut rng);
        let turn = match session.call(data, now, &mut rng) {
            Ok(turn) => turn,
            Err(Ended(code)) => return Self::refused(&session, code.status, code.name, now),
        };
        cursor.settle(script, now);
        let forced = session.forced.is_some();
        let because = match forced {
            true => "an admin has forced it".to_owned(),
            false => step::step(script, turn.stage),
        };
        let stage = turn.fault.as_ref().map(fault::fault);
        let laid_over = strike.and_then(|strike| script.faults.get(strike.rule)).map(fault::rule);
        Self {
            answer: answer::words(&turn.answer),
            because,
            delay: (!turn.delay.is_zero()).then(|| Span(turn.delay).to_string()),
            fault: laid_over.or(stage),
            then: if forced { None } else { Then::of(script, &cursor, session.ends()) },
        }
    }

    fn refused(session: &Session, status: u16, code: &str, now: Moment) -> Self {
        let over = session.has_ended(now);
        let because = if over { "the session is over" } else { "its questions are open" };
        Self {
            answer: format!("{status} {code}"),
            because: because.to_owned(),
            delay: None,
            fault: None,
            then: None,
        }
    }
}

impl Then {
    /// Nothing where the step of `cursor` answers for good. `ends` is the end of the session.
    pub(super) fn of(script: &Script, cursor: &Cursor, ends: Option<Moment>) -> Option<Self> {
        let stage = script.stages.get(cursor.stage)?;
        let (calls, at) = match stage.until {
            Until::Calls(calls) => (Some(calls.get().saturating_sub(cursor.answered)), None),
            Until::Passed(_) => (None, cursor.passes(script)),
            Until::Never => return None,
        };
        let next = script.stages.get(cursor.stage + 1).map_or(&script.normal, |next| &next.answer);
        let too_late = at.is_some_and(|at| ends.is_some_and(|end| end <= at));
        Some(Self { answer: answer::words(next), calls, at: at.map(Timestamp), too_late })
    }

    /// `after 1 more call`, `from t+25:00.000 on`.
    pub(super) fn when(&self) -> String {
        match (self.at, self.calls.unwrap_or_default()) {
            (Some(at), _) if self.too_late => format!("from {at} on, when the session is over"),
            (Some(at), _) => format!("from {at} on"),
            (None, 1) => "after 1 more call".to_owned(),
            (None, calls) => format!("after {calls} more calls"),
        }
    }
}
