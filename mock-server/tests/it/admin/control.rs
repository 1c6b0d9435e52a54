//! What the calls change, seen from the client of the mock and through the API.

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::{Value, json};

use super::{Admin, answer, checked, refusal, response};
use crate::support::{Answer, LOGIN};

impl Admin {
    /// A POST to the mock itself, as customer `ada`.
    async fn mock(&self, name: &str, body: &Value) -> Answer {
        let url = format!("{}/v3/ada/BankingServices/{name}", self.server.url());
        answer(self.http.post(url).body(body.to_string())).await
    }

    pub(super) async fn authorize(&self) -> String {
        let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
        self.mock("Authorize", &body).await.text_at("/RequestId")
    }

    pub(super) async fn detail(&self, request_id: &str) -> String {
        self.mock("GetAccountsDetail", &json!({ "RequestId": request_id })).await.short()
    }

    /// The body of a 200, checked against the document.
    async fn ok(&self, method: &str, path: &str, body: &str) -> Value {
        let answer = match body {
            "" => self.call(method, path).await,
            body => self.json(method, path, body).await,
        };
        let template = path.split('?').next().unwrap().replace("/ada", "/{customer}");
        let mut parts: Vec<_> = template.split('/').collect();
        if let Some(sessions) = parts.iter().position(|part| *part == "sessions")
            && let Some(id) = parts.get_mut(sessions + 1)
        {
            *id = "{requestId}";
        }
        checked(&answer, &response(&parts.join("/"), &method.to_lowercase()))
    }
}

/// On the manual clock.
async fn manual() -> Admin {
    Admin::with(FlinksMock::builder(), ClockMode::Manual).await
}

