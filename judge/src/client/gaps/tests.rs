use crate::client::tests::story::trace;

use super::*;

/// Polls whose answers take no time, so many seconds apart.
fn story(waits: &str) -> String {
    let mut at = 0.0;
    let polls = waits.split_whitespace().map(|wait| {
        at += wait.parse::<f64>().unwrap();
        format!("{at:.3} GET Async A -> 202 OPERATION_PENDING\n")
    });
    format!("0 POST Detail A -> 202 OPERATION_PENDING\n{}", polls.collect::<String>())
}

/// What `see` says of the gaps of a story.
fn of<T>(story: &str, see: impl Fn(&[Gap<'_>]) -> T) -> T {
    let trace = trace(story);
    let calls: Vec<&Exchange> = trace.exchanges.iter().collect();
    see(&gaps(&calls))
}

#[test]
fn the_cheapest_explanation() {
    #[rustfmt::skip]
    let table = [
        ("", None),
        ("1", None),
        ("0.01 0.02 0.01", Some("no wait at all")),
        ("1.02 0.98 1.01 0.99", Some("a fixed 1 s poll")),
        ("3 3 3 3 3", Some("a fixed 3 s poll")),
        ("2.5 2.52", Some("a fixed 2.5 s poll")),
        ("15.1 15 15.2", Some("a fixed 15 s poll")),
        ("0.5 1 2 4 8", Some("an exponential back-off from 0.5 s, times 2")),
        (
            "1 1.5 2.25 3.375 3.375 3.375",
            Some("an exponential back-off from 1 s, times 1.5, up to 3.4 s"),
        ),
        ("1 2 4 3", Some("random between 1 s and 4 s")),
        ("1 2", None),
        ("10 10 10 10 10 10 4 10", Some("a fixed 10 s poll, but for 1 of 8")),
        ("10 10 4", Some("random between 4 s and 10 s")),
        ("0.7 2.9 1.4 0.4", Some("random between 0.4 s and 2.9 s")),
    ];
    for (waits, expected) in table {
        let seen = of(&story(waits), looks_like);
        assert_eq!(seen.as_deref(), expected, "{waits}");
    }
}

#[test]
fn a_timer_that_does_not_wait_for_the_answer() {
    let story = "
        0  POST Detail A -> 202 OPERATION_PENDING due=1
        10 GET Async A -> 202 OPERATION_PENDING due=4
        20 GET Async A -> 202 OPERATION_PENDING due=2
        30 GET Async A -> 202 OPERATION_PENDING
    ";
    let expected = "a fixed 10 s timer that does not wait for the answer";
    assert_eq!(of(story, looks_like).as_deref(), Some(expected));
}

#[test]
fn what_a_rate_costs() {
    #[rustfmt::skip]
    let table = [
        ("1 1 1", Some("at this rate a 30 min wait costs 1801 requests instead of 181")),
        ("3 3 3", Some("at this rate a 30 min wait costs 601 requests instead of 181")),
        ("9 9", Some("at this rate a 30 min wait costs 201 requests instead of 181")),
        ("9.6 9.6", None),
        ("10 10", None),
        ("30", None),
        ("0", Some("at this rate a 30 min wait costs 1800001 requests instead of 181")),
        ("", None),
    ];
    for (waits, expected) in table {
        assert_eq!(of(&story(waits), effect).as_deref(), expected, "{waits}");
    }
}

#[test]
fn a_list_keeps_both_ends() {
    #[rustfmt::skip]
    let table = [
        (vec![], ""),
        (vec![1_020, 980], "1.02 s, 0.98 s"),
        (vec![1_000; 7], "1.00 s, 1.00 s, 1.00 s, 1.00 s, 1.00 s, 1.00 s, 1.00 s"),
        (
            vec![1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000],
            "1.00 s, 2.00 s, … 7.00 s, 8.00 s; 1.00 to 8.00, median 5.00",
        ),
    ];
    for (waits, expected) in table {
        let waits: Vec<Duration> = waits.into_iter().map(Duration::from_millis).collect();
        assert_eq!(list(&waits), expected);
    }
}

#[test]
fn where_a_gap_begins_and_ends() {
    #[rustfmt::skip]
    let table = [
        (
            "from the first byte of the answer",
            "0 POST Detail A -> 202 OPERATION_PENDING due=2 took=3\n9 GET Async A -> 202",
            vec![7_000],
        ),
        (
            "from the call where they overlap",
            "0 POST Detail A -> 202 OPERATION_PENDING due=15\n9 GET Async A -> 202",
            vec![9_000],
        ),
        ("not after an error", "0 POST Detail A -> 503\n1 POST Detail A -> 202", vec![]),
        (
            "not after a lost answer",
            "0 POST Detail A -> 202 OPERATION_PENDING lost\n1 POST Detail A -> 202",
            vec![],
        ),
    ];
    for (name, story, expected) in table {
        let waits =
            of(story, |gaps| gaps.iter().map(|gap| gap.wait.as_millis()).collect::<Vec<_>>());
        assert_eq!(waits, expected, "{name}");
    }
}

#[test]
fn overlaps_are_seen_past_the_grain_of_the_clock() {
    #[rustfmt::skip]
    let table = [
        ("in turn", "0 GET Async A -> 202\n0 GET Async A -> 202", false),
        ("recorded a little late", "0 GET Async A -> 202 took=1\n0.75 GET Async A -> 202", false),
        ("before its end", "0 GET Async A -> 202 took=1\n0.74 GET Async A -> 202", true),
        ("no end yet", "0 GET Async A -> 202 open\n10 GET Async A -> 202", true),
        ("given up by the client", "0 GET Async A -> 202 left took=9\n5 GET Async A -> 202", false),
    ];
    for (name, story, expected) in table {
        let trace = trace(story);
        assert_eq!(overlaps(&trace.exchanges[0], &trace.exchanges[1]), expected, "{name}");
    }
}
