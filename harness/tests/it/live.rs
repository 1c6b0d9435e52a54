//! A run as a live server sees it: what is sent, with which keys, and when it ends.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use flinks_harness::{
    CancellationToken, Credentials, Progress, Secret, Setup, Site, Stop, Target, exit, judge,
    printable, run,
};
use flinks_mock::clock::{Clock, ClockMode};
use flinks_mock::{Auth, FlinksMock};
use flinks_report::Report;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stub::{Answer, Reply, Seen, Stub};
use crate::support::{
    CUSTOMER_ID, LOGIN_ID, assert_says, command, make_private, mock, picture, record, setup, write,
};

/// Part, call, note; the body or the id on the wire.
#[tokio::test]
async fn each_probe_is_sent_once_and_in_order() {
    let (report, stub) = played(|_| (), |_, _| None).await;
    let events = report.runs[0].timeline.iter().filter(|event| event.part == "probes");
    let sent: Vec<_> =
        events.map(|event| (&*event.call, event.note.as_deref().unwrap_or_default())).collect();
    let expected = [
        ("POST Investments", "without RequestId"),
        ("POST Investments", "without LoginId"),
        ("POST Investments", "without MostRecentCached"),
        ("POST Authorize", "without LoginId"),
        ("POST Authorize", "with an unknown LoginId"),
        ("POST GetAccountsDetail", "without RequestId"),
        ("POST GetAccountsDetail", "with an unknown RequestId"),
        ("GET GetAccountsDetailAsync", "with an unknown RequestId"),
        ("POST GetAccountsDetail", "with another customer's RequestId"),
        ("GET GetAccountsDetail", "by GET"),
        ("POST GetAccountsDetailAsync", "by POST"),
        ("POST GetAccountsDetail", "with a used-up RequestId"),
    ];
    assert_eq!(sent, expected, "{}", picture(&report));

    let seen = stub.seen();
    let probes = &seen[seen.len() - 12..];
    let opened: Vec<_> =
        seen.iter().filter(|seen| seen.call == "GET GetAccountsDetailAsync").collect();
    let accounts = opened[0].path.rsplit('/').next().unwrap();
    let (login, request) =
        ("ffffffff-ffff-4fff-bfff-fffffffffff1", "ffffffff-ffff-4fff-bfff-fffffffffff2");
    let investments = &seen.iter().find(|seen| seen.call == "POST Investments").unwrap().body;
    let bodies = [
        json!({ "LoginId": LOGIN_ID, "MostRecentCached": true }),
        json!({ "RequestId": investments["RequestId"], "MostRecentCached": true }),
        json!({ "RequestId": investments["RequestId"], "LoginId": LOGIN_ID }),
        json!({ "MostRecentCached": true }),
        json!({ "LoginId": login, "MostRecentCached": true }),
        json!({}),
        json!({ "RequestId": request }),
        json!(null),
        json!({ "RequestId": accounts }),
        json!(null),
        json!(null),
        json!({ "RequestId": accounts }),
    ];
    for (probe, body) in probes.iter().zip(bodies) {
        assert_eq!(probe.body, body, "{probe:?}");
    }
    assert!(probes[7].path.ends_with(request), "{}", probes[7].path);
    assert!(probes[10].path.ends_with(accounts), "{}", probes[10].path);
    let foreign: Vec<_> = probes.iter().map(|probe| !probe.path.contains(CUSTOMER_ID)).collect();
    assert_eq!(foreign.iter().position(|foreign| *foreign), Some(8));
    assert_eq!(foreign.iter().filter(|foreign| **foreign).count(), 1);
}

/// Its session may have ended: 30 min after the first data call. The accounts take 25 min of them, and
/// the investments so many polls.
#[tokio::test]
async fn the_accounts_are_not_asked_again_after_30_minutes() {
    for (polls, asked) in [(29, true), (30, false)] {
        let mock = mock("data-after-25-minutes").await;
        let left = AtomicUsize::new(polls);
        let stub = Stub::start(&mock.url(), move |_, seen| {
            let waits = seen.call == "POST Investments"
                && left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                    .is_ok();
            waits.then(|| (202, vec![json_type()], "{}".to_owned()))
        })
        .await;
        let report = report(&at(&stub, &mock)).await;
        let mut notes = report.runs[0].timeline.iter().filter_map(|event| event.note.as_deref());
        let back = notes.any(|note| note.starts_with("back in"));
        assert_eq!(back, asked, "{polls}\n{}", picture(&report));
    }
}

