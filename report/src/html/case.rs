//! What came of each rule in one run: the broken ones in full, the others as a list.

use super::Part;
use super::kind::{Kind, key};
use super::limits::FINDINGS;
use super::page::Page;
use crate::report::{Check, Finding, Outcome, Place, Run, Shown, Unit};

/// Where the case of a check stands on the page; both count from 0.
pub(super) fn anchor(run: usize, check: usize) -> String {
    format!("case-{}-{}", run + 1, check + 1)
}

pub(super) fn all(run: &Run, part: &Part<'_>, page: &mut Page) {
    for kind in [Kind::Failed, Kind::Warned, Kind::Drifted, Kind::Expected] {
        for (index, check) in of_kind(run, kind) {
            broken(check, kind, &anchor(part.number, index), part, page);
        }
    }
    let others = [Kind::Open, Kind::NotReached, Kind::Passed];
    if others.iter().all(|kind| of_kind(run, *kind).next().is_none()) {
        return;
    }
    page.element("details", &[("class", "others")], |page| {
        let counts = others.map(|kind| (of_kind(run, kind).count(), kind.words()));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        page.leaf("summary", &[], &format!("Other rules: {}", counts.join(", ")));
        page.element("ul", &[("class", "cases")], |page| {
            for kind in others {
                for (index, check) in of_kind(run, kind) {
                    other(check, kind, &anchor(part.number, index), page);
                }
            }
        });
    });
}

fn of_kind(run: &Run, kind: Kind) -> impl Iterator<Item = (usize, &Check)> {
    run.checks.iter().enumerate().filter(move |(_, check)| Kind::of(check) == kind)
}

fn broken(check: &Check, kind: Kind, id: &str, part: &Part<'_>, page: &mut Page) {
    let (findings, places, reason) = match &check.outcome {
        Outcome::Failed { findings, places } => (findings, *places, None),
        Outcome::Expected { findings, places, reason } => (findings, *places, Some(reason)),
        _ => return,
    };
    let class = format!("case {}", kind.class());
    page.element("article", &[("id", id), ("class", &class)], |page| {
        page.element("h3", &[], |page| title(check, kind, page));
        if let Some(reason) = reason {
            page.leaf("p", &[("class", "because")], &format!("Expected: {reason}"));
        }
        for found in findings.iter().take(FINDINGS) {
            finding(found, part, page);
        }
        page.left_out(findings.len().saturating_sub(FINDINGS), "places");
        page.element("dl", &[("class", "rule")], |page| {
            line("rule", &check.rule.source, page);
            if let Some(more) = &check.rule.more {
                page.leaf("dt", &[], "more");
                page.element("dd", &[], |page| page.leaf("code", &[], more));
            }
            let found = Unit { one: "place", many: "places" }.count(findings.len());
            line("spread", &format!("{found} in {}", check.unit.count(places)), page);
            if let Some(first) = findings.first().filter(|first| !first.fingerprint.is_empty()) {
                page.leaf("dt", &[], "fingerprint");
                page.element("dd", &[], |page| page.leaf("code", &[], &first.fingerprint));
            }
        });
    });
}

fn other(check: &Check, kind: Kind, id: &str, page: &mut Page) {
    page.element("li", &[("id", id), ("class", &format!("case {}", kind.class()))], |page| {
        title(check, kind, page);
        let why = match &check.outcome {
            Outcome::Inconclusive { reason } | Outcome::NotReached { reason } => reason.clone(),
            Outcome::Passed { places } => check.unit.count(*places),
            _ => String::new(),
        };
        page.leaf("span", &[("class", "why")], &why);
    });
}

fn title(check: &Check, kind: Kind, page: &mut Page) {
    key(kind, page);
    page.text(" ");
    page.leaf("code", &[], &check.rule.id);
    page.text(" ");
    page.leaf("small", &[("class", "strength")], check.rule.strength.word());
    page.text(" ");
    page.leaf("span", &[("class", "sentence")], &check.rule.sentence);
}

fn finding(finding: &Finding, part: &Part<'_>, page: &mut Page) {
    page.element("dl", &[("class", "finding")], |page| {
        line("at", &finding.at, page);
        match &finding.place {
            Place::Outside(words) => line("where", words, page),
            Place::Body { pointer, human } => {
                let pointer = if pointer.is_empty() { "the whole body" } else { pointer };
                page.leaf("dt", &[], "body");
                page.element("dd", &[], |page| {
                    page.leaf("code", &[], pointer);
                    page.text(&human.as_ref().map(|human| format!(" {human}")).unwrap_or_default());
                });
            }
        }
        page.leaf("dt", &[], "expected");
        page.element("dd", &[("class", "value")], |page| {
            shown(&finding.expected, page);
            if let Some(sum) = &finding.arithmetic {
                page.text(&format!(" = {sum}"));
            }
        });
        page.leaf("dt", &[], "actual");
        page.element("dd", &[("class", "value actual")], |page| shown(&finding.actual, page));
        if let Some(off_by) = &finding.off_by {
            line("off by", off_by, page);
        }
        for detail in &finding.details {
            line(&detail.name, &detail.value, page);
        }
        if let Some(note) = &finding.note {
            line("note", note, page);
        }
        for command in &finding.commands {
            page.leaf("dt", &[], &command.name);
            page.element("dd", &[], |page| {
                page.element("pre", &[("class", "command")], |page| page.text(&command.value));
            });
        }
        requests(finding, part, page);
    });
}

/// Links to the wire log; a request that has no room there is only named.
fn requests(finding: &Finding, part: &Part<'_>, page: &mut Page) {
    if finding.events.is_empty() {
        return;
    }
    page.leaf("dt", &[], "requests");
    page.element("dd", &[], |page| {
        for (place, number) in finding.events.iter().take(EVENTS).enumerate() {
            page.text(if place == 0 { "" } else { ", " });
            if part.rooms.logs(*number) {
                let target = format!("#{}", part.request_anchor(*number));
                page.leaf("a", &[("href", &target)], &number.to_string());
            } else {
                page.text(&number.to_string());
            }
        }
        page.left_out(finding.events.len().saturating_sub(EVENTS), "requests");
    });
}

fn shown(shown: &Shown, page: &mut Page) {
    match shown {
        Shown::Words(words) => page.text(words),
        Shown::Json { text, kind } => {
            page.leaf("code", &[], text);
            if text != kind {
                page.text(" ");
                page.leaf("small", &[], kind);
            }
        }
    }
}

fn line(name: &str, value: &str, page: &mut Page) {
    page.leaf("dt", &[], name);
    page.leaf("dd", &[], value);
}

/// Numbers of requests behind one finding.
const EVENTS: usize = 40;
