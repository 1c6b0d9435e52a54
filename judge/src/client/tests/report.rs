//! The run as the report has it.

use flinks_report::terminal::{Look, render};
use flinks_report::{Mark, Outcome, Report, Tool, Verdict};

use super::story::{outcome, run, trace};

const LOGIN: &str = "0 POST Authorize A -> 200\n 1 POST Detail A -> 202 OPERATION_PENDING\n";

#[test]
fn verdicts() {
    let post = format!("{LOGIN} 11 POST Async A -> 200\n");
    let challenge = "0 Authorize B -> 200; 1 Detail B -> 200; 2 Authorize A -> 203\n";
    let fault = "0 POST Authorize A -> 200 analysis={\"faults\":[\"no RequestId\"]}\n";
    let unknown = "the 3 calls before the first of the journal are gone";
    #[rustfmt::skip]
    let table = [
        ("passes", 0, format!("{LOGIN} 11 GET Async A -> 200\n end 12"), Verdict::Pass),
        ("MUST", 0, format!("{post} end 12"), Verdict::Fail),
        ("MUST before the command's failure", 0, format!("{post} end 12 exit=3"), Verdict::Fail),
        ("our own fault first", 0, format!("{fault} 1 POST Async A -> 200\n end 12 exit=3"),
         Verdict::HarnessFault { reason: "reply 1 of the mock: no RequestId".to_owned() }),
        ("SHOULD fails nothing", 0, format!("{challenge} end 12"), Verdict::Pass),
        ("the command failed", 0, format!("{LOGIN} 11 GET Async A -> 200\n end 12 exit=3"),
         Verdict::CommandFailed { reason: "the command ended with exit code 3".to_owned() }),
        ("a signal, before what is open", 3, "1 POST Detail A -> 200\n end 12 signal=9".to_owned(),
         Verdict::CommandFailed { reason: "the command was ended by signal 9".to_owned() }),
        ("a MUST is open", 3, "1 POST Detail A -> 200\n end 12".to_owned(),
         Verdict::Inconclusive { reason: format!("CLI-SEQ-001: {unknown}") }),
        ("a SHOULD is open", 0, challenge.to_owned(), Verdict::Pass),
    ];
    for (name, dropped, story, expected) in table {
        let mut trace = trace(&story);
        trace.dropped = dropped;
        assert_eq!(super::judge(&trace).verdict, expected, "{name}");
    }
}

#[test]
fn facts() {
    let plain = "0 POST Authorize A -> 200\n";
    #[rustfmt::skip]
    let table: &[(&str, String, &[&str])] = &[
        ("in real time", plain.to_owned(), &["customer: ada", "timing: judged in real time to within 0.25 s"]),
        ("scaled", format!("clock 180\n{plain}"), &["customer: ada", "timing: judged at 180 times real to within 0.9 s; a wait that is short by 0.25 s to 0.9 s stays open"]),
        ("scaled, and the client takes a while", format!("clock 60\n{plain} 1.4 POST Detail A -> pending\n 12 Async A -> 200"),
         &["customer: ada", "timing: judged at 60 times real to within 0.3 s; as a call takes this client 1.4 s, 8.3 s may pass; a wait that is short by 0.25 s to 0.3 s stays open"]),
        ("scaled, and the client waits by itself", format!("clock 60\n{plain} 20 POST Detail A -> 200"),
         &["customer: ada", "timing: judged at 60 times real to within 0.3 s; a wait that is short by 0.25 s to 0.3 s stays open"]),
        ("two clocks", format!("{plain} clock manual\n 1 POST Detail A -> 200"),
         &["customer: ada", "timing: judged in real time to within 0.25 s; judged on a manual clock to within 0.25 s"]),
        ("auto", format!("clock auto\n{plain}"),
         &["customer: ada", "timing: not judged: the auto clock hides the client's own waits; a real, scaled or manual one shows them"]),
        ("nothing but probes", "0 GET - customer= path=/ -> 404\n 0 OPTIONS - customer= path=/v3 -> 404".to_owned(),
         &["ignored: 2 requests that a client of Flinks does not send (GET /, OPTIONS)"]),
        ("an end and stalls", "stall 1 2\nstall 3 3.5\nend 40.5 exit=1".to_owned(),
         &["ended: exit code 1 at t+00:40.500", "stalls: the machine stood still 2 times, 1.5 s of story time in all"]),
        ("many customers", "0 POST Token customer=a -> 200\n0 POST Token customer=b -> 200\n0 POST Token customer=c -> 200\n0 POST Token customer=d -> 200".to_owned(),
         &["customer: a, b, c and 1 more", "timing: judged in real time to within 0.25 s"]),
    ];
    for (name, story, expected) in table {
        let facts = run(story).facts;
        let facts: Vec<String> =
            facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value)).collect();
        assert_eq!(facts, *expected, "{name}");
    }
}