#[tokio::test]
async fn a_probe_without_an_answer_is_sent_once_more() {
    // What is cut off is no answer.
    let cut = || Some((200, vec![("content-length", "100".to_owned())], "{".to_owned()));
    for (times, code) in [(1, 0), (2, 3)] {
        let count = AtomicUsize::new(0);
        let answer = move |_, seen: &Seen| {
            let by_get = seen.call == "GET GetAccountsDetail";
            let number = count.fetch_add(usize::from(by_get), Ordering::SeqCst);
            if by_get && number < times { cut() } else { None }
        };
        let (report, stub) = played(|_| (), answer).await;
        assert_eq!(report.exit_code(), code, "{times}\n{}", picture(&report));
        let sent = stub.calls().iter().filter(|call| *call == "GET GetAccountsDetail").count();
        assert_eq!(sent, 2, "{times}");
    }
}

/// A server that counts gets no more requests than announced.
#[tokio::test]
async fn nothing_is_sent_beyond_the_budget() {
    for budget in [1, 3, 6, 12] {
        let limit = |setup: &mut Setup| setup.budget = NonZeroU32::new(budget);
        let (report, stub) = played(limit, |_, _| None).await;
        assert_eq!(stub.seen().len(), budget as usize);
        let reason = report.verdict.reason().unwrap_or_default();
        let expected = format!("the budget of {budget} requests is used up");
        assert!(reason.contains(&expected), "{budget}: {reason}");
        assert_eq!(report.exit_code(), 3, "{budget}");
    }
}

/// The number of the request that is refused, and how; nothing follows it.
#[tokio::test]
async fn a_server_that_has_had_enough_is_left_alone() {
    let many = json!({
        "HttpStatusCode": 401, "FlinksCode": "TOO_MANY_REQUESTS", "Message": "Slow down"
    });
    for (number, part) in [
        (1, "accounts"),
        (2, "accounts"),
        (3, "accounts"),
        (6, "investments"),
        (7, "investments"),
        (11, "probes"),
        (14, "probes"),
    ] {
        let many = many.to_string();
        let answer = move |nth, _: &Seen| {
            let headers = vec![("retry-after", "30".to_owned()), json_type()];
            (nth == number).then(|| (401, headers, many.clone()))
        };
        let (report, stub) = played(|_| (), answer).await;
        assert_eq!(stub.seen().len(), number, "{}", picture(&report));
        let reason = report.verdict.reason().unwrap_or_default();
        let why = "nothing more was sent after 401 TOO_MANY_REQUESTS, Retry-After: 30";
        assert_eq!(reason, format!("{part}: {why}"));
        assert_eq!(report.exit_code(), 3);
    }
}

const AFTER: &str = "Fri, 01 May 2026 00:00:00 GMT";
const BEFORE: &str = "Thu, 30 Apr 2026 23:59:59 GMT";

