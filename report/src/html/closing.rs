//! What stands beside the rules: expectations that hold no more, coverage, what was not proven.

use super::case;
use super::kind::{Kind, key};
use super::page::Page;
use crate::coverage::Covered;
use crate::report::{Outcome, Report};

pub(super) fn stale(report: &Report, page: &mut Page) {
    if report.stale.is_empty() {
        return;
    }
    page.element("section", &[("id", "stale"), ("class", "stale")], |page| {
        page.leaf("h2", &[], "Expectations that hold no more");
        page.element("ul", &[("class", "cases")], |page| {
            for entry in &report.stale {
                page.element("li", &[("class", "case fail")], |page| {
                    key(Kind::Failed, page);
                    page.leaf("code", &[], &entry.place);
                    page.leaf("span", &[("class", "sentence")], &format!(" {}", entry.entry));
                    page.leaf("span", &[("class", "why")], &entry.reason);
                });
            }
        });
    });
}

pub(super) fn coverage(report: &Report, page: &mut Page) {
    let Some(coverage) = &report.coverage else { return };
    page.element("section", &[("id", "coverage")], |page| {
        page.leaf("h2", &[], "Coverage");
        let met = coverage.items.iter().filter(|item| !item.runs.is_empty()).count();
        let least = coverage.least.map(|least| format!("; at least {least} % are asked for"));
        let (all, least) = (coverage.items.len(), least.unwrap_or_default());
        let percent = met * 100 / all.max(1);
        let words = format!("{met} of {all} {} met ({percent} %){least}.", coverage.what);
        page.leaf("p", &[], &words);
        page.element("div", &[("class", "scroll"), ("tabindex", "0")], |page| {
            page.element("table", &[("class", "coverage")], |page| {
                page.element("thead", &[], |page| {
                    page.element("tr", &[], |page| {
                        for title in ["", "Documented", "Met by"] {
                            page.leaf("th", &[("scope", "col")], title);
                        }
                    });
                });
                page.element("tbody", &[], |page| groups(&coverage.items, page));
            });
        });
    });
}

fn groups(items: &[Covered], page: &mut Page) {
    for group in items.chunk_by(|a, b| a.group == b.group) {
        for (place, item) in group.iter().enumerate() {
            page.element("tr", &[], |page| {
                if place == 0 {
                    let rows = group.len().to_string();
                    page.leaf("th", &[("scope", "rowgroup"), ("rowspan", &rows)], &item.group);
                }
                page.element("td", &[], |page| page.leaf("code", &[], &item.name));
                if item.runs.is_empty() {
                    page.leaf("td", &[("class", "never")], "– never");
                } else {
                    page.leaf("td", &[], &format!("✓ {}", item.runs.join(", ")));
                }
            });
        }
    }
}

/// What a pass of this report does not mean.
pub(super) fn not_proven(report: &Report, page: &mut Page) {
    page.element("section", &[("id", "not-proven")], |page| {
        page.leaf("h2", &[], "What was not proven");
        page.element("ul", &[("class", "cases")], |page| {
            let lines = page.len();
            verdicts(report, page);
            open(report, page);
            never_reached(report, page);
            never_met(report, page);
            others(report, page);
            if page.len() == lines {
                page.leaf("li", &[], "Nothing: each rule was reached and decided.");
            }
        });
    });
}

fn verdicts(report: &Report, page: &mut Page) {
    for run in &report.runs {
        if let Some(reason) = run.verdict.reason() {
            let text = format!("{}: {}: {reason}", run.name, run.verdict.word().to_lowercase());
            page.leaf("li", &[], &text);
        }
    }
}

fn open(report: &Report, page: &mut Page) {
    for (number, run) in report.runs.iter().enumerate() {
        for (index, check) in run.checks.iter().enumerate() {
            let Outcome::Inconclusive { reason } = &check.outcome else { continue };
            page.element("li", &[], |page| {
                let target = format!("#{}", case::anchor(number, index));
                page.leaf("a", &[("href", &target)], &check.rule.id);
                page.text(&format!(" in {}: inconclusive: {reason}", run.name));
            });
        }
    }
}

/// Rules that no run reached, with the reason that the first one gives.
fn never_reached(report: &Report, page: &mut Page) {
    let Some(first) = report.runs.first() else { return };
    for (index, check) in first.checks.iter().enumerate() {
        let Outcome::NotReached { reason } = &check.outcome else { continue };
        let same = report.runs.iter().flat_map(|run| &run.checks);
        let mut same = same.filter(|other| other.rule.id == check.rule.id);
        if same.all(|other| Kind::of(other) == Kind::NotReached) {
            page.element("li", &[], |page| {
                let target = format!("#{}", case::anchor(0, index));
                page.leaf("a", &[("href", &target)], &check.rule.id);
                page.text(&format!(" {}: never reached: {reason}", check.rule.sentence));
            });
        }
    }
}

fn others(report: &Report, page: &mut Page) {
    for unproven in &report.unproven {
        page.element("li", &[], |page| {
            page.text(&unproven.counted());
            if let Some(why) = &unproven.why {
                page.text(&format!(": {why}"));
            }
            if unproven.items.is_empty() {
                return;
            }
            page.element("ul", &[("class", "items")], |page| {
                for item in unproven.items.iter().take(ITEMS) {
                    page.element("li", &[], |page| page.leaf("code", &[], item));
                }
                let left_out = unproven.items.len().saturating_sub(ITEMS);
                if left_out > 0 {
                    page.element("li", &[], |page| page.left_out(left_out, "items"));
                }
            });
        });
    }
}

fn never_met(report: &Report, page: &mut Page) {
    let Some(coverage) = &report.coverage else { return };
    let never: Vec<String> = coverage
        .items
        .iter()
        .filter(|item| item.runs.is_empty())
        .map(|item| format!("{} {}", item.group, item.name))
        .collect();
    if !never.is_empty() {
        page.element("li", &[], |page| {
            page.leaf("a", &[("href", "#coverage")], "Never met");
            page.text(&format!(": {}", never.join(", ")));
        });
    }
}

/// Of one line of what was not proven.
const ITEMS: usize = 200;
