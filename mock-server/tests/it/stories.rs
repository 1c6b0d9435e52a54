//! Each built-in scenario, played over a socket on the auto clock and compared with what is written
//! out here. One file per theme.

mod delays;
mod lies;
mod polling;
mod questions;
mod sessions;
mod surprises;
mod talk;

use std::collections::BTreeSet;

use flinks_mock::builtin_scenarios;

#[test]
fn every_scenario_has_its_story_and_every_story_its_scenario() {
    let talks =
        [delays::STORIES, lies::STORIES, questions::STORIES, sessions::STORIES, surprises::STORIES];
    let polled = polling::STORIES.iter().map(|(name, _)| *name);
    let told: Vec<_> = talks.concat().iter().map(|(name, _)| *name).chain(polled).collect();
    let names: BTreeSet<_> = builtin_scenarios().into_iter().map(|story| story.name).collect();

    assert_eq!(told.len(), names.len(), "a scenario has one story");
    assert_eq!(told.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), names);
}