/// How Investments answer, on which day, and how the run ends.
#[tokio::test]
async fn gone_is_told_from_broken() {
    let code = |code: &str| {
        json!({ "HttpStatusCode": 501, "FlinksCode": code, "Message": "no" }).to_string()
    };
    let retired = "investments: retired, as announced for 30 April 2026: ";
    #[rustfmt::skip]
    let table = [
        (404, "<html>".to_owned(), AFTER, true),
        (405, String::new(), AFTER, true),
        (410, String::new(), AFTER, true),
        (501, code("METHOD_NOT_AVAILABLE"), AFTER, true),
        (410, String::new(), BEFORE, false),
        // The accounts came on a day after it.
        (410, String::new(), "", true),
        (405, code("DISABLED_INSTITUTION"), AFTER, false),
        (500, String::new(), AFTER, false),
        (503, "<html>".to_owned(), AFTER, false),
        (401, code("UNAUTHORIZED"), AFTER, false),
    ];
    for (status, body, date, gone) in table {
        let text = body.clone();
        let answer = move |_, seen: &Seen| {
            (seen.call == "POST Investments")
                .then(|| (status, vec![("date", date.to_owned()), json_type()], text.clone()))
        };
        let (report, stub) = played(|_| (), answer).await;
        let said = picture(&report);
        assert_eq!(said.contains(retired), gone, "{status} {body} {date}\n{said}");
        assert_eq!(report.exit_code() == 0, gone, "{status} {body} {date}\n{said}");
        // The accounts are probed all the same, and the investments are not.
        let calls = stub.calls();
        assert_eq!(calls.last().map(String::as_str), Some("POST GetAccountsDetail"));
    }
}

#[tokio::test]
async fn investments_have_a_host_and_a_customer_of_their_own() {
    let mock = mock("two-polls").await;
    let (banking, wealth) =
        (Stub::start(&mock.url(), |_, _| None).await, Stub::start(&mock.url(), |_, _| None).await);
    let target = Target::parse(&wealth.url).unwrap();
    // The clock of the mock is the customer's.
    let wealth_site = Some(Site { target, customer_id: CUSTOMER_ID.to_owned() });
    let report = report(&Setup { wealth: wealth_site, ..at(&banking, &mock) }).await;
    assert_eq!(report.exit_code(), 0, "{}", picture(&report));
    let calls = wealth.calls();
    assert_eq!(calls[0], "POST Authorize");
    assert_eq!(calls[1..], vec!["POST Investments"; 7]);
    assert!(!banking.calls().contains(&"POST Investments".to_owned()));
}

/// Which header which call has, and that a token is used once.
#[tokio::test]
async fn keys_go_where_they_belong() {
    let (report, stub) = played(|setup| setup.credentials = credentials(), token).await;
    assert_eq!(report.exit_code(), 0, "{}", picture(&report));
    let mut tokens = Vec::new();
    for (nth, seen) in (1..).zip(stub.seen()) {
        let header = |name: &str| seen.headers.get(name).map(String::as_str);
        let keys = (header("flinks-auth-key"), header("x-api-key"));
        match &*seen.call {
            "POST GenerateAuthorizeToken" => {
                assert_eq!(keys, (Some("canary-secret-key"), None));
                tokens.push(token_of(nth));
            }
            "POST Authorize" => {
                assert_eq!(keys, (tokens.pop().as_deref(), None), "each token is used once");
            }
            _ => assert_eq!(keys, (None, Some("canary-api-key")), "{seen:?}"),
        }
    }
    let authorized = stub.calls().iter().filter(|call| *call == "POST Authorize").count();
    assert_eq!(authorized, 4, "two sessions and two probes");
    let all = format!("{report:?}");
    assert!(!all.contains("canary"), "{all}");
    assert!(!all.contains("70000000-0000-4000-8000"), "{all}");
}

#[tokio::test]
async fn without_a_token_there_is_no_session() {
    let refusal = json!({
        "HttpStatusCode": 401, "FlinksCode": "UNAUTHORIZED", "Message": "You must provide a valid auth key"
    });
    let no_token = json!({ "HttpStatusCode": 200 });
    #[rustfmt::skip]
    let table = [
        (401, refusal, "accounts: GenerateAuthorizeToken answered 401 UNAUTHORIZED; is FLINKS_SECRET_KEY the right one?"),
        (200, no_token, "accounts: GenerateAuthorizeToken answered 200 without a Token"),
    ];
    for (status, body, expected) in table {
        let answer = move |_, _: &Seen| Some((status, vec![json_type()], body.to_string()));
        let (report, stub) = played(|setup| setup.credentials = credentials(), answer).await;
        assert_eq!(report.verdict.reason(), Some(expected));
        assert_eq!(stub.seen().len(), 1);
    }
}

