//! The client that a picture is drawn for, played with the scripts themselves.
//!
//! It asks again 10 s after each answer, whatever it is told, and answers questions rightly and at
//! once. It has the ids and the luck of the first session of its customer.

use std::sync::Arc;

use flinks_contract::code::Code;
use flinks_contract::polling;
use uuid::Uuid;

use super::fault::loses_the_answer;
use crate::answer::{Answer, Message, code};
use crate::chance::{Dice, Ids};
use crate::clock::Moment;
use crate::endpoint::is_refusal;
use crate::script::{Cursor, Script, Strike, Turn, Until};
use crate::session::{Data, Ended, Opening, Session};
use crate::story::{Chosen, Story};
use crate::why::Part;

/// Calls of one endpoint that are played: five hours of polls. Only a session without a limit can
/// take more, and no client does.
const MOST_CALLS: u32 = 2_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Client<'a> {
    pub(super) seed: u64,
    pub(super) customer: &'a str,
}

/// What the calls of one endpoint get.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) rows: Vec<Row>,
    pub(super) end: End,
}

/// Calls that one step answers, one after the other.
#[derive(Debug)]
pub(super) struct Row {
    /// None after the last step.
    pub(super) stage: Option<usize>,
    pub(super) answer: Answer,
    pub(super) asked: Asked,
    /// When the first of them came.
    pub(super) first: Moment,
    /// Faults that strike, by their position, each with the call it strikes.
    pub(super) struck: Vec<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// By number, from 1.
    Calls { from: u32, to: u32 },
    /// Right answers to the questions above.
    Answers,
    /// So many calls that are refused because the login has another open session.
    Busy(u32),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    /// The last row goes on.
    ForGood,
    /// Authorize has opened the session, and its other steps are for later calls.
    Opened,
    /// The session is over: this call is the first to hear of it.
    Over { call: u32, at: Moment, code: &'static Code },
    /// The last row goes on, and this is the last call of a client that keeps to its 30 minutes.
    GaveUp { call: u32, at: Moment },
    /// [`MOST_CALLS`] are not enough.
    Cut,
}

impl Client<'_> {
    /// What Authorize answers, and the session it opens in the end.
    pub(super) fn authorize(&self, story: &Arc<Story>) -> (Lane, Option<Session>) {
        let script = &story.authorize;
        let mut ids = Ids::new(self.seed, self.customer);
        let (mut cursor, mut now) = (Cursor::default(), Moment::START);
        let mut lane = Lane { rows: Vec::new(), end: End::Cut };
        for call in 1..=MOST_CALLS {
            cursor.calls = call;
            let mut dice = self.dice(story.login.id, Part::Authorize, call - 1);
            let strike = script.strike(call, now, &mut dice);
            let before = cursor;
            let turn = cursor.next(script, now, &mut dice);
            lane.called(&turn, call, now, strike.as_ref());
            let settled = is_settled(script, cursor);
            now = now.plus(turn.delay);
            let session = opening(story, ids.next(), now);
            match strike {
                Some(strike) if loses_the_answer(&strike.fault) => {
                    now = now.plus(polling::INTERVAL);
                    if !strike.commit {
                        cursor = before;
                    } else if !story.session.concurrent && !is_refusal(turn.answer.message()) {
                        let Some(free) = lane.busy(&session, now) else { break };
                        now = free;
                    }
                    continue;
                }
                Some(strike) if !strike.commit => cursor = before,
                _ => {
                    let session = self.answers(session, turn, &mut lane);
                    if settled || session.is_some() {
                        lane.end = if settled { End::ForGood } else { End::Opened };
                        return (lane, session);
                    }
                }
            }
            now = now.plus(polling::INTERVAL);
        }
        (lane, None)
    }

    /// Answers the questions of Authorize, if it asks any, and gets a session or a refusal.
    fn answers(&self, mut session: Session, turn: Turn, lane: &mut Lane) -> Option<Session> {
        let mut turn = turn;
        while let (Answer::Challenge(_), Some(stage)) = (&turn.answer, turn.stage) {
            let next = stage + 1;
            let number = u32::try_from(next).unwrap_or(u32::MAX);
            let call = (session.id, "questions", number);
            let mut dice = Dice::of(self.seed, self.customer, call);
            turn = session.story.authorize.turn(next, &mut dice);
            lane.rows.push(Row::new(&turn, Asked::Answers, session.touched));
            session.touched = session.touched.plus(turn.delay);
        }
        (!is_refusal(turn.answer.message())).then_some(session)
    }

