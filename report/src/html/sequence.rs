//! A session as a sequence: who asked what, and what came back. Requests that are the same are one step.

use super::Part;
use super::page::Page;
use crate::moment::moment;
use crate::report::{Event, Mark};
use crate::stretch::{alike, gap};

pub(super) fn render(events: &[&Event], part: &Part<'_>, page: &mut Page) {
    let steps: Vec<&[&Event]> = events.chunk_by(|a, b| alike(a, b)).collect();
    // The end is where it went wrong, or where the data came.
    let hidden = steps.len().saturating_sub(MOST);
    page.element("ol", &[("class", "sequence"), ("aria-label", "Sequence")], |page| {
        page.element("li", &[("class", "who"), ("aria-hidden", "true")], |page| {
            page.leaf("span", &[], "client");
            page.leaf("span", &[], "server");
        });
        for (number, stretch) in steps.into_iter().enumerate() {
            if !(HEAD..HEAD + hidden).contains(&number) {
                step(stretch, part, page);
            } else if number == HEAD {
                page.element("li", &[], |page| page.left_out(hidden, "steps"));
            }
        }
    });
}

fn step(stretch: &[&Event], part: &Part<'_>, page: &mut Page) {
    let first = stretch[0];
    let (class, word) = match first.mark {
        Mark::Plain => ("step", ""),
        Mark::Broken => ("step broken", "✗ FAIL"),
        Mark::Warned => ("step warned", "! warn"),
    };
    page.element("li", &[("class", class)], |page| {
        page.leaf("time", &[], &moment(first.at));
        page.element("span", &[("class", "ask")], |page| {
            if part.rooms.logs(first.number) {
                let target = format!("#{}", part.request_anchor(first.number));
                page.leaf("a", &[("href", &target)], &first.call);
            } else {
                page.text(&first.call);
            }
        });
        let answer = if first.took.is_none() && first.answer.is_empty() {
            "no answer"
        } else {
            &first.answer
        };
        let class = if first.took.is_none() { "reply none" } else { "reply" };
        page.leaf("span", &[("class", class)], answer);
        page.element("span", &[("class", "beside")], |page| {
            page.text(&repeated(stretch));
            if !word.is_empty() {
                page.leaf("strong", &[], word);
            }
            if let Some(note) = &first.note {
                page.leaf("small", &[], note);
            }
        });
    });
}

/// "149 times, every 10 s ".
fn repeated(stretch: &[&Event]) -> String {
    let moments: Vec<_> = stretch.iter().map(|event| event.at).collect();
    let gap = gap(&moments);
    gap.map_or(String::new(), |gap| format!("{} times, {gap} ", stretch.len()))
}

/// Steps of one session, and how many of them from its start.
const MOST: usize = 40;
const HEAD: usize = 28;
