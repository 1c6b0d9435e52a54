//! Scenarios that take over what another one says.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use toml::Spanned;

use super::{On, Reply, Scenario, Step};
use crate::diagnostic::{Diagnostic, suggestion};

/// How many scenarios a scenario can rest on. More, and nobody knows what it plays.
const DEEPEST: usize = 8;

/// Puts into each scenario with `extends` what the other one says and it does not: the steps of
/// each endpoint for which it has none, the faults if it has none, and the keys of `fixtures`,
/// `session` and `token`.
///
/// Gives the good ones in the order they came in, and what is wrong with the others: a name that
/// is not among `scenarios`, a circle, more than 8 scenarios below one.
pub fn resolve(scenarios: Vec<Scenario>) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let by_name: HashMap<&str, &Scenario> =
        scenarios.iter().map(|scenario| (&*scenario.name, scenario)).collect();
    let mut good = Vec::new();
    let mut problems = Vec::new();
    for scenario in &scenarios {
        match chain(scenario, &by_name) {
            Ok(bases) => {
                let mut filled = scenario.clone();
                bases.into_iter().for_each(|base| filled.take_over(base));
                good.push(filled);
            }
            Err(found) => problems.extend(found),
        }
    }
    (good, problems)
}

/// What `scenario` rests on, the nearest first.
///
/// # Errors
///
/// None, where the mistake is in another file and shown there.
fn chain<'a>(
    scenario: &Scenario,
    by_name: &HashMap<&str, &'a Scenario>,
) -> Result<Vec<&'a Scenario>, Option<Diagnostic>> {
    let wrong = |title: String, help: String| {
        Err(Some(scenario.file.at(extends_span(scenario), title).help(help)))
    };
    let mut bases: Vec<&'a Scenario> = Vec::new();
    let mut next = scenario.extends.as_ref();
    while let Some(name) = next.map(Spanned::get_ref) {
        let Some(base) = by_name.get(&**name) else {
            if !bases.is_empty() {
                return Err(None);
            }
            let known = by_name.keys().copied().filter(|known| *known != scenario.name);
            let known: BTreeSet<&str> = known.collect();
            return wrong(format!("there is no scenario `{name}`"), suggestion(name, known));
        };
        let is_seen = bases.iter().any(|seen| seen.name == base.name);
        bases.push(base);
        let names = std::iter::once(scenario).chain(bases.iter().copied());
        let names: Vec<&str> = names.map(|scenario| &*scenario.name).collect();
        if base.name == scenario.name {
            let title = format!("these scenarios extend each other: {}", names.join(" -> "));
            return wrong(title, "remove `extends` from one of them".to_owned());
        }
        if is_seen {
            return Err(None);
        }
        if bases.len() > DEEPEST {
            let title = format!("more than {DEEPEST} scenarios in a chain of `extends`");
            return wrong(title, format!("{} -> ...", names[..=DEEPEST].join(" -> ")));
        }
        next = base.extends.as_ref();
    }
    Ok(bases)
}

fn extends_span(scenario: &Scenario) -> Range<usize> {
    scenario.extends.as_ref().map_or(0..0, Spanned::span)
}

impl Scenario {
    /// Where `self` says nothing, what `base` says. The places of it are that of `extends`: the
    /// file of `base` has diagnostics of its own.
    fn take_over(&mut self, base: &Self) {
        let place = extends_span(self);
        self.tables(base, &place);
        self.file.said.extend(base.file.said.iter().cloned());
        if self.faults.is_empty() {
            self.faults.clone_from(&base.faults);
            self.faults.iter_mut().for_each(|rule| rule.place = place.clone());
        }
        let own: Vec<On> = self.steps.iter().map(|step| step.on).collect();
        let steps = base
            .steps
            .iter()
            .filter_map(|step| Some(step.moved(uncovered(step.on, &own)?, &place)));
        self.steps.extend(steps);
    }

    fn tables(&mut self, base: &Self, place: &Range<usize>) {
        let said = &self.file.said;
        let (fixtures, session, token) = (&mut self.fixtures, &mut self.session, &mut self.token);
        for (key, own, other) in [
            ("fixtures.authorize", &mut fixtures.authorize, &base.fixtures.authorize),
            ("fixtures.accounts", &mut fixtures.accounts, &base.fixtures.accounts),
            ("fixtures.investments", &mut fixtures.investments, &base.fixtures.investments),
        ] {
            take(said, key, own, &moved(other, place));
        }
        take(said, "session.idle", &mut session.idle, &base.session.idle);
        take(said, "session.processing", &mut session.processing, &base.session.processing);
        take(said, "session.ended", &mut session.ended, &base.session.ended);
        take(said, "session.consumed", &mut session.consumed, &base.session.consumed);
        take(said, "session.concurrent", &mut session.concurrent, &base.session.concurrent);
        take(said, "session.ready", &mut session.ready, &base.session.ready);
        take(said, "session.webhook", &mut session.webhook, &base.session.webhook);
        take(said, "token.required", &mut token.required, &base.token.required);
        take(said, "token.life", &mut token.life, &base.token.life);
    }
}

/// Takes the other's value of a key that the file does not have.
fn take<T: Clone>(said: &BTreeSet<String>, key: &str, own: &mut T, other: &T) {
    if !said.contains(key) {
        own.clone_from(other);
    }
}

impl Step {
    fn moved(&self, on: On, place: &Range<usize>) -> Self {
        let reply = match &self.reply {
            Reply::Fixture(name) => Reply::Fixture(moved(name, place)),
            other => other.clone(),
        };
        let patch = self.patch.as_ref().map(|patch| moved(patch, place));
        Self { on, reply, patch, place: place.clone(), ..self.clone() }
    }
}

fn moved(text: &Spanned<String>, place: &Range<usize>) -> Spanned<String> {
    Spanned::new(place.clone(), text.get_ref().clone())
}

/// What is left of a step's endpoints when those of `own` have steps already.
fn uncovered(on: On, own: &[On]) -> Option<On> {
    match On::PARTS.map(|covers| covers(on) && !own.iter().any(|own| covers(*own))) {
        [true, ..] => Some(On::Authorize),
        [_, true, true] => Some(On::Data),
        [_, true, false] => Some(On::Accounts),
        [_, false, true] => Some(On::Investments),
        _ => None,
    }
}
