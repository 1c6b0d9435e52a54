//! Each built-in scenario, played over a socket on the auto clock and compared with what is written
//! out here. One file per theme.

mod delays;
mod polling;
mod questions;
mod sessions;
mod talk;

use std::collections::BTreeSet;

use flinks_mock::builtin_scenarios;

#[test]
fn every_scenario_has_its_story_and_every_story_its_scenario() {
    let names: BTreeSet<_> = builtin_scenarios().into_iter().map(|story| story.name).collect();
    let told: BTreeSet<_> = polling::STORIES
        .iter()
        .map(|(name, _)| *name)
        .chain(
            [questions::STORIES, sessions::STORIES, delays::STORIES]
                .into_iter()
                .flatten()
                .map(|(name, _)| *name),
        )
        .map(str::to_owned)
        .collect();
    assert_eq!(names, told);
}