    /// What the data calls of a session get, from its beginning on.
    pub(super) fn data(&self, session: &Session, data: Data) -> Lane {
        let (mut session, part) = (session.clone(), Part::of(data));
        let mut now = session.touched;
        let gives_up = now.plus(polling::CEILING);
        let mut lane = Lane { rows: Vec::new(), end: End::Cut };
        for call in 1..=MOST_CALLS {
            let mut dice = self.dice(session.id, part, call - 1);
            let strike = session.strike(data, now, &mut dice);
            let counts = strike.as_ref().is_none_or(|strike| strike.commit);
            let mut undone = (!counts).then(|| session.clone());
            let playing = undone.as_mut().unwrap_or(&mut session);
            let turn = match playing.call(data, now, &mut dice) {
                Ok(turn) => turn,
                Err(Ended(code)) => {
                    lane.end = End::Over { call, at: now, code };
                    break;
                }
            };
            lane.called(&turn, call, now, strike.as_ref());
            let settled = counts && is_settled(session.script(data), *session.cursor(data));
            let next = now.plus(turn.delay).plus(polling::INTERVAL);
            if settled && turn.answer.message().status != 202 && !is_lost(strike.as_ref()) {
                lane.end = End::ForGood;
                break;
            }
            if settled && next > gives_up {
                lane.end = End::GaveUp { call, at: now };
                break;
            }
            now = next;
        }
        lane
    }

    fn dice(&self, id: Uuid, part: Part, number: u32) -> Dice {
        Dice::of(self.seed, self.customer, (id, part.name(), number))
    }
}

impl Lane {
    /// The calls from `now` on that are refused while `open` lives, and the first one after them.
    fn busy(&mut self, open: &Session, now: Moment) -> Option<Moment> {
        let left = open.ends()?.since(now).as_nanos();
        let calls = left.div_ceil(polling::INTERVAL.as_nanos());
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        let code = code("CONCURRENT_SESSION");
        let answer = Message::error(code.status, code, code.text());
        let turn = Turn::plain(Answer::Message(Arc::new(answer)));
        self.rows.push(Row::new(&turn, Asked::Busy(calls), now));
        Some(now.plus(polling::INTERVAL.saturating_mul(calls)))
    }

    fn called(&mut self, turn: &Turn, call: u32, now: Moment, strike: Option<&Strike>) {
        let struck = strike.map(|strike| (strike.rule, call));
        match self.rows.last_mut() {
            Some(Row { stage, asked: Asked::Calls { to, .. }, struck: all, .. })
                if *stage == turn.stage =>
            {
                *to = call;
                all.extend(struck);
            }
            _ => {
                let asked = Asked::Calls { from: call, to: call };
                let mut row = Row::new(turn, asked, now);
                row.struck.extend(struck);
                self.rows.push(row);
            }
        }
    }
}

impl Row {
    fn new(turn: &Turn, asked: Asked, first: Moment) -> Self {
        let (stage, answer) = (turn.stage, turn.answer.clone());
        Self { stage, answer, asked, first, struck: Vec::new() }
    }

    /// The step that answers, or none after the last one; nothing where no step decides.
    pub(super) fn met(&self) -> Option<Option<usize>> {
        (!matches!(self.asked, Asked::Busy(_))).then_some(self.stage)
    }
}

/// Whether no call and no time changes the answer any more.
pub(super) fn is_settled(script: &Script, cursor: Cursor) -> bool {
    script.stages.get(cursor.stage).is_none_or(|stage| stage.until == Until::Never)
}

fn is_lost(strike: Option<&Strike>) -> bool {
    strike.is_some_and(|strike| loses_the_answer(&strike.fault))
}

fn opening(story: &Arc<Story>, id: Uuid, now: Moment) -> Session {
    let opening = Opening {
        story: Arc::clone(story),
        chosen: Chosen::LoginId,
        login: Arc::clone(&story.login),
        number: 1,
        id,
        other: Uuid::nil(),
        token: None,
    };
    Session::open(opening, now)
}
