//! The runs by the rules.

use super::case;
use super::kind::{Kind, key, symbol};
use super::page::Page;
use super::{badge, run_anchor};
use crate::report::{Check, Report};

pub(super) fn render(report: &Report, page: &mut Page) {
    page.element("section", &[("id", "matrix")], |page| {
        page.leaf("h2", &[], "Rules by scenario");
        if report.runs.iter().all(|run| run.checks.is_empty()) {
            page.leaf("p", &[], "No rule was applied.");
            return;
        }
        legend(report, page);
        let region = [
            ("class", "scroll"),
            ("role", "region"),
            ("aria-label", "Rules by scenario"),
            ("tabindex", "0"),
        ];
        page.element("div", &region, |page| {
            page.element("table", &[("class", "matrix")], |page| table(report, page));
        });
    });
}

fn legend(report: &Report, page: &mut Page) {
    page.element("ul", &[("class", "legend")], |page| {
        for (kind, _) in Kind::counts(report.tally()) {
            page.element("li", &[], |page| {
                key(kind, page);
                page.leaf("span", &[], &format!(" {}", kind.meaning()));
            });
        }
    });
}

fn table(report: &Report, page: &mut Page) {
    page.element("thead", &[], |page| {
        page.element("tr", &[], |page| {
            page.leaf("th", &[("scope", "col")], "Rule");
            for (number, run) in report.runs.iter().enumerate() {
                page.element("th", &[("scope", "col")], |page| {
                    page.leaf("a", &[("href", &format!("#{}", run_anchor(number)))], &run.name);
                    badge(&run.verdict, page);
                });
            }
        });
    });
    let rules = report.runs.iter().max_by_key(|run| run.checks.len()).map(|run| &run.checks);
    page.element("tbody", &[], |page| {
        for check in rules.into_iter().flatten() {
            page.element("tr", &[], |page| row(report, check, page));
        }
    });
}

fn row(report: &Report, check: &Check, page: &mut Page) {
    let rule = &check.rule;
    page.element("th", &[("scope", "row")], |page| {
        page.leaf("code", &[], &rule.id);
        page.leaf("small", &[("class", "strength")], rule.strength.word());
        page.leaf("span", &[("class", "sentence")], &rule.sentence);
    });
    for (number, run) in report.runs.iter().enumerate() {
        let found = run.checks.iter().position(|other| other.rule.id == rule.id);
        match found {
            Some(index) => {
                let kind = Kind::of(&run.checks[index]);
                let title = format!("{} in {}: {}", rule.id, run.name, kind.meaning());
                let class = format!("cell {}", kind.class());
                page.element("td", &[("class", &class), ("title", &title)], |page| {
                    let target = format!("#{}", case::anchor(number, index));
                    page.element("a", &[("href", &target)], |page| symbol(kind, page));
                });
            }
            None => page.leaf("td", &[("class", "cell")], ""),
        }
    }
}
