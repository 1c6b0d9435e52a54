//! A step of a script in words: how long it answers.

use std::num::NonZeroU32;

use super::span::Span;
use crate::script::{Script, Until};

/// `step 1 of 2: 3 calls`; none is what comes after the last one.
pub(super) fn step(script: &Script, stage: Option<usize>) -> String {
    match stage.and_then(|stage| script.stages.get(stage)) {
        Some(stored) => format!("{}: {}", number(script, stage), until(stored.until)),
        None if script.stages.is_empty() => "no step: for good".to_owned(),
        None => format!("{}: for good", number(script, stage)),
    }
}

/// `step 2 of 3`.
pub(super) fn number(script: &Script, stage: Option<usize>) -> String {
    match stage {
        Some(stage) => format!("step {} of {}", stage + 1, script.stages.len()),
        None => "after the last step".to_owned(),
    }
}

fn until(until: Until) -> String {
    match until {
        Until::Calls(NonZeroU32::MIN) => "1 call".to_owned(),
        Until::Calls(calls) => format!("{calls} calls"),
        Until::Passed(duration) => format!("for {}", Span(duration)),
        Until::Never => "for good".to_owned(),
    }
}

/// What a script answers that a client has not met, by stage: its steps, and what comes after them.
pub(super) fn others(script: &Script, met: &[Option<usize>]) -> Vec<Option<usize>> {
    let stages = (0..script.stages.len()).map(Some);
    let goes_on = script.stages.last().is_none_or(|last| last.until != Until::Never);
    let all = stages.chain(goes_on.then_some(None));
    all.filter(|stage| !met.contains(stage)).collect()
}
