//! The wire log: each request with its moment, and what went over the wire folded behind it.

use super::Part;
use super::limits::LONGEST_WIRE;
use super::page::Page;
use super::session::REQUESTS;
use crate::moment::moment;
use crate::report::{Event, Mark, Wire};

pub(super) fn render(events: &[&Event], part: &Part<'_>, page: &mut Page) {
    let open = [("class", "log"), ("open", "")];
    let attributes = if events.len() <= OPEN { &open[..] } else { &open[..1] };
    page.element("details", attributes, |page| {
        let summary = format!("Wire log: {}", REQUESTS.count(events.len()));
        page.leaf("summary", &[], &summary);
        page.element("ol", &[("class", "wire")], |page| {
            for stretch in events.chunk_by(|a, b| shown(a, part) == shown(b, part)) {
                if shown(stretch[0], part) {
                    stretch.iter().for_each(|event| entry(event, part, page));
                } else {
                    page.element("li", &[], |page| page.left_out(stretch.len(), "requests"));
                }
            }
        });
    });
}

fn shown(event: &Event, part: &Part<'_>) -> bool {
    part.rooms.logs(event.number)
}

fn entry(event: &Event, part: &Part<'_>, page: &mut Page) {
    let class = match event.mark {
        Mark::Plain => "request",
        Mark::Broken => "request broken",
        Mark::Warned => "request warned",
    };
    let id = part.request_anchor(event.number);
    page.element("li", &[("id", &id), ("class", class)], |page| match &event.wire {
        Some(wire) => page.element("details", &[], |page| {
            page.element("summary", &[], |page| line(event, page));
            both(wire, page);
        }),
        None => page.element("div", &[], |page| line(event, page)),
    });
}

fn line(event: &Event, page: &mut Page) {
    page.leaf("b", &[], &event.number.to_string());
    page.leaf("time", &[], &moment(event.at));
    page.leaf("span", &[("class", "call")], &event.call);
    page.leaf("span", &[("class", "answer")], &event.answer);
    let took = event.took.map_or("no answer".to_owned(), |took| format!("{} ms", took.as_millis()));
    page.leaf("span", &[("class", "took")], &took);
    let word = match event.mark {
        Mark::Plain => "",
        Mark::Broken => "✗ FAIL",
        Mark::Warned => "! warn",
    };
    if !word.is_empty() {
        page.leaf("strong", &[], word);
    }
    if let Some(note) = &event.note {
        page.leaf("em", &[], note);
    }
}

fn both(wire: &Wire, page: &mut Page) {
    page.element("div", &[("class", "both")], |page| {
        for (title, text) in [("Request", &wire.request), ("Reply", &wire.reply)] {
            page.element("figure", &[], |page| {
                page.leaf("figcaption", &[], title);
                page.element("pre", &[("tabindex", "0")], |page| page.lines(text, LONGEST_WIRE));
            });
        }
    });
}

/// A log of at most this many requests is open when the page is.
const OPEN: usize = 16;