/// The first stop waits for the request in flight, the second does not.
#[tokio::test]
async fn softly_and_then_at_once() {
    let table = [
        (&[Stop::Interrupt][..], exit::signalled(2), 1),
        (&[Stop::Terminate], exit::signalled(15), 1),
        // The connection ends, and the flow with it: it was stopped all the same.
        (&[Stop::Terminate], exit::signalled(15), 2),
        (&[Stop::Interrupt, Stop::Interrupt], exit::signalled(2), 0),
        (&[Stop::Interrupt, Stop::Terminate], exit::signalled(15), 0),
    ];
    for (stops, code, answered) in table {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let setup = setup(&url, Clock::new(ClockMode::Auto), CUSTOMER_ID);
        let token = CancellationToken::default();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0);
            stops.iter().for_each(|stop| token.stop(*stop));
            if answered > 0 {
                // Long enough for the run to see the stop first, however few turns it gets.
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            }
            if answered == 1 {
                let body = r#"{"HttpStatusCode":200,"RequestId":"r"}"#;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            }
            (answered < 2).then_some(stream)
        };
        let mut progress = Progress::silent();
        let (record, _stream) = tokio::join!(run(&setup, &mut progress, token.clone()), server);
        let report = judge(&record);
        assert_eq!(report.exit_code(), code, "{stops:?}");
        assert_eq!(report.runs[0].timeline.len(), answered.min(1), "{stops:?}");
    }
}

/// Arguments, environment, exit code, words of stdout or stderr.
#[test]
fn what_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let open = &*write(folder.path(), "keys.toml", "secret-key = 'canary'");
    let host = "https://acme-api.private.fin.ag";
    let here = "http://127.0.0.1:1";
    type Row<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], i32, &'a str);
    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        (&["--target", host], &[], 2, "--allow-host acme-api.private.fin.ag allows it"),
        (&["--target", host, "--allow-host", "private.fin.ag"], &[], 2, "nothing was sent"),
        (&["--target", "https://toolbox.evil.example"], &[("FLINKS_API_KEY", "canary-0123456789")], 2, "keys are only sent to hosts of Flinks"),
        (&["--target", "http://toolbox-api.private.fin.ag"], &[("FLINKS_SECRET_KEY", "canary-0123456789")], 2, "keys are only sent to hosts of Flinks"),
        (&["--target", here, "--wealth-target", host], &[], 2, "nothing was sent"),
        (&["--target", here], &[("FLINKS_WEALTH_BASE_URL", host)], 2, "nothing was sent"),
        (&["--target", here, "--resolve", "a.test:80:127.0.0.1"], &[], 2, "no request goes to a.test:80"),
        (&["--target", here, "--resolve", "a.test"], &[], 2, "expected HOST:PORT:ADDR"),
        (&["--target", here, "--ca-file", open], &[], 2, "the file contains no PEM certificate"),
        (&["--target", here, "--ca-file", "none"], &[], 2, "--ca-file none: "),
        (&["--target", here, "--budget", "0"], &[], 2, "--budget"),
        (&["--credentials", open], &[], 2, "needs --target or FLINKS_BASE_URL"),
        (&["--wealth-target", here], &[], 2, "--wealth-target needs --target"),
        (&["--wealth-customer-id", "acme"], &[], 2, "--wealth-customer-id needs --target"),
        (&["--target", here], &[("FLINKS_SECRET_KEY", "a canary")], 2, "FLINKS_SECRET_KEY: a key must be printable"),
        (&["--target", here], &[("FLINKS_API_KEY", "canary\u{1}")], 2, "FLINKS_API_KEY: a key must be printable"),
        (&["--login-id", "canary"], &[], 2, "a LoginId is a GUID"),
        (&[], &[("FLINKS_LOGIN_ID", "canary")], 2, "a LoginId is a GUID"),
        (&["--customer-id", "can/canary"], &[], 2, "one segment of a path"),
        (&["--target", "http://user:canary@127.0.0.1:1"], &[], 2, "not have a user name or password"),
        (&["--target", "user:canary@127.0.0.1:1"], &[], 2, "must begin with http:// or https://"),
        (&["--help"], &[("FLINKS_LOGIN_ID", "canary"), ("FLINKS_CUSTOMER_ID", "canary")], 0, "--login-id"),
        (&["--target", here, "--credentials", open], &[], 2, "others can read it"),
        // What is not refused gets no answer there.
        (&["--target", here], &[], 3, "at most 391 requests, 60 min\n"),
        (&["--target", here, "--speed", "180"], &[], 3, "at most 391 requests, 60 min at speed 180\n"),
        (&["--target", here, "--budget", "20"], &[], 3, "at most 20 requests, 60 min\n"),
        (&["--target", here], &[("FLINKS_SECRET_KEY", "k")], 3, "at most 397 requests, 60 min\n"),
        (&["--target", here, "--wealth-target", host, "--allow-host", "ACME-api.private.fin.ag"], &[], 3, "cannot connect to http://127.0.0.1:1"),
        (&["--target", "http://127.0.0.1:1/canary/"], &[], 3, "cannot connect to http://127.0.0.1:1"),
        (&["--target", here, "--customer-id", "canary-1"], &[], 3, "customer  $FLINKS_CUSTOMER_ID"),
        (&[], &[("FLINKS_BASE_URL", "")], 0, "warning: FLINKS_BASE_URL is empty and counts as not set"),
        (&["--target", here], &[], 3, "values    hidden: labels stand for them; --show-values"),
        (&[], &[("FLINKS_BASE_URL", ""), ("FLINKS_LOGIN_ID", ""), ("FLINKS_CUSTOMER_ID", ""), ("FLINKS_SECRET_KEY", "")], 0, "PASS"),
        (&["--target", here], &[("FLINKS_WEALTH_BASE_URL", ""), ("FLINKS_API_KEY", " ")], 3, "at most 391 requests"),
    ];
    for (args, variables, code, words) in table {
        let mut command = command(&["run"]);
        command.args(*args).envs(variables.iter().copied());
        let said = assert_says(&mut command, *code, words);
        assert!(!said.contains("canary"), "{args:?}\n{said}");
    }
}

