//! CLI-SEC and CLI-HTTP.

use flinks_report::Shown;

use super::story::{broken, findings};

#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str)] = &[
        ("a key in the query", &["CLI-SEC-001"], "
            0 Authorize A path=/v3/ada/BankingServices/Authorize?lang=en&apiKey=[redacted] -> 200
            end 1"),
        ("a key in the path", &["CLI-SEC-001"],
         "0 Authorize A path=/[redacted]/v3/ada/BankingServices/Authorize -> 200; end 1"),
        ("a key in the Referer", &["CLI-SEC-001"],
         "0 Authorize A header=referer:[redacted] -> 200; end 1"),
        ("a real key in the query, by its name", &["CLI-SEC-001"],
         "0 Authorize A path=/v3/ada/BankingServices/Authorize?x-api-key=3d5266a8 -> 200; end 1"),
        ("a real key in the path", &["CLI-SEC-001"],
         "0 Authorize A path=/token=3d5266a8/v3/ada/BankingServices/Authorize -> 200; end 1"),
        ("a real key in the Referer", &["CLI-SEC-001"],
         "0 Authorize A header=referer:http://x/?apiKey=3d5266a8 -> 200; end 1"),
        ("the token of Connect in the Referer, where it belongs", &[], "
            0 Authorize A header=referer:https://x/?demo=true&authorizeToken=3d5266a8-9f1b-4f5e-8a55-2c8f2f6a1b11 -> 200
            end 1"),
        ("a key beside the token of Connect", &["CLI-SEC-001"], "
            0 Authorize A header=referer:https://x/?authorizeToken=3d5266a8&apiKey=3d5266a8 -> 200
            end 1"),
        ("a harmless query and Referer, and a key where it belongs", &[], "
            0 Authorize A path=/v3/ada/BankingServices/Authorize?lang=en&apiKey= header=referer:http://x/?page=1 header=flinks-auth-key:[redacted] -> 200
            end 1"),
        ("JSON as text", &["CLI-HTTP-001"],
         "0 Authorize A header=content-type:text/plain -> 200; end 1"),
        ("with a charset, in capitals", &[],
         "0 Authorize A header=content-type:Application/JSON;charset=utf-8 -> 200; end 1"),
        ("no body where one belongs", &[], "0 Authorize body= -> 401 INVALID_REQUEST; end 1"),
        ("no body, no type", &[], "
            0 Token -> 200
            1 Authorize A -> 200
            2 Detail A -> pending
            12 Async A body={} header=content-type:text/plain -> 200
            end 13"),
        ("a POST that the library repeats", &["CLI-HTTP-002"],
         "0.00 Authorize A -> 200 lost; 0.02 Authorize B -> 200; 0.10 Detail B -> 200; end 1"),
        ("a busy machine, on a fast clock", &["CLI-HTTP-002"],
         "clock 180; 0 Authorize A -> 200 lost; 2.4 Authorize B -> 200; 3 Detail B -> 200; end 4"),
        ("the client itself, on a fast clock", &[],
         "clock 180; 0 Authorize A -> 200 lost; 2.6 Authorize B -> 200; 3 Detail B -> 200; end 4"),
        ("a GET that the library repeats", &[],
         "ask A; 10.1 Async A -> 202 lost; 10.2 Async A -> pending; 20.2 Async A -> 200; end 21"),
        ("a POST that the client repeats", &[],
         "open A; 0.1 Detail A -> 202 lost; 0.35 Detail A -> 200; end 1"),
        ("another POST after a lost one", &[], r#"
            open A
            0.1 Detail A -> 202 lost
            0.2 Detail A body={"RequestId":"aaaaaaaa-0000-4000-8000-000000000001","WithKYC":true} -> 200
            end 1"#),
        ("a POST after a refused one", &[],
         "open A; 0.1 Detail A -> 500 AGGREGATION_ERROR; 0.2 Detail A -> 200; end 1"),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

#[test]
fn what_is_said() {
    let story = "
        0 POST Authorize A path=/v3/ada/BankingServices/Authorize?apiKey=[redacted] header=content-type:text/plain -> 200
        1 POST Detail A path=/v3/ada/BankingServices/GetAccountsDetail?apiKey=[redacted] header=content-type:text/plain -> 200";
    let found = findings(story, "CLI-SEC-001");
    let actual = "a secret in the query: apiKey";
    assert_eq!((found.len(), &found[0].actual), (1, &Shown::words(actual)));
    assert_eq!(found[0].events, [1, 2]);
    let found = findings(story, "CLI-HTTP-001");
    assert_eq!((found.len(), &found[0].actual), (1, &Shown::words("text/plain")));
    assert_eq!(found[0].details[0].value, "2: t+00:00.000, t+00:01.000");
}

/// Never ready, one poll in ten lost: 199 calls, of which the client sent 181.
#[test]
fn what_the_library_repeats_is_shown_and_not_counted() {
    let poll = |number: usize| {
        let at = 0.1 + 10.0 * number as f64;
        let lost = format!("{at:.2} Async A -> 202 lost; ");
        let again = format!("{:.2} Async A -> pending; ", at + 0.01);
        if number.is_multiple_of(10) { lost + &again } else { again }
    };
    let polls: String = (1..=180).map(poll).collect();
    let story = format!("ask A; {polls}end 1801");
    assert_eq!(broken(&story), [""; 0]);
    let run = super::run(&story);
    assert_eq!(run.timeline.len(), 200);
    let note = "sent again by the transport, 10 ms after call 12 was lost";
    assert_eq!(run.timeline[12].note.as_deref(), Some(note));
    let fact = run.facts.iter().find(|fact| fact.name == "repeats").unwrap();
    assert!(fact.value.starts_with("18 calls by the HTTP library"), "{}", fact.value);

    for (agent, setting) in [
        ("Other/1", "a connection for each call prevents most of it"),
        ("node-urllib/4.9.2", "urllib: socketErrorRetry: 0"),
        ("Java/17", "HttpURLConnection: -Dsun.net.http.retryPost=false"),
    ] {
        let story =
            format!("0 Authorize A -> 200 lost; 0 Authorize B header=user-agent:{agent} -> 200");
        let note = format!("HTTP libraries do this by themselves; {setting}");
        assert_eq!(findings(&story, "CLI-HTTP-002")[0].note, Some(note));
    }
}
