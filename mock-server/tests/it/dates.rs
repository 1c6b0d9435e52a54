//! Dates that move with the calendar.

use flinks_mock::{Dates, FlinksMock, builtin_scenarios};
use serde_json::{Value, json};

use crate::support::{LOGIN, Mock};

/// A customer whose first call comes at noon of this day.
async fn mock(date: &str, scenario: &str) -> Mock {
    let dates: Dates = date.parse().unwrap();
    Mock::with(FlinksMock::builder().scenario(scenario).dates(dates)).await
}

/// The transactions that a client of this login gets.
async fn transactions(mock: &Mock, login: &str, options: Value) -> Vec<Value> {
    let mut body = options;
    let opened: Value = serde_json::from_str(&mock.authorize(login).await.text).unwrap_or_default();
    let id = opened["RequestId"].as_str().unwrap_or_default().to_owned();
    body["RequestId"] = id.as_str().into();
    let mut answer = mock.post("GetAccountsDetail", &body.to_string()).await;
    while answer.status == 202 {
        answer = mock.poll(&id).await;
    }
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let accounts = body["Accounts"].as_array().into_iter().flatten();
    accounts.flat_map(|it| it["Transactions"].as_array().cloned().unwrap_or_default()).collect()
}

fn dates(transactions: &[Value]) -> Vec<&str> {
    transactions.iter().filter_map(|it| it["Date"].as_str()).collect()
}

/// Of those since a day, how many there are and the sum of their debits.
async fn since(mock: &Mock, date: &str) -> (usize, String) {
    let all = transactions(mock, LOGIN, json!({ "DateFrom": date })).await;
    let debits: f64 = all.iter().filter_map(|it| it["Debit"].as_f64()).sum();
    (all.len(), format!("{debits:.2}"))
}

/// Over the last 30, 60 and 90 days, whatever day it is.
#[tokio::test]
async fn a_client_sums_up_the_same_on_any_day() {
    for (today, days) in [
        ("2024-02-29", ["2024-01-31", "2024-01-01", "2023-12-02"]),
        ("2027-01-01", ["2026-12-03", "2026-11-03", "2026-10-04"]),
    ] {
        let mock = mock(today, "ninety-days").await;
        let expected = [(75, "5379.97"), (153, "12276.20"), (232, "18277.90")]
            .map(|(count, sum)| (count, sum.to_owned()));
        let mut seen = Vec::new();
        for day in days {
            seen.push(since(&mock, day).await);
        }
        assert_eq!(seen, expected, "{today}");
    }
}

/// Those that have none bring no transactions with their first 200, or a page in its place.
#[tokio::test]
async fn every_built_in_login_has_transactions_of_the_last_30_days() {
    let mock = mock("2026-12-01", "two-polls").await;
    let mut without = Vec::new();
    for scenario in builtin_scenarios().into_iter().filter(|scenario| scenario.brings_data) {
        let all = transactions(&mock, &scenario.login_id.to_string(), json!({})).await;
        let newest = dates(&all).into_iter().max().unwrap_or_default().to_owned();
        if !("2026-11-01".."2026-12-09").contains(&&*newest) {
            without.push(scenario.name);
        }
    }
    let expected = [
        "empty-accounts",
        "maintenance-page",
        "no-accounts",
        "pending-under-status-200",
        "transactions-later",
    ];
    assert_eq!(without, expected);
}

const NEWEST: [&str; 5] = ["2026-01-22", "2026-01-21", "2026-01-30", "2026-01-15", "2026-01-02"];

#[tokio::test]
async fn a_session_keeps_its_dates_and_the_next_day_moves_them() {
    let mock = mock("2026-01-31", "data-after-25-minutes").await;
    let first = mock.authorize(LOGIN).await;
    assert_eq!(first.text_at("/Login/LastRefresh"), "2026-01-30T12:00:00.5227901");
    assert_eq!(dates(&transactions(&mock, LOGIN, json!({})).await), NEWEST);
    let collected = mock.authorize(LOGIN).await;
    assert_eq!(collected.text_at("/Login/LastRefresh"), "2026-01-31T12:25:00.5227901");

    mock.at(12 * 3_600).await;
    assert_eq!(
        dates(&transactions(&mock, LOGIN, json!({})).await),
        ["2026-01-23", "2026-01-22", "2026-01-31", "2026-01-16", "2026-01-03"]
    );
}
