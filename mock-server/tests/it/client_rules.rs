//! The command that lists and explains the rules for clients.

use serde_json::Value;

use super::program::{run, shown};

#[test]
fn every_rule_for_clients() {
    insta::assert_snapshot!(shown(&["rules"], "//"), @"
    exit 0
    --- stdout
    Order, methods and paths
      CLI-SEQ-001   MUST    Authorize comes before any data call
      CLI-SEQ-002   MUST    GetAccountsDetailAsync follows a 202 from GetAccountsDetail
      CLI-SEQ-003   MUST    Async is called with GET, every other endpoint with POST
      CLI-SEQ-004   MUST    after a 202 the client polls Async, not GetAccountsDetail again
      CLI-SEQ-005   MUST    every Investments poll has the same members as the first call
      CLI-SEQ-006   MUST    only documented paths are called, spelled as documented

    Ids
      CLI-ID-001    MUST    the RequestId of Authorize is carried unchanged through the flow
      CLI-ID-002    MUST    the RequestId and LoginId of one call belong to the same session
      CLI-ID-003    MUST    a RequestId is used only under the customerId it was issued to

    Polling
      CLI-POLL-001  MUST    polling continues until data, a terminal error, or 30 min
      CLI-POLL-002  MUST    at least 10 s pass between an answer and the next poll
      CLI-POLL-003  SHOULD  no poll is sent while the previous one is unanswered
      CLI-POLL-004  MUST    polling stops at 30 min, after at most 181 calls
      CLI-POLL-005  MUST    no poll is sent after the data has arrived
      CLI-POLL-006  MUST    OPERATION_DISPATCHED is polled just like OPERATION_PENDING
      CLI-POLL-007  SHOULD  the first poll also waits 10 s after the 202
      CLI-POLL-008  SHOULD  sessions are not all polled in the same second

    Errors
      CLI-ERR-001   SHOULD  an error that ends the session ends its polling
      CLI-ERR-002   SHOULD  after RETRY_LATER and similar codes the same call is repeated later
      CLI-ERR-003   SHOULD  a 5xx or a lost connection during the poll is survived
      CLI-ERR-004   SHOULD  HTTP 200 with HttpStatusCode 202 is not treated as data
      CLI-ERR-005   SHOULD  a call that only the user can fix is not repeated unchanged
      CLI-ERR-006   SHOULD  after 429, 503 and the like the client waits before it retries
      CLI-ERR-007   SHOULD  a refused authorize token is not sent again
      CLI-ERR-008   SHOULD  a lost session is followed by a new Authorize

    Tolerance
      CLI-TOL-001   SHOULD  unknown members, unknown values and documented nulls are accepted
      CLI-TOL-002   SHOULD  the text of transactions is kept intact

    Numbers
      CLI-NUM-001   SHOULD  amounts keep their cents

    Secrets
      CLI-SEC-001   MUST    no secret appears in a URL or a Referer

    Security questions
      CLI-MFA-001   SHOULD  a challenge (203) is answered, not asked for again
      CLI-MFA-002   MUST    answers are keyed by the prompts, exactly as they were asked
      CLI-MFA-003   SHOULD  a challenge is answered within 8 min

    HTTP
      CLI-HTTP-001  MUST    a JSON body is sent as application/json

    33 rules, 17 of them MUST; `flinks-mock rules ID` explains one
    --- stderr
    ");
}

#[test]
fn a_rule_is_explained() {
    insta::assert_snapshot!(shown(&["rules", "CLI-POLL-002"], "//"), @"
    exit 0
    --- stdout
    CLI-POLL-002  MUST  Polling
    at least 10 s pass between an answer and the next poll

    source      Flinks guides 'Make API calls' and 'Investments data' (current docs, seed)
    why         At one poll a second, 30 min take 1800 calls instead of 181, and the rate limit steps in
                (TOO_MANY_REQUESTS).
    kept by     an answer at 00:10.4, the next poll at 00:20.4 or later
    broken by   a client that polls every 3 s
    seen in     Stayloop and savevia-ai (3 s), feathery-org/feathery-react since its pull request 1280
                (5 s), kgrgreer/foam3 (no wait at all)
    reached in  the scenario two-polls
    needs       a real, scaled or manual clock: the auto clock hides a client's waits
    tolerance   more than 250 ms of scenario time too early breaks it (or 5 ms of real time, if that is
                more); late is fine
    more        docs/rules.md#cli-poll-002
    --- stderr
    ");
    insta::assert_snapshot!(shown(&["rules", "cli-sec-001"], "//"), @"
    exit 0
    --- stdout
    CLI-SEC-001  MUST  Secrets
    no secret appears in a URL or a Referer

    source      docs.flinks.com/guides/connect/authentication-reference (current docs, official)
    why         Every proxy and server on the way logs URLs. The secret key and the API key do not
                expire: whoever finds one can read every customer's accounts.
    kept by     flinks-auth-key and x-api-key as headers, and no query string
    broken by   a client that puts apiKey into the query string
    reached in  the scenario two-polls
    needs       the requests and their answers
    more        docs/rules.md#cli-sec-001
    --- stderr
    ");
    insta::assert_snapshot!(shown(&["rules", "flk-pen-001"], "//"), @"
    exit 0
    --- stdout
    FLK-PEN-001  MUST  Pending
    a 202 body has exactly FlinksCode, Links, HttpStatusCode, Message and RequestId

    source      Flinks guides 'Make API calls' and 'Start to retrieve Investments data' (current docs,
                seed)
    why         Some clients throw away data in a 202, others take it for the complete data.
    kept by     FlinksCode, Links, HttpStatusCode, Message and RequestId, and nothing else
    broken by   a server that puts the accounts collected so far into the 202
    checked by  flinks-harness, not the judge of flinks-mock
    documents   C14 Does a 202 carry partial data? yes, for two test users (older docs) or no sample
                shows any (current docs)
    more        docs/rules.md#flk-pen-001
    --- stderr
    ");
}

#[test]
fn a_group_is_listed() {
    insta::assert_snapshot!(shown(&["rules", "cli-mfa"], "//"), @"
    exit 0
    --- stdout
    Security questions
      CLI-MFA-001   SHOULD  a challenge (203) is answered, not asked for again
      CLI-MFA-002   MUST    answers are keyed by the prompts, exactly as they were asked
      CLI-MFA-003   SHOULD  a challenge is answered within 8 min

    3 rules, 1 of them MUST; `flinks-mock rules ID` explains one
    --- stderr
    ");
    insta::assert_snapshot!(shown(&["rules", "CLI-HTTP-"], "//"), @"
    exit 0
    --- stdout
    HTTP
      CLI-HTTP-001  MUST    a JSON body is sent as application/json

    1 rule, 1 of them MUST; `flinks-mock rules ID` explains one
    --- stderr
    ");
}

#[test]
fn a_rule_that_is_not_there() {
    insta::assert_snapshot!(shown(&["rules", "CLI-POL-002"], "//"), @r#"
    exit 2
    --- stdout
    --- stderr
    error: there is no rule "CLI-POL-002"
      help: did you mean CLI-POLL-002?
    "#);
    #[rustfmt::skip]
    let table = [
        ("cli-pol", "did you mean CLI-POLL?"),
        ("CLI-POLL-02", "did you mean CLI-POLL-002?"),
        ("CLI-POLL-0", "did you mean CLI-POLL-001?"),
        ("POLL-GAP", "`flinks-mock rules --all` lists them all"),
        ("", "`flinks-mock rules --all` lists them all"),
        ("-", "`flinks-mock rules --all` lists them all"),
    ];
    for (id, expected) in table {
        let shown = shown(&["rules", "--", id], "//");
        assert!(shown.starts_with("exit 2\n--- stdout\n--- stderr\n"), "{shown}");
        assert!(shown.contains(expected), "{shown}");
    }
}

#[test]
fn all_rules_and_one_rule_are_not_asked_for_together() {
    let shown = shown(&["rules", "--all", "CLI-POLL-002"], "//");
    assert!(shown.starts_with("exit 2\n"), "{shown}");
    assert!(shown.contains("'--all' cannot be used with '[ID]'"), "{shown}");
}

#[test]
fn rules_for_a_program() {
    insta::assert_snapshot!(shown(&["rules", "cli-num-001", "--format", "json"], "//"), @r#"
    exit 0
    --- stdout
    {
      "rules": [
        {
          "id": "CLI-NUM-001",
          "group": "CLI-NUM",
          "sentence": "amounts keep their cents",
          "strength": "SHOULD",
          "source": "recommended by this project",
          "vintage": "since 0.1.0",
          "confidence": "inferred",
          "effect": "Balances do not add up: as a binary fraction, 4.35 times 100 is 434.99999999999994, which truncates to 434 cents.",
          "example": "the digits of 49993.96 go into a decimal type, or into 4999396 cents",
          "broken": "truncates amounts to whole numbers",
          "seen": "",
          "scenario": "two-polls",
          "needs": "report",
          "tolerance": ""
        }
      ]
    }
    --- stderr
    "#);
    for (args, count) in [
        (&["rules", "--format", "json"][..], 33),
        (&["rules", "--all", "--format", "json"], 82),
        (&["rules", "cli-poll", "--format", "json"], 8),
        (&["rules", "FLK", "--format", "json"], 49),
    ] {
        let catalogue: Value = serde_json::from_slice(&run(args).stdout).unwrap();
        assert_eq!(catalogue["rules"].as_array().unwrap().len(), count, "{args:?}");
    }
}

#[test]
fn rules_for_servers_are_listed_on_demand() {
    let text = |args: &[&str]| String::from_utf8(run(args).stdout).unwrap();
    assert!(!text(&["rules"]).contains("FLK-"));

    let all = text(&["rules", "--all"]);
    assert!(all.contains("\nServers: Envelope\n  FLK-ENV-001   MUST    HttpStatusCode"), "{all}");
    assert!(all.contains("  CLI-SEQ-001   MUST    Authorize"), "{all}");
}

/// In a pipe as here, and not on a terminal.
#[test]
fn a_line_has_at_most_100_characters() {
    let text = String::from_utf8(run(&["rules"]).stdout).unwrap();
    for id in text.split_whitespace().filter(|word| word.starts_with("CLI-")) {
        let explained = String::from_utf8(run(&["rules", id]).stdout).unwrap();
        let lines = text.lines().chain(explained.lines());
        let long: Vec<_> = lines.filter(|line| line.chars().count() > 100).collect();
        assert!(long.is_empty(), "{long:?}");
    }
}
