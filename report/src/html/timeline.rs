//! A session drawn: time from left to right, a lane for each call, the gaps below.

mod gaps;
mod lanes;
mod scale;

use std::collections::HashMap;
use std::time::Duration;

use super::Part;
use super::limits::Room;
use super::page::Page;
use super::session::REQUESTS;
use crate::moment::moment;
use crate::report::{Event, Mark, Report};
use lanes::{Lane, Lanes};
use scale::Scale;

/// Which colour stands for which answer: the same one on the whole page.
pub(super) struct Answers<'a> {
    places: HashMap<&'a str, usize>,
}

impl<'a> Answers<'a> {
    /// In the order in which they are met; from the eighth on they share a colour.
    pub(super) fn of(report: &'a Report) -> Self {
        let mut places = HashMap::new();
        for event in report.runs.iter().flat_map(|run| &run.timeline) {
            let next = places.len();
            places.entry(&*event.answer).or_insert(next);
        }
        Self { places }
    }

    pub(super) fn class(&self, answer: &str) -> &'static str {
        let place = self.places.get(answer).copied().unwrap_or(COLOURS.len());
        COLOURS.get(place).copied().unwrap_or("a7")
    }
}

pub(super) fn render(
    room: &Room,
    events: &[&Event],
    part: &Part<'_>,
    answers: &Answers<'_>,
    page: &mut Page,
) {
    let scale = Scale::of(events, LEFT, RIGHT);
    let lanes = Lanes::of(events);
    let floor = TOP + lanes.rows() as f64 * ROW;
    let height = floor + GAPS + AXIS;
    let label = format!("Timeline of {}: {}", room.name, REQUESTS.count(events.len()));
    let region =
        [("class", "scroll"), ("role", "region"), ("aria-label", &*label), ("tabindex", "0")];
    let (viewed, width, tall) =
        (format!("0 0 {WIDTH} {height}"), WIDTH.to_string(), height.to_string());
    let size = [
        ("class", "timeline"),
        ("viewBox", &*viewed),
        ("width", &*width),
        ("height", &*tall),
        ("role", "group"),
        ("aria-label", &*label),
    ];
    page.element("div", &region, |page| {
        page.element("svg", &size, |page| {
            axis(&scale, floor, page);
            for lane in &lanes.lanes {
                label_of(lane, page);
            }
            bars(events, &lanes, &scale, part, answers, page);
            gaps::render(events, &scale, floor, page);
        });
    });
}

fn axis(scale: &Scale, floor: f64, page: &mut Page) {
    let bottom = floor + GAPS;
    for tick in scale.ticks() {
        let x = number(scale.x(tick));
        let line = [
            ("class", "tick"),
            ("x1", &*x),
            ("x2", &*x),
            ("y1", &*number(TOP - 6.0)),
            ("y2", &*number(bottom)),
        ];
        page.leaf("line", &line, "");
        let place = [("class", "time"), ("x", &*x), ("y", &*number(bottom + 15.0))];
        page.leaf("text", &place, &scale.label(tick));
    }
    let y = number(bottom);
    let line = [
        ("class", "axis"),
        ("x1", &*number(LEFT)),
        ("x2", &*number(RIGHT)),
        ("y1", &*y),
        ("y2", &*y),
    ];
    page.leaf("line", &line, "");
}

fn label_of(lane: &Lane<'_>, page: &mut Page) {
    let y = number(TOP + lane.first_row as f64 * ROW + 13.0);
    page.element("text", &[("class", "lane"), ("x", &number(LEFT - 10.0)), ("y", &y)], |page| {
        page.leaf("title", &[], lane.call);
        page.text(&fit(lane.call));
    });
}

fn bars(
    events: &[&Event],
    lanes: &Lanes<'_>,
    scale: &Scale,
    part: &Part<'_>,
    answers: &Answers<'_>,
    page: &mut Page,
) {
    // What another bar of its kind hides is not drawn: thousands of polls stay a few hundred bars.
    let mut covered: HashMap<(usize, &str, u8), f64> = HashMap::new();
    for (event, row) in events.iter().zip(&lanes.row_of) {
        let (left, right) = (scale.x(event.at), scale.x(end(event)));
        let drawn = covered.entry((*row, &event.answer, event.mark as u8)).or_insert(f64::MIN);
        if left < *drawn + STEP && right <= *drawn + THINNEST {
            continue;
        }
        *drawn = left;
        bar(event, left, (right - left).max(THINNEST), *row, part, answers, page);
    }
}

fn bar(
    event: &Event,
    left: f64,
    width: f64,
    row: usize,
    part: &Part<'_>,
    answers: &Answers<'_>,
    page: &mut Page,
) {
    let top = TOP + row as f64 * ROW;
    let (state, front) = match event.mark {
        Mark::Plain => ("", ""),
        Mark::Broken => (" broken", "breaks a MUST: "),
        Mark::Warned => (" warned", "breaks a SHOULD: "),
    };
    let cut = if event.took.is_none() { " unanswered" } else { "" };
    let class = format!("bar {}{state}{cut}", answers.class(&event.answer));
    let draw = |page: &mut Page| {
        let (x, y, width) = (number(left), number(top + 4.0), number(width));
        let rect = [
            ("class", &*class),
            ("x", &*x),
            ("y", &*y),
            ("width", &*width),
            ("height", "12"),
            ("rx", "1"),
        ];
        page.element("rect", &rect, |page| {
            let (number, at) = (event.number, moment(event.at));
            let text = format!("{front}{number}: {at} {}: {}", event.call, event.answer);
            page.leaf("title", &[], &text);
        });
        if event.mark != Mark::Plain {
            let path = format!("M{} {}l-4 -6h8z", number(left + 1.5), number(top + 4.0));
            page.leaf("path", &[("class", &format!("flag{state}")), ("d", &path)], "");
        }
    };
    if part.rooms.logs(event.number) {
        let target = format!("#{}", part.request_anchor(event.number));
        // Hundreds of bars are no stops for the keyboard; the log below has the same links.
        let stop = if event.mark == Mark::Plain { "-1" } else { "0" };
        page.element("a", &[("href", &target), ("tabindex", stop)], draw);
    } else {
        draw(page);
    }
}

fn end(event: &Event) -> Duration {
    event.at + event.took.unwrap_or_default()
}

/// A coordinate, to a tenth.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// The call without its middle where the label has no room for it.
fn fit(call: &str) -> String {
    let length = call.chars().count();
    if length <= LABEL {
        return call.to_owned();
    }
    let front: String = call.chars().take(LABEL / 2).collect();
    let back: String = call.chars().skip(length - (LABEL / 2 - 1)).collect();
    format!("{front}…{back}")
}

const COLOURS: [&str; 8] = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"];

/// Pixels where the page is wide enough; the picture scrolls on a phone.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 944.0;
const TOP: f64 = 16.0;
const ROW: f64 = 22.0;
const GAPS: f64 = 30.0;
const AXIS: f64 = 24.0;
const THINNEST: f64 = 3.0;
/// Bars of one row and answer begin at least this far from each other.
const STEP: f64 = 3.0;

/// Characters of a lane's label.
const LABEL: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_both_ends() {
        assert_eq!(fit("GET GetAccountsDetailAsync"), "GET GetAccountsDetailAsync");
        assert_eq!(fit(&format!("GET {}End", "x".repeat(40))), "GET xxxxxxxxxxx…xxxxxxxxxxxEnd");
    }
}
