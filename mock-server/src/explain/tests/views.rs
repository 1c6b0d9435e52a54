use std::sync::Arc;

use flinks_contract::code;
use flinks_contract::scenario::CodeName;
use serde_json::json;
use uuid::Uuid;

use crate::clock::{ClockMode, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::explain::{self, SessionView};
use crate::library::tests::{self, built_in};
use crate::scenario::{Chosen, CompiledScenario};
use crate::script::{Part, ScriptPosition};
use crate::session::{Forced, OpenChallenge, Session, tests::opened};
use crate::why::{Cause, Why};

use Part::{Accounts, Investments};

fn scripted(text: &str) -> Arc<CompiledScenario> {
    Arc::clone(tests::scripted(text).default())
}

fn customer() -> Arc<Customer> {
    Customers::new(ClockMode::Auto, 1, Limits::DEFAULT).get("ada", |_| {})
}

/// A session opened at 0 s, after calls at these seconds.
fn after(story: Arc<CompiledScenario>, calls: &[(Part, u64)]) -> Session {
    let id = Uuid::from_u128(7);
    let mut session = opened(&story, id, 1, Moment::START);
    session.chosen = Chosen::LoginId;
    for (data, second) in calls {
        let now = Moment::from_secs(*second);
        let number = session.cursor(*data).calls;
        let customer = customer();
        let mut rng = customer.rng(id, data.name(), number);
        let strike = session.strike(*data, now, &mut rng);
        if strike.is_none_or(|strike| strike.commit) {
            let _ = session.call(*data, now, &mut rng);
        }
    }
    session
}

fn view(session: &Session, second: u64) -> SessionView {
    explain::session(session, &customer(), Moment::from_secs(second))
}

#[test]
fn a_session_that_waits_for_a_time() {
    let session = after(built_in("data-after-25-minutes"), &[(Accounts, 0), (Accounts, 20)]);
    insta::assert_snapshot!(view(&session, 20).text(), @"
    session 00000000-0000-0000-0000-000000000007
      plays data-after-25-minutes (the LoginId of the scenario)
      login 10000000-0000-4000-8000-000000000003, opened at t+00:00.000
      now, at t+00:20.000: processing: no data call has brought its data
      ends at t+30:00.000 (30m after its first data call), then every call gets 400 SESSION_NONEXISTENT

    GetAccountsDetail(Async)
      a call now gets 202 OPERATION_PENDING (step 1 of 1: for 25m)
      then 200 accounts/seed from t+25:00.000 on

    Investments
      a call now gets 200 investments/holdings (no step: for good)

    What would change it
      24m40s: GetAccountsDetail(Async) gets 200 accounts/seed
        flinks-mock ctl clock advance 1480s --customer ada
      29m40s: the session is over: 400 SESSION_NONEXISTENT
        flinks-mock ctl clock advance 1780s --customer ada
      forced ready: every data call brings its data
        flinks-mock ctl force 00000000-0000-0000-0000-000000000007 ready --customer ada
      forced expired: the session is over: 401 SESSION_EXPIRED
        flinks-mock ctl force 00000000-0000-0000-0000-000000000007 expired --customer ada
    ");
}

/// Of the rest, the tests of the admin API compare the schema.
#[test]
fn the_next_call_for_a_program() {
    let session = after(built_in("two-polls"), &[(Accounts, 10)]);
    let next = serde_json::to_value(view(&session, 20).next.accounts).unwrap();
    let then = json!({ "answer": "200 accounts/seed", "calls": 1, "at": null, "tooLate": false });
    let expected = json!({
        "answer": "202 OPERATION_PENDING", "because": "step 1 of 1: 2 calls",
        "delay": null, "fault": null, "then": then,
    });
    assert_eq!(next, expected);
}

#[test]
fn a_session_with_open_questions() {
    let story = scripted(
        r#"
        [[step]]
        on = "authorize"
        [step.reply.challenge]
        retries = 2
        [[step.reply.challenge.ask]]
        prompt = "What shape?"
        answer = "Triangle"
        "#,
    );
    let mut session = after(story, &[]);
    session.asking = Some(OpenChallenge { step: 0, wrong: 1 });
    insta::assert_snapshot!(view(&session, 60).text(), @r#"
    session 00000000-0000-0000-0000-000000000007
      plays a-story (the LoginId of the scenario)
      login 20000000-0000-4000-8000-000000000001, opened at t+00:00.000
      now, at t+01:00.000: its questions are open
      ends at t+08:00.000 (8m after Authorize, or its last answer, without a data call), then every call gets 400 SESSION_NONEXISTENT

    GetAccountsDetail(Async)
      a call now gets 400 SESSION_NONEXISTENT (its questions are open)

    Investments
      a call now gets 400 SESSION_NONEXISTENT (its questions are open)

    What would change it
      Authorize with SecurityResponses {"What shape?":["Triangle"]}: goes on; wrong answers that are taken before the last one: 1
      7m: the session is over: 400 SESSION_NONEXISTENT
        flinks-mock ctl clock advance 7m --customer ada
      forced expired: the session is over: 401 SESSION_EXPIRED
        flinks-mock ctl force 00000000-0000-0000-0000-000000000007 expired --customer ada
    "#);
}

#[test]
fn a_fault_and_a_drawn_delay_are_those_of_the_very_next_call() {
    let story = scripted(
        r#"
        [[step]]
        on = "accounts"
        times = 5
        delay.uniform = { min = "1s", max = "5s" }
        reply = "pending"
        [[step]]
        on = "investments"
        fault = "garbage"
        [[fault]]
        on = "accounts"
        first = 2
        play = "reset"
        commit = false
        "#,
    );
    let mut session = after(story, &[(Accounts, 0)]);
    let text = view(&session, 10).text();
    let (_, next) = text.split_once("NONEXISTENT\n\n").unwrap();
    insta::assert_snapshot!(next.split_once("\n\nWhat").unwrap().0, @"
    GetAccountsDetail(Async)
      a call now gets 202 OPERATION_PENDING (step 1 of 1: 5 calls)
        delay: 4s744ms
        fault: TCP reset before the first byte; the first 2 calls; the call does not count
      then 200 accounts/seed after 5 more calls

    Investments
      a call now gets 200 investments/holdings (step 1 of 1: for good)
        fault: garbage instead of the status line
    ");

    let customer = customer();
    let mut rng = customer.rng(session.id, "accounts", 1);
    session.strike(Accounts, Moment::from_secs(10), &mut rng);
    let turn = session.call(Accounts, Moment::from_secs(10), &mut rng).unwrap();
    assert_eq!(format!("{}ms", turn.delay.as_millis()), "4744ms");
}

/// What is shown of a session in short: its state, the answers now, and what would change them.
fn short(view: &SessionView) -> String {
    let state = format!("{:?}", view.state).to_lowercase();
    let next = [&view.next.accounts, &view.next.investments].map(|next| next.answer.clone());
    let how: Vec<_> = view.changes.iter().map(|change| change.how.as_str()).collect();
    format!("{state}: {}: {}", next.join(", "), how.join(", "))
}

/// Calls before, what an admin forced, the second of the view.
type Row = (Arc<CompiledScenario>, Vec<(Part, u64)>, Option<Forced>, u64, String);

#[test]
fn sessions() {
    const DATA: &str = "200 accounts/seed, 200 investments/holdings";
    const GONE: &str = "400 SESSION_NONEXISTENT, 400 SESSION_NONEXISTENT";
    const PENDING: &str = "202 OPERATION_PENDING, 202 OPERATION_PENDING";
    let admin = "forced ready, forced expired";
    let once = "1 more call of GetAccountsDetail(Async)";
    let used = scripted("[session]\nconsumed = true\n");
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        (built_in("ready-at-once"), vec![], None, 60, format!("authorized: {DATA}: 7m, {admin}")),
        (built_in("ready-at-once"), vec![(Accounts, 60)], None, 60, format!("delivered: {DATA}: 30m, {admin}")),
        (built_in("ready-at-once"), vec![], None, 480, format!("ended: {GONE}: Authorize")),
        (used, vec![(Investments, 60)], None, 61, format!("ended: {GONE}: Authorize")),
        (built_in("never-ready"), vec![(Accounts, 0)], None, 9_999, format!("processing: {PENDING}: {admin}")),
        (built_in("two-polls"), vec![(Accounts, 0)], None, 10, format!("processing: {PENDING}: {once}, 2 more calls of Investments, 29m50s, {admin}")),
        (built_in("two-polls"), vec![(Accounts, 0), (Accounts, 10)], None, 10, format!("processing: 200 accounts/seed, 202 OPERATION_PENDING: 2 more calls of Investments, 29m50s, {admin}")),
        (built_in("data-after-25-minutes"), vec![], None, 0, format!("authorized: 202 OPERATION_PENDING, 200 investments/holdings: a first call of GetAccountsDetail(Async), then 25m, 8m, {admin}")),
        (built_in("data-after-25-minutes"), vec![(Investments, 0), (Accounts, 600)], None, 600, format!("delivered: 202 OPERATION_PENDING, 200 investments/holdings: 20m, {admin}")),
        (built_in("two-polls"), vec![], Some(Forced::Ready), 0, format!("authorized: {DATA}: 8m, forced expired")),
        (built_in("two-polls"), vec![], Some(Forced::Expired), 0, "ended: 401 SESSION_EXPIRED, 401 SESSION_EXPIRED: Authorize".to_owned()),
        (built_in("two-polls"), vec![], Some(Forced::Failed(CodeName(code::find("RETRY_LATER").unwrap()))), 0, format!("authorized: 401 RETRY_LATER, 401 RETRY_LATER: 8m, {admin}")),
    ];
    for (story, calls, forced, second, expected) in table {
        let name = Arc::clone(&story.name);
        let mut session = after(story, &calls);
        session.forced = forced;
        assert_eq!(short(&view(&session, second)), expected, "{name} {calls:?}");
    }
}

#[test]
fn why_a_reply_and_what_instead() {
    let why = |story: &Arc<CompiledScenario>, part, cause, counts| {
        let (story, chosen) = (Arc::clone(story), Chosen::Admin);
        let text = explain::why(&Why { story, chosen, part, cause, strike: None, counts });
        text.split_once("): ").unwrap().1.to_owned()
    };
    let step = |answered, second: Option<u64>| {
        let since = second.map(Moment::from_secs);
        Cause::Step(ScriptPosition {
            step: 0,
            answered,
            since,
            calls: answered,
            ..ScriptPosition::default()
        })
    };
    let polls = built_in("two-polls");
    let slow = built_in("data-after-25-minutes");
    let never = built_in("never-ready");
    #[rustfmt::skip]
    let table = [
        (&polls, Part::Accounts, step(1, Some(0)), true, "step 1 of 1 for accounts, call 1 of 2\nto change it: 200 accounts/seed after 1 more call"),
        (&polls, Part::Investments, step(2, Some(0)), true, "step 1 of 1 for investments, call 2 of 2\nto change it: the next call gets 200 investments/holdings"),
        (&polls, Part::Accounts, step(1, Some(0)), false, "step 1 of 1 for accounts, call 1 of 2; the call does not count\nto change it: send the same call again: it did not count, and is struck only if the fault strikes again"),
        (&slow, Part::Accounts, step(9, Some(60)), true, "step 1 of 1 for accounts, until t+26:00.000\nto change it: 200 accounts/seed from t+26:00.000 on"),
        (&never, Part::Accounts, step(9, Some(60)), true, "step 1 of 1 for accounts, for good\nto change it: it answers for good, until the session is over or forced (flinks-mock ctl force)"),
        (&polls, Part::Authorize, Cause::Normal, true, "no step for authorize: the normal answer\nto change it: it answers for good; play another scenario"),
        (&polls, Part::Accounts, Cause::Forced, true, "an admin call has forced this session\nto change it: force another state (flinks-mock ctl force), or open a new session"),
        (&polls, Part::Accounts, Cause::Rule("the login is locked out"), true, "the login is locked out\nto change it: no step can; see the message of the reply"),
    ];
    for (story, part, cause, counts, expected) in table {
        assert_eq!(why(story, part, cause, counts), expected);
    }
}
