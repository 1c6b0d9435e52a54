//! 2,000 customers at a time, each in a scenario of its own.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const CUSTOMERS: u32 = 2_000;

/// Connections, each of which takes turns for its customers.
const CLIENTS: u32 = 200;

/// One of the customers; its number decides everything about it.
#[derive(Clone, Copy)]
struct Customer(u32);

/// What a customer was told, in order.
struct Told {
    customer: Customer,
    request_id: String,
    /// Status, code and message of each data call.
    answers: Vec<String>,
}

/// A connection that is kept alive.
struct Client(BufReader<TcpStream>);

impl Customer {
    fn id(self) -> String {
        format!("c0000000-0000-4000-8000-{:012x}", self.0)
    }

    fn login(self) -> String {
        format!("d0000000-0000-4000-8000-{:012x}", self.0)
    }

    /// 202s before the end of the story.
    fn pending(self) -> usize {
        1 + self.0 as usize % 3
    }

    fn fails(self) -> bool {
        self.0 % 2 == 1
    }

    fn scenario(self) -> String {
        let end = if self.fails() {
            format!("reply.error = \"AGGREGATION_ERROR\"\nmessage = \"bank {} is shut\"", self.0)
        } else {
            format!(
                r#"patch = '[{{"op":"add","path":"/Message","value":"bank {} is open"}}]'"#,
                self.0
            )
        };
        format!(
            "summary = \"Scenario of one customer.\"\nlogin-id = \"{}\"\ninstitution = \"Bank{}\"\n\
             fixtures.accounts = \"empty\"\n\n\
             [[step]]\non = \"accounts\"\ntimes = {}\nreply = \"pending\"\n\n\
             [[step]]\non = \"accounts\"\n{end}\n",
            self.login(),
            self.0,
            self.pending(),
        )
    }

    fn expected(self) -> Vec<String> {
        let mut expected = vec!["202 OPERATION_PENDING ".to_owned(); self.pending()];
        // The customer asks once more after the end.
        let end = match self.fails() {
            true => format!("500 AGGREGATION_ERROR bank {} is shut", self.0),
            false => format!("200  bank {} is open", self.0),
        };
        expected.extend([end.clone(), end]);
        expected
    }
}

impl Client {
    async fn connect(url: &str) -> Self {
        let stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
        Self(BufReader::new(stream))
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.0.write_all(request.as_bytes()).await.unwrap();
        let status = self.line().await;
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            match self.line().await.split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    async fn open(&mut self, customer: Customer) -> Told {
        let path = format!("/v3/{}/BankingServices/Authorize", customer.id());
        let body = json!({ "LoginId": customer.login() }).to_string();
        let (status, body) = self.ask("POST", &path, &body).await;
        assert_eq!((status, &body["Login"]["Id"]), (200, &json!(customer.login())));
        assert_eq!(body["Institution"], json!(format!("Bank{}", customer.0)));
        let request_id = body["RequestId"].as_str().unwrap().to_owned();
        Told { customer, request_id, answers: Vec::new() }
    }

    async fn go_on(&mut self, told: &mut Told) {
        let base = format!("/v3/{}/BankingServices", told.customer.id());
        let (status, body) = if told.answers.is_empty() {
            let body = json!({ "RequestId": told.request_id }).to_string();
            self.ask("POST", &format!("{base}/GetAccountsDetail"), &body).await
        } else {
            let path = format!("{base}/GetAccountsDetailAsync/{}", told.request_id);
            self.ask("GET", &path, "").await
        };
        // An error names no session.
        let is_named = status < 300;
        assert_eq!(body["RequestId"].as_str(), is_named.then_some(&*told.request_id), "{body}");
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let (code, message) = (text("FlinksCode"), text("Message"));
        let message = if status == 202 { "" } else { message };
        told.answers.push(format!("{status} {code} {message}"));
    }
}

/// The customers of one client in turns, so that no two calls in a row are of the same one.
async fn play(url: String, first: u32, all_open: Arc<Barrier>) -> Vec<Told> {
    let mut client = Client::connect(&url).await;
    let mut all = Vec::new();
    for number in (first..CUSTOMERS).step_by(CLIENTS as usize) {
        all.push(client.open(Customer(number)).await);
    }
    all_open.wait().await;
    for turn in 0..5 {
        for told in &mut all {
            if turn < told.customer.pending() + 2 {
                client.go_on(told).await;
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_customers_in_as_many_scenarios_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    for customer in (0..CUSTOMERS).map(Customer) {
        let file = folder.path().join(format!("of-{}.toml", customer.0));
        fs::write(file, customer.scenario()).unwrap();
    }
    let builder = FlinksMock::builder().scenarios(folder.path()).admin(true);
    let mock = builder.clock(ClockMode::Auto).start().await.unwrap();
    let all_open = Arc::new(Barrier::new(CLIENTS as usize));
    let plays = (0..CLIENTS).map(|first| play(mock.url(), first, Arc::clone(&all_open)));
    let all: Vec<Told> =
        plays.collect::<JoinSet<_>>().join_all().await.into_iter().flatten().collect();

    assert_eq!(all.len(), CUSTOMERS as usize);
    for told in &all {
        assert_eq!(told.answers, told.customer.expected(), "{}", told.customer.0);
    }
    let ids: HashSet<_> = all.iter().map(|told| &told.request_id).collect();
    assert_eq!(ids.len(), CUSTOMERS as usize, "each RequestId is given once");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    // One in eight, of every kind of story.
    for told in all.iter().step_by(8) {
        check_journal(&mock, &http, told).await;
    }
}

/// Everything that the customer was told, in its order, and nothing of anybody else.
async fn check_journal(mock: &FlinksMock, http: &reqwest::Client, told: &Told) {
    let url = format!("{}/customers/{}/journal", mock.admin_url().unwrap(), told.customer.id());
    let asked = http.get(url).bearer_auth(mock.admin_token().unwrap());
    let text = asked.send().await.unwrap().text().await.unwrap();
    let page: Value = serde_json::from_str(&text).unwrap();
    let exchanges = page["exchanges"].as_array().unwrap();
    assert_eq!(exchanges.len(), 1 + told.answers.len());
    for (exchange, answer) in exchanges[1..].iter().zip(&told.answers) {
        let status = answer[..3].parse::<u16>().unwrap();
        assert_eq!(exchange["status"], status);
        assert_eq!(exchange["customer"], told.customer.id());
        assert_eq!(exchange["requestId"], told.request_id);
        assert_eq!(exchange["scenario"], format!("of-{}", told.customer.0));
    }
}