#[tokio::test]
async fn a_customer_is_known_from_its_first_call_or_set_up_before_it() {
    let admin = Admin::start().await;
    for path in ["", "/scenario", "/sessions", "/clock"] {
        let unknown = admin.call("GET", &format!("/customers/ada{path}")).await;
        assert_eq!(refusal(&unknown), "404 unknown-customer", "{path}");
    }
    let customers = admin.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"], json!([]));

    let clock = admin.ok("PUT", "/customers/ada/clock", r#"{"mode":"manual"}"#).await;
    let start = json!({ "ms": 0, "text": "t+00:00.000" });
    assert_eq!(
        clock,
        json!({ "mode": "manual", "now": start, "nextEvent": null, "nextReply": null })
    );
    assert_eq!(
        admin.ok("GET", "/customers/ada", "").await,
        json!({
            "id": "ada",
            "scenario": null,
            "sessions": 0,
            "clock": clock,
            "journal": { "kept": 0, "dropped": 0, "bytes": 0 },
        })
    );
}

#[tokio::test]
async fn the_form_of_a_guid_does_not_matter() {
    let admin = Admin::start().await;
    let path = "/customers/43387CA6-0391-4C82-857D-70D95F087ECB/clock";
    assert_eq!(admin.json("PUT", path, r#"{"mode":"manual"}"#).await.status, 200);
    let customers = admin.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"][0]["id"], "43387ca6-0391-4c82-857d-70d95f087ecb");
}

#[tokio::test]
async fn a_chosen_scenario_is_played_until_the_choice_is_taken_back() {
    let admin = Admin::start().await;
    let path = "/customers/ada/scenario";
    let chosen = admin.ok("PUT", path, r#"{"scenario":"ready-at-once"}"#).await;
    assert_eq!(chosen, json!({ "scenario": "ready-at-once" }));
    assert_eq!(admin.ok("GET", path, "").await, chosen);
    let first = admin.authorize().await;
    assert_eq!(admin.detail(&first).await, "200");

    assert_eq!(admin.ok("DELETE", path, "").await, json!({ "scenario": null }));
    let second = admin.authorize().await;
    assert_eq!(admin.detail(&second).await, "202 OPERATION_PENDING");

    let unknown = admin.json("PUT", path, r#"{"scenario":"ready-at-one"}"#).await;
    assert_eq!(refusal(&unknown), "404 unknown-scenario");
    assert_eq!(
        unknown.text_at("/detail"),
        "there is no scenario ready-at-one; did you mean ready-at-once?"
    );
}

#[tokio::test]
async fn a_clock_is_read_changed_and_advanced() {
    let admin = manual().await;
    let session = admin.authorize().await;
    let clock = admin.ok("GET", "/customers/ada/clock", "").await;
    assert_eq!(clock["mode"], "manual");
    assert_eq!(clock["nextEvent"]["text"], "t+08:00.000", "the session is idle for 8 minutes");
    assert_eq!(clock["nextReply"], Value::Null, "no reply waits");

    let advanced = admin.ok("POST", "/customers/ada/clock/advance", r#"{"by":"7m"}"#).await;
    assert_eq!(advanced["clock"]["now"]["text"], "t+07:00.000");
    assert_eq!((&advanced["happened"], &advanced["count"]), (&json!([]), &json!(0)));
    let advanced = admin.ok("POST", "/customers/ada/clock/next", "{}").await;
    assert_eq!(
        advanced["happened"],
        json!([{
            "at": { "ms": 480_000, "text": "t+08:00.000" },
            "requestId": session,
            "what": "session over: SESSION_NONEXISTENT",
        }])
    );
    let back = admin.json("POST", "/customers/ada/clock/advance", r#"{"to":"1m"}"#).await;
    assert_eq!(refusal(&back), "422 invalid");
    assert_eq!(back.text_at("/detail"), "it is already t+08:00.000, and a clock never goes back");
    let none = admin.ok("POST", "/customers/ada/clock/next", "{}").await;
    assert_eq!(none["clock"]["nextEvent"], Value::Null);

    let scaled = admin.ok("PUT", "/customers/ada/clock", r#"{"mode":"180"}"#).await;
    assert_eq!(scaled["mode"], "180");
    let wrong = admin.json("PUT", "/customers/ada/clock", r#"{"mode":"fast"}"#).await;
    assert_eq!(refusal(&wrong), "422 invalid");
    assert!(wrong.text_at("/detail").ends_with("a whole number from 1 to 1000000"), "{wrong:?}");
}

#[tokio::test]
async fn an_advance_lets_a_reply_go_that_waits() {
    let admin = manual().await;
    admin.ok("PUT", "/customers/ada/scenario", r#"{"scenario":"slow-authorize"}"#).await;
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
    let authorize = admin.mock("Authorize", &body);
    let advance = async {
        // Recorded before it waits: then the clock has something to go to.
        admin.ok("POST", "/customers/ada/journal/wait", "{}").await;
        admin.ok("POST", "/customers/ada/clock/next", "{}").await
    };
    let (authorized, advanced) = tokio::join!(authorize, advance);
    assert_eq!(authorized.status, 200);
    assert_eq!(advanced["count"], 1, "{advanced}");
}

#[tokio::test]
async fn sessions_are_listed_and_shown_with_their_timeline() {
    let admin = manual().await;
    let [first, second] = [admin.authorize().await, admin.authorize().await];
    admin.ok("POST", "/customers/ada/clock/advance", r#"{"by":"10s"}"#).await;
    admin.detail(&first).await;

    let listed = admin.ok("GET", "/customers/ada/sessions", "").await;
    let sessions = listed["sessions"].as_array().unwrap();
    let shown: Vec<_> = sessions.iter().map(|it| (&it["requestId"], &it["state"])).collect();
    let expected = [(json!(first), json!("processing")), (json!(second), json!("authorized"))];
    assert_eq!(shown, expected.iter().map(|(id, state)| (id, state)).collect::<Vec<_>>());
    assert_eq!(listed["count"], 2);

    let session = admin.ok("GET", &format!("/customers/ada/sessions/{first}"), "").await;
    assert_eq!(session["scenario"], "two-polls");
    assert_eq!(session["login"], LOGIN);
    assert_eq!(session["opened"]["text"], "t+00:00.000");
    assert_eq!(session["ends"]["at"]["text"], "t+30:10.000");
    assert_eq!(session["next"]["accounts"]["answer"], "202 OPERATION_PENDING");
    let timeline = session["timeline"].as_array().unwrap();
    let told: Vec<_> = timeline
        .iter()
        .map(|it| {
            format!("{} {}", it["at"]["text"].as_str().unwrap(), it["what"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "t+00:00.000 POST Authorize: 200",
            "t+00:10.000 POST GetAccountsDetail: 202 OPERATION_PENDING",
        ]
    );

    let why = admin.call("GET", &format!("/customers/ada/sessions/{first}/explain")).await;
    assert_eq!(why.headers["content-type"], "text/plain; charset=utf-8");
    assert!(
        why.text.starts_with(
            "exchange 3, at t+00:10.000: POST GetAccountsDetail: 202 OPERATION_PENDING\n\
             scenario two-polls (the scenario the server was started with): step 1 of 1 for"
        ),
        "{}",
        why.text
    );
    assert!(why.text.contains(&format!("\nsession {first}\n")), "{}", why.text);
    assert!(why.text.contains("\nWhat would change it\n"), "{}", why.text);

    let other = "/customers/ada/sessions/00000000-0000-4000-8000-000000000000";
    for rest in ["", "/explain"] {
        let unknown = admin.call("GET", &format!("{other}{rest}")).await;
        assert_eq!(refusal(&unknown), "404 unknown-session");
    }
}

#[tokio::test]
async fn a_session_is_forced() {
    let admin = Admin::start().await;
    for (body, expected, state) in [
        (r#"{"state":"ready"}"#, "200", "authorized"),
        (r#"{"state":"expired"}"#, "400 SESSION_NONEXISTENT", "ended"),
        (r#"{"state":"failed","code":"INVALID_LOGIN"}"#, "401 INVALID_LOGIN", "authorized"),
    ] {
        let session = admin.authorize().await;
        let path = format!("/customers/ada/sessions/{session}/force");
        let forced = admin.ok("POST", &path, body).await;
        assert_eq!(forced["state"], state, "{body}");
        assert_eq!(admin.detail(&session).await, expected, "{body}");
    }
    let other = "/customers/ada/sessions/00000000-0000-4000-8000-000000000000/force";
    let unknown = admin.json("POST", other, r#"{"state":"ready"}"#).await;
    assert_eq!(refusal(&unknown), "404 unknown-session");
}

#[tokio::test]
async fn a_reset_forgets_one_customer_or_all() {
    let admin = Admin::start().await;
    admin.authorize().await;
    let bob = format!("{}/v3/bob/BankingServices/Authorize", admin.server.url());
    answer(admin.http.post(bob).body("{}")).await;

    let reset = admin.call("DELETE", "/customers/ada").await;
    assert_eq!((reset.status, &*reset.text), (204, ""));
    assert_eq!(refusal(&admin.call("GET", "/customers/ada").await), "404 unknown-customer");
    let journal = admin.ok("GET", "/customers/ada/journal", "").await;
    assert_eq!(journal["exchanges"], json!([]));
    assert_eq!(admin.call("GET", "/customers/bob").await.status, 200);
    assert_eq!(admin.call("DELETE", "/customers/ada").await.status, 204, "once more");

    assert_eq!(admin.ok("POST", "/reset", "{}").await, json!({ "customers": 1 }));
    let customers = admin.ok("GET", "/customers", "").await;
    assert_eq!(customers["customers"], json!([]));
    assert_eq!(customers["journal"], json!({ "kept": 0, "dropped": 2, "bytes": 0 }));
}

/// One more than an answer shows, of both.
#[tokio::test]
async fn many_sessions_and_many_exchanges_are_shown_up_to_a_cap() {
    let admin = manual().await;
    let first = admin.authorize().await;
    for _ in 0..1_000 {
        admin.authorize().await;
    }
    let listed = admin.ok("GET", "/customers/ada/sessions", "").await;
    assert_eq!(listed["count"], 1_001);
    let shown = listed["sessions"].as_array().unwrap();
    assert_eq!(shown.len(), 1_000);
    assert!(shown.iter().all(|session| session["requestId"] != first), "the oldest is left out");

    for _ in 0..1_001 {
        admin.detail(&first).await;
    }
    let path = format!("/customers/ada/sessions/{first}");
    let session = admin.ok("GET", &path, "").await;
    assert_eq!(session["timeline"].as_array().unwrap().len(), 1_000);
    let why = admin.call("GET", &format!("{path}/explain")).await;
    assert!(why.text.starts_with("exchange 2002, at t+00:00.000: "), "{}", why.text);
}
