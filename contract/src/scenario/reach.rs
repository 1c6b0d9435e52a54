//! Steps and faults that can never be reached.

use std::time::Duration;

use super::{FaultRule, Limit, On, QuestionType, Reply, Scenario, Step};
use crate::diagnostic::Diagnostic;
use crate::polling;

pub(super) fn warnings(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut warn = |warning: Warning<'_>| {
        let file = &scenario.file;
        let place = warning.place.clone();
        let shown = Diagnostic::at(&file.path, &file.source, place, warning.title, "");
        let shown = shown.warning().help(warning.help);
        // A step of `data` is seen twice, and the steps of `extends` stand in one place.
        if !warnings.contains(&shown) {
            warnings.push(shown);
        }
    };
    steps(scenario, On::covers_accounts).into_iter().for_each(&mut warn);
    steps(scenario, On::covers_investments).into_iter().for_each(&mut warn);
    faults(&scenario.faults).into_iter().for_each(&mut warn);
    no_choices(&scenario.steps).into_iter().for_each(&mut warn);
    warnings
}

struct Warning<'a> {
    place: &'a std::ops::Range<usize>,
    title: String,
    help: String,
}

/// The steps of one endpoint, on the time line of a session that is polled as the guides say.
///
/// Authorize is left out: its steps belong to a login, which outlives every session.
fn steps(scenario: &Scenario, covers: fn(On) -> bool) -> Vec<Warning<'_>> {
    let Limit::After(processing) = scenario.session.processing else { return Vec::new() };
    let mut warnings = Vec::new();
    let mut begins = Duration::ZERO;
    for step in scenario.steps.iter().filter(|step| covers(step.on)) {
        let ends = begins.saturating_add(longest(step));
        if begins >= processing {
            let title = "this step is never reached".to_owned();
            warnings.push(Warning { place: &step.place, title, help: outlives(processing) });
        } else if step.lasts.is_some() && ends > processing {
            let title = "this step outlasts the session".to_owned();
            warnings.push(Warning { place: &step.place, title, help: outlives(processing) });
        }
        begins = ends;
    }
    warnings
}

/// How long a step holds an endpoint that is polled every 10 s.
fn longest(step: &Step) -> Duration {
    let times = step.times.map_or(1, std::num::NonZeroU32::get);
    step.lasts.unwrap_or_else(|| polling::INTERVAL.saturating_mul(times))
}

fn outlives(processing: Duration) -> String {
    format!(
        "the session ends {} s after its first data call, and a client polls every {} s; \
         session.processing = \"unlimited\" removes this limit",
        processing.as_secs(),
        polling::INTERVAL.as_secs()
    )
}

fn faults<'a>(faults: &'a [FaultRule]) -> Vec<Warning<'a>> {
    let warning = |(index, rule): (usize, &'a FaultRule)| {
        let always = faults[..index].iter().any(|earlier| hides(earlier, rule));
        let (title, help) = if rule.probability == Some(0.0) {
            ("this fault is never triggered", "its probability is 0")
        } else if always {
            ("this fault is never triggered", "every call triggers an earlier fault")
        } else {
            return None;
        };
        let (title, help) = (title.to_owned(), help.to_owned());
        Some(Warning { place: &rule.place, title, help })
    };
    faults.iter().enumerate().filter_map(warning).collect()
}

/// Whether `earlier` leaves nothing to `later`.
fn hides(earlier: &FaultRule, later: &FaultRule) -> bool {
    let always = earlier.first.is_none() && earlier.probability.is_none_or(|chance| chance >= 1.0);
    let until = |rule: &FaultRule| rule.until.unwrap_or(Duration::MAX);
    let window = earlier.from <= later.from && until(earlier) >= until(later);
    let covers = |covered: fn(On) -> bool| !covered(later.on) || covered(earlier.on);
    always
        && window
        && covers(On::covers_authorize)
        && covers(On::covers_accounts)
        && covers(On::covers_investments)
}

fn no_choices<'a>(steps: &'a [Step]) -> Vec<Warning<'a>> {
    let multiple = [QuestionType::MultipleChoice, QuestionType::MultipleChoiceMultipleAnswers];
    let lacking = steps.iter().filter(|step| match &step.reply {
        Reply::Challenge(challenge) => challenge
            .ask
            .iter()
            .any(|question| multiple.contains(&question.kind) && question.choices.is_empty()),
        _ => false,
    });
    let warning = |step: &'a Step| Warning {
        place: &step.place,
        title: "a multiple-choice question without choices".to_owned(),
        help: "such as choices = [\"Montreal\", \"Toronto\"]".to_owned(),
    };
    lacking.map(warning).collect()
}
