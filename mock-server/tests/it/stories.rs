//! Each built-in scenario, played over a socket on the auto clock and compared with what is written
//! out here. One file per theme.

mod delays;
mod faults;
mod lies;
mod polling;
mod questions;
mod sessions;
mod surprises;
mod talk;

use std::collections::BTreeSet;

use flinks_mock::{FlinksMock, builtin_scenarios};

use crate::support::program::folder;

const TALKS: [&[talk::Story]; 6] = [
    delays::STORIES,
    faults::STORIES,
    lies::STORIES,
    questions::STORIES,
    sessions::STORIES,
    surprises::STORIES,
];

#[test]
fn every_scenario_has_its_story_and_every_story_its_scenario() {
    let polled = polling::STORIES.iter().map(|(name, _)| *name);
    let told: Vec<_> = TALKS.concat().iter().map(|(name, _)| *name).chain(polled).collect();
    let names: BTreeSet<_> = builtin_scenarios().into_iter().map(|story| story.name).collect();

    assert_eq!(told.len(), names.len(), "a scenario has one story");
    assert_eq!(told.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), names);
}

#[tokio::test]
async fn every_story_is_played_as_it_is_written() {
    for stories in TALKS {
        talk::is_told(stories).await;
    }
}

/// Bodies that the schemas take and in which no patch finds an account or a link.
const BARE: [(&str, &str); 4] = [
    (
        "accounts/seed.json",
        r#"{"HttpStatusCode":200,"Accounts":[],"Login":{"Username":"{{Username}}","IsScheduledRefresh":false,"LastRefresh":"{{LastRefresh}}","Type":null,"Id":"{{LoginId}}"},"Institution":"i","RequestId":"{{RequestId}}"}"#,
    ),
    ("investments/holdings.json", r#"{"Investments":[]}"#),
    ("pending/accounts.json", PENDING),
    ("pending/investments.json", PENDING),
];

const PENDING: &str = r#"{"FlinksCode":"OPERATION_PENDING","Links":[],"HttpStatusCode":202,"Message":"m","RequestId":"{{RequestId}}"}"#;

#[tokio::test]
async fn patches_still_fit_when_a_user_replaces_the_usual_bodies() {
    let (_folder, path) = folder(&BARE);
    let started = FlinksMock::builder().fixtures(path).start().await;
    assert!(started.is_ok(), "{}", started.unwrap_err());
}
