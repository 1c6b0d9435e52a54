//! The admin API over a socket.

mod api;
mod control;
mod ctl;
mod gate;
mod journal;
mod program;
mod verdict;
mod wire;

use flinks_mock::clock::ClockMode;
use flinks_mock::{Builder, FlinksMock};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::Answer;

/// Each operation of the document: method, path with the names filled in, and type of the body.
struct Operation {
    method: String,
    path: String,
    content_type: Option<String>,
}

struct Admin {
    server: FlinksMock,
    http: reqwest::Client,
}

impl Admin {
    async fn start() -> Self {
        Self::with(FlinksMock::builder(), ClockMode::Auto).await
    }

    async fn with(builder: Builder, mode: ClockMode) -> Self {
        let server = builder.clock(mode).admin(true).start().await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { server, http }
    }

    fn token(&self) -> String {
        self.server.admin_token().unwrap().to_owned()
    }

    /// Without token and body.
    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, format!("{}{path}", self.server.admin_url().unwrap()))
    }

    async fn call(&self, method: &str, path: &str) -> Answer {
        answer(self.request(method, path).bearer_auth(self.token())).await
    }

    async fn send(&self, method: &str, path: &str, content_type: &str, body: &str) -> Answer {
        let request = self.request(method, path).bearer_auth(self.token());
        answer(request.header("content-type", content_type).body(body.to_owned())).await
    }

    async fn json(&self, method: &str, path: &str, body: &str) -> Answer {
        self.send(method, path, "application/json", body).await
    }

    async fn connect(&self) -> TcpStream {
        let url = self.server.admin_url().unwrap();
        TcpStream::connect(url.trim_start_matches("http://")).await.unwrap()
    }
}

async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let is_endless = headers.get("content-type").is_some_and(|it| it == "text/event-stream");
    let text = if is_endless { String::new() } else { response.text().await.unwrap() };
    Answer { status, headers, text }
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| {
            let content = operation["requestBody"]["content"].as_object();
            Operation {
                method: method.to_uppercase(),
                path: path
                    .replace("{customer}", "ada")
                    .replace("{requestId}", "74c8b3e7-eed2-48b6-9d77-c177cad5a79a")
                    .replace("{name}", "two-polls"),
                content_type: content.and_then(|content| content.keys().next()).cloned(),
            }
        })
    });
    all.collect()
}

/// Status, and the last part of the type of the problem.
fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{answer:?}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{answer:?}");
    for member in ["title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{answer:?}");
    }
    let kind = problem["type"].as_str().unwrap();
    let kind = kind.strip_prefix("urn:problem-type:flinks-mock:").unwrap();
    format!("{} {kind}", answer.status)
}

/// The body, which has the schema `name` of the document or one that is given there.
fn checked(answer: &Answer, pointer: &str) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let schema = json!({
        "$ref": format!("#{pointer}"),
        "paths": document["paths"],
        "components": document["components"],
    });
    let body = answer.json();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let problems: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {answer:?}");
    body
}

fn response(path: &str, method: &str) -> String {
    // As it is written in a reference to it.
    let path = path.replace('/', "~1").replace('{', "%7B").replace('}', "%7D");
    format!("/paths/{path}/{method}/responses/200/content/application~1json/schema")
}
