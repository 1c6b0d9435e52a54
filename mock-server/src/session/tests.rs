use super::*;
use crate::library::{Origins, tests};
use crate::snapshot::SessionSnapshot;

const ID: Uuid = Uuid::from_u128(7);

/// A session of the built-in scenario `name`, opened at 0 s.
fn session(name: &str) -> Session {
    playing(tests::built_in(name))
}

fn playing(story: Arc<CompiledScenario>) -> Session {
    opened(&story, ID, 1, Moment::START)
}

/// The session `number` of its customer.
pub(crate) fn opened(story: &Arc<CompiledScenario>, id: Uuid, number: u64, at: Moment) -> Session {
    let state = SessionState { number, id, opened: at, touched: at, ..SessionState::default() };
    Session::new(Arc::clone(story), Arc::clone(&story.login), state)
}

/// A session of a scenario with this text after its head.
fn scripted(text: &str) -> Session {
    playing(Arc::clone(tests::scripted(text).default()))
}

/// The status of a call, or the name of the code the session ended with.
fn call(session: &mut Session, data: Part, second: u64) -> String {
    let mut rng = CallRng::of(1, "ada", (ID, data.name(), 0));
    match session.call(data, Moment::from_secs(second), &mut rng) {
        Ok(scripted) => {
            let message = scripted.answer.message();
            format!("{} {}", message.status, message.code).trim().to_owned()
        }
        Err(code) => format!("ended {}", code.name),
    }
}

#[test]
fn a_client_waits_after_everything_but_its_data() {
    let mut session = session("two-polls");
    call(&mut session, Part::Accounts, 3);
    assert_eq!(session.waiting, Some(Moment::from_secs(3)));
    call(&mut session, Part::Accounts, 13);
    call(&mut session, Part::Accounts, 23);
    assert_eq!(session.waiting, None);

    let mut session = self::session("dispatched-after-210-seconds");
    call(&mut session, Part::Accounts, 0);
    assert_eq!(session.waiting, Some(Moment::from_secs(210)), "it goes out after its delay");
}

/// Each row: the scenario's steps, the seconds of its calls for accounts, and what time alone
/// changes.
#[test]
fn time_alone_changes_what_it_says() {
    type Row = (&'static str, &'static str, &'static [u64], Vec<(u64, Change)>);
    let two_steps = "[[step]]\non = \"accounts\"\nfor = \"10m\"\nreply = \"pending\"\n\
        [[step]]\non = \"accounts\"\nfor = \"25m\"\nreply = \"dispatched\"\n";
    let counted = "[[step]]\non = \"accounts\"\ntimes = 2\nreply = \"pending\"\n";
    let unlimited = "session = { idle = \"unlimited\" }";
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("no call yet: idle for 8 min", two_steps, &[], vec![(480, Change::Ended)]),
        ("the second step would end after the session", two_steps, &[60], vec![(660, Change::Step { part: Part::Accounts, step: 0 }), (1_860, Change::Ended)]),
        ("calls do not pass by themselves", counted, &[0], vec![(1_800, Change::Ended)]),
        ("no limit", unlimited, &[], vec![]),
    ];
    for (name, text, calls, expected) in table {
        let mut session = scripted(text);
        for second in calls {
            call(&mut session, Part::Accounts, *second);
        }
        let mut events: Vec<_> = session.changes(Moment::START).collect();
        events.sort_unstable();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(second, change)| Event {
                at: Moment::from_secs(second),
                session: 1,
                id: session.id,
                change,
            })
            .collect();
        assert_eq!(events, expected, "{name}");
    }
}

#[test]
fn a_kept_session_answers_as_before() {
    let library = Origins::built_in("data-after-25-minutes").read().unwrap();
    let mut session = playing(Arc::clone(library.default()));
    call(&mut session, Part::Accounts, 7);
    session.asking = None;
    session.forced = None;
    let kept = serde_json::to_string(&SessionSnapshot::of(&session)).unwrap();
    let kept: SessionSnapshot = serde_json::from_str(&kept).unwrap();
    let mut again = kept.recovered(&library).unwrap();

    assert_eq!(format!("{session:?}"), format!("{again:?}"));
    assert_eq!(call(&mut again, Part::Accounts, 1_506), "202 OPERATION_PENDING");
    assert_eq!(call(&mut again, Part::Accounts, 1_507), "200");
}
