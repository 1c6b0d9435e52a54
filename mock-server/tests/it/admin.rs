//! The admin API over a socket.

mod api;
mod control;
mod ctl;
mod gate;
mod journal;
mod metrics;
mod program;
mod wire;

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::{Answer, Mock, connect};

/// A scenario with a mistake in its sixth line.
const BAD: &str = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\n\
    [[step]]\non = \"data\"\ntime = 2\nreply = \"pending\"\n";

/// Each operation of the document: method, path with the names filled in, and type of the body.
#[derive(Clone, Debug)]
struct Operation {
    method: String,
    path: String,
    content_type: Option<String>,
}

async fn start() -> Mock {
    Mock::with(FlinksMock::builder().admin(true)).await
}

async fn manual() -> Mock {
    Mock::on(ClockMode::Manual, FlinksMock::builder().admin(true)).await
}

impl Mock {
    async fn get(&self, path: &str) -> Answer {
        self.admin("GET", path, "").await
    }

    async fn put_toml(&self, path: &str, text: &str) -> Answer {
        let request = self.admin_request("PUT", path).bearer_auth(self.token());
        Answer::to(request.header("content-type", "application/toml").body(text.to_owned())).await
    }

    /// The body of a 200, checked against the document.
    async fn ok(&self, method: &str, path: &str, body: &str) -> Value {
        let answer = self.admin(method, path, body).await;
        let template = path.split('?').next().unwrap().replace("/ada", "/{customer}");
        let mut parts: Vec<_> = template.split('/').collect();
        if let Some(sessions) = parts.iter().position(|part| *part == "sessions")
            && let Some(id) = parts.get_mut(sessions + 1)
        {
            *id = "{requestId}";
        }
        checked(&answer, &parts.join("/"), &method.to_lowercase())
    }

    async fn connect_admin(&self) -> TcpStream {
        connect(&self.server.admin_url().unwrap()).await
    }
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

/// The body of a 200, which has the schema that the document gives for the path and method.
fn checked(answer: &Answer, path: &str, method: &str) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    // As it is written in a reference to it.
    let path = path.replace('/', "~1").replace('{', "%7B").replace('}', "%7D");
    let pointer = format!("/paths/{path}/{method}/responses/200/content/application~1json/schema");
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let schema = json!({
        "$ref": format!("#{pointer}"),
        "paths": document["paths"],
        "components": document["components"],
    });
    let body = answer.json();
    assert_valid(&schema, &body);
    body
}

fn assert_valid(schema: &Value, body: &Value) {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let problems: Vec<_> = validator.iter_errors(body).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {body}");
}