#[test]
fn the_timeline_says_how_each_reply_ended() {
    let run = run("
        0 Token -> 200
        0.5 Authorize A -> 200 took=0.25
        1 Detail A -> pending
        11 POST Async A -> pending lost
        21 Async A -> pending left
        31 Async A -> 200 analysis={\"unreadable\":true}
        41 Async A -> 200 open
        1510 Async a customer=bob -> 400 SESSION_NONEXISTENT");
    let shown = run.timeline.iter().map(|event| {
        let took = event.took.map_or(-1, |took| i64::try_from(took.as_millis()).unwrap());
        format!(
            "{} {:?} {took} {}: {} -> {}",
            event.number, event.mark, event.part, event.call, event.answer
        )
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @r#"
    1 Plain 0 without a session, customer ada: POST GenerateAuthorizeToken -> 200
    2 Plain 250 session 1, aaaaaaaa, customer ada: POST Authorize -> 200
    3 Plain 0 session 1, aaaaaaaa, customer ada: POST GetAccountsDetail -> 202 OPERATION_PENDING
    4 Broken 0 session 1, aaaaaaaa, customer ada: POST GetAccountsDetailAsync -> 202 OPERATION_PENDING, the mock ended the connection after 100 bytes
    5 Plain 0 session 1, aaaaaaaa, customer ada: GET GetAccountsDetailAsync -> 202 OPERATION_PENDING, the client left after 0 bytes
    6 Plain 0 session 1, aaaaaaaa, customer ada: GET GetAccountsDetailAsync -> 200, unreadable
    7 Plain -1 session 1, aaaaaaaa, customer ada: GET GetAccountsDetailAsync -> 200, still on its way
    8 Broken 0 without a session, customer bob: GET GetAccountsDetailAsync -> 400 SESSION_NONEXISTENT
    "#);
    assert_eq!(run.effort, "8 requests, 1 session, 25:10 story time");
    assert_eq!(run.timeline[3].mark, Mark::Broken);
}

#[test]
fn the_wire_log_says_what_it_does_not_have() {
    let run = run("0 POST Authorize A header=flinks-auth-key:[redacted] -> 401 RETRY_LATER");
    let wire = run.timeline[0].wire.as_ref().unwrap();
    insta::assert_snapshot!(wire.request, @r#"
    POST /v3/ada/BankingServices/Authorize
    content-type: application/json
    flinks-auth-key: [redacted]

    {"LoginId":"11111111-0000-4000-8000-000000000002","MostRecentCached":true}
    "#);
    insta::assert_snapshot!(wire.reply, @r#"
    401
    FlinksCode: RETRY_LATER

    [100 bytes of body; the journal keeps no headers and bodies of replies]
    "#);
}

#[test]
fn a_rule_without_a_place_says_what_brings_it() {
    let reason =
        "nothing here to apply it to (`flinks-mock rules ID` names a scenario that brings it)"
            .to_owned();
    assert_eq!(outcome("", "CLI-MFA-001"), Outcome::NotReached { reason });
}

/// What a user sees of the most frequent defect: at most 14 lines.
#[test]
fn a_failure_on_a_terminal() {
    let run = run("
        open A
        1 Detail A -> pending
        11 POST Async A -> pending
        21 POST Async A -> 200
        end 22");
    let tool = Tool { name: "flinks-mock".to_owned(), version: "0.1.0".to_owned() };
    let report = Report::new(tool, "judge".to_owned(), Vec::new(), vec![run]);
    let text = render(&report, Look { width: 100, colour: false, verbose: false });
    let block = text.lines().skip_while(|line| !line.starts_with("FAIL"));
    let block: Vec<&str> = block.take_while(|line| !line.is_empty()).collect();
    insta::assert_snapshot!(block.join("\n"), @"
    FAIL CLI-SEQ-003 MUST  each endpoint is called with the one method that its page names
      at        session aaaaaaaa, POST GetAccountsDetailAsync, t+00:11.000
      where     method
      expected  GET GetAccountsDetailAsync
      actual    POST GetAccountsDetailAsync
      calls     2 of 2: t+00:11.000, t+00:21.000
      rule      Flinks guides 'Make API calls' and 'Investments data' (guides, seed)
      more      flinks-mock rules CLI-SEQ-003
      spread    1 place in 4 calls; fingerprint d6966470d020
    ");
    assert!(block.len() <= 14);
}