/// The whole way to the real one, without the internet: TLS, its names, keys, single-use tokens.
#[tokio::test(flavor = "multi_thread")]
async fn the_toolbox() {
    let builder = FlinksMock::builder().scenario("two-polls").clock(ClockMode::Auto);
    let mock = builder.auth(Auth::Token).tls(true).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (secret, api) = (mock.secret_key().unwrap().to_owned(), mock.api_key().unwrap().to_owned());
    let keys = format!("secret-key = '{secret}'\napi-key = '{api}'\n");
    let (ca, keys) = (
        write(folder.path(), "ca.pem", mock.ca_pem().unwrap()),
        &*write(folder.path(), "keys.toml", keys),
    );
    make_private(keys);
    let to = mock.tls_address().unwrap();
    let resolve = ["toolbox-api", "toolbox-wealth-api"]
        .map(|host| format!("{host}.private.fin.ag:443:{}:{}", to.ip(), to.port()));
    let run = || {
        let mut command = command(&["run", "--target", "toolbox", "--speed", "200"]);
        command.args(["--resolve", &resolve[0], "--resolve", &resolve[1]]);
        command
    };
    let both = [("FLINKS_SECRET_KEY", &*secret), ("FLINKS_API_KEY", &*api)];
    type Row<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], i32, &'a str);
    #[rustfmt::skip]
    let table: [Row<'_>; 6] = [
        (&[], &both, 0, "wealth           https://toolbox-wealth-api.private.fin.ag"),
        (&["--credentials", keys], &[], 0, "PASS"),
        (&["--credentials", keys], &[("FLINKS_SECRET_KEY", "canary")], 3, "GenerateAuthorizeToken answered 401 UNAUTHORIZED; is FLINKS_SECRET_KEY the right one?"),
        (&[], &[], 3, "Authorize answered 401 ACCESS_DENIED; set FLINKS_SECRET_KEY"),
        (&[], &both[..1], 3, "the data calls answered 401 UNAUTHORIZED (FLINKS_API_KEY is not set)"),
        (&["--budget", "5"], &both, 3, "the budget of 5 requests is used up"),
    ];
    for (more, variables, code, words) in table {
        let mut command = run();
        command.arg("--ca-file").arg(&ca).args(more).envs(variables.iter().copied());
        let said = assert_says(&mut command, code, "");
        assert!(unfolded(&said).contains(&unfolded(words)), "{more:?} {words}\n{said}");
        for key in [&*secret, &*api, "canary"] {
            assert!(!said.contains(key), "{more:?}\n{said}");
        }
    }
    // The system does not know this authority.
    let said = assert_says(&mut run(), 3, "");
    assert!(unfolded(&said).contains("--ca-file names a CA to trust"), "{said}");
}

