//! Steps and faults that can never be reached.

use std::ops::Range;
use std::time::Duration;

use super::{FaultRule, Limit, On, QuestionType, Reply, Scenario, Step};
use crate::diagnostic::Diagnostic;
use crate::polling;

/// Place, title and help.
type Warning<'a> = (&'a Range<usize>, &'static str, String);

pub(super) fn warnings(scenario: &Scenario) -> Vec<Diagnostic> {
    let found = [
        steps(scenario, On::covers_accounts),
        steps(scenario, On::covers_investments),
        faults(&scenario.faults),
        no_choices(&scenario.steps),
    ];
    let mut warnings = Vec::new();
    for (place, title, help) in found.into_iter().flatten() {
        let shown = scenario.file.at(place.clone(), title).warning().help(help);
        // A step of `data` is seen twice, and the steps of `extends` stand in one place.
        if !warnings.contains(&shown) {
            warnings.push(shown);
        }
    }
    warnings
}

/// The steps of one endpoint, on the time line of a session that is polled as the guides say.
///
/// Authorize is left out: its steps belong to a login, which outlives every session.
fn steps(scenario: &Scenario, covers: fn(On) -> bool) -> Vec<Warning<'_>> {
    let Limit::After(processing) = scenario.session.processing else { return Vec::new() };
    let help = format!(
        "the session ends {} s after its first data call, and a client polls every {} s; \
         session.processing = \"unlimited\" removes this limit",
        processing.as_secs(),
        polling::INTERVAL.as_secs()
    );
    let mut warnings = Vec::new();
    let mut begins = Duration::ZERO;
    for step in scenario.steps.iter().filter(|step| covers(step.on)) {
        // A client polls every 10 s.
        let times = step.times.map_or(1, std::num::NonZeroU32::get);
        let longest = step.lasts.unwrap_or_else(|| polling::INTERVAL.saturating_mul(times));
        let ends = begins.saturating_add(longest);
        if begins >= processing {
            warnings.push((&step.place, "this step is never reached", help.clone()));
        } else if step.lasts.is_some() && ends > processing {
            warnings.push((&step.place, "this step outlasts the session", help.clone()));
        }
        begins = ends;
    }
    warnings
}

fn faults(faults: &[FaultRule]) -> Vec<Warning<'_>> {
    let warning = |(index, rule): (usize, &'_ FaultRule)| {
        let help = if rule.probability == Some(0.0) {
            "its probability is 0"
        } else if faults[..index].iter().any(|earlier| hides(earlier, rule)) {
            "every call triggers an earlier fault"
        } else {
            return None;
        };
        Some((&faults[index].place, "this fault is never triggered", help.to_owned()))
    };
    faults.iter().enumerate().filter_map(warning).collect()
}

/// Whether `earlier` leaves nothing to `later`.
fn hides(earlier: &FaultRule, later: &FaultRule) -> bool {
    let always = earlier.first.is_none() && earlier.probability.is_none_or(|chance| chance >= 1.0);
    let until = |rule: &FaultRule| rule.until.unwrap_or(Duration::MAX);
    let window = earlier.from <= later.from && until(earlier) >= until(later);
    always && window && On::PARTS.iter().all(|covers| !covers(later.on) || covers(earlier.on))
}

fn no_choices(steps: &[Step]) -> Vec<Warning<'_>> {
    let multiple = [QuestionType::MultipleChoice, QuestionType::MultipleChoiceMultipleAnswers];
    let lacks = |step: &&Step| match &step.reply {
        Reply::Challenge(challenge) => challenge
            .ask
            .iter()
            .any(|question| multiple.contains(&question.kind) && question.choices.is_empty()),
        _ => false,
    };
    let title = "a multiple-choice question without choices";
    let help = "such as choices = [\"Montreal\", \"Toronto\"]";
    steps.iter().filter(lacks).map(|step| (&step.place, title, help.to_owned())).collect()
}
