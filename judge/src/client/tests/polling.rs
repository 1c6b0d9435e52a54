//! CLI-POLL, and what is left to other rules.

use flinks_report::Outcome;

use super::story::{assert_open, broken, findings, outcome};

/// Each story with the rules it breaks. Its name says what a client does.
#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &str, &[&str])] = &[
        ("keeps to 30 min", "ask A; polls 10 10 180 -> pending; end 1801", &[]),
        ("polls every 30 s, for 30 min", "ask A; polls 30 30 59 -> pending; end 1801", &[]),
        ("gives up at the 202", "ask A; end 1", &["CLI-POLL-001"]),
        ("gives up after 6 polls, one every 3 s",
         "ask A; polls 3 3 6 -> pending; end 18.5", &["CLI-POLL-001", "CLI-POLL-002"]),
        ("gives up after 6 polls", "ask A; polls 10 10 6 -> pending; end 61", &["CLI-POLL-001"]),
        ("gives up, and the journal goes on for 30 min",
         "ask A; 1900 Token -> 200", &["CLI-POLL-001"]),
        ("is still at it", "ask A; polls 10 10 6 -> pending", &[]),
        ("stops polling at its own time limit",
         "ask A; 10.1 Async A -> 202 left took=5; end 16", &["CLI-POLL-001"]),
        ("polls Investments once",
         "open A; 0.1 Detail A -> 200; 0.2 Investments A -> pending; end 1", &["CLI-POLL-001"]),
        ("polls every 3 s", "
            ask A
            10.1 Async A -> pending
            13.1 Async A -> pending
            16.1 Async A -> 200
            end 17
        ", &["CLI-POLL-002"]),
        ("calls every 10 s, however long the answers take", "
            open A
            0.1 Detail A -> pending took=4
            10.1 Async A -> pending took=4
            20.1 Async A -> pending took=4
            30.1 Async A -> 200
            end 31
        ", &[]),
        ("calls every 9 s, however long the answers take",
         "ask A; 10.1 Async A -> pending took=4; 19.1 Async A -> 200; end 20", &["CLI-POLL-002"]),
        ("polls Investments every 3 s", "
            open A
            0.1 Detail A -> 200
            0.2 Investments A -> pending
            10.2 Investments A -> pending
            13.2 Investments A -> 200
            end 17
        ", &["CLI-POLL-002"]),
        ("is 250 ms early", "ask A; 9.85 Async A -> pending; 19.6 Async A -> 200; end 20", &[]),
        ("is 251 ms early",
         "ask A; 9.85 Async A -> pending; 19.599 Async A -> 200; end 20", &["CLI-POLL-002"]),
        ("polls at once after the POST",
         "ask A; 0.2 Async A -> pending; 10.2 Async A -> 200; end 20", &[]),
        ("repeats Investments at once", "
            open A
            0.1 Detail A -> 200
            0.2 Investments A -> pending
            0.3 Investments A -> 200
            end 1
        ", &["CLI-POLL-002"]),
        ("polls every 60 s", "ask A; polls 60 60 30 -> pending; end 1801", &[]),
        ("polls every 121 s", "ask A; polls 121 121 14 -> pending; end 1801", &["CLI-POLL-009"]),
        ("comes back after 605 s once", "ask A; polls 605 10 1 -> 200", &["CLI-POLL-009"]),
        ("comes back after the 30 min", "ask A; polls 1801 10 1 -> 400 SESSION_NONEXISTENT", &["CLI-POLL-004", "CLI-POLL-009"]),
        ("comes back after the 30 min of a fast clock", "clock 180; ask A; polls 1801 10 1 -> 400 SESSION_NONEXISTENT", &["CLI-POLL-001", "CLI-POLL-009"]),
        ("comes back at the end of a faster clock, which a pause may do", "clock 400; ask A; polls 1801 10 1 -> 400 SESSION_NONEXISTENT", &["CLI-POLL-009"]),
        ("comes back at the end, and has the data", "clock 180; ask A; polls 1800 10 1 -> 200", &["CLI-POLL-009"]),
        ("was held up once on a fast clock", "clock 180; ask A; polls 10 10 1 -> pending; 81 Async A -> 200", &[]),
        ("was held up past the 30 min of a fast clock", "clock 180; ask A; polls 10 10 1 -> pending; 1812 Async A -> 400 SESSION_NONEXISTENT", &["CLI-POLL-009"]),
        ("comes as late as it was told",
         "open A; 0.1 Detail A -> pending retry-after=120; 120.1 Async A -> 200", &[]),
        ("takes its data from a webhook", r#"
            ask A
            0.2 Report A body={"requestId":"aaaaaaaa-0000-4000-8000-000000000001","webhooks":true} -> 204
            end 1
        "#, &[]),
        ("says that it has no webhook", r#"
            open A
            0.1 Detail A -> dispatched
            0.2 Report A body={"requestId":"aaaaaaaa-0000-4000-8000-000000000001","webhooks":false} -> 204
            end 1
        "#, &["CLI-POLL-006"]),
        ("polls by a timer, whatever is on its way", "
            ask A
            10.1 Async A -> pending due=15
            20.1 Async A -> pending due=0.1
            30.1 Async A -> 200
            end 31
        ", &["CLI-POLL-003"]),
        ("polls by a timer while the data comes", "
            open A
            0.1 Detail A -> 200 took=20
            10.1 Async A -> 200 took=1
            end 31
        ", &["CLI-POLL-003"]),
        ("polls by a fast timer, whatever is on its way", "
            ask A
            10.1 Async A -> pending due=15
            12.1 Async A -> pending due=15
            14.1 Async A -> 200 due=30
            end 50
        ", &["CLI-POLL-002", "CLI-POLL-003"]),
        ("polls for ever", "ask A; polls 10 10 200 -> pending; end 2500", &["CLI-POLL-004"]),
        ("is done with the 30 min 250 ms late", "ask A; polls 10 10 179 -> pending; 1800.35 Async A -> pending; end 1801", &[]),
        ("is done with the 30 min 251 ms late", "ask A; polls 10 10 179 -> pending; 1800.351 Async A -> pending; end 1801", &["CLI-POLL-004"]),
        ("counts 181 polls, the first of them at once", "ask A; polls 0.1 10.2 181 -> pending; end 1900", &[]),
        ("takes data that comes after 30 min", "ask A; polls 10 10 180 -> pending; 1810.1 Async A -> 200; end 1811", &["CLI-POLL-004"]),
        ("hammers through an outage",
         "ask A; polls 10 1 190 -> 502; 200 Async A -> 200; end 201", &["CLI-POLL-004"]),
        ("polls once too often", "
            ask A
            10.1 Async A -> 200
            10.2 Async A -> 400 SESSION_NONEXISTENT
            20.2 Async A -> 400 SESSION_NONEXISTENT
            end 21
        ", &["CLI-POLL-005"]),
        ("asks for the accounts again",
         "open A; 0.1 Detail A -> 200; 0.2 Detail A -> 200; end 21", &["CLI-POLL-005"]),
        ("asks for some of the accounts after the data, and polls for them", r#"
            ask A; 10.1 Async A -> 200
            10.2 Detail A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","DateFrom":"2026-01-01"} -> pending
            20.3 Async A -> 200
            20.4 Detail A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","WithKYC":false} -> 200
            end 41
        "#, &[]),
        ("asks for the accounts again with the same options", r#"
            open A
            0.1 Detail A body={"requestId":"aaaaaaaa-0000-4000-8000-000000000001","withKYC":"false"} -> 200
            0.2 Detail A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","WithKYC":false} -> 200
            end 21
        "#, &["CLI-POLL-005"]),
        ("takes the accounts, then the investments",
         "open A; 0.1 Detail A -> 200; 0.2 Investments A -> 200; end 21", &[]),
        ("hammers until the data", "ask A; polls 10 1 200 -> pending; 250 Async A -> 200; end 251", &["CLI-POLL-002"]),
        ("is refused its method twice", "
            ask A
            10.1 POST - path=/v3/ada/BankingServices/GetAccountsDetailAsync/aaaaaaaa-0000-4000-8000-000000000001 -> 405 INVALID_REQUEST
            20.1 POST - path=/v3/ada/BankingServices/GetAccountsDetailAsync/aaaaaaaa-0000-4000-8000-000000000001 -> 405 INVALID_REQUEST
            end 21
        ", &["CLI-SEQ-003"]),
        ("treats OPERATION_DISPATCHED as an error",
         "open A; 0.1 Detail A -> dispatched due=210; end 211", &["CLI-POLL-006"]),
        ("takes OPERATION_DISPATCHED for pending, and gives up later", "
            open A
            0.1 Detail A -> dispatched due=210
            220.1 Async A -> dispatched
            end 221
        ", &["CLI-POLL-001"]),
    ];
    for (name, story, expected) in table {
        assert_eq!(broken(story), *expected, "a client that {name}");
    }
}

/// Where another rule says it, giving up is not said as well.
#[test]
fn who_goes_on_elsewhere_did_not_give_up() {
    #[rustfmt::skip]
    let table = [
        ("authorizes for each poll", "
            ask A
            10.0 Authorize B -> 200
            10.1 Detail B -> pending
            20.0 Authorize C -> 200
            20.1 Detail C -> pending
            end 21
        "),
        ("polls an id of its own", "ask A; 10.1 Async b -> 400 SESSION_NONEXISTENT; end 21"),
        ("leaves the slash out", "
            ask A
            10.1 GET - path=/v3/ada/BankingServices/GetAccountsDetailAsyncaaaaaaaa-0000-4000-8000-000000000001 -> 404
            end 21
        "),
        ("polls under another customer",
         "ask A; 10.1 Async a customer=bob -> 400 SESSION_NONEXISTENT; end 21"),
        ("polls with a method that is refused", "
            ask A
            10.1 POST - path=/v3/ada/BankingServices/GetAccountsDetailAsync/aaaaaaaa-0000-4000-8000-000000000001 -> 405
            end 21
        "),
    ];
    for (name, story) in table {
        assert_eq!(findings(story, "CLI-POLL-001"), [], "a client that {name}");
    }
    let two = "ask A; 1 Authorize B login=2 -> 200; 1.1 Detail B -> 200; end 21";
    assert_eq!(broken(two), ["CLI-POLL-001"], "another login takes no session's place");
}

/// What cannot be seen is open, with the reason.
#[test]
fn what_stays_open() {
    let fast =
        "ask A; 5.1 Async A -> pending due=10; 8.1 Async A -> pending; 11.1 Async A -> 200; end 17";
    let auto =
        "the auto clock hides the client's own waits; a real, scaled or manual one shows them";
    let coarse = "at 3600 times real a timer of the client is exact to 18 s only: go slower";
    let stalled = "the machine stood still from t+00:00.000 to t+00:12.000: how long the client waited is not sure";
    let going = "the client may still be polling when the journal ends";
    #[rustfmt::skip]
    let table: &[(&str, &str, &str)] = &[
        (&format!("clock auto; {fast}"), "CLI-POLL-002", auto),
        (&format!("clock auto; {fast}"), "CLI-POLL-003", auto),
        (&format!("clock auto; {fast}"), "CLI-POLL-009", auto),
        (&format!("clock 3600; {fast}"), "CLI-POLL-002", coarse),
        (&format!("{fast}; stall 0 12"), "CLI-POLL-002", stalled),
        ("clock auto; ask A; polls 10 10 200 -> pending; end 2500", "CLI-POLL-004", auto),
        ("ask A; polls 10 10 6 -> pending", "CLI-POLL-001", going),
        ("ask A; polls 10 10 180 -> pending; 1805 Token -> 200", "CLI-POLL-004", going),
    ];
    for (story, rule, reason) in table {
        assert_open(story, rule, reason);
    }
}

fn told(story: &str, rule: &str) -> String {
    match outcome(story, rule) {
        Outcome::Passed { .. } => "right".to_owned(),
        Outcome::Failed { .. } => "wrong".to_owned(),
        Outcome::Inconclusive { reason } => reason,
        other => panic!("{rule}: {other:?}"),
    }
}

/// How early a poll may come at each speed, and where that cannot be measured.
#[test]
fn a_wait_that_the_speed_cannot_tell_from_10_s_is_open() {
    let open = |speed: u32, wait: &str| {
        format!("at {speed} times real a wait of {wait} s cannot be told from 10 s: go slower")
    };
    let [right, wrong] = ["right", "wrong"].map(str::to_owned);
    let table = [
        ("real", 9.74, wrong.clone()),
        ("real", 9.76, right.clone()),
        ("60", 9.0, wrong.clone()),
        ("60", 9.5, wrong.clone()),
        ("60", 9.71, open(60, "9.7")),
        ("60", 9.76, right.clone()),
        ("180", 9.0, wrong.clone()),
        ("180", 9.09, wrong.clone()),
        ("180", 9.11, open(180, "9.1")),
        ("180", 9.5, open(180, "9.5")),
        ("180", 9.74, open(180, "9.7")),
        // A timer of 56 ms that fires 1 ms early.
        ("180", 9.9, right.clone()),
        ("180", 10.0, right.clone()),
        // 1 ms is 1 s.
        ("1000", 8.9, open(1000, "8.9")),
        ("1000", 9.1, right.clone()),
    ];
    for (clock, wait, expected) in &table {
        let polled = format!(
            "clock {clock}; ask A; 10.1 Async A -> pending; {} Async A -> 200; end 30",
            10.1 + wait
        );
        assert_eq!(told(&polled, "CLI-POLL-002"), *expected, "{clock} {wait}");
        let refused = format!(
            "clock {clock}; open A; 1 Detail A -> 429 RETRY_LATER; {} Detail A -> 200; end 30",
            1.0 + wait
        );
        assert_eq!(told(&refused, "CLI-ERR-006"), *expected, "{clock} {wait}");
    }
    // The time that an answer took on its way is not time that the client waited; a delay that the scenario
    // asks for is.
    for (clock, took, expected) in [
        ("180", "took=0.4", open(180, "9.5")),
        ("180", "due=4 took=4", right.clone()),
        ("real", "took=0.4", right.clone()),
    ] {
        let polled = format!(
            "clock {clock}; ask A; 10 Async A -> pending {took}; 19.9 Async A -> 200; end 30"
        );
        assert_eq!(told(&polled, "CLI-POLL-002"), expected, "{clock} {took}");
    }
    // What is wrong is not made open by what is.
    let both =
        "clock 180; ask A; 10 Async A -> pending; 19.5 Async A -> pending; 22 Async A -> 200";
    assert_eq!(told(both, "CLI-POLL-002"), "wrong");
    // Calls at fixed intervals, one of which was held up on its way; and those of a client that never waits
    // long enough.
    let fixed = |second: f64, third: f64, fourth: f64| {
        format!(
            "clock 180; ask A; 10 Async A -> pending; {second} Async A -> pending; \
             {third} Async A -> pending; {fourth} Async A -> 200; end 50"
        )
    };
    assert_eq!(told(&fixed(20.5, 30.0, 40.0), "CLI-POLL-002"), "right");
    assert_eq!(told(&fixed(19.6, 29.2, 38.8), "CLI-POLL-002"), open(180, "9.6"));
}

/// A client that counts 180 polls, 10 s after each answer, is over by what the answers took.
#[test]
fn who_counts_the_polls_is_right_too() {
    let counted = |clock: &str, polls: u64, every: f64, took: f64| {
        format!(
            "clock {clock}; ask A; polls {every} {every} {polls} -> pending took={took}; end 9000"
        )
    };
    #[rustfmt::skip]
    let table: &[(&str, u64, f64, f64, &[&str])] = &[
        ("real", 180, 10.2, 0.2, &[]),
        ("real", 181, 10.2, 0.2, &["CLI-POLL-004"]),
        ("real", 170, 11.0, 0.2, &["CLI-POLL-004"]),
        ("180", 180, 11.0, 0.2, &[]),
        ("180", 100, 25.0, 0.2, &["CLI-POLL-004"]),
    ];
    for (clock, polls, every, took, expected) in table {
        let story = counted(clock, *polls, *every, *took);
        assert_eq!(broken(&story), *expected, "{clock} {polls} {every}");
    }
}

/// Half an hour ends at every speed: only what the speed cannot show is open, and nothing of it passes.
#[test]
fn at_high_speed_half_an_hour_is_not_minutes_longer() {
    let until = |clock: &str, wait: f64, last: f64| {
        let count = ((last - 0.1) / wait) as usize;
        format!("clock {clock}; ask A; polls {wait} {wait} {count} -> pending; end 2500")
    };
    let held_up =
        "clock 180; ask A; polls 25 25 71 -> pending; 1820.1 Async A -> pending; end 1900";
    let open = |last: &str| {
        format!(
            "at 180 times real a last poll at {last} cannot be told from one at 30 min: go slower"
        )
    };
    #[rustfmt::skip]
    let table = [
        (until("100", 15.0, 1914.0), "wrong".to_owned()),
        (until("100", 15.2, 1815.0), "wrong".to_owned()),
        (until("180", 15.6, 1936.0), "wrong".to_owned()),
        (until("180", 15.6, 1799.0), "right".to_owned()),
        (until("180", 11.0, 1900.0), open("t+31:32.100")),
        (held_up.to_owned(), open("t+30:20.100")),
    ];
    for (story, expected) in table {
        assert_eq!(told(&story, "CLI-POLL-004"), expected, "{story}");
    }
}

/// The interval that it is given is rounded up: 56 ms are 10.08 s.
#[test]
fn half_an_hour_may_be_counted_in_rounded_intervals() {
    let story = |last: &str| {
        format!(
            "clock 180; ask A; polls 25 25 71 -> pending; 1814.4 Async A -> pending; {last}; end 1900"
        )
    };
    assert_eq!(broken(&story("")), Vec::<String>::new());
    assert_eq!(broken(&story("1816 Investments A -> 200")), Vec::<String>::new());
    assert_eq!(broken(&story("1826 Async A -> pending")), ["CLI-POLL-004"]);
}

/// Only there: in real time a client is not held up for 8 s.
#[test]
fn on_a_fast_clock_the_last_poll_may_have_been_held_up() {
    let held = |clock: &str, last: &str| {
        format!(
            "clock {clock}; ask A; polls 25 25 71 -> pending; {last} Async A -> pending; end 1900"
        )
    };
    assert_eq!(broken(&held("180", "1808.1")), Vec::<String>::new());
    assert_eq!(broken(&held("real", "1808.1")), ["CLI-POLL-004"]);
}

/// 5 ms are 900 ms of the story at 180 times real.
#[test]
fn a_fast_clock_lets_more_pass() {
    let story = |second: &str| {
        format!("clock 180; ask A; 10.1 Async A -> pending; {second} Async A -> 200; end 21")
    };
    assert_eq!(broken(&story("19.2")), Vec::<String>::new());
    assert_eq!(broken(&story("19.199")), ["CLI-POLL-002"]);
}

/// A client that calls at fixed intervals and was held up once.
#[test]
fn on_a_fast_clock_one_poll_may_make_up_for_the_one_before() {
    let story = |clock: &str, second: &str| {
        format!(
            "clock {clock}; ask A; 10.1 Async A -> pending; 28.1 Async A -> pending; \
             {second} Async A -> 200; end 41"
        )
    };
    assert_eq!(broken(&story("180", "30.1")), Vec::<String>::new());
    assert_eq!(broken(&story("180", "29.1")), ["CLI-POLL-002"]);
    assert_eq!(broken(&story("real", "30.1")), ["CLI-POLL-002"]);
}

#[test]
fn a_stall_excuses_only_the_wait_around_it() {
    let story = "ask A; polls 10 3 2 -> pending; 16.1 Async A -> 200; stall 11 12; end 17";
    let found = &findings(story, "CLI-POLL-002")[0];
    assert_eq!(found.events, [5]);
}

#[test]
fn a_herd() {
    let sessions = |many: usize, apart: f64, later: f64| {
        let mut lines: Vec<(f64, String)> = Vec::new();
        for (number, session) in ('A'..='Z').take(many).enumerate() {
            let late = number as f64 * apart;
            let login = number + 1;
            lines.push((late, format!("Authorize {session} login={login} -> 200")));
            lines.push((0.1 + late, format!("Detail {session} -> pending")));
            lines.push((10.2 + late, format!("Async {session} -> pending")));
            lines.push((20.3 + late * later, format!("Async {session} -> 200")));
        }
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        let lines: Vec<String> = lines.iter().map(|(at, line)| format!("{at:.3} {line}")).collect();
        format!("{}\nend 40", lines.join("\n"))
    };
    assert_eq!(broken(&sessions(5, 0.1, 1.0)), ["CLI-POLL-008"]);
    assert_eq!(broken(&sessions(5, 0.26, 1.0)), Vec::<String>::new());
    assert_eq!(broken(&sessions(5, 0.1, 30.0)), Vec::<String>::new(), "they part");
    let reason = "fewer than 5 sessions were polled at the same time".to_owned();
    let few = outcome(&sessions(4, 0.1, 1.0), "CLI-POLL-008");
    assert_eq!(few, Outcome::NotReached { reason });
    let auto = outcome(&format!("clock auto; {}", sessions(5, 0.1, 1.0)), "CLI-POLL-008");
    assert!(matches!(auto, Outcome::Inconclusive { .. }));
}

/// How many places each rule was applied to.
#[test]
fn places() {
    let story = "ask A; 10.2 Async A -> dispatched; 20.3 Async A -> pending; 30.4 Async A -> 200; \
                 30.5 Investments A -> pending; 40.6 Investments A -> 200; end 41";
    #[rustfmt::skip]
    let table = [
        ("CLI-POLL-001", 2),
        ("CLI-POLL-002", 3),
        ("CLI-POLL-003", 4),
        ("CLI-POLL-005", 2),
        ("CLI-POLL-006", 1),
        ("CLI-POLL-009", 4),
    ];
    for (rule, places) in table {
        assert_eq!(outcome(story, rule), Outcome::Passed { places }, "{rule}");
    }
    let endless = "ask A; polls 10 10 180 -> pending; end 1801";
    assert_eq!(outcome(endless, "CLI-POLL-004"), Outcome::Passed { places: 1 });
    assert!(matches!(outcome(story, "CLI-POLL-004"), Outcome::NotReached { .. }));
}

#[test]
fn messages() {
    let table = [
        ("CLI-POLL-001", "ask A; end 1"),
        ("CLI-POLL-001", "open A; 0.1 Detail A -> 200 left took=5; end 6"),
        ("CLI-POLL-001", "ask A; polls 30 30 12 -> pending; end 400"),
        ("CLI-POLL-002", "ask A; polls 10 3 10 -> pending"),
        ("CLI-POLL-003", "ask A; 10.1 Async A -> pending due=15; 20.1 Async A -> 200"),
        ("CLI-POLL-004", "ask A; polls 10 10 200 -> pending"),
        ("CLI-POLL-005", "ask A; 10.1 Async A -> 200; 10.2 Async A -> 400 SESSION_NONEXISTENT"),
        ("CLI-POLL-006", "open A; 0.1 Detail A -> dispatched due=210; end 211"),
        ("CLI-POLL-009", "ask A; polls 605 10 1 -> 200"),
    ];
    let shown = table.into_iter().flat_map(|(rule, story)| {
        let found = findings(story, rule).into_iter();
        found.map(move |found| {
            let details = found.details.iter();
            let details = details.map(|fact| format!("\n  {}: {}", fact.name, fact.value));
            let details: String = details.collect();
            format!("{rule} {}\n  {}\n  {}{details}\n", found.at, found.expected, found.actual)
        })
    });
    let text: String = shown.collect();
    insta::assert_snapshot!(text, @r"
    CLI-POLL-001 session aaaaaaaa, POST GetAccountsDetail, t+00:00.100
      polls until the data, an error that ends the session, or t+30:00.100 (30 min)
      the 202, then none until the client ended at t+00:01.000
      looks like: the 202 taken for an end
    CLI-POLL-001 session aaaaaaaa, POST GetAccountsDetail, t+00:00.100
      polls until the data, an error that ends the session, or t+30:00.100 (30 min)
      one call, which the client ended before its answer, then none until the client ended at t+00:06.000
      looks like: a time limit of the client, and no second try
    CLI-POLL-001 session aaaaaaaa, GET GetAccountsDetailAsync, t+06:00.100
      polls until the data, an error that ends the session, or t+30:00.100 (30 min)
      12 polls in 06:00 min of 30 min, then none until the client ended at t+06:40.000
      gaps: 30.00 s, 30.00 s, … 30.00 s, 30.00 s; 30.00 to 30.00, median 30.00
      looks like: a limit of 12 polls
    CLI-POLL-002 session aaaaaaaa, GET GetAccountsDetailAsync, t+00:13.100
      at least 10 s after the previous answer (tolerance 250 ms)
      3.00 s, 3.00 s, … 3.00 s, 3.00 s; 3.00 to 3.00, median 3.00 (9 of 9 early)
      looks like: a fixed 3 s poll
      effect: at this rate a 30 min wait costs 601 requests instead of 181
    CLI-POLL-003 session aaaaaaaa, GET GetAccountsDetailAsync, t+00:20.100
      after t+00:25.100, when call 3 was answered
      t+00:20.100; 1 of 3 calls overlap
    CLI-POLL-004 session aaaaaaaa, GET GetAccountsDetailAsync, t+30:10.100
      none after t+30:00.350, 30 min after the first 202 (tolerance 250 ms)
      20 calls after it, the last t+33:20.100
      in all: 201 calls, at most 182
    CLI-POLL-005 session aaaaaaaa, GET GetAccountsDetailAsync, t+00:10.200
      none after the data of t+00:10.100
      400 SESSION_NONEXISTENT
    CLI-POLL-006 session aaaaaaaa, POST GetAccountsDetail, t+00:00.100
      polled on: OPERATION_DISPATCHED means pending
      202 OPERATION_DISPATCHED, then none until the client ended at t+03:31.000
    CLI-POLL-009 session aaaaaaaa, GET GetAccountsDetailAsync, t+10:05.100
      at most 60 s after the 202 (tolerance 250 ms)
      605.00 s
    ");
}
