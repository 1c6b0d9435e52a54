//! The calls of one endpoint and what each of them gets, a line for those that get the same.

use flinks_trace::Timestamp;

use super::play::Call;
use super::text::{self, Page, named};
use crate::answer::code;
use crate::scenario::CompiledScenario;
use crate::script::{Part, Script, Until};

#[derive(Debug)]
pub(super) struct Lane<'a> {
    part: Part,
    pub(super) script: &'a Script,
    pub(super) calls: Vec<Call>,
    /// The columns of the call with which the client ends.
    pub(super) last: Option<[String; 4]>,
    /// Why the client does not get to the steps after those that it met.
    pub(super) unmet_because: &'static str,
}

/// The columns of a line, and the notes below them.
type Line = ([String; 4], Vec<String>);

pub(super) const NO_CALL: &str = "no call gets here";

impl<'a> Lane<'a> {
    pub(super) fn new(story: &'a CompiledScenario, part: Part) -> Self {
        let unmet_because = "too many calls to be drawn";
        Self { part, script: story.script(part), calls: Vec::new(), last: None, unmet_because }
    }

    /// Whether no call and no time changes the answer any more.
    pub(super) fn is_settled(&self, step: usize) -> bool {
        self.script.steps.get(step).is_none_or(|stored| stored.until == Until::Never)
    }

    pub(super) fn draw(&self, page: &mut Page) {
        page.title(self.part.title());
        let rows = self.calls.chunk_by(|a, b| a.step == b.step).map(|row| self.line(row));
        let last = self.last.clone().map(|columns| (columns, Vec::new()));
        let lines: Vec<Line> = rows.chain(last).chain(self.unmet()).collect();
        let width =
            |column: usize| lines.iter().map(|(line, _)| line[column].chars().count()).max();
        let [moments, calls, answers] = [0, 1, 2].map(|column| width(column).unwrap_or_default());
        for ([moment, call, answer, how], notes) in &lines {
            page.line(2, &format!("{moment:moments$}  {call:calls$}  {answer:answers$}  {how}"));
            notes.iter().for_each(|note| page.line(2 + moments + 2 + calls + 2, note));
        }
        for (index, rule) in self.script.faults.iter().enumerate() {
            page.line(2, &format!("fault {}: {}", index + 1, text::rule(rule)));
        }
    }

    /// Consecutive calls that one step answers, or that another open session of the login refuses.
    fn line(&self, row: &[Call]) -> Line {
        let moment = row.first().map(|call| Timestamp(call.at).to_string()).unwrap_or_default();
        let Some(step) = row.first().and_then(|call| call.step) else {
            let (calls, code) = (format!("{} calls", row.len()), code("CONCURRENT_SESSION"));
            let how = "the session of the lost answer is open".to_owned();
            return ([moment, calls, named(code), how], Vec::new());
        };
        let (call, how) = match row {
            [Call { number: 0, .. }] => ("answered".to_owned(), text::number(self.script, step)),
            calls => (ranges(calls), text::step(self.script, step)),
        };
        let struck = (0..self.script.faults.len()).filter_map(|fault| {
            let struck: Vec<_> = row.iter().filter(|call| call.strike == Some(fault)).collect();
            let is_struck = !struck.is_empty();
            is_struck.then(|| format!("fault {} strikes {}", fault + 1, ranges(struck)))
        });
        let notes = self.notes(step).into_iter().chain(struck).collect();
        ([moment, call, text::short(self.script.answer(step)), how], notes)
    }

    /// What the script answers that the client does not get.
    fn unmet(&self) -> impl Iterator<Item = Line> {
        let met: Vec<usize> = self.calls.iter().filter_map(|call| call.step).collect();
        let goes_on = self.script.steps.last().is_none_or(|last| last.until != Until::Never);
        let steps = 0..self.script.steps.len() + usize::from(goes_on);
        steps.filter(move |step| !met.contains(step)).map(|step| {
            let is_past = self.calls.iter().any(|call| call.step > Some(step));
            let why = if is_past { "over between two calls" } else { self.unmet_because };
            let how = format!("{} ({why})", text::step(self.script, step));
            let answer = text::short(self.script.answer(step));
            (["not reached".to_owned(), String::new(), answer, how], self.notes(step))
        })
    }

    /// Everything about a step that does not fit into its line.
    fn notes(&self, step: usize) -> Vec<String> {
        let mut notes = text::notes(self.script.answer(step));
        if let Some(step) = self.script.steps.get(step) {
            let delay =
                |what: &str, delay| text::delay(delay).map(|delay| format!("{what}: {delay}"));
            notes.extend(delay("delay", &step.delay));
            notes.extend(delay("delay between head and body", &step.body_delay));
            notes.extend(step.fault.as_ref().map(|kind| format!("fault: {}", text::fault(kind))));
        }
        notes
    }
}

/// `calls 1-3, 7`; the first ten ranges of many.
fn ranges<'a>(calls: impl IntoIterator<Item = &'a Call>) -> String {
    const MOST: usize = 10;
    let numbers: Vec<u32> = calls.into_iter().map(|call| call.number).collect();
    let ranges = numbers.chunk_by(|a, b| a + 1 == *b).map(|range| match range {
        [first, .., last] => format!("{first}-{last}"),
        one => one.iter().map(u32::to_string).collect(),
    });
    let mut words: Vec<_> = ranges.take(MOST + 1).collect();
    if words.len() > MOST {
        words[MOST] = "...".to_owned();
    }
    let noun = if numbers.len() == 1 { "call" } else { "calls" };
    format!("{noun} {}", words.join(", "))
}
