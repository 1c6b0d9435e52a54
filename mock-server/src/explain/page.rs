//! Text for a terminal, and the words that its lines share.

use flinks_contract::code::Code;
use flinks_report::clean;

use crate::script::{Script, Until};

use super::span::Span;

/// Lines without what would move a cursor: some of them come from files and clients.
#[derive(Default)]
pub(super) struct Page(pub(super) String);

/// A step of a script by its position; none is what comes after the last one.
pub(super) type Step = Option<usize>;

impl Page {
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.0 += &" ".repeat(indent);
        self.0 += &clean(text.trim_end());
        self.0.push('\n');
    }

    pub(super) fn title(&mut self, title: &str) {
        self.0.push('\n');
        self.line(0, title);
    }
}

/// `400 SESSION_NONEXISTENT`.
pub(super) fn named(code: &Code) -> String {
    format!("{} {}", code.status, code.name)
}

/// `step 1 of 2: 3 calls`.
pub(super) fn step(script: &Script, step: Step) -> String {
    let stored = step.and_then(|step| script.stages.get(step));
    let lasts = match stored.map_or(Until::Never, |stored| stored.until) {
        Until::Calls(calls) if calls.get() == 1 => "1 call".to_owned(),
        Until::Calls(calls) => format!("{calls} calls"),
        Until::Passed(duration) => format!("for {}", Span(duration)),
        Until::Never => "for good".to_owned(),
    };
    format!("{}: {lasts}", number(script, step))
}

/// `step 2 of 3`.
pub(super) fn number(script: &Script, step: Step) -> String {
    match step {
        Some(step) => format!("step {} of {}", step + 1, script.stages.len()),
        None if script.stages.is_empty() => "no step".to_owned(),
        None => "after the last step".to_owned(),
    }
}
