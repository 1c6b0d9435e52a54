//! A story as a timeline that a person reads before running it.

use std::fmt::Write;
use std::sync::Arc;

use flinks_contract::polling;
use flinks_contract::scenario::{self, Limit};

use super::clean::Clean;
use super::play::{Asked, Client, End, Lane, Row};
use super::span::Span;
use super::{answer, chosen, fault, step};
use crate::library::Library;
use crate::script::{Part, Script};
use crate::session::Session;
use crate::story::Story;
use flinks_trace::Timestamp;

/// The customer whose luck is shown where chance plays a part. That of the README.
const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// Draws a story. What chance decides is drawn from `seed`, as the server does for the first session
/// of [`CUSTOMER`].
pub(crate) fn story(library: &Library, story: &Arc<Story>, seed: u64) -> String {
    let client = || Client::new(library, story, seed, CUSTOMER);
    let (entry, session) = client().authorize();
    let mut picture = Picture::default();
    picture.head(story, seed);
    picture.lane(story, Part::Authorize, &entry);
    if let Some(session) = session {
        for data in Part::DATA {
            // Each in a life of its own, so that one does not end the session for the other.
            let client = client();
            client.authorize();
            let lane = client.data(&session, data);
            picture.lane(story, data, &lane);
        }
        picture.life(&session);
    } else {
        picture.text.push_str("\nAuthorize opens no session, so there is no data call.\n");
    }
    picture.text
}

#[derive(Default)]
struct Picture {
    text: String,
}

/// One line of a lane, and what stands below it.
struct Line {
    columns: [String; 4],
    notes: Vec<String>,
}

impl Picture {
    fn title(&mut self, title: &str) {
        self.text.push('\n');
        self.line(0, title);
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        let _ = writeln!(self.text, "{}", Clean(text.trim_end()));
    }

    fn head(&mut self, story: &Story, seed: u64) {
        self.line(0, &story.name);
        self.line(2, &story.summary);
        self.title("Who plays it: the first that applies to an Authorize decides");
        for way in chosen::ways(story) {
            self.line(2, &way);
        }
        let interval = Span(polling::INTERVAL);
        self.title(&format!(
            "What a client gets that asks again {interval} after each answer, whatever it is told"
        ));
        self.line(2, "each data call is drawn for itself, as if the other one were not used");
        if Part::ALL.into_iter().any(|part| rolls_dice(story.script(part))) {
            self.line(
                2,
                &format!("drawn here for the first session of customer {CUSTOMER}, seed {seed}"),
            );
        }
    }

    fn lane(&mut self, story: &Story, part: Part, lane: &Lane) {
        let script = story.script(part);
        self.title(part.title());
        let mut lines: Vec<_> = lane.rows.iter().map(|row| Line::of(script, row)).collect();
        lines.extend(Line::end(lane.end));
        let met: Vec<_> = lane.rows.iter().filter_map(Row::met).collect();
        for stage in step::others(script, &met) {
            let why = unmet(&met, stage, lane.end);
            lines.push(Line::unmet(script, stage, why));
        }
        self.lines(&lines);
        for (index, rule) in script.faults.iter().enumerate() {
            self.line(2, &format!("fault {}: {}", index + 1, fault::rule(rule)));
        }
    }

    /// In columns; the last one has no end.
    fn lines(&mut self, lines: &[Line]) {
        let width = |column: usize| {
            let widths = lines.iter().map(|line| line.columns[column].chars().count());
            widths.max().unwrap_or_default()
        };
        let [moments, calls, answers] = [0, 1, 2].map(width);
        for Line { columns: [moment, call, answer, how], notes } in lines {
            let text = format!("{moment:moments$}  {call:calls$}  {answer:answers$}  {how}");
            self.line(2, &text);
            for note in notes {
                self.line(2 + moments + 2 + calls + 2, note);
            }
        }
    }

    fn life(&mut self, session: &Session) {
        let story = &session.story;
        self.title("Session");
        for line in ends(&story.session) {
            self.line(2, &line);
        }
        if story.session.consumed {
            let first = "ends with the first 200 that brings data, of either endpoint (consumed)";
            self.line(2, first);
        }
        if !story.session.concurrent {
            self.line(2, "a login has one at a time: Authorize gets CONCURRENT_SESSION meanwhile");
        }
        if story.token.required == Some(true) {
            let life = match story.token.life {
                Limit::After(life) => format!(", at most {} old", Span(life)),
                Limit::Unlimited => String::new(),
            };
            self.line(
                2,
                &format!("Authorize needs an unused token of GenerateAuthorizeToken{life}"),
            );
        }
    }
}

