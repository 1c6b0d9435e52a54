use std::sync::Arc;

use uuid::Uuid;

use super::*;
use crate::answer::Message;

fn answer(status: u16) -> Answer {
    let code = flinks_contract::code::find("RETRY_LATER").unwrap();
    Answer::Message(Arc::new(Message::error(status, code, "")))
}

fn stage(until: Until, status: u16) -> Stage {
    let delay = Delay::default();
    Stage { until, delay, body_delay: delay, answer: answer(status), fault: None }
}

fn rng(number: u32) -> CallRng<'static> {
    CallRng::of(1, "ada", (Uuid::from_u128(7), "accounts", number))
}

fn calls(count: u32) -> Until {
    Until::Calls(NonZeroU32::new(count).unwrap())
}

fn passed(seconds: u64) -> Until {
    Until::Passed(Duration::from_secs(seconds))
}

/// Each row: the stages, then the second of each call and the status of its answer.
#[test]
fn stories() {
    type Row = (&'static str, Vec<Until>, &'static [(u64, u16)]);
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("nothing before the normal answer", vec![], &[(0, 200), (9, 200)]),
        ("two calls", vec![calls(2)], &[(0, 500), (0, 500), (0, 200), (99, 200)]),
        ("a time, from the first call", vec![passed(1500)], &[(7, 500), (1506, 500), (1507, 200)]),
        ("for good", vec![Until::Never], &[(0, 500), (999_999, 500)]),
        ("calls, then time", vec![calls(1), passed(10)], &[(0, 500), (50, 501), (59, 501), (60, 200)]),
        ("time, then time: no gap between", vec![passed(10), passed(10)], &[(0, 500), (15, 501), (19, 501), (20, 200)]),
        ("time jumps over a whole stage", vec![passed(10), passed(10), calls(1)], &[(0, 500), (100, 502), (100, 200)]),
    ];
    for (name, untils, life) in table {
        let stages = untils.into_iter().zip(500..).map(|(until, status)| stage(until, status));
        let script = Script { stages: stages.collect(), normal: answer(200), faults: Vec::new() };
        let mut cursor = Cursor::default();
        for (second, expected) in life {
            let turn = cursor.next(&script, Moment::from_secs(*second), &mut rng(0));
            let status = turn.answer.message().status;
            assert_eq!(status, *expected, "{name}, at {second} s");
        }
    }
}

/// Each row: the rule, then the number and the second of each call and whether it strikes.
#[test]
fn faults_strike_where_their_rule_says() {
    let rule = || FaultRule {
        on: flinks_contract::scenario::On::Accounts,
        play: Fault::Reset,
        first: None,
        from: Duration::ZERO,
        until: None,
        probability: None,
        commit: true,
        place: 0..0,
    };
    let first = FaultRule { first: NonZeroU32::new(2), ..rule() };
    let window = FaultRule {
        from: Duration::from_secs(60),
        until: Some(Duration::from_secs(180)),
        ..rule()
    };
    let never = FaultRule { probability: Some(0.0), ..rule() };
    type Row = (&'static str, Vec<FaultRule>, &'static [(u32, u64, Option<usize>)]);
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("no rule", vec![], &[(1, 0, None)]),
        ("every call", vec![rule()], &[(1, 0, Some(0)), (99, 9_999, Some(0))]),
        ("the first two", vec![first], &[(1, 0, Some(0)), (2, 0, Some(0)), (3, 0, None)]),
        ("a window", vec![window], &[(1, 59, None), (2, 60, Some(0)), (3, 179, Some(0)), (4, 180, None)]),
        ("the first rule that strikes", vec![never, rule()], &[(1, 0, Some(1))]),
    ];
    for (name, faults, calls) in table {
        let script = Script { stages: Vec::new(), normal: answer(200), faults };
        for (number, second, expected) in calls {
            let strike = script.strike(*number, Moment::from_secs(*second), &mut rng(*number));
            assert_eq!(strike.map(|strike| strike.rule), *expected, "{name}, call {number}");
        }
    }
}
