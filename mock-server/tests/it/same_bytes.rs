//! The same seed, scenario, calls and moments give the same bytes, in whatever process.

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::program::{Served, TOKEN};
use crate::support::{LOGIN, connect, read_all, request};

/// Two and twenty-five minutes of polls, questions, a consumed RequestId, a required token, drawn
/// delays, faults of a probability and faults on the socket, by the end of the LoginId.
const STORIES: &str = "02 03 51 58 61 63 71 72 74 84 8a 8b 8c 8d 91";

/// Talks, and remembers what was answered.
struct Talk {
    url: String,
    admin: String,
    token: String,
    said: Vec<String>,
    /// Requests of the customer that talks.
    count: usize,
}

impl Talk {
    fn new(url: &str, admin: &str, token: &str) -> Self {
        let [url, admin, token] = [url, admin, token].map(str::to_owned);
        Self { url, admin, token, said: Vec::new(), count: 0 }
    }

    /// Everything that is answered to three customers, without the one header that must change.
    async fn whole(&mut self) -> Vec<String> {
        for customer in ["ada", "bob", "eve"] {
            self.count = 0;
            let mode = if customer == "eve" { "auto" } else { "manual" };
            self.control(customer, "PUT", "clock", &json!({ "mode": mode })).await;
            for story in STORIES.split(' ') {
                self.session(customer, &format!("10000000-0000-4000-8000-0000000000{story}")).await;
            }
            self.session(customer, LOGIN).await;
            self.banking(customer, "GET", "GetAccountDetail", &Value::Null).await;
            self.journal(customer).await;
        }
        std::mem::take(&mut self.said)
    }

    async fn session(&mut self, customer: &str, login: &str) {
        let token = self.banking(customer, "POST", "GenerateAuthorizeToken", &Value::Null).await;
        let token = member(&token, "Token");
        let body = json!({ "LoginId": login, "MostRecentCached": true, "Token": token });
        let authorized = self.banking(customer, "POST", "Authorize", &body).await;
        let id = member(&authorized, "RequestId");
        for answer in ["Circle", "Triangle"] {
            let answers = json!({ "What shape do people like most?": [answer] });
            let body = json!({ "RequestId": id, "SecurityResponses": answers });
            self.banking(customer, "POST", "Authorize", &body).await;
        }
        self.banking(customer, "POST", "GetAccountsDetail", &json!({ "RequestId": id })).await;
        for _ in 0..4 {
            let path = format!("GetAccountsDetailAsync/{id}");
            self.banking(customer, "GET", &path, &Value::Null).await;
        }
        let body = json!({ "RequestId": id, "LoginId": login, "MostRecentCached": true });
        self.banking(customer, "POST", "Investments", &body).await;
    }

    /// On a manual clock a minute goes by as soon as the call is decided.
    async fn banking(&mut self, customer: &str, method: &str, path: &str, body: &Value) -> String {
        let token = body["Token"].as_str().unwrap_or_default();
        let path = format!("/v3/{customer}/BankingServices/{path}");
        let header = format!("flinks-auth-key: {token}\r\n");
        let mut stream = send(&self.url, method, &path, &header, body).await;
        self.count += 1;
        if customer != "eve" {
            let count = json!({ "count": self.count });
            self.control_silently(customer, "POST", "journal/wait", &count).await;
            self.control(customer, "POST", "clock/advance", &json!({ "by": "1m" })).await;
        }
        let answer = read_all(&mut stream).await;
        self.said.push(answer.clone());
        answer
    }

    async fn control(&mut self, customer: &str, method: &str, path: &str, body: &Value) {
        let answer = self.control_silently(customer, method, path, body).await;
        self.said.push(answer);
    }

    async fn control_silently(
        &self,
        customer: &str,
        method: &str,
        path: &str,
        body: &Value,
    ) -> String {
        let header =
            format!("content-type: application/json\r\nauthorization: Bearer {}\r\n", self.token);
        let path = format!("/customers/{customer}/{path}");
        let mut stream = send(&self.admin, method, &path, &header, body).await;
        let answer = read_all(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{path} {body}: {answer}");
        answer
    }

    /// With every moment; the end of an answer may be noted after its last byte is here.
    async fn journal(&mut self, customer: &str) {
        let page = self.control_silently(customer, "GET", "journal?limit=1000", &Value::Null).await;
        let mut page: Value = serde_json::from_str(page.split_once("\r\n\r\n").unwrap().1).unwrap();
        for exchange in page["exchanges"].as_array_mut().unwrap() {
            exchange.as_object_mut().unwrap().remove("outcome");
            self.said.push(exchange.to_string());
        }
    }
}

async fn send(url: &str, method: &str, path: &str, headers: &str, body: &Value) -> TcpStream {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = request(method, path, &format!("connection: close\r\n{headers}"), &body);
    let mut stream = connect(url).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Empty where the answer has none, such as after a fault.
fn member(answer: &str, name: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body[name].as_str().unwrap_or_default().to_owned()
}

async fn program(seed: &str) -> Vec<String> {
    let flags = ["--clock", "manual", "--dates", "as-written", "--quiet", "--seed", seed];
    let served = Served::start(&flags, &[("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)]);
    Talk::new(&served.url, served.admin(), TOKEN).whole().await
}

async fn library(seed: u64) -> Vec<String> {
    let builder = FlinksMock::builder().seed(seed).clock(ClockMode::Manual).admin(true);
    let server = builder.start().await.unwrap();
    let admin = server.admin_url().unwrap();
    Talk::new(&server.url(), &admin, server.admin_token().unwrap()).whole().await
}

/// Where they first differ.
fn difference<'a>(a: &'a [String], b: &'a [String]) -> Option<(&'a String, &'a String)> {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).find(|(a, b)| a != b)
}

#[tokio::test]
async fn a_conversation_has_the_same_bytes_in_another_process_and_in_the_library() {
    let first = program("7").await;
    assert_eq!(difference(&first, &program("7").await), None);
    assert_eq!(difference(&first, &library(7).await), None);

    // Not by doing nothing: the faults struck, and chance decided which calls.
    let count = |said: &[String], of: &str| said.iter().filter(|said| said.starts_with(of)).count();
    let other = program("8").await;
    assert!(count(&first, "HTTP/1.1 202") > 50, "{}", count(&first, "HTTP/1.1 202"));
    let silent = |said: &[String]| said.iter().map(String::is_empty).collect::<Vec<_>>();
    assert!(silent(&first).contains(&true));
    assert_ne!(silent(&first), silent(&other), "other calls are struck");
    let ids =
        |said: &[String]| said.iter().map(|said| member(said, "RequestId")).collect::<Vec<_>>();
    let same = ids(&first).into_iter().zip(ids(&other)).filter(|(a, b)| a == b && !a.is_empty());
    assert_eq!(same.count(), 0, "no RequestId of one is one of the other");
}
