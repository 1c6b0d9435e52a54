//! CLI-MFA.

use flinks_report::Outcome;

use super::story::{assert_open, assert_said, broken, findings, outcome};

const ASKED: &str = r#"
    0 POST Authorize A -> 203 analysis={"prompts":["What shape do people like most?","Where?"]}
"#;

/// The answer to both, with what follows it.
fn answered(at: &str, keys: &str) -> String {
    format!(
        "{ASKED} {at} POST Authorize A body={{\"RequestId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\
         \"SecurityResponses\":{keys}}} -> 200\n 900 POST Detail A -> 200\n end 901"
    )
}

const RIGHT: &str = r#"{"What shape do people like most?":["[redacted]"],"Where?":["[redacted]"]}"#;

#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], String)] = &[
        ("answered", &[], answered("60", RIGHT)),
        ("asked for again", &["CLI-MFA-001"], format!("{ASKED}
            1 POST Authorize B -> 203 repeats=1
            2 POST Authorize C -> 203 repeats=2
            end 3")),
        ("a push asked for again", &[], format!("{}
            1 POST Authorize B -> 200 repeats=1
            2 POST Detail B -> 200
            end 3", ASKED.replace("{\"prompts\"", "{\"push\":true,\"prompts\""))),
        ("taken for a session", &["CLI-MFA-001"], format!("{ASKED}
            1 POST Detail A -> 400 SESSION_NONEXISTENT
            end 2")),
        ("left alone", &["CLI-MFA-001"], format!("{ASKED} end 2")),
        ("still open", &[], ASKED.to_owned()),
        ("the second question left alone", &["CLI-MFA-001"], answered("60", RIGHT).replace("-> 200\n 900 POST Detail A -> 200", "-> 203")),
        ("two questions, one after the other", &[],
         answered("60", RIGHT).replace("-> 200\n 900", "-> 203\n 120 Authorize A body={} -> 200\n 900")),
        ("in small letters", &["CLI-MFA-002"], answered("60", &RIGHT.to_lowercase())),
        ("no key", &["CLI-MFA-002"], answered("60", "{}")),
        ("the question that was chosen", &[], answered("60", &RIGHT.replace("Where?", "First pet?"))
            .replace("\"prompts\"", "\"choices\":[\"First pet?\",\"Street?\"],\"prompts\"")),
        ("the question that was chosen, and another left out", &["CLI-MFA-002"], answered("60", r#"{"First pet?":["x"]}"#)
            .replace("\"prompts\"", "\"choices\":[\"First pet?\",\"Street?\"],\"prompts\"")),
        ("a key more", &["CLI-MFA-002"], answered("60", &RIGHT.replace("{", r#"{"Who?":["x"],"#))),
        ("after 8 min", &[], answered("480", RIGHT)),
        ("after 8 min, within the tolerance", &[], answered("480.25", RIGHT)),
        ("after more than 8 min", &["CLI-MFA-003"], answered("480.251", RIGHT)),
        ("late, because the machine stood still", &[], format!("stall 300 330\n{}", answered("490", RIGHT))),
        ("late on the auto clock", &[], format!("clock auto\n{}", answered("490", RIGHT))),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

#[test]
fn what_cannot_be_decided_is_open() {
    #[rustfmt::skip]
    let table = [
        ("CLI-MFA-001", ASKED.to_owned(), "the client may still answer when the journal ends"),
        ("CLI-MFA-003", format!("stall 300 330\n{}", answered("490", RIGHT)),
         "the machine stood still while the client answered"),
        ("CLI-MFA-003", format!("clock auto\n{}", answered("60", RIGHT)),
         "the auto clock hides the client's own waits; a real, scaled or manual one shows them"),
    ];
    for (rule, story, reason) in table {
        assert_open(&story, rule, reason);
    }
    let unknown = answered("60", RIGHT).replace(" analysis={", " analysis={\"unusual\":[]}\n#");
    let reason = "the journal does not have the prompts of the challenge".to_owned();
    assert_eq!(outcome(&unknown, "CLI-MFA-002"), Outcome::NotReached { reason });
}

#[test]
fn what_is_said() {
    #[rustfmt::skip]
    let table = [
        ("CLI-MFA-002", answered("60", r#"{"what shape do people like most?":["x"],"Where?":["x"]}"#),
         "\"What shape do people like most?\"", "\"what shape do people like most?\"", "was the case changed?"),
        ("CLI-MFA-002", answered("60", r#"{"What shape do people like most? ":["x"],"Where?":["x"]}"#),
         "\"What shape do people like most?\"", "\"What shape do people like most? \"", "were blanks at its ends changed?"),
        ("CLI-MFA-002", answered("60", r#"{"What shape do people like most":["x"],"Where?":["x"]}"#),
         "\"What shape do people like most?\"", "\"What shape do people like most\"", "were its signs or blanks changed?"),
        ("CLI-MFA-002", answered("60", r#"{"What shape do people like most?":["x"],"1":["x"]}"#),
         "\"Where?\"", "\"1\"", "the key is the prompt, letter by letter"),
        ("CLI-MFA-002", answered("60", r#"{"What shape do people like most?":["x"]}"#),
         "\"Where?\"", "no answer under this prompt", ""),
        ("CLI-MFA-003", answered("500.25", RIGHT), "an answer within 08:00 of the challenge", "after 08:20.250", ""),
        ("CLI-MFA-001", format!("{ASKED} end 2"), "Authorize with the RequestId of the 203 and SecurityResponses",
         "no answer before the client ended", ""),
    ];
    for (rule, story, expected, actual, note) in table {
        assert_said(&story, rule, [expected, actual, note]);
    }
}

/// However often it asks, it is one defect.
#[test]
fn a_client_that_asks_again_has_one_finding() {
    let story = format!("{ASKED} 1 POST Authorize B -> 203\n 2 POST Authorize C -> 203\n end 3");
    let found = findings(&story, "CLI-MFA-001");
    let events: Vec<&[u64]> = found.iter().map(|found| found.events.as_slice()).collect();
    assert_eq!(events, [&[2, 3][..]]);
}
