use std::time::Duration;

use flinks_contract::code;
use flinks_contract::scenario::{self, CodeName};

use super::*;
use crate::library::{DEFAULT_SCENARIO, Library, Sources};
use crate::load::Text;

const ID: Uuid = Uuid::from_u128(7);

/// A session of the built-in scenario `name`, opened at 0 s.
fn session(name: &str) -> Session {
    playing(Arc::clone(Library::read(Sources::default(), name).unwrap().default()))
}

fn playing(story: Arc<Story>) -> Session {
    let login = Arc::clone(&story.login);
    let chosen = Chosen::Default;
    let other = Uuid::from_u128(8);
    let opening = Opening { story, chosen, login, number: 1, id: ID, other, token: None };
    Session::open(opening, Moment::START)
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
fn call(session: &mut Session, data: Data, second: u64) -> String {
    let mut dice = Dice::of(1, "ada", (ID, data.name(), 0));
    match session.call(data, Moment::from_secs(second), &mut dice) {
        Ok(turn) => {
            let message = turn.answer.message();
            format!("{} {}", message.status, message.code).trim().to_owned()
        }
        Err(Ended(code)) => format!("ended {}", code.name),
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
                call(&mut session, Data::Accounts, *second),
                *expected,
                "{name}, at {second} s"
            );
        }
    }
}

#[test]
fn accounts_and_investments_move_each_for_itself() {
    let mut session = session("two-polls");
    let mut both =
        |second| [Data::Accounts, Data::Investments].map(|data| call(&mut session, data, second));

    assert_eq!(both(0), ["202 OPERATION_PENDING", "202 OPERATION_PENDING"]);
    assert_eq!(both(10), ["202 OPERATION_PENDING", "202 OPERATION_PENDING"]);
    assert_eq!(both(20), ["200", "200"]);
}

#[test]
fn a_client_waits_after_everything_but_its_data() {
    let mut session = session("two-polls");
    call(&mut session, Data::Accounts, 3);
    assert_eq!(session.waiting, Some(Moment::from_secs(3)));
    call(&mut session, Data::Accounts, 13);
    call(&mut session, Data::Accounts, 23);
    assert_eq!(session.waiting, None);

    let mut session = self::session("dispatched-after-210-seconds");
    call(&mut session, Data::Accounts, 0);
    assert_eq!(session.waiting, Some(Moment::from_secs(210)), "it goes out after its delay");
}

#[test]
fn limits_are_those_of_the_scenario() {
    let library = Library::read(Sources::default(), DEFAULT_SCENARIO).unwrap();
    let session = &library.default().session;
    assert_eq!(session.idle, Limit::After(Duration::from_secs(480)));
    assert_eq!(session.processing, Limit::After(Duration::from_secs(1_800)));
    let scenario::Session { ended: CodeName(ended), .. } = session;
    assert_eq!(ended, &code::find("SESSION_NONEXISTENT").unwrap());
}
