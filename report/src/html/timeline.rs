//! A session drawn: time from left to right, a lane for each call, the gaps below.

mod gaps;
mod lanes;
mod scale;

use std::collections::HashMap;
use std::time::Duration;

use maud::{Markup, html};

use super::Part;
use super::limits::Room;
use super::session::REQUESTS;
use super::text::{Attr, Text};
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
) -> Markup {
    let scale = Scale::of(events, LEFT, RIGHT);
    let lanes = Lanes::of(events);
    let floor = TOP + lanes.rows() as f64 * ROW;
    let height = floor + GAPS + AXIS;
    let label = format!("Timeline of {}: {}", room.name, REQUESTS.count(events.len()));
    html! {
        div class="scroll" role="region" aria-label=(Attr(&label)) tabindex="0" {
            svg class="timeline" viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height)
                role="group" aria-label=(Attr(&label)) {
                (axis(&scale, floor))
                @for lane in &lanes.lanes { (label_of(lane)) }
                (bars(events, &lanes, &scale, part, answers))
                (gaps::render(events, &scale, floor))
            }
        }
    }
}

fn axis(scale: &Scale, floor: f64) -> Markup {
    let bottom = floor + GAPS;
    html! {
        @for tick in scale.ticks() {
            @let x = number(scale.x(tick));
            line class="tick" x1=(x) x2=(x) y1=(number(TOP - 6.0)) y2=(number(bottom)) {}
            text class="time" x=(x) y=(number(bottom + 15.0)) { (scale.label(tick)) }
        }
        line class="axis" x1=(number(LEFT)) x2=(number(RIGHT)) y1=(number(bottom)) y2=(number(bottom)) {}
    }
}

fn label_of(lane: &Lane<'_>) -> Markup {
    let y = number(TOP + lane.first_row as f64 * ROW + 13.0);
    html! {
        text class="lane" x=(number(LEFT - 10.0)) y=(y) {
            title { (Text(lane.call)) }
            (Text(&fit(lane.call)))
        }
    }
}

fn bars(
    events: &[&Event],
    lanes: &Lanes<'_>,
    scale: &Scale,
    part: &Part<'_>,
    answers: &Answers<'_>,
) -> Markup {
    // What another bar of its kind hides is not drawn: thousands of polls stay a few hundred bars.
    let mut covered: HashMap<(usize, &str, u8), f64> = HashMap::new();
    let mut drawn = Vec::new();
    for (event, row) in events.iter().zip(&lanes.row_of) {
        let (left, right) = (scale.x(event.at), scale.x(end(event)));
        let last = covered.entry((*row, &event.answer, event.mark as u8)).or_insert(f64::MIN);
        if left < *last + STEP && right <= *last + THINNEST {
            continue;
        }
        *last = left;
        drawn.push((event, left, (right - left).max(THINNEST), TOP + *row as f64 * ROW + 4.0));
    }
    html! {
        @for (event, left, width, top) in drawn {
            @if part.rooms.logs(event.number) {
                // Hundreds of bars are not stops for the keyboard; the log below has the same links.
                a href={ "#" (part.request_anchor(event.number)) }
                    tabindex=(if event.mark == Mark::Plain { "-1" } else { "0" }) {
                    (bar(event, left, width, top, answers))
                }
            } @else { (bar(event, left, width, top, answers)) }
        }
    }
}

fn bar(event: &Event, left: f64, width: f64, top: f64, answers: &Answers<'_>) -> Markup {
    let (state, front) = match event.mark {
        Mark::Plain => ("", ""),
        Mark::Broken => (" broken", "breaks a MUST: "),
        Mark::Warned => (" warned", "breaks a SHOULD: "),
    };
    let cut = if event.took.is_none() { " unanswered" } else { "" };
    let (n, at) = (event.number, moment(event.at));
    let title = format!("{front}{n}: {at} {}: {}", event.call, event.answer);
    html! {
        rect class={ "bar " (answers.class(&event.answer)) (state) (cut) } x=(number(left)) y=(number(top))
            width=(number(width)) height="12" rx="1" { title { (Text(&title)) } }
        @if event.mark != Mark::Plain {
            path class={ "flag" (state) } d={ "M" (number(left + 1.5)) " " (number(top)) "l-4 -6h8z" } {}
        }
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
