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
      CLI-SEQ-002   MUST    GetAccountsDetailAsync follows a 202 of GetAccountsDetail
      CLI-SEQ-003   MUST    Async is called by GET, every other endpoint by POST
      CLI-SEQ-004   MUST    after a 202 the client polls Async, not GetAccountsDetail again
      CLI-SEQ-005   MUST    Investments is polled with the same members as the first time
      CLI-SEQ-006   MUST    only documented paths are called, as they are spelled

    Ids
      CLI-ID-001    MUST    the RequestId of Authorize is carried unchanged through the flow
      CLI-ID-002    MUST    RequestId and LoginId of one call belong to the same session
      CLI-ID-003    MUST    a RequestId is used under the customerId that it was given to

    Polling
      CLI-POLL-001  MUST    polling goes on until the data, an error that ends it, or 30 min
      CLI-POLL-002  MUST    at least 10 s pass between an answer and the next poll
      CLI-POLL-003  SHOULD  no poll is sent while the one before it has no answer
      CLI-POLL-004  MUST    polling stops at 30 min, after at most 181 calls
      CLI-POLL-005  MUST    no poll is sent after the data has come
      CLI-POLL-006  MUST    OPERATION_DISPATCHED is polled on like OPERATION_PENDING
      CLI-POLL-007  SHOULD  the first poll, too, waits 10 s after the 202
      CLI-POLL-008  SHOULD  sessions are not polled all in the same second

    Errors
      CLI-ERR-001   SHOULD  an error that ends the session ends its polling
      CLI-ERR-002   SHOULD  after RETRY_LATER and its like the same call is made again later
      CLI-ERR-003   SHOULD  a 5xx or a lost connection during the poll is survived
      CLI-ERR-004   SHOULD  HTTP 200 with HttpStatusCode 202 is not taken for data
      CLI-ERR-005   SHOULD  what only the user can put right is not sent again unchanged
      CLI-ERR-006   SHOULD  after 429, 503 and their like the client waits before it repeats
      CLI-ERR-007   SHOULD  a refused authorize token is not sent again
      CLI-ERR-008   SHOULD  a session that was lost is followed by a new Authorize

    Tolerance
      CLI-TOL-001   SHOULD  unknown members, unknown values and documented nulls are taken
      CLI-TOL-002   SHOULD  the text of transactions comes through whole

    Numbers
      CLI-NUM-001   SHOULD  amounts keep their cents

    Secrets
      CLI-SEC-001   MUST    no secret stands in a URL or in a Referer

    Security questions
      CLI-MFA-001   SHOULD  a challenge (203) is answered, not asked for again
      CLI-MFA-002   MUST    answers stand under the prompts exactly as they were asked
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
    why         At one poll a second, 30 min cost 1800 calls in the place of 181, and the rate limit
                answers (TOO_MANY_REQUESTS).
    kept by     an answer at 00:10.4, the next poll at 00:20.4 or later
    broken by   a client that polls every 3 s
    seen in     Stayloop and savevia-ai (3 s), feathery-org/feathery-react since its pull request 1280
                (5 s), kgrgreer/foam3 (no wait at all)
    reached in  the scenario two-polls
    needs       a real, scaled or manual clock: the auto clock hides a client's waits
    tolerance   earlier by more than 250 ms of story time (or 5 ms of real time, where that is more)
                breaks it; late is fine
    more        docs/rules.md#cli-poll-002
    --- stderr
    ");
    insta::assert_snapshot!(shown(&["rules", "cli-sec-001"], "//"), @"
    exit 0
    --- stdout
    CLI-SEC-001  MUST  Secrets
    no secret stands in a URL or in a Referer

    source      docs.flinks.com/guides/connect/authentication-reference (current docs, official)
    why         URLs are written down by every proxy and server on the way. The secret key and the API
                key do not expire: whoever finds one reads every customer's accounts.
    kept by     flinks-auth-key and x-api-key as headers; no query at all
    broken by   a client that puts apiKey into the query
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
    why         Data in a 202 is thrown away by every client, or taken for all of it by some.
    kept by     FlinksCode, Links, HttpStatusCode, Message and RequestId, and nothing else
    broken by   a server that sends the accounts that it has so far in the 202
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
      CLI-MFA-002   MUST    answers stand under the prompts exactly as they were asked
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
          "source": "good sense of this project",
          "vintage": "since 0.1.0",
          "confidence": "inferred",
          "effect": "Balances do not add up: as a binary fraction, 4.35 times 100 is 434.99999999999994, which is cut to 434 cents.",
          "example": "the digits of 49993.96 go into a decimal type, or into 4999396 cents",
          "broken": "cuts amounts to whole numbers",
          "seen": "",
          "scenario": "two-polls",
          "needs": "word",
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
