//! Every route, and a path that is none, is tried with everything but the token. The forms of tokens,
//! hosts and origins are in the tests of the gate itself.

use super::{Operation, operations, refusal, start};
use crate::support::{Answer, Mock};

impl Mock {
    async fn with_header(&self, operation: &Operation, header: &str, value: &str) -> Answer {
        let request = self.admin_request(&operation.method, &operation.path);
        Answer::to(request.bearer_auth(self.token()).header(header, value).body("{}")).await
    }
}

#[tokio::test]
async fn no_route_answers_without_the_token_or_at_another_host_or_origin() {
    let mock = start().await;
    let nothing =
        Operation { method: "GET".to_owned(), path: "/nothing".to_owned(), content_type: None };
    for operation in operations().into_iter().chain([nothing]) {
        let name = format!("{} {}", operation.method, operation.path);
        for token in [None, Some("0000000000000000")] {
            let request = mock.admin_request(&operation.method, &operation.path);
            let request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
            let answer = Answer::to(request).await;
            if ["GET /health", "GET /ready"].contains(&&*name) {
                assert_eq!(answer.status, 200, "{name}");
            } else {
                assert_eq!(refusal(&answer), "401 unauthorized", "{name}");
                assert_eq!(answer.headers["www-authenticate"], "Bearer", "{name}");
            }
        }
        let host = mock.with_header(&operation, "host", "evil.example").await;
        if ["GET /health", "GET /ready"].contains(&&*name) {
            assert_ne!(host.status, 421, "{name}");
            continue;
        }
        assert_eq!(refusal(&host), "421 wrong-host", "{name}");
        let origin = mock.with_header(&operation, "origin", "http://evil.example").await;
        assert_eq!(refusal(&origin), "403 foreign-origin", "{name}");
    }
}

#[tokio::test]
async fn every_route_answers_with_the_token() {
    let mock = start().await;
    for operation in operations() {
        let request = mock.admin_request(&operation.method, &operation.path);
        let request = request.bearer_auth(mock.token());
        let types = operation.content_type.into_iter();
        let request = types.fold(request, |request, name| request.header("content-type", name));
        let answer = Answer::to(request).await;
        let is_refused = [401, 403, 405, 415, 421, 500].contains(&answer.status);
        assert!(!is_refused, "{} {}: {answer:?}", operation.method, operation.path);
    }
}

#[tokio::test]
async fn no_answer_lets_another_site_read_it_or_a_browser_keep_it() {
    let mock = start().await;
    let own = mock.server.admin_url().unwrap();
    for operation in operations() {
        let options = Operation { method: "OPTIONS".to_owned(), ..operation.clone() };
        for operation in [options, operation] {
            for origin in ["http://evil.example", &own] {
                let answer = mock.with_header(&operation, "origin", origin).await;
                let cors = |name: &str| name.starts_with("access-control");
                let name = format!("{operation:?} from {origin}");
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
    let mock = start().await;
    for operation in operations() {
        let Some(right) = &operation.content_type else { continue };
        let none = mock.with_header(&operation, "x-none", "").await;
        assert_eq!(refusal(&none), "415 wrong-content-type", "{operation:?}");
        for name in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonx",
        ] {
            let form = mock.with_header(&operation, "content-type", name).await;
            assert_eq!(refusal(&form), "415 wrong-content-type", "{name}");
        }
        let right = format!("{right}; charset=utf-8");
        let right = mock.with_header(&operation, "content-type", &right).await;
        assert_ne!(right.status, 415, "{operation:?}");
    }
}
