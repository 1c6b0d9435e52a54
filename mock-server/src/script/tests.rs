use uuid::Uuid;

use super::*;
use crate::answer::code;

fn rng(number: u32) -> CallRng<'static> {
    CallRng::of(1, "ada", (Uuid::from_u128(7), "accounts", number))
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
        let normal = ScriptedReply::error(code("RETRY_LATER")).answer;
        let script = Script { steps: Vec::new(), normal, faults };
        for (number, second, expected) in calls {
            let strike = script.strike(*number, Moment::from_secs(*second), &mut rng(*number));
            assert_eq!(strike.map(|strike| strike.rule), *expected, "{name}, call {number}");
        }
    }
}
