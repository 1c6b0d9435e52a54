//! Stories that a client polls to their end, keeping the 10 s interval on the auto clock.

use flinks_mock::builtin_scenarios;

use crate::support::{CUSTOMER, Mock};

/// What a scenario's LoginId gives: Authorize, then accounts, then investments; answers with the
/// second at which they came, repeated ones counted.
#[rustfmt::skip]
pub(super) const STORIES: &[(&str, &[&str])] = &[
    ("ready-at-once", &["200 at 0", "accounts 200 at 0", "investments 200 at 0"]),
    ("authorize-access-denied", &["401 ACCESS_DENIED at 0"]),
    ("authorize-aggregation-error", &["500 AGGREGATION_ERROR at 0"]),
    ("authorize-card-in-use", &["400 CARD_IN_USE at 0"]),
    ("authorize-concurrent-session", &["401 CONCURRENT_SESSION at 0"]),
    ("authorize-disabled-institution", &["405 DISABLED_INSTITUTION at 0"]),
    ("authorize-disabled-login", &["401 DISABLED_LOGIN at 0"]),
    ("authorize-invalid-login", &["401 INVALID_LOGIN at 0"]),
    ("authorize-invalid-password", &["401 INVALID_PASSWORD at 0"]),
    ("authorize-invalid-request", &["401 INVALID_REQUEST at 0"]),
    ("authorize-invalid-security-response", &["401 INVALID_SECURITY_RESPONSE at 0"]),
    ("authorize-invalid-username", &["401 INVALID_USERNAME at 0"]),
    ("authorize-method-not-available", &["501 METHOD_NOT_AVAILABLE at 0"]),
    ("authorize-new-account", &["401 NEW_ACCOUNT at 0"]),
    ("authorize-question-not-found", &["401 QUESTION_NOT_FOUND at 0"]),
    ("authorize-retry-later", &["401 RETRY_LATER at 0"]),
    ("authorize-session-expired", &["401 SESSION_EXPIRED at 0"]),
    ("authorize-too-many-requests", &["401 TOO_MANY_REQUESTS at 0"]),
    ("authorize-unauthorized", &["401 UNAUTHORIZED at 0"]),
    ("data-after-25-minutes", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x150", "accounts 200 at 1500", "investments 200 at 0"]),
    ("dispatched-after-210-seconds", &["200 at 0", "accounts 202 OPERATION_DISPATCHED at 210", "accounts 202 OPERATION_PENDING at 220", "accounts 200 at 230", "investments 200 at 0"]),
    ("error-during-poll", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x2", "accounts 500 AGGREGATION_ERROR at 20", "investments 200 at 0"]),
    ("investments-never-ready", &["200 at 0", "accounts 200 at 0", "investments 202 OPERATION_PENDING at 0 x182"]),
    ("investments-retired", &["200 at 0", "accounts 200 at 0", "investments 410 METHOD_NOT_AVAILABLE at 0"]),
    ("investments-retired-501", &["200 at 0", "accounts 200 at 0", "investments 501 METHOD_NOT_AVAILABLE at 0"]),
    ("investments-slower", &["200 at 0", "accounts 202 OPERATION_PENDING at 0", "accounts 200 at 10", "investments 202 OPERATION_PENDING at 0 x72", "investments 200 at 720"]),
    ("never-ready-session-expires", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x180", "accounts 401 SESSION_EXPIRED at 1800", "investments 202 OPERATION_PENDING at 0 x180", "investments 401 SESSION_EXPIRED at 1800"]),
    ("never-ready", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x182", "investments 202 OPERATION_PENDING at 0 x182"]),
    ("ninety-days", &["200 at 0", "accounts 202 OPERATION_PENDING at 0", "accounts 200 at 10", "investments 202 OPERATION_PENDING at 0", "investments 200 at 10"]),
    ("no-accounts", &["200 at 0", "accounts 200 at 0", "investments 200 at 0"]),
    ("session-lost-during-poll", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x2", "accounts 400 SESSION_NONEXISTENT at 20", "investments 200 at 0"]),
    ("still-loading", &["200 at 0", "accounts 401 UNAUTHORIZED at 0", "accounts 202 OPERATION_PENDING at 10", "accounts 200 at 20", "investments 200 at 0"]),
    ("two-polls", &["200 at 0", "accounts 202 OPERATION_PENDING at 0 x2", "accounts 200 at 20", "investments 202 OPERATION_PENDING at 0 x2", "investments 200 at 20"]),
];

async fn tell(login_id: &str) -> Vec<String> {
    let mock = Mock::start().await;
    let authorized = mock.authorize(login_id).await;
    let mut story = vec![format!("{} at {}", authorized.short(), mock.second())];
    if authorized.status != 200 {
        return story;
    }
    let id = authorized.text_at("/RequestId");
    story.extend(polls(&mock, "accounts", &id, login_id).await);
    let mock = Mock::start().await;
    let id = mock.authorize(login_id).await.text_at("/RequestId");
    story.extend(polls(&mock, "investments", &id, login_id).await);
    story
}

async fn polls(mock: &Mock, data: &str, id: &str, login_id: &str) -> Vec<String> {
    let mut answers: Vec<(String, f64, u64)> = Vec::new();
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
        let (short, at) = (answer.short(), mock.second());
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
    let line = |(short, at, times): (String, f64, u64)| match times {
        1 => format!("{data} {short} at {at}"),
        _ => format!("{data} {short} at {at} x{times}"),
    };
    answers.into_iter().map(line).collect()
}

#[tokio::test]
async fn every_story_is_told_as_it_is_written_here() {
    let scenarios = builtin_scenarios();
    for (name, written) in STORIES {
        let scenario = scenarios.iter().find(|scenario| scenario.name == *name).unwrap();
        assert_eq!(tell(&scenario.login_id.to_string()).await, *written, "{name}");
    }
}
