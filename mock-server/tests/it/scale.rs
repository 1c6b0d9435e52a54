//! 2,000 customers at a time, each in a scenario of its own.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;

use flinks_mock::FlinksMock;
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::support::Mock;

const CUSTOMERS: u32 = 2_000;

/// Each takes turns for its customers, over the connections of them all.
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
        let end = if self.fails() {
            format!("500 AGGREGATION_ERROR bank {} is shut", self.0)
        } else {
            format!("200  bank {} is open", self.0)
        };
        expected.extend([end.clone(), end]);
        expected
    }
}

impl Told {
    async fn open(mock: &Mock, customer: Customer) -> Self {
        let body = json!({ "LoginId": customer.login() });
        let answer = mock.post_as(&customer.id(), "Authorize", body).await;
        assert_eq!((answer.status, answer.text_at("/Login/Id")), (200, customer.login()));
        assert_eq!(answer.text_at("/Institution"), format!("Bank{}", customer.0));
        Self { customer, request_id: answer.text_at("/RequestId"), answers: Vec::new() }
    }

    async fn go_on(&mut self, mock: &Mock) {
        let (customer, id) = (self.customer.id(), &self.request_id);
        let answer = if self.answers.is_empty() {
            mock.post_as(&customer, "GetAccountsDetail", json!({ "RequestId": id })).await
        } else {
            let path = format!("/v3/{customer}/BankingServices/GetAccountsDetailAsync/{id}");
            mock.send("GET", &path, "").await
        };
        let (status, body) = (answer.status, answer.json());
        // An error names no session.
        assert_eq!(body["RequestId"].as_str(), (status < 300).then_some(&**id), "{body}");
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let message = if status == 202 { "" } else { text("Message") };
        self.answers.push(format!("{status} {} {message}", text("FlinksCode")));
    }
}

/// The customers of one client in turns, so that no two calls in a row are of the same one.
async fn play(mock: Arc<Mock>, first: u32, all_open: Arc<Barrier>) -> Vec<Told> {
    let mut all = Vec::new();
    for number in (first..CUSTOMERS).step_by(CLIENTS as usize) {
        all.push(Told::open(&mock, Customer(number)).await);
    }
    all_open.wait().await;
    for turn in 0..5 {
        for told in all.iter_mut().filter(|told| turn < told.customer.pending() + 2) {
            told.go_on(&mock).await;
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
    let mock = Arc::new(Mock::with(builder).await);
    let all_open = Arc::new(Barrier::new(CLIENTS as usize));
    let plays = (0..CLIENTS).map(|first| play(Arc::clone(&mock), first, Arc::clone(&all_open)));
    let all = plays.collect::<JoinSet<_>>().join_all().await;
    let all: Vec<Told> = all.into_iter().flatten().collect();

    assert_eq!(all.len(), CUSTOMERS as usize);
    for told in &all {
        assert_eq!(told.answers, told.customer.expected(), "{}", told.customer.0);
    }
    let ids: HashSet<_> = all.iter().map(|told| &told.request_id).collect();
    assert_eq!(ids.len(), CUSTOMERS as usize, "each RequestId is given once");
    // One in eight, of every kind of story.
    for told in all.iter().step_by(8) {
        check_journal(&mock, told).await;
    }
}

/// Everything that the customer was told, in its order, and nothing of anybody else.
async fn check_journal(mock: &Mock, told: &Told) {
    let path = format!("/customers/{}/journal", told.customer.id());
    let page = mock.admin("GET", &path, "").await.json();
    let exchanges = page["exchanges"].as_array().unwrap();
    assert_eq!(exchanges.len(), 1 + told.answers.len());
    for (exchange, answer) in exchanges[1..].iter().zip(&told.answers) {
        assert_eq!(exchange["status"], answer[..3].parse::<u16>().unwrap());
        assert_eq!(exchange["customer"], told.customer.id());
        assert_eq!(exchange["requestId"], told.request_id);
        assert_eq!(exchange["scenario"], format!("of-{}", told.customer.0));
    }
}
