//! The pauses of a client: from the end of an answer to its next request.

use std::time::Duration;

use maud::{Markup, html};

use super::scale::Scale;
use super::{GAPS, end, number};
use crate::moment::tenths;
use crate::report::{Event, Mark};

/// One pause, or several that follow each other and are written as one.
#[derive(Clone, Debug, PartialEq)]
struct Gap {
    from: Duration,
    to: Duration,
    count: usize,
    /// In tenths of a second, cut.
    least: u128,
    most: u128,
    /// The mark of the requests that end the pauses.
    mark: Mark,
}

pub(super) fn render(events: &[&Event], scale: &Scale, floor: f64) -> Markup {
    let y = floor + GAPS - 9.0;
    html! {
        @for gap in groups(events, scale) {
            @let (left, right) = (scale.x(gap.from), scale.x(gap.to));
            g class=(gap.class()) {
                title { (gap.title()) }
                path d={
                    "M" (number(left + 0.5)) " " (number(y - 3.0)) "v6m0 -3H" (number(right - 0.5)) "m0 -3v6"
                } {}
                @if gap.fits(scale) {
                    text x=(number(f64::midpoint(left, right))) y=(number(y - 6.0)) { (gap.label()) }
                }
            }
        }
    }
}

/// Pauses whose labels have no room side by side are written as one, equal ones first.
fn groups(events: &[&Event], scale: &Scale) -> Vec<Gap> {
    let crowded = |a: &Gap, b: &Gap| !a.fits(scale) || !b.fits(scale);
    let equal = |a: &Gap, b: &Gap| (a.least, a.most) == (b.least, b.most);
    join(join(all(events), |a, b| equal(a, b) && crowded(a, b)), crowded)
}

fn all(events: &[&Event]) -> Vec<Gap> {
    let Some((first, others)) = events.split_first() else { return Vec::new() };
    let mut answered = end(first);
    let mut gaps = Vec::new();
    for event in others {
        let pause = event.at.saturating_sub(answered);
        if pause >= SHORTEST {
            let tenths = tenths(pause);
            let (from, to) = (answered, event.at);
            gaps.push(Gap { from, to, count: 1, least: tenths, most: tenths, mark: event.mark });
        }
        answered = answered.max(end(event));
    }
    gaps
}

fn join(gaps: Vec<Gap>, alike: impl Fn(&Gap, &Gap) -> bool) -> Vec<Gap> {
    let mut joined: Vec<Gap> = Vec::new();
    for gap in gaps {
        match joined.last_mut() {
            Some(last) if last.mark == gap.mark && alike(last, &gap) => {
                last.to = gap.to;
                last.count += gap.count;
                last.least = last.least.min(gap.least);
                last.most = last.most.max(gap.most);
            }
            _ => joined.push(gap),
        }
    }
    joined
}

impl Gap {
    fn class(&self) -> &'static str {
        match self.mark {
            Mark::Plain => "gap",
            Mark::Broken => "gap broken",
            Mark::Warned => "gap warned",
        }
    }

    /// "10.0 s", "5 × 3.0 s", "180 × 9.9 to 10.4 s".
    fn label(&self) -> String {
        let times = if self.count > 1 { format!("{} × ", self.count) } else { String::new() };
        let seconds = |tenths: u128| format!("{}.{}", tenths / 10, tenths % 10);
        if self.least == self.most {
            format!("{times}{} s", seconds(self.least))
        } else {
            format!("{times}{} to {} s", seconds(self.least), seconds(self.most))
        }
    }

    fn title(&self) -> String {
        let before = match self.mark {
            Mark::Plain => "",
            Mark::Broken => ", before a request that breaks a MUST",
            Mark::Warned => ", before a request that breaks a SHOULD",
        };
        format!("{} between an answer and the next request{before}", self.label())
    }

    fn fits(&self, scale: &Scale) -> bool {
        let room = scale.x(self.to) - scale.x(self.from);
        self.label().chars().count() as f64 * CHARACTER <= room
    }
}

/// Requests that follow at once leave no gap.
const SHORTEST: Duration = Duration::from_millis(100);
/// Pixels of a digit in the small type of the picture.
const CHARACTER: f64 = 6.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::event;

    #[test]
    fn pauses_in_words() {
        let (plain, broken) = (Mark::Plain, Mark::Broken);
        let table = [
            // Milliseconds of each request, all answered in 40 ms.
            (vec![(0, plain)], vec![]),
            (vec![(0, plain), (50, plain)], vec![]),
            (vec![(0, plain), (10_040, plain)], vec!["10.0 s"]),
            (vec![(0, plain), (10_040, plain), (20_080, plain)], vec!["10.0 s", "10.0 s"]),
            (vec![(0, plain), (10_040, plain), (40_080, plain)], vec!["10.0 s", "30.0 s"]),
            (
                vec![(0, plain), (10_040, plain), (13_080, broken), (16_120, broken)],
                vec!["10.0 s", "3.0 s", "3.0 s"],
            ),
            // 180 equal ones have no room each, and all together they have.
            ((0..181).map(|n| (n * 10_040, plain)).collect(), vec!["180 × 10.0 s"]),
            // The second one has no room of its own.
            (vec![(0, plain), (2_040, plain), (90_080, plain)], vec!["2 × 2.0 to 88.0 s"]),
        ];
        for (events, expected) in table {
            let events: Vec<Event> =
                events.into_iter().map(|(at, mark)| Event { mark, ..event(at, 40) }).collect();
            let events: Vec<&Event> = events.iter().collect();
            let scale = Scale::of(&events, 210.0, 944.0);
            let labels: Vec<String> = groups(&events, &scale).iter().map(Gap::label).collect();
            assert_eq!(labels, expected);
        }
    }

    #[test]
    fn a_slow_answer_hides_no_pause_behind_it() {
        let gaps = all(&[&event(0, 12_000), &event(3_000, 40), &event(14_000, 40)]);
        let labels: Vec<String> = gaps.iter().map(Gap::label).collect();
        assert_eq!(labels, ["2.0 s"]);
    }
}
