//! Every route is tried with everything but the token.

use super::{Admin, answer, operations, refusal};

#[tokio::test]
async fn no_route_but_the_probes_answers_without_the_whole_token() {
    let admin = Admin::start().await;
    let token = admin.token();
    let longer = format!("{token}0");
    let wrong = [
        None,
        Some(""),
        Some("0000000000000000"),
        Some(&token[..token.len() - 1]),
        Some(&longer),
        Some("null"),
    ];
    for operation in operations() {
        for shown in wrong {
            let request = admin.request(&operation.method, &operation.path);
            let request =
                shown.into_iter().fold(request, |request, token| request.bearer_auth(token));
            let answer = answer(request).await;
            let name = format!("{} {} with {shown:?}", operation.method, operation.path);
            if operation.method == "GET" && ["/health", "/ready"].contains(&&*operation.path) {
                assert_eq!(answer.status, 200, "{name}");
            } else {
                assert_eq!(refusal(&answer), "401 unauthorized", "{name}");
                assert_eq!(answer.headers["www-authenticate"], "Bearer", "{name}");
            }
        }
    }
}

#[tokio::test]
async fn every_route_answers_with_the_token() {
    let admin = Admin::start().await;
    for operation in operations() {
        let request = admin.request(&operation.method, &operation.path).bearer_auth(admin.token());
        let types = operation.content_type.into_iter();
        let request = types.fold(request, |request, name| request.header("content-type", name));
        let answer = answer(request).await;
        assert!(
            ![401, 403, 405, 415, 421, 500].contains(&answer.status),
            "{} {}: {answer:?}",
            operation.method,
            operation.path
        );
    }
}

#[tokio::test]
async fn the_token_is_taken_from_its_header_alone() {
    let admin = Admin::start().await;
    let token = admin.token();
    let path = format!("/scenarios?token={token}&access_token={token}");
    let query = answer(admin.request("GET", &path)).await;
    assert_eq!(refusal(&query), "401 unauthorized");
    let cookie = admin.request("GET", "/scenarios").header("cookie", format!("token={token}"));
    assert_eq!(refusal(&answer(cookie).await), "401 unauthorized");
    let basic = admin.request("GET", "/scenarios").basic_auth("token", Some(&token));
    assert_eq!(refusal(&answer(basic).await), "401 unauthorized");
}

#[tokio::test]
async fn an_unknown_path_tells_nothing_without_the_token() {
    let admin = Admin::start().await;
    for path in ["/", "/nothing", "/health/", "/healthy", "/%68ealth", "/health/../scenarios"] {
        let without = answer(admin.request("GET", path)).await;
        // The client itself resolves `..`.
        assert_eq!(refusal(&without), "401 unauthorized", "{path}");
    }
    assert_eq!(refusal(&admin.call("GET", "/nothing").await), "404 no-such-path");
}

#[tokio::test]
async fn another_host_or_origin_is_refused_even_with_the_token() {
    let admin = Admin::start().await;
    for operation in operations() {
        let request =
            || admin.request(&operation.method, &operation.path).bearer_auth(admin.token());
        let host = answer(request().header("host", "evil.example")).await;
        assert_eq!(refusal(&host), "421 wrong-host", "{}", operation.path);
        let origin = answer(request().header("origin", "http://evil.example")).await;
        assert_eq!(refusal(&origin), "403 foreign-origin", "{}", operation.path);
    }
    let own = admin.server.admin_url().unwrap();
    let page = admin.request("GET", "/scenarios").bearer_auth(admin.token()).header("origin", own);
    assert_eq!(answer(page).await.status, 200);
}

#[tokio::test]
async fn no_answer_lets_another_site_read_it_or_a_browser_keep_it() {
    let admin = Admin::start().await;
    for operation in operations() {
        for method in ["OPTIONS", operation.method.as_str()] {
            for origin in ["http://evil.example", &admin.server.admin_url().unwrap()] {
                let request = admin.request(method, &operation.path).bearer_auth(admin.token());
                let answer = answer(request.header("origin", origin)).await;
                let cors = |name: &str| name.starts_with("access-control");
                let name = format!("{method} {} from {origin}", operation.path);
                assert!(!answer.headers.keys().any(|name| cors(name.as_str())), "{name}");
                assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{name}");
                assert_eq!(answer.headers["cache-control"], "no-store", "{name}");
            }
        }
    }
}

/// What an HTML form can send without asking first.
#[tokio::test]
async fn a_change_needs_the_content_type_that_no_form_can_send() {
    let admin = Admin::start().await;
    let changing = operations().into_iter().filter(|operation| operation.content_type.is_some());
    for operation in changing {
        let request =
            || admin.request(&operation.method, &operation.path).bearer_auth(admin.token());
        let none = answer(request().body("{}")).await;
        assert_eq!(refusal(&none), "415 wrong-content-type", "{}", operation.path);
        for name in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonx",
        ] {
            let form = answer(request().header("content-type", name).body("{}")).await;
            assert_eq!(refusal(&form), "415 wrong-content-type", "{name}");
        }
        let right = format!("{}; charset=utf-8", operation.content_type.unwrap());
        let right = answer(request().header("content-type", right).body("{}")).await;
        assert_ne!(right.status, 415, "{}", operation.path);
    }
}
