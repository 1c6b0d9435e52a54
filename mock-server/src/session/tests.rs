use super::*;
use crate::library::{Library, Sources};
use crate::load::Text;
use crate::snapshot::SessionSnapshot;

const ID: Uuid = Uuid::from_u128(7);

/// A session of the built-in scenario `name`, opened at 0 s.
fn session(name: &str) -> Session {
    playing(Arc::clone(Library::read(Sources::default(), name).unwrap().default()))
}

fn playing(story: Arc<Story>) -> Session {
    opened(&story, ID, 1, Moment::START)
}

/// The session `number` of its customer.
pub(crate) fn opened(story: &Arc<Story>, id: Uuid, number: u64, at: Moment) -> Session {
    let state = SessionState { number, id, opened: at, touched: at, ..SessionState::default() };
    Session::new(Arc::clone(story), Arc::clone(&story.login), state)
}

/// A session of a scenario with this text after its head.
fn scripted(text: &str) -> Session {
    let head = "summary = \"A story.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    let path = "a-story.toml".to_owned();
    let text = Text { name: path.clone(), path, source: format!("{head}{text}").into() };
    let library = Library::with(Sources::default(), &[text], "a-story").unwrap();
    playing(Arc::clone(library.default()))
}

/// The status of a call, or the name of the code the session ended with.
fn call(session: &mut Session, data: Part, second: u64) -> String {
    let mut rng = CallRng::of(1, "ada", (ID, data.name(), 0));
    match session.call(data, Moment::from_secs(second), &mut rng) {
        Ok(turn) => {
            let message = turn.answer.message();
            format!("{} {}", message.status, message.code).trim().to_owned()
        }
        Err(code) => format!("ended {}", code.name),
    }
}

/// Each row is a life: calls for accounts with the second at which they come, and what they get.
#[test]
fn lives() {
    const PENDING: &str = "202 OPERATION_PENDING";
    const GONE: &str = "ended SESSION_NONEXISTENT";
    type Life = (&'static str, &'static str, &'static [(u64, &'static str)]);
    #[rustfmt::skip]
    let table: &[Life] = &[
        ("two pending answers, then data for good", "two-polls", &[(0, PENDING), (10, PENDING), (20, "200"), (30, "200")]),
        ("last second of the idle time", "two-polls", &[(479, PENDING)]),
        ("first second after it", "two-polls", &[(480, GONE), (481, GONE)]),
        ("idle time ends with the first call", "two-polls", &[(0, PENDING), (480, PENDING), (1_799, "200")]),
        ("30 min count from the first call, not from Authorize", "two-polls", &[(100, PENDING), (1_899, PENDING), (1_900, GONE)]),
        ("data does not prolong it", "ready-at-once", &[(0, "200"), (1_799, "200"), (1_800, GONE)]),
        ("a code of its own at the end", "never-ready-session-expires", &[(0, PENDING), (1_790, PENDING), (1_800, "ended SESSION_EXPIRED")]),
        ("no end at all", "never-ready", &[(0, PENDING), (1_800, PENDING), (999_999, PENDING)]),
    ];
    for (name, scenario, life) in table {
        let mut session = session(scenario);
        for (second, expected) in *life {
            assert_eq!(
                call(&mut session, Part::Accounts, *second),
                *expected,
                "{name}, at {second} s"
            );
        }
    }
}

#[test]
fn accounts_and_investments_move_each_for_itself() {
    let mut session = session("two-polls");
    let mut both = |second| Part::DATA.map(|data| call(&mut session, data, second));

    assert_eq!(both(0), ["202 OPERATION_PENDING", "202 OPERATION_PENDING"]);
    assert_eq!(both(10), ["202 OPERATION_PENDING", "202 OPERATION_PENDING"]);
    assert_eq!(both(20), ["200", "200"]);
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
        ("the second step would end after the session", two_steps, &[60], vec![(660, Change::Step { part: Part::Accounts, stage: 0 }), (1_860, Change::Ended)]),
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
    let library = Library::read(Sources::default(), "data-after-25-minutes").unwrap();
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