/// Lines that were folded to the width, and columns, in one line.
fn unfolded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name that DNS does not know: gone after the day, and not before.
#[tokio::test(flavor = "multi_thread")]
async fn a_wealth_host_that_is_no_more() {
    let looked_up = tokio::net::lookup_host("wealth-test.invalid:80").await;
    let why = looked_up.map(drop).unwrap_err().to_string();
    // Where there is no DNS at all, nobody knows.
    let known_gone = why.contains("not known");
    for (date, gone) in [(AFTER, known_gone), (BEFORE, false)] {
        let mock = mock("two-polls").await;
        let dated = |_: &Seen, reply: &mut Reply| {
            reply.set_header("date", date);
            Ok(())
        };
        let stub = Stub::changing(&mock.url(), dated).await;
        let mut command = command(&["run", "--speed", "200", "--target", &stub.url]);
        command.args(["--wealth-target", "http://wealth-test.invalid"]);
        for proxy in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(proxy);
        }
        let said = assert_says(&mut command, if gone { 0 } else { 3 }, "");
        assert_eq!(unfolded(&said).contains("retired, as announced"), gone, "{why}\n{said}");
    }
}

fn json_type() -> (&'static str, String) {
    ("content-type", "application/json".to_owned())
}

fn credentials() -> Credentials {
    let key = |text| Secret::read(text).expect("it works here");
    let (secret_key, api_key) = (key("canary-secret-key"), key("canary-api-key"));
    Credentials { secret_key, api_key, ..Credentials::default() }
}

fn token(nth: usize, seen: &Seen) -> Answer {
    let body = json!({ "HttpStatusCode": 200, "Token": token_of(nth) }).to_string();
    let wanted = seen.call == "POST GenerateAuthorizeToken";
    wanted.then(|| (200, vec![json_type()], body))
}

fn token_of(nth: usize) -> String {
    format!("70000000-0000-4000-8000-{nth:012}")
}

/// A run against a stub before the mock, which answers some requests itself.
async fn played(
    change: impl FnOnce(&mut Setup),
    answer: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
) -> (Report, Stub) {
    let mock = mock("two-polls").await;
    let stub = Stub::start(&mock.url(), answer).await;
    let mut setup = at(&stub, &mock);
    change(&mut setup);
    (report(&setup).await, stub)
}

fn at(stub: &Stub, mock: &FlinksMock) -> Setup {
    setup(&stub.url, mock.clock(CUSTOMER_ID), CUSTOMER_ID)
}

async fn report(setup: &Setup) -> Report {
    let record = record(setup).await;
    printable(setup, &record, judge(&record))
}

const PROMPTS: [&str; 2] =
    ["What shape do people like most?", "What is the best country on earth?"];

/// A run by a user of a bank, against a mock whose clock jumps.
async fn logged_in(scenario: &str, variables: &[(&str, &str)]) -> (std::process::Command, Stub) {
    let mock = mock(scenario).await;
    let stub = Stub::start(&mock.url(), move |_, _| {
        // The mock lives as long as the stub.
        let _ = &mock;
        None
    })
    .await;
    let mut run = command(&["run", "--target", &stub.url, "--speed", "1000000"]);
    let user = [("FLINKS_USERNAME", "Greatday"), ("FLINKS_PASSWORD", "Everyday")];
    run.envs(user).env("FLINKS_INSTITUTION", "FlinksCapital").envs(variables.iter().copied());
    (run, stub)
}

