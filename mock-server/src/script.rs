//! What an endpoint answers, in order, and where one session stands in it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use flinks_contract::code::Code;
use flinks_contract::fixture::Fixture;

use crate::clock::Moment;

/// The answers of one endpoint. Never changes once it is loaded.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) stages: Vec<Stage>,
    /// What comes after the last stage, for good.
    pub(crate) normal: Answer,
}

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) until: Until,
    pub(crate) delay: Duration,
    pub(crate) answer: Answer,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Until {
    /// So many calls have been answered.
    Calls(NonZeroU32),
    /// So much time has passed since the stage was reached.
    Passed(Duration),
    Never,
}

/// Cheap to clone: text and bodies are shared.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Body { status: u16, code: &'static str, fixture: Arc<Fixture> },
    Error { status: u16, code: &'static Code, message: Arc<str> },
}

/// Where one session stands in one script.
#[derive(Debug, Default)]
pub(crate) struct Cursor {
    stage: usize,
    /// Calls that the current stage has answered.
    answered: u32,
    /// When the current stage was reached.
    since: Option<Moment>,
}

/// The answer to one call.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) answer: Answer,
    pub(crate) delay: Duration,
}

impl Cursor {
    /// Takes one call at `now`.
    pub(crate) fn next(&mut self, script: &Script, now: Moment) -> Turn {
        while let Some(stage) = script.stages.get(self.stage) {
            let since = *self.since.get_or_insert(now);
            match stage.until {
                Until::Calls(calls) if self.answered >= calls.get() => self.leave(now),
                Until::Passed(duration) if now >= since.plus(duration) => {
                    self.leave(since.plus(duration));
                }
                _ => {
                    self.answered = self.answered.saturating_add(1);
                    return Turn { answer: stage.answer.clone(), delay: stage.delay };
                }
            }
        }
        Turn { answer: script.normal.clone(), delay: Duration::ZERO }
    }

    fn leave(&mut self, at: Moment) {
        *self = Self { stage: self.stage + 1, answered: 0, since: Some(at) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Answer {
        let code = flinks_contract::code::find("RETRY_LATER").unwrap();
        Answer::Error { status, code, message: "".into() }
    }

    fn stage(until: Until, status: u16) -> Stage {
        Stage { until, delay: Duration::ZERO, answer: answer(status) }
    }

    fn calls(count: u32) -> Until {
        Until::Calls(NonZeroU32::new(count).unwrap())
    }

    fn passed(seconds: u64) -> Until {
        Until::Passed(Duration::from_secs(seconds))
    }

    /// Each row: the stages, then the second of each call and the status of its answer.
    #[test]
    fn stories() {
        type Row = (&'static str, Vec<Until>, &'static [(u64, u16)]);
        #[rustfmt::skip]
        let table: Vec<Row> = vec![
            ("nothing before the normal answer", vec![], &[(0, 200), (9, 200)]),
            ("two calls", vec![calls(2)], &[(0, 500), (0, 500), (0, 200), (99, 200)]),
            ("a time, from the first call", vec![passed(1500)], &[(7, 500), (1506, 500), (1507, 200)]),
            ("for good", vec![Until::Never], &[(0, 500), (999_999, 500)]),
            ("calls, then time", vec![calls(1), passed(10)], &[(0, 500), (50, 501), (59, 501), (60, 200)]),
            ("time, then time: no gap between", vec![passed(10), passed(10)], &[(0, 500), (15, 501), (19, 501), (20, 200)]),
            ("time jumps over a whole stage", vec![passed(10), passed(10), calls(1)], &[(0, 500), (100, 502), (100, 200)]),
        ];
        for (name, untils, life) in table {
            let stages = untils.into_iter().zip(500..).map(|(until, status)| stage(until, status));
            let script = Script { stages: stages.collect(), normal: answer(200) };
            let mut cursor = Cursor::default();
            for (second, expected) in life {
                let turn = cursor.next(&script, Moment::from_secs(*second));
                let Answer::Error { status, .. } = turn.answer else { unreachable!() };
                assert_eq!(status, *expected, "{name}, at {second} s");
            }
        }
    }
}
