use super::{drawn, drawn_of};
use crate::explain::story;
use crate::library::{DEFAULT_SCENARIO, Origins};
use crate::script::Part;

/// The picture from this line on.
fn from<'a>(picture: &'a str, line: &str) -> &'a str {
    &picture[picture.find(&format!("\n{line}")).unwrap() + 1..]
}

/// The part of the picture from this line to that one.
fn part<'a>(picture: &'a str, first: &str, after: &str) -> &'a str {
    from(picture, first).split_once(&format!("\n{after}")).unwrap().0
}

/// Steps that are not reached are named as well.
#[test]
fn every_step_of_every_built_in_story_stands_in_its_picture() {
    let library = Origins::built_in(DEFAULT_SCENARIO).read().unwrap();
    for drawn in library.stories() {
        let picture = story(&library, drawn, 1);
        let opens = picture.contains("\nSession\n");
        let scripts = Part::ALL.map(|part| drawn.script(part));
        for script in scripts.iter().take(if opens { 3 } else { 1 }) {
            let count = script.steps.len();
            for number in 1..=count {
                let step = format!("step {number} of {count}");
                assert!(picture.contains(&step), "{}: {step}\n{picture}", drawn.name);
            }
        }
    }
}

#[test]
fn after_25_minutes() {
    insta::assert_snapshot!(drawn("data-after-25-minutes"), @r#"
    data-after-25-minutes
      The accounts are ready 25 minutes after the first call, within the 30 minutes.

    Who plays it: the first that applies to an Authorize decides
      1  header X-Mock-Scenario: data-after-25-minutes, on Authorize
      2  flinks-mock ctl use data-after-25-minutes --customer ID
      3  flinks-mock run --scenario data-after-25-minutes, for everybody
      4  LoginId 10000000-0000-4000-8000-000000000003
      5  Username: the file has none
      6  customers: the file has none
      7  flinks-mock serve --scenario data-after-25-minutes, for the guides' LoginId 5e115eac-1209-4f19-641c-08d6d484e2fe and Username "Greatday"

    What a client gets if it asks again 10s after each answer, whatever it is told
      each data call is drawn for itself, as if the other one were not used

    Authorize
      t+00:00.000  call 1  200 authorize/authorized  no step: for good

    GetAccountsDetail(Async)
      t+00:00.000  calls 1-150  202 OPERATION_PENDING  step 1 of 1: for 25m
      t+25:00.000  call 151     200 accounts/seed      after the last step: for good

    Investments
      t+00:00.000  call 1  200 investments/holdings  no step: for good

    Session
      ends 8m after Authorize if no data call comes
      ends 30m after its first data call
      once it is over every call gets 400 SESSION_NONEXISTENT
    "#);
}

/// One reason for each end of a client, and a delay that moves the calls after it.
#[test]
fn the_calls_for_accounts() {
    let names =
        ["dispatched-after-210-seconds", "never-ready-session-expires", "never-ready", "two-polls"];
    let lanes = names.map(|name| {
        let picture = drawn(name);
        let lane = part(&picture, "GetAccountsDetail(Async)\n", "Investments\n");
        lane.replace("GetAccountsDetail(Async)", name)
    });
    insta::assert_snapshot!(lanes.join("\n"), @"
    dispatched-after-210-seconds
      t+00:00.000  call 1  202 OPERATION_DISPATCHED  step 1 of 2: 1 call
                           delay: 3m30s
      t+03:40.000  call 2  202 OPERATION_PENDING     step 2 of 2: 1 call
      t+03:50.000  call 3  200 accounts/seed         after the last step: for good

    never-ready-session-expires
      t+00:00.000  calls 1-180  202 OPERATION_PENDING  step 1 of 1: for good
      t+30:00.000  call 181     401 SESSION_EXPIRED    the session is over

    never-ready
      t+00:00.000  calls 1-181  202 OPERATION_PENDING  step 1 of 1: for good
      t+30:00.000  call 181     the same               a client gives up, after 30m

    two-polls
      t+00:00.000  calls 1-2  202 OPERATION_PENDING  step 1 of 1: 2 calls
      t+00:20.000  call 3     200 accounts/seed      after the last step: for good
    ");
}

#[test]
fn refused() {
    insta::assert_snapshot!(from(&drawn("authorize-invalid-login"), "Authorize\n"), @r#"
    Authorize
      t+00:00.000  call 1  401 INVALID_LOGIN  step 1 of 1: for good
                           says "The card number (username) or password provided is invalid"

    Authorize opens no session, so there is no data call.
    "#);
}

#[test]
fn questions() {
    let story = drawn_of(
        r#"
            customers = ["ada", "bob"]
            [[step]]
            on = "authorize"
            times = 2
            delay = "500ms"
            reply.error = "RETRY_LATER"
            [[step]]
            on = "authorize"
            [step.reply.challenge]
            retries = 2
            locks-out = "DISABLED_LOGIN"
            [[step.reply.challenge.ask]]
            prompt = "What shape do you like?"
            answer = "Triangle"
            [[step.reply.challenge.ask]]
            type = "multiple-choice-multiple-answers"
            prompt = "Which countries?"
            choices = ["Canada", "Peru", "Chad"]
            answer = ["Canada", "Chad"]
            [[step]]
            on = "authorize"
            times = 1
            [[step]]
            on = "authorize"
            reply.error = "CARD_IN_USE"
            [[fault]]
            on = "authorize"
            first = 1
            play = "reset"
            commit = false
            "#,
    );
    insta::assert_snapshot!(part(&story, "Authorize\n", "Investments\n"), @r#"
    Authorize
      t+00:00.000  calls 1-3  401 RETRY_LATER           step 1 of 4: 2 calls
                              delay: 500ms
                              fault 1 strikes call 1
      t+00:31.500  call 4     203 with 2 questions      step 2 of 4: for good
                              QuestionAndAnswer "What shape do you like?"; right: "Triangle"
                              MultipleChoiceMultipleAnswers "Which countries?" of "Canada", "Peru", "Chad"; right: "Canada" and "Chad"
                              a wrong answer gets 401 INVALID_SECURITY_RESPONSE with the questions again, 2 times
                              the next one gets 401 DISABLED_LOGIN, and the session is over
                              then the login is locked: Authorize gets 401 DISABLED_LOGIN
      t+00:31.500  answered   200 authorize/authorized  step 3 of 4
      not reached             400 CARD_IN_USE           step 4 of 4: for good (no call gets here)
      fault 1: TCP reset before the first byte; the first call; the call does not count

    GetAccountsDetail(Async)
      t+00:31.500  call 1  200 accounts/seed  no step: for good
    "#);
}

#[test]
fn faults() {
    let story = drawn_of(
        r#"
            [session]
            consumed = true
            concurrent = false
            [token]
            required = true
            [[step]]
            on = "accounts"
            times = 2
            reply = "pending"
            http-status = 200
            [[step]]
            on = "accounts"
            times = 1
            headers = { "X-Trace" = "7" }
            patch = '[{"op":"remove","path":"/Login"}]'
            [[step]]
            on = "accounts"
            reply = "pending"
            [[step]]
            on = "investments"
            reply.raw = { status = 502, body = "bad" }
            fault.reset-after.body = 2
            [[fault]]
            on = "data"
            first = 2
            play = "reset"
            commit = false
            [[fault]]
            on = "accounts"
            probability = 0.5
            play.http-error = { status = 503, retry-after = "30s" }
            [[fault]]
            on = "authorize"
            until = "15s"
            play = "hang"
            "#,
    );
    insta::assert_snapshot!(from(&story, "What a client gets"), @r#"
    What a client gets if it asks again 10s after each answer, whatever it is told
      each data call is drawn for itself, as if the other one were not used
      drawn here for the first session of customer 43387ca6-0391-4c82-857d-70d95f087ecb, seed 1

    Authorize
      t+00:00.000  call 1    200 authorize/authorized  no step: for good
                             fault 1 strikes call 1
      t+00:10.000  47 calls  401 CONCURRENT_SESSION    the session of the lost answer is open
      t+08:00.000  call 2    200 authorize/authorized  no step: for good
      fault 1: no byte and no close; until t+00:15.000

    GetAccountsDetail(Async)
      t+08:00.000  calls 1-4  202 OPERATION_PENDING under status line 200  step 1 of 3: 2 calls
                              fault 1 strikes calls 1-2
                              fault 2 strikes call 4
      t+08:40.000  call 5     200 accounts/seed                            step 2 of 3: 1 call
                              body patched: remove /Login
                              header x-trace: 7
      t+08:50.000  call 6     400 SESSION_NONEXISTENT                      the session is over
      not reached             202 OPERATION_PENDING                        step 3 of 3: for good (the session ends first)
      fault 1: TCP reset before the first byte; the first 2 calls; the call does not count
      fault 2: 503 of a gateway, Retry-After: 30; with probability 0.5

    Investments
      t+08:00.000  calls 1-3  502 raw  step 1 of 1: for good
                              header content-type: text/plain; charset=utf-8
                              fault: TCP reset after 2 bytes of the body
                              fault 1 strikes calls 1-2
      fault 1: TCP reset before the first byte; the first 2 calls; the call does not count

    Session
      ends 8m after Authorize if no data call comes
      ends 30m after its first data call
      once it is over every call gets 400 SESSION_NONEXISTENT
      ends with the first 200 that brings data, of either endpoint (consumed)
      a login has one at a time: Authorize gets CONCURRENT_SESSION meanwhile
      Authorize needs an unused token of GenerateAuthorizeToken, at most 30m old
    "#);
}

#[test]
fn drawn_delays_and_steps_that_are_not_reached() {
    let story = drawn_of(
        r#"
            [session]
            processing = "1m"
            ended = "SESSION_EXPIRED"
            [[step]]
            on = "accounts"
            times = 2
            delay.uniform = { min = "1s", max = "5s" }
            body-delay.log-normal = { median = "2s", sigma = 0.5, max = "10s" }
            reply = "pending"
            [[step]]
            on = "accounts"
            for = "2s"
            reply.error = "RETRY_LATER"
            message = "Try later"
            [[step]]
            on = "accounts"
            for = "1s"
            reply.error = "RETRY_LATER"
            [[step]]
            on = "accounts"
            for = "10m"
            reply = "pending"
            [[step]]
            on = "accounts"
            reply.fixture = "empty"
            "#,
    );
    insta::assert_snapshot!(from(&story, "What a client gets"), @r#"
    What a client gets if it asks again 10s after each answer, whatever it is told
      each data call is drawn for itself, as if the other one were not used
      drawn here for the first session of customer 43387ca6-0391-4c82-857d-70d95f087ecb, seed 1

    Authorize
      t+00:00.000  call 1  200 authorize/authorized  no step: for good

    GetAccountsDetail(Async)
      t+00:00.000  calls 1-2  202 OPERATION_PENDING  step 1 of 5: 2 calls
                              delay: 1s to 5s, drawn for each call
                              delay between head and body: about 2s, at most 10s, drawn for each call (log-normal, sigma 0.5)
      t+00:25.716  call 3     401 RETRY_LATER        step 2 of 5: for 2s
                              says "Try later"
      t+00:35.716  calls 4-6  202 OPERATION_PENDING  step 4 of 5: for 10m
      t+01:05.716  call 7     401 SESSION_EXPIRED    the session is over
      not reached             401 RETRY_LATER        step 3 of 5: for 1s (over between two calls)
      not reached             200 accounts/empty     step 5 of 5: for good (the session ends first)

    Investments
      t+00:00.000  call 1  200 investments/holdings  no step: for good

    Session
      ends 8m after Authorize if no data call comes
      ends 1m after its first data call
      once it is over every call gets 401 SESSION_EXPIRED
    "#);
}