/// The LoginId comes with the first session, and opens the second one. What is secret is sent, and is
/// in nothing that is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_of_a_bank_authorizes_and_answers_questions() {
    let answers = json!({ PROMPTS[0]: "Triangle", PROMPTS[1]: ["Canada"] }).to_string();
    let variables = [("FLINKS_SECURITY_RESPONSES", &*answers)];
    let (mut run, stub) = logged_in("security-questions-one-by-one", &variables).await;
    let folder = tempfile::tempdir().unwrap();
    run.current_dir(folder.path()).arg("-vv");
    for format in ["ndjson", "har", "html", "json"] {
        run.args(["--report", &format!("{format}=a.{format}")]);
    }
    let mut written = assert_says(&mut run, 0, "login     $FLINKS_USERNAME with $FLINKS_PASSWORD");
    for file in std::fs::read_dir(folder.path()).unwrap() {
        written += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    for secret in ["Greatday", "Everyday", "Triangle", "Canada"] {
        assert!(!written.contains(secret), "{secret}");
    }

    let seen = stub.seen();
    let request_id = seen[3].body["RequestId"].clone();
    let answer = |prompt: &str, answer: &str| json!({ "RequestId": request_id, "SecurityResponses": { prompt: [answer] } });
    let expected = [
        json!({
            "Username": "Greatday", "Password": "Everyday", "Institution": "FlinksCapital",
            "MostRecentCached": false, "Save": true,
        }),
        answer(PROMPTS[0], "Triangle"),
        answer(PROMPTS[1], "Canada"),
    ];
    for (seen, body) in seen.iter().zip(expected) {
        assert_eq!((&*seen.call, &seen.body), ("POST Authorize", &body));
    }
    let investments = seen.iter().position(|seen| seen.call == "POST Investments").unwrap();
    let opened = seen[..investments].iter().filter(|seen| !seen.body["LoginId"].is_null());
    let cached = json!({ "LoginId": LOGIN_ID, "MostRecentCached": true });
    assert_eq!(opened.map(|seen| &seen.body).collect::<Vec<_>>(), [&cached]);
    assert_eq!(seen[investments].body["LoginId"], LOGIN_ID);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_once_or_not_at_all() {
    let of = |prompt: &str, answer: &str| json!({ prompt: answer }).to_string();
    let (wrong, other) = (of(PROMPTS[0], "Circle"), of("Your pet?", "Triangle"));
    let name = "FLINKS_SECURITY_RESPONSES";
    type Variables<'a> = &'a [(&'a str, &'a str)];
    let table: [(Variables<'_>, i32, &str, usize); 6] = [
        (&[(name, &wrong)], 3, "Authorize answered 401", 2),
        (&[(name, &other)], 3, "asks a question that FLINKS_SECURITY_RESPONSES does not answer", 1),
        (&[], 3, "it asks security questions; FLINKS_SECURITY_RESPONSES can answer them", 1),
        (&[(name, "Triangle")], 2, "FLINKS_SECURITY_RESPONSES: expected a JSON object", 0),
        (&[("FLINKS_PASSWORD", "")], 2, "FLINKS_USERNAME is set, so FLINKS_PASSWORD and", 0),
        (&[("FLINKS_LOGIN_ID", LOGIN_ID)], 3, "it asks security questions", 1),
    ];
    for (variables, code, words, sent) in table {
        let (mut run, stub) = logged_in("security-question", variables).await;
        assert_says(&mut run, code, words);
        assert_eq!(stub.calls().len(), sent, "{words}");
    }
    // One that asks the same again, whatever it is told.
    let asks = json!({ "RequestId": LOGIN_ID, "SecurityChallenges": [{ "Prompt": PROMPTS[0] }] });
    let stub = Stub::start("http://127.0.0.1:1", move |_, _| {
        Some((203, vec![json_type()], asks.to_string()))
    })
    .await;
    let mut run = command(&["run", "--target", &stub.url]);
    let words = "asks again what FLINKS_SECURITY_RESPONSES has answered";
    assert_says(run.env(name, &wrong), 1, words);
    assert_eq!(stub.calls().len(), 2);
}
