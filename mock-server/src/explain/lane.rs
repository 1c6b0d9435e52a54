//! The calls of one endpoint and what each of them gets, a line for those that get the same.

use crate::answer::{Answer, code};
use crate::clock::Moment;
use crate::script::{Part, Script, Until};
use crate::story::Story;
use flinks_trace::Timestamp;

use super::page::{self, Page, Step, named};
use super::{answer, fault};

#[derive(Debug)]
pub(super) struct Lane<'a> {
    pub(super) part: Part,
    pub(super) script: &'a Script,
    rows: Vec<Row>,
    /// The call with which the client ends.
    last: Option<Line>,
    /// Why the client does not get to the steps after those that it met.
    pub(super) unmet_because: &'static str,
}

/// Consecutive calls that one step answers.
#[derive(Debug)]
struct Row {
    /// Nothing where the calls are refused because the login has another open session.
    step: Option<Step>,
    /// By number, from 1. None for right answers to the questions above.
    calls: Vec<u32>,
    /// When the first of them came.
    first: Moment,
    /// Faults that strike, by their position, each with the call it strikes.
    struck: Vec<(usize, u32)>,
}

/// Columns, and what stands below them.
type Line = ([String; 4], Vec<String>);

pub(super) const NO_CALL: &str = "no call gets here";

impl<'a> Lane<'a> {
    pub(super) fn new(story: &'a Story, part: Part) -> Self {
        let unmet_because = "too many calls to be drawn";
        Self { part, script: story.script(part), rows: Vec::new(), last: None, unmet_because }
    }

    /// Adds a call that `step` answers; none: one that another open session refuses.
    pub(super) fn called(&mut self, now: Moment, step: Option<Step>, call: u32) {
        match self.rows.last_mut() {
            Some(row) if row.step == step => row.calls.push(call),
            _ => self.rows.push(Row { step, calls: vec![call], first: now, struck: Vec::new() }),
        }
    }

    pub(super) fn struck_by(&mut self, fault: usize, call: u32) {
        self.rows.last_mut().into_iter().for_each(|row| row.struck.push((fault, call)));
    }

    /// Adds right answers to the questions of the step before `step`.
    pub(super) fn answered(&mut self, now: Moment, step: Step) {
        let (step, first) = (Some(step), now);
        self.rows.push(Row { step, calls: Vec::new(), first, struck: Vec::new() });
    }

    pub(super) fn ends(&mut self, now: Moment, call: u32, answer: String, how: String) {
        let columns = [Timestamp(now).to_string(), format!("call {call}"), answer, how];
        self.last = Some((columns, Vec::new()));
    }

    /// Whether no call and no time changes the answer any more.
    pub(super) fn is_settled(&self, step: Step) -> bool {
        let stored = step.and_then(|step| self.script.stages.get(step));
        stored.is_none_or(|stored| stored.until == Until::Never)
    }

    pub(super) fn answer(&self, step: Step) -> &'a Answer {
        let stored = step.and_then(|step| self.script.stages.get(step));
        stored.map_or(&self.script.normal, |stored| &stored.answer)
    }

    pub(super) fn draw(&self, page: &mut Page) {
        page.title(self.part.title());
        let rows = self.rows.iter().map(|row| self.line(row));
        let lines: Vec<Line> = rows.chain(self.last.clone()).chain(self.unmet()).collect();
        let width =
            |column: usize| lines.iter().map(|(line, _)| line[column].chars().count()).max();
        let [moments, calls, answers] = [0, 1, 2].map(|column| width(column).unwrap_or_default());
        for ([moment, call, answer, how], notes) in &lines {
            page.line(2, &format!("{moment:moments$}  {call:calls$}  {answer:answers$}  {how}"));
            notes.iter().for_each(|note| page.line(2 + moments + 2 + calls + 2, note));
        }
        for (index, rule) in self.script.faults.iter().enumerate() {
            page.line(2, &format!("fault {}: {}", index + 1, fault::rule(rule)));
        }
    }

    fn line(&self, row: &Row) -> Line {
        let moment = Timestamp(row.first).to_string();
        let Some(step) = row.step else {
            let (calls, code) = (format!("{} calls", row.calls.len()), code("CONCURRENT_SESSION"));
            let how = "the session of the lost answer is open".to_owned();
            return ([moment, calls, named(code), how], Vec::new());
        };
        let (call, how) = match &*row.calls {
            [] => ("answered".to_owned(), page::number(self.script, step)),
            calls => (ranges(calls), page::step(self.script, step)),
        };
        let mut notes = self.notes(step);
        notes.extend((0..self.script.faults.len()).filter_map(|fault| struck(row, fault)));
        ([moment, call, answer::short(self.answer(step)), how], notes)
    }

    /// What the script answers that the client does not get.
    fn unmet(&self) -> impl Iterator<Item = Line> {
        let met: Vec<Step> = self.rows.iter().filter_map(|row| row.step).collect();
        let goes_on = self.script.stages.last().is_none_or(|last| last.until != Until::Never);
        let steps = (0..self.script.stages.len()).map(Some).chain(goes_on.then_some(None));
        steps.filter(move |step| !met.contains(step)).map(|step| {
            let is_before = |row: &Row| row.step.is_some_and(|met| met.is_none() || met > step);
            let is_past = step.is_some() && self.rows.iter().any(is_before);
            let why = if is_past { "over between two calls" } else { self.unmet_because };
            let how = format!("{} ({why})", page::step(self.script, step));
            let answer = answer::short(self.answer(step));
            (["not reached".to_owned(), String::new(), answer, how], self.notes(step))
        })
    }

    /// Everything about a step that does not fit into its line.
    fn notes(&self, step: Step) -> Vec<String> {
        let mut notes = answer::notes(self.answer(step));
        if let Some(stage) = step.and_then(|step| self.script.stages.get(step)) {
            let delay =
                |what: &str, delay| fault::delay(delay).map(|delay| format!("{what}: {delay}"));
            notes.extend(delay("delay", &stage.delay));
            notes.extend(delay("delay between head and body", &stage.body_delay));
            notes.extend(stage.fault.as_ref().map(|kind| format!("fault: {}", fault::fault(kind))));
        }
        notes
    }
}

/// `fault 1 strikes calls 1-2, 7`.
fn struck(row: &Row, fault: usize) -> Option<String> {
    let struck = row.struck.iter().filter(|(by, _)| *by == fault);
    let calls: Vec<u32> = struck.map(|(_, call)| *call).collect();
    (!calls.is_empty()).then(|| format!("fault {} strikes {}", fault + 1, ranges(&calls)))
}

/// `calls 1-3, 7`; the first ten ranges of many.
fn ranges(calls: &[u32]) -> String {
    const MOST: usize = 10;
    let all = calls.chunk_by(|a, b| a + 1 == *b);
    let mut words: Vec<_> = all
        .clone()
        .take(MOST)
        .map(|range| match range {
            [first, .., last] => format!("{first}-{last}"),
            one => one.iter().map(u32::to_string).collect(),
        })
        .collect();
    words.extend((all.count() > MOST).then(|| "...".to_owned()));
    let noun = if calls.len() == 1 { "call" } else { "calls" };
    format!("{noun} {}", words.join(", "))
}