impl Line {
    fn of(script: &Script, row: &Row) -> Self {
        let calls = match row.asked {
            Asked::Calls { from, to } if from == to => format!("call {from}"),
            Asked::Calls { from, to } => format!("calls {from}-{to}"),
            Asked::Answers => "answered".to_owned(),
            Asked::Busy(calls) => format!("{calls} calls"),
        };
        let how = match row.asked {
            Asked::Calls { .. } => step::step(script, row.stage),
            Asked::Answers => step::number(script, row.stage),
            Asked::Busy(_) => "the session of the lost answer is open".to_owned(),
        };
        let moment = Timestamp(row.first).to_string();
        let mut notes = row.met().map(|stage| notes(script, stage)).unwrap_or_default();
        notes.extend(struck(script, row));
        Self { columns: [moment, calls, answer::words(&row.answer), how], notes }
    }

    fn end(end: End) -> Option<Self> {
        let line = |call, at, what: String, how: &str| {
            let columns = [Timestamp(at).to_string(), format!("call {call}"), what, how.to_owned()];
            Some(Self { columns, notes: Vec::new() })
        };
        match end {
            End::Over { call, at, code } => {
                let what = format!("{} {}", code.status, code.name);
                line(call, at, what, "the session is over")
            }
            End::GaveUp { call, at } => {
                let ceiling = Span(polling::CEILING);
                let how = format!("a client gives up, after {ceiling}");
                line(call, at, "the same".to_owned(), &how)
            }
            End::ForGood | End::Opened | End::Cut => None,
        }
    }

    /// What the client of the picture does not get.
    fn unmet(script: &Script, stage: Option<usize>, why: &str) -> Self {
        let stored = stage.and_then(|stage| script.stages.get(stage));
        let answer = stored.map_or(&script.normal, |stored| &stored.answer);
        let how = format!("{} ({why})", step::step(script, stage));
        let columns = ["not reached".to_owned(), String::new(), answer::words(answer), how];
        Self { columns, notes: notes(script, stage) }
    }
}

fn unmet(met: &[Option<usize>], stage: Option<usize>, end: End) -> &'static str {
    let last = met.iter().flatten().max();
    let is_past = |stage| met.contains(&None) || last.is_some_and(|last| stage < *last);
    match end {
        _ if stage.is_some_and(is_past) => "over between two calls",
        End::Opened => "for a later Authorize of this login",
        End::Over { .. } => "the session ends first",
        End::Cut => "too many calls to be drawn",
        End::ForGood | End::GaveUp { .. } => "no call gets here",
    }
}

/// Everything about a step that does not fit into its line.
fn notes(script: &Script, stage: Option<usize>) -> Vec<String> {
    let Some(stage) = stage.and_then(|stage| script.stages.get(stage)) else {
        return answer::notes(&script.normal);
    };
    let mut notes = answer::notes(&stage.answer);
    notes.extend(fault::delay(&stage.delay).map(|delay| format!("delay: {delay}")));
    let body = fault::delay(&stage.body_delay);
    notes.extend(body.map(|delay| format!("delay between head and body: {delay}")));
    notes.extend(stage.fault.as_ref().map(|kind| format!("fault: {}", fault::fault(kind))));
    notes
}

/// `fault 1 strikes calls 1-2, 7`, a line for each fault.
fn struck(script: &Script, row: &Row) -> Vec<String> {
    let of_rule = |rule: usize| {
        let calls: Vec<_> =
            row.struck.iter().filter(|(by, _)| *by == rule).map(|(_, call)| *call).collect();
        (!calls.is_empty()).then(|| format!("fault {} strikes {}", rule + 1, ranges(&calls)))
    };
    (0..script.faults.len()).filter_map(of_rule).collect()
}

/// `calls 1-3, 7`; the first ten ranges of many.
fn ranges(calls: &[u32]) -> String {
    const MOST: usize = 10;
    let all = calls.chunk_by(|a, b| a + 1 == *b);
    let words = all.clone().take(MOST).map(|range| match range {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}-{last}"),
        [] => String::new(),
    });
    let mut words: Vec<_> = words.collect();
    words.extend((all.count() > MOST).then(|| "...".to_owned()));
    let noun = if calls.len() == 1 { "call" } else { "calls" };
    format!("{noun} {}", words.join(", "))
}

fn ends(rules: &scenario::Session) -> Vec<String> {
    let mut lines = Vec::new();
    match rules.idle {
        Limit::After(idle) => {
            lines.push(format!("ends {} after Authorize if no data call comes", Span(idle)));
        }
        Limit::Unlimited => lines.push("waits for its first data call for ever".to_owned()),
    }
    match rules.processing {
        Limit::After(life) => {
            lines.push(format!("ends {} after its first data call", Span(life)));
        }
        Limit::Unlimited => lines.push("has no end after its first data call".to_owned()),
    }
    let code = rules.ended.0;
    lines.push(format!("once it is over every call gets {} {}", code.status, code.name));
    lines
}

/// Whether chance decides anything.
fn rolls_dice(script: &Script) -> bool {
    let drawn = script
        .stages
        .iter()
        .any(|stage| fault::is_drawn(&stage.delay) || fault::is_drawn(&stage.body_delay));
    drawn || script.faults.iter().any(|rule| rule.probability.is_some())
}
