//! CLI-TOL-002: text comes through whole.

use super::*;

/// The client counts the characters of all descriptions.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for report in client_reports(context, rule) {
        let Some(actual) = report.reported("characters", rule) else { continue };
        rule.applied(1);
        let characters = report.data.characters;
        if is_count(&actual, characters) {
            continue;
        }
        let expected = format!("{characters} characters in all descriptions");
        let mut found = report.finding("descriptions", &expected, &format!("{actual} characters"));
        found.note = decimal(&actual).map(|actual| note(actual > characters.into()).to_owned());
        rule.breaks(found);
    }
}

fn note(is_more: bool) -> &'static str {
    if is_more {
        "more than were sent: was UTF-8 read as another encoding, or were bytes counted?"
    } else {
        "fewer than were sent: was text cut, or were signs left out?"
    }
}
