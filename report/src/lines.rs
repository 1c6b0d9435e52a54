//! The labelled lines of a broken rule. Every format shows the same ones in its own way.

use std::borrow::Cow;

use crate::check::{Check, Finding, Place, counted};

pub(crate) struct Line<'a> {
    /// Name of the line; empty if it continues the line before it.
    pub(crate) label: &'a str,
    pub(crate) value: Cow<'a, str>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A line that every finding has: where it is, what was expected and what came.
    Main,
    Other,
    /// A command for a shell, shown whole or not at all.
    Command,
}

impl<'a> Line<'a> {
    fn new(kind: Kind, label: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        Self { label, value: value.into(), kind }
    }
}

pub(crate) fn of_finding(finding: &Finding) -> Vec<Line<'_>> {
    let (place, human) = match &finding.place {
        Place::Outside(_) => ("where", None),
        Place::Body { human, .. } => ("body", human.as_deref()),
    };
    let sum = finding.arithmetic.as_ref().map(|sum| format!("  = {sum}")).unwrap_or_default();
    let mut lines = vec![
        Line::new(Kind::Main, "at", &*finding.at),
        Line::new(Kind::Main, place, finding.place.label()),
    ];
    lines.extend(human.map(|human| Line::new(Kind::Main, "", human)));
    lines.push(Line::new(Kind::Main, "expected", format!("{}{sum}", finding.expected)));
    lines.push(Line::new(Kind::Main, "actual", finding.actual.to_string()));
    let other = |label, value| Line::new(Kind::Other, label, value);
    lines.extend(finding.off_by.as_deref().map(|value| other("off by", value)));
    lines.extend(finding.details.iter().map(|fact| other(&fact.name, &*fact.value)));
    lines.extend(finding.note.as_deref().map(|value| other("note", value)));
    let commands = finding.commands.iter();
    lines.extend(commands.map(|fact| Line::new(Kind::Command, &fact.name, &*fact.value)));
    if finding.alike > 0 {
        let more = format!("{} at places like this one", finding.alike);
        lines.push(Line::new(Kind::Other, "and", more));
    }
    lines
}

/// Source of the rule, the command that explains it, and the number of broken places.
pub(crate) fn of_rule(check: &Check) -> Vec<Line<'_>> {
    let rule = &check.rule;
    let mut lines = vec![Line::new(Kind::Other, "rule", &*rule.source)];
    lines.extend(rule.more.as_deref().map(|more| Line::new(Kind::Other, "more", more)));
    let (findings, places) = (check.outcome.findings(), check.outcome.places());
    let broken = counted("place", Finding::count(findings));
    let mut spread = format!("{broken} in {}", check.unit.count(places));
    if let [first, ..] = findings
        && !first.fingerprint.is_empty()
    {
        spread = format!("{spread}; fingerprint {}", first.fingerprint);
    }
    lines.push(Line::new(Kind::Other, "spread", spread));
    lines
}

/// `/Balance: 12.00 number, expected 13.00 number`. The request and the expected value are there where
/// they differ from those of `first`.
pub(crate) fn in_short(finding: &Finding, first: &Finding) -> String {
    let at = if finding.at == first.at { String::new() } else { format!("{}, ", finding.at) };
    let expected = if finding.expected == first.expected {
        String::new()
    } else {
        format!(", expected {}", finding.expected)
    };
    format!("{at}{}: {}{expected}", finding.place.label(), finding.actual)
}
