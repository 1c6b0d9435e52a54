//! What an endpoint answers, in order, and where one session stands in it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use flinks_contract::code::Code;
use flinks_contract::scenario::{Delay, Fault, FaultRule};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::answer::{Answer, Message};
use crate::clock::{Moment, nanos};
use crate::rng::CallRng;

/// Names a script: what a scenario scripts, and the endpoints that it answers.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Part {
    Authorize,
    Accounts,
    Investments,
}

impl Part {
    /// In the order of their declaration, so that what there is for each can be an array indexed by
    /// `part as usize`.
    pub(crate) const ALL: [Self; 3] = [Self::Authorize, Self::Accounts, Self::Investments];

    /// Those in which each session stands for itself.
    pub(crate) const DATA: [Self; 2] = [Self::Accounts, Self::Investments];

    /// The endpoints it answers, as the API names them.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Authorize => "Authorize",
            Self::Accounts => "GetAccountsDetail(Async)",
            Self::Investments => "Investments",
        }
    }

    /// As scenarios name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Accounts => "accounts",
            Self::Investments => "investments",
        }
    }
}

/// The answers of one endpoint. Never changes once it is loaded.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) steps: Vec<Step>,
    /// What comes after the last step, for good.
    pub(crate) normal: Answer,
    /// Laid over the steps; the first that strikes is played.
    pub(crate) faults: Vec<FaultRule>,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) until: Until,
    pub(crate) delay: Delay,
    pub(crate) body_delay: Delay,
    pub(crate) answer: Answer,
    pub(crate) fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Until {
    /// Until this many calls have been answered.
    Calls(NonZeroU32),
    /// So much time has passed since the step was reached.
    Passed(Duration),
    Never,
}

/// Where one session stands in one script.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct ScriptPosition {
    #[serde(rename = "stage")]
    pub(crate) step: u32,
    pub(crate) answered: u32,
    #[serde(with = "nanos::option")]
    pub(crate) since: Option<Moment>,
    /// Calls that came at all, those that did not count among them.
    pub(crate) calls: u32,
    /// Whether a call has brought what it asked for.
    #[serde(default)]
    pub(crate) delivered: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct ScriptedReply {
    pub(crate) answer: Answer,
    /// Before the head.
    pub(crate) delay: Duration,
    /// Between head and body.
    pub(crate) body_delay: Duration,
    pub(crate) fault: Option<Fault>,
    /// The step that answers, or none after the last one.
    pub(crate) step: Option<usize>,
}

/// A fault laid over the call, and whether the call counts.
#[derive(Debug)]
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) commit: bool,
    /// Position among the faults of the scenario's endpoint, from 0.
    pub(crate) rule: usize,
}

impl Step {
    /// Whether a time alone decides when it is over.
    pub(crate) fn ends_by_time(&self) -> bool {
        matches!(self.until, Until::Passed(_))
    }
}

impl Script {
    /// The steps in which data is being collected.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.answer.is_pending())
    }

    /// Whether one of its answers brings this account.
    pub(crate) fn has_account(&self, account: &Uuid) -> bool {
        let mut answers = self.steps.iter().map(|step| &step.answer).chain([&self.normal]);
        answers.any(|answer| answer.message().has_account(account))
    }

    /// The answer of one step, or the normal one past the last.
    pub(crate) fn answer(&self, step: usize) -> &Answer {
        self.steps.get(step).map_or(&self.normal, |stored| &stored.answer)
    }

    /// One call that `step` answers.
    pub(crate) fn reply(&self, step: usize, rng: &mut CallRng<'_>) -> ScriptedReply {
        match self.steps.get(step) {
            Some(stored) => ScriptedReply {
                answer: stored.answer.clone(),
                delay: rng.delay(&stored.delay),
                body_delay: rng.delay(&stored.body_delay),
                fault: stored.fault.clone(),
                step: Some(step),
            },
            None => ScriptedReply::plain(self.normal.clone()),
        }
    }

    /// The first fault that strikes the call `number` (from 1) at `now`.
    pub(crate) fn strike(&self, number: u32, now: Moment, rng: &mut CallRng<'_>) -> Option<Strike> {
        self.faults.iter().enumerate().find_map(|(rule, fault)| {
            // Drawn for every rule, so that one rule's window does not shift another's luck.
            let drawn = fault.probability.is_none_or(|probability| rng.strikes(probability));
            let now = now.as_duration();
            let strikes = drawn
                && fault.first.is_none_or(|first| number <= first.get())
                && now >= fault.from
                && fault.until.is_none_or(|until| now < until);
            strikes.then(|| Strike { fault: fault.play.clone(), commit: fault.commit, rule })
        })
    }
}

impl ScriptedReply {
    pub(crate) fn plain(answer: Answer) -> Self {
        let at_once = Duration::ZERO;
        Self { answer, delay: at_once, body_delay: at_once, fault: None, step: None }
    }

    /// With the catalogue's status and text.
    pub(crate) fn error(code: &'static Code) -> Self {
        Self::plain(Answer::Message(Arc::new(Message::of(code))))
    }
}

impl Strike {
    /// Whether a call counts that this has struck, or nothing has.
    pub(crate) fn counts(strike: Option<&Self>) -> bool {
        strike.is_none_or(|strike| strike.commit)
    }
}

impl ScriptPosition {
    pub(crate) fn next(
        &mut self,
        script: &Script,
        now: Moment,
        rng: &mut CallRng<'_>,
    ) -> ScriptedReply {
        self.settle(script, now);
        if self.step() < script.steps.len() {
            self.answered = self.answered.saturating_add(1);
        }
        script.reply(self.step(), rng)
    }

    pub(crate) fn step(&self) -> usize {
        self.step as usize
    }

    /// Goes past the steps that are over by `now`. A step begins with the first call it could take.
    pub(crate) fn settle(&mut self, script: &Script, now: Moment) {
        while let Some(step) = script.steps.get(self.step()) {
            let since = *self.since.get_or_insert(now);
            match step.until {
                Until::Calls(calls) if self.answered >= calls.get() => self.leave(now),
                Until::Passed(duration) if now >= since.plus(duration) => {
                    self.leave(since.plus(duration));
                }
                _ => return,
            }
        }
    }

    /// When time alone ends the current step.
    pub(crate) fn passes(&self, script: &Script) -> Option<Moment> {
        match script.steps.get(self.step())?.until {
            Until::Passed(duration) => Some(self.since?.plus(duration)),
            _ => None,
        }
    }

    /// Where the collection stands at `now`, if one began here. It is over once it has brought its
    /// data or an error.
    pub(crate) fn collecting(mut self, script: &Script, now: Moment) -> Option<Self> {
        self.since?;
        self.settle(script, now);
        let began = script.steps.iter().take(self.step() + 1).any(|step| step.answer.is_pending());
        let failed = script.steps.get(self.step()).is_some_and(|step| {
            !step.answer.is_pending() && !step.answer.is_success() && self.answered > 0
        });
        (began && !failed && !self.delivered).then_some(self)
    }

    /// When the collection ended, if it has data by `now`.
    pub(crate) fn collected(mut self, script: &Script, now: Moment) -> Option<Moment> {
        self.since?;
        self.settle(script, now);
        let began = script.steps.iter().take(self.step()).any(|step| step.answer.is_pending());
        let step = script.steps.get(self.step());
        let has_data = step.is_none_or(|step| step.answer.is_success());
        self.since.filter(|_| began && has_data)
    }

    fn leave(&mut self, at: Moment) {
        *self = Self { step: self.step + 1, answered: 0, since: Some(at), ..*self };
    }
}

#[cfg(test)]
mod tests;
