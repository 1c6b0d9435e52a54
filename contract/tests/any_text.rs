//! Any text is read or refused, never a panic; and a refusal can always be shown.

use std::sync::Arc;

use flinks_contract::diagnostic::Diagnostic;
use flinks_contract::fixture::{Fixture, KINDS, Waived};
use flinks_contract::scenario::{self, Scenario};
use flinks_contract::schema::Message;
use proptest::prelude::*;

const SCENARIO: &str = include_str!("../../scenarios/dispatched-after-210-seconds.toml");
const EVERYTHING: &str = include_str!("format/everything.toml");
const FIXTURE: &str = include_str!("../../fixtures/accounts/seed.json");

/// A good text with one piece of it replaced by another.
fn damaged(good: &'static str) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[\\[\\]{}\",:=.0-9a-z\\n\\-]{0,12}",
        Just("{{RequestId".to_owned()),
        Just("é\u{feff}\u{202e}".to_owned()),
    ];
    (0..good.len(), 0..40_usize, piece).prop_map(move |(start, length, piece)| {
        let floor = |index: usize| (0..=index).rev().find(|&at| good.is_char_boundary(at));
        let start = floor(start).unwrap_or_default();
        let end = floor((start + length).min(good.len())).unwrap_or(start).max(start);
        format!("{}{piece}{}", &good[..start], &good[end..])
    })
}

fn show(problems: &[Diagnostic]) {
    for problem in problems {
        assert!(!problem.render(true).is_empty() && !problem.to_string().is_empty());
        problem.line_column();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..Default::default() })]

    #[test]
    fn scenarios(
        text in prop_oneof![any::<String>(), damaged(SCENARIO), damaged(EVERYTHING)],
    ) {
        match Scenario::parse("any.toml", &text.into()) {
            Ok(scenario) => {
                show(&scenario.warnings());
                show(&scenario::resolve(vec![scenario]).1);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                show(&problems);
            }
        }
    }

    #[test]
    fn fixtures(text in prop_oneof![any::<String>(), damaged(FIXTURE)], kind in 0..KINDS.len()) {
        let text: Arc<str> = text.into();
        for schema in [true, false] {
            let waived = Waived { schema, adopt: false };
            if let Err(problems) = Fixture::parse("any.json", &text, KINDS[kind], waived) {
                prop_assert!(!problems.is_empty());
                show(&problems);
            }
        }
    }

    #[test]
    fn bodies(text in damaged(FIXTURE)) {
        if let Ok(body) = serde_json::from_str(&text) {
            for message in Message::ALL {
                for violation in message.violations(&body) {
                    prop_assert!(!violation.expected.is_empty() && !violation.actual.is_empty());
                }
            }
        }
    }
}
