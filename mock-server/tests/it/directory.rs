//! Institutions, categories, tokens, and the comparison of a person with the holder.

use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

impl Mock {
    async fn look_up(&self, path: &str) -> Answer {
        self.send("GET", &format!("/v3/{CUSTOMER}/BankingServices/{path}"), "").await
    }

    async fn compare(&self, fields: Value) -> Answer {
        let mut body = json!({ "LoginId": LOGIN });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post_as(CUSTOMER, "FieldMatch", body).await
    }
}

#[tokio::test]
async fn institutions_come_in_pages() {
    let mock = Mock::start().await;
    let all = mock.look_up("Institutions").await.json();
    let id = |institution: &Value| institution["Id"].as_u64().unwrap();
    let ids: Vec<_> = all["Data"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(ids, [1, 2, 14, 901, 902, 903, 904, 905, 951, 952, 953]);
    assert_eq!(all["Data"][2]["Localizations"][0]["Name"], "FlinksCapital");
    assert_eq!(all["Data"][8].get("RoutingNumbers"), None);
    #[rustfmt::skip]
    let table: [(&str, &[u64]); 7] = [
        ("?skip=2&take=2", &[14, 901]), ("?TAKE=1", &[1]), ("?skip=10", &[953]), ("?skip=11&take=1000", &[]),
        ("?take=0", &[]), ("?skip=%32&take=+1", &[]), ("/?skip=0&take=1&skip=9", &[1]),
    ];
    for (query, expected) in table {
        let page = mock.look_up(&format!("Institutions{query}")).await;
        if query.contains('+') {
            assert_eq!(page.short(), "401 INVALID_REQUEST", "{query}");
            continue;
        }
        let page = page.json();
        let ids: Vec<_> = page["Data"].as_array().unwrap().iter().map(id).collect();
        assert_eq!((&*ids, &page["Count"]), (expected, &json!(11)), "{query}");
    }
    for query in
        ["take=1001", "take=-1", "skip=x", "take=", "skip=99999999999999999999999", "take=1.5"]
    {
        let refused = mock.look_up(&format!("Institutions?{query}")).await;
        assert_eq!(refused.short(), "401 INVALID_REQUEST", "{query}");
        assert!(refused.text_at("/Message").contains("must be a number from 0 on"), "{refused:?}");
    }
}

#[tokio::test]
async fn an_institution_is_found_by_its_routing_number() {
    let mock = Mock::start().await;
    let found = mock.look_up("Institutions/RoutingNumber/990000027").await.json();
    assert_eq!((&found["Id"], &found["Country"]), (&json!(951), &json!("US")));
    assert_eq!(found["RoutingNumbers"], json!(["990000014", "990000027"]));
    for unknown in ["990000000", "x", "%F0%9F%92%A5"] {
        let refused = mock.look_up(&format!("Institutions/RoutingNumber/{unknown}")).await;
        assert_eq!(refused.short(), "401 INVALID_REQUEST");
    }
}

#[tokio::test]
async fn categories_are_a_bare_list() {
    let mock = Mock::start().await;
    for country in ["CA", "us"] {
        let list = mock.look_up(&format!("Categories/{country}")).await.json();
        let names = list.as_array().unwrap().iter().map(|it| &it["PrimaryCategoryName"]);
        let names: Vec<_> = names.collect();
        assert_eq!(names[..3], ["Fees and Charges", "Income", "Loans"]);
        let income = list[1]["SubCategories"].as_array().unwrap();
        let income: Vec<_> = income.iter().map(|it| &it["SubCategoryName"]).collect();
        assert_eq!(income, ["Paycheck", "Government", "Interest"]);
    }
    let path = format!("/v3/{CUSTOMER}/BankingServices/Categories/CA");
    assert_eq!(mock.send("GET", &path, "not JSON").await.status, 200);
    assert_eq!(mock.look_up("Categories/FR").await.short(), "401 INVALID_REQUEST");
}

/// The token opens a session where one is required, once.
#[tokio::test]
async fn a_token_for_open_banking_is_an_authorize_token() {
    let mock = Mock::own("token.required = true\n").await;
    let made = mock.post("Token/?demoObe=true", r#"{"client_id":"a","secret":"b"}"#).await;
    assert_eq!((made.status, &made.json()["expires_in"]), (200, &json!(1_800)));
    let bearer = format!("Bearer {}", made.text_at("/access_token"));
    let path = format!("/v3/{CUSTOMER}/BankingServices/Authorize");
    let body = json!({ "LoginId": LOGIN }).to_string();
    for expected in ["200", "401 ACCESS_DENIED"] {
        let headers = [("authorization", &*bearer)];
        assert_eq!(mock.send_with("POST", &path, &headers, &body).await.short(), expected);
    }
    let refused = mock.post("Token", "{}").await;
    assert_eq!(refused.text_at("/Message"), "client_id is required; secret is required");
    assert_eq!(mock.post("Token", r#"{"client_id":1,"secret":2}"#).await.status, 401);
}

/// Without data of GetAccountsDetail nothing is known.
#[tokio::test]
async fn a_person_is_compared_with_the_holder() {
    let mock = Mock::playing("ready-at-once").await;
    let early = mock.compare(json!({ "FullName": "John Doe" })).await.json();
    let nothing = json!({ "fullName": 0.0, "noData": ["fullName"] });
    assert_eq!(early, json!({ "overallMatchRate": 0.0, "fieldLevelMatchRate": nothing }));
    let id = mock.open().await;
    mock.detail(&id).await;
    let fields = json!({
        "FirstName": "john", "MiddleName": "X", "lastName": "Roe", "phone": "+1 514 333 7777", "threshold": "0.6",
    });
    let found = mock.compare(fields).await.json();
    assert_eq!(
        found,
        json!({
            "overallMatch": true,
            "fieldLevelMatch": {
                "firstName": true, "middleName": false, "lastName": true, "phone": true, "noData": ["middleName"],
            },
            "overallMatchRate": 0.66666667,
            "fieldLevelMatchRate": {
                "firstName": 1.0, "middleName": 0.0, "lastName": 0.66666667, "phone": 1.0, "noData": ["middleName"],
            },
        })
    );
    let long = "x".repeat(201);
    #[rustfmt::skip]
    let table = [
        (json!({}), "fullName is required, or another field to compare"),
        (json!({ "fullName": 5 }), "fullName must be a string"),
        (json!({ "fullName": long }), "fullName is longer than 200 characters"),
        (json!({ "city": "x", "threshold": 80 }), "threshold must be a number from 0 to 1"),
        (json!({ "city": "x", "threshold": "NaN" }), "threshold must be a number from 0 to 1"),
        (json!({ "LoginId": null, "city": "x" }), "loginId is required"),
    ];
    for (fields, message) in table {
        let refused = mock.compare(fields).await;
        assert_eq!(refused.short(), "401 INVALID_REQUEST");
        assert_eq!(refused.text_at("/Message"), message);
    }
    let unknown = json!({ "LoginId": "0badc0de-1209-4f19-641c-08d6d484e2fe", "city": "x" });
    assert_eq!(mock.compare(unknown).await.short(), "401 INVALID_LOGIN");
}
