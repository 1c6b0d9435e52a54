//! Each built-in scenario, played by a client that keeps the 10 s interval on the auto clock.

use std::collections::BTreeSet;

use flinks_mock::builtin_scenarios;
use flinks_mock::clock::Moment;

use crate::support::{CUSTOMER, Mock};

/// What a scenario's LoginId gives: Authorize, then accounts, then investments; answers with the
/// second at which they came, repeated ones counted.
const STORIES: &[(&str, &[&str])] =
    &[("ready-at-once", &["200 at 0", "accounts 200 at 0", "investments 200 at 0"])];

async fn tell(name: &str, login_id: &str) -> Vec<String> {
    let mock = Mock::start().await;
    let authorized = mock.authorize(login_id).await;
    let mut story = vec![format!("{} at {}", authorized.short(), seconds(&mock))];
    if authorized.status != 200 {
        return story;
    }
    let id = authorized.text_at("/RequestId");
    story.extend(polls(&mock, "accounts", &id, login_id).await);
    let mock = Mock::start().await;
    let id = mock.authorize(login_id).await.text_at("/RequestId");
    story.extend(polls(&mock, "investments", &id, login_id).await);
    assert!(!name.is_empty());
    story
}

async fn polls(mock: &Mock, data: &str, id: &str, login_id: &str) -> Vec<String> {
    let mut answers: Vec<(String, u64, u64)> = Vec::new();
    for call in 0..=181 {
        let answer = match (data, call) {
            ("accounts", 0) => mock.detail(id).await,
            ("accounts", _) => mock.poll(id).await,
            _ => {
                let body = format!(
                    r#"{{"RequestId":"{id}","LoginId":"{login_id}","MostRecentCached":true}}"#
                );
                mock.send("POST", &format!("/v3/{CUSTOMER}/Investments"), &body).await
            }
        };
        let (short, at) = (answer.short(), seconds(mock));
        match answers.last_mut() {
            Some((last, _, times)) if *last == short => *times += 1,
            _ => answers.push((short, at, 1)),
        }
        // UNAUTHORIZED here is "still loading": both guides say to retry.
        if answer.status != 202 && !answer.text.contains("\"UNAUTHORIZED\"") {
            break;
        }
        let next = mock.clock().now().plus(std::time::Duration::from_secs(10));
        mock.clock().sleep_until(next).await;
    }
    let line = |(short, at, times): (String, u64, u64)| match times {
        1 => format!("{data} {short} at {at}"),
        _ => format!("{data} {short} at {at} x{times}"),
    };
    answers.into_iter().map(line).collect()
}

fn seconds(mock: &Mock) -> u64 {
    mock.clock().now().since(Moment::START).as_secs()
}

#[tokio::test]
async fn every_story_is_told_as_it_is_written_here() {
    for scenario in builtin_scenarios() {
        let told = tell(&scenario.name, &scenario.login_id.to_string()).await;
        let written = STORIES.iter().find(|(name, _)| *name == scenario.name);
        let Some((_, written)) = written else { println!("{:?}, &{told:?}", scenario.name); continue; };
        assert_eq!(told, *written, "{}", scenario.name);
    }
}

#[test]
fn every_story_here_has_its_scenario() {
    let names: BTreeSet<_> = builtin_scenarios().into_iter().map(|story| story.name).collect();
    let written: BTreeSet<_> = STORIES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, written);
}
