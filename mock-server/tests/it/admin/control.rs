//! What the calls change, seen from the client of the mock and through the API.

use serde_json::{Value, json};

use super::{manual, refusal, start};
use crate::support::LOGIN;

#[tokio::test]
async fn a_customer_is_known_from_its_first_call_or_set_up_before_it() {
    let mock = start().await;
    for path in ["", "/scenario", "/sessions", "/clock"] {
        let unknown = mock.get(&format!("/customers/ada{path}")).await;
        assert_eq!(refusal(&unknown), "404 unknown-customer", "{path}");
    }
    let customers = mock.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"], json!([]));

    let clock = mock.ok("PUT", "/customers/ada/clock", r#"{"mode":"manual"}"#).await;
    let start = json!({ "ms": 0, "text": "t+00:00.000" });
    assert_eq!(
        clock,
        json!({ "mode": "manual", "now": start, "nextEvent": null, "nextReply": null })
    );
    assert_eq!(
        mock.ok("GET", "/customers/ada", "").await,
        json!({
            "id": "ada",
            "scenario": null,
            "sessions": 0,
            "reclaimed": 0,
            "clock": clock,
            "journal": { "kept": 0, "dropped": 0, "bytes": 0 },
        })
    );

    let capitals = "/customers/43387CA6-0391-4C82-857D-70D95F087ECB/clock";
    assert_eq!(mock.admin("PUT", capitals, r#"{"mode":"manual"}"#).await.status, 200);
    let customers = mock.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"][0]["id"], "43387ca6-0391-4c82-857d-70d95f087ecb");
}

#[tokio::test]
async fn a_chosen_scenario_is_played_until_the_choice_is_taken_back() {
    let mock = start().await;
    let path = "/customers/ada/scenario";
    let chosen = mock.ok("PUT", path, r#"{"scenario":"ready-at-once"}"#).await;
    assert_eq!(chosen, json!({ "scenario": "ready-at-once" }));
    assert_eq!(mock.ok("GET", path, "").await, chosen);
    let first = mock.open_as("ada").await;
    assert_eq!(mock.detail_as("ada", &first).await, "200");

    assert_eq!(mock.ok("DELETE", path, "").await, json!({ "scenario": null }));
    let second = mock.open_as("ada").await;
    assert_eq!(mock.detail_as("ada", &second).await, "202 OPERATION_PENDING");
}

#[tokio::test]
async fn a_clock_is_read_changed_and_advanced() {
    let mock = manual().await;
    let session = mock.open_as("ada").await;
    let clock = mock.ok("GET", "/customers/ada/clock", "").await;
    assert_eq!(clock["mode"], "manual");
    assert_eq!(clock["nextEvent"]["text"], "t+08:00.000", "the session is idle for 8 minutes");
    assert_eq!(clock["nextReply"], Value::Null, "no reply waits");

    let advanced = mock.ok("POST", "/customers/ada/clock/advance", r#"{"by":"7m"}"#).await;
    assert_eq!(advanced["clock"]["now"]["text"], "t+07:00.000");
    assert_eq!((&advanced["happened"], &advanced["count"]), (&json!([]), &json!(0)));
    let advanced = mock.ok("POST", "/customers/ada/clock/next", "{}").await;
    assert_eq!(
        advanced["happened"],
        json!([{
            "at": { "ms": 480_000, "text": "t+08:00.000" },
            "requestId": session,
            "what": "session over: SESSION_NONEXISTENT",
        }])
    );
    let back = mock.admin("POST", "/customers/ada/clock/advance", r#"{"to":"1m"}"#).await;
    assert_eq!(refusal(&back), "422 invalid");
    assert_eq!(back.text_at("/detail"), "it is already t+08:00.000, and a clock never goes back");
    let none = mock.ok("POST", "/customers/ada/clock/next", "{}").await;
    assert_eq!(none["clock"]["nextEvent"], Value::Null);

    let scaled = mock.ok("PUT", "/customers/ada/clock", r#"{"mode":"180"}"#).await;
    assert_eq!(scaled["mode"], "180");
    let wrong = mock.admin("PUT", "/customers/ada/clock", r#"{"mode":"fast"}"#).await;
    assert_eq!(refusal(&wrong), "422 invalid");
    assert!(wrong.text_at("/detail").ends_with("a whole number from 1 to 1000000"), "{wrong:?}");
}

#[tokio::test]
async fn an_advance_lets_a_reply_go_that_waits() {
    let mock = manual().await;
    mock.ok("PUT", "/customers/ada/scenario", r#"{"scenario":"slow-authorize"}"#).await;
    let authorize = mock.post_as("ada", "Authorize", json!({ "LoginId": LOGIN }));
    let advance = async {
        // Recorded before it waits: then the clock has something to go to.
        mock.ok("POST", "/customers/ada/journal/wait", "{}").await;
        mock.ok("POST", "/customers/ada/clock/next", "{}").await
    };
    let (authorized, advanced) = tokio::join!(authorize, advance);
    assert_eq!(authorized.status, 200);
    assert_eq!(advanced["count"], 1, "{advanced}");
}

#[tokio::test]
async fn sessions_are_listed_and_shown_with_their_timeline() {
    let mock = manual().await;
    let [first, second] = [mock.open_as("ada").await, mock.open_as("ada").await];
    mock.ok("POST", "/customers/ada/clock/advance", r#"{"by":"10s"}"#).await;
    mock.detail_as("ada", &first).await;

    let listed = mock.ok("GET", "/customers/ada/sessions", "").await;
    let shown = ["requestId", "state"].map(|member| {
        listed["sessions"].as_array().unwrap().iter().map(|it| &it[member]).collect::<Vec<_>>()
    });
    assert_eq!(shown, [vec![&*first, &*second], vec!["processing", "authorized"]]);
    assert_eq!(listed["count"], 2);

    let session = mock.ok("GET", &format!("/customers/ada/sessions/{first}"), "").await;
    assert_eq!(session["scenario"], "two-polls");
    assert_eq!(session["login"], LOGIN);
    assert_eq!(session["opened"]["text"], "t+00:00.000");
    assert_eq!(session["ends"]["at"]["text"], "t+30:10.000");
    assert_eq!(session["next"]["accounts"]["answer"], "202 OPERATION_PENDING");
    let timeline = session["timeline"].as_array().unwrap().iter();
    let told = timeline.map(|it| format!("{} {}", it["at"]["text"], it["what"]).replace('"', ""));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "t+00:00.000 POST Authorize: 200",
            "t+00:10.000 POST GetAccountsDetail: 202 OPERATION_PENDING",
        ]
    );

    let why = mock.get(&format!("/customers/ada/sessions/{first}/explain")).await;
    assert_eq!(why.headers["content-type"], "text/plain; charset=utf-8");
    let begin = "exchange 3, at t+00:10.000: POST GetAccountsDetail: 202 OPERATION_PENDING\n\
                 scenario two-polls (the scenario the server was started with): step 1 of 1 for";
    assert!(why.text.starts_with(begin), "{}", why.text);
    assert!(why.text.contains(&format!("\nsession {first}\n")), "{}", why.text);
    assert!(why.text.contains("\nWhat would change it\n"), "{}", why.text);

    let other = "/customers/ada/sessions/00000000-0000-4000-8000-000000000000";
    for rest in ["", "/explain"] {
        let unknown = mock.get(&format!("{other}{rest}")).await;
        assert_eq!(refusal(&unknown), "404 unknown-session");
    }
}

#[tokio::test]
async fn a_session_is_forced() {
    let mock = start().await;
    for (body, expected, state) in [
        (r#"{"state":"ready"}"#, "200", "authorized"),
        (r#"{"state":"expired"}"#, "401 SESSION_EXPIRED", "ended"),
        (r#"{"state":"failed","code":"INVALID_LOGIN"}"#, "401 INVALID_LOGIN", "authorized"),
    ] {
        let session = mock.open_as("ada").await;
        let path = format!("/customers/ada/sessions/{session}/force");
        let forced = mock.ok("POST", &path, body).await;
        assert_eq!(forced["state"], state, "{body}");
        assert_eq!(mock.detail_as("ada", &session).await, expected, "{body}");
    }
    let other = "/customers/ada/sessions/00000000-0000-4000-8000-000000000000/force";
    let unknown = mock.admin("POST", other, r#"{"state":"ready"}"#).await;
    assert_eq!(refusal(&unknown), "404 unknown-session");
}

#[tokio::test]
async fn a_reset_forgets_one_customer_or_all() {
    let mock = start().await;
    mock.open_as("ada").await;
    mock.post_as("bob", "Authorize", json!({})).await;

    let reset = mock.admin("DELETE", "/customers/ada", "").await;
    assert_eq!((reset.status, &*reset.text), (204, ""));
    assert_eq!(refusal(&mock.get("/customers/ada").await), "404 unknown-customer");
    let journal = mock.ok("GET", "/customers/ada/journal", "").await;
    assert_eq!(journal["exchanges"], json!([]));
    assert_eq!(mock.get("/customers/bob").await.status, 200);
    assert_eq!(mock.admin("DELETE", "/customers/ada", "").await.status, 204, "once more");

    assert_eq!(mock.ok("POST", "/reset", "{}").await, json!({ "customers": 1 }));
    let customers = mock.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"], json!([]));
    assert_eq!(customers["journal"], json!({ "kept": 0, "dropped": 2, "bytes": 0 }));
}

/// One more than an answer shows, of both.
#[tokio::test]
async fn many_sessions_and_many_exchanges_are_shown_up_to_a_cap() {
    let mock = manual().await;
    let first = mock.open_as("ada").await;
    for _ in 0..1_000 {
        mock.open_as("ada").await;
    }
    let listed = mock.ok("GET", "/customers/ada/sessions", "").await;
    assert_eq!(listed["count"], 1_001);
    let shown = listed["sessions"].as_array().unwrap();
    assert_eq!(shown.len(), 1_000);
    assert!(shown.iter().all(|session| session["requestId"] != first), "the oldest is left out");

    for _ in 0..1_001 {
        mock.detail_as("ada", &first).await;
    }
    let path = format!("/customers/ada/sessions/{first}");
    let session = mock.ok("GET", &path, "").await;
    assert_eq!(session["timeline"].as_array().unwrap().len(), 1_000);
    let why = mock.get(&format!("{path}/explain")).await;
    assert!(why.text.starts_with("exchange 2002, at t+00:00.000: "), "{}", why.text);
}
