//! Random schedules of calls, waits and admin calls: the server answers as the reference model does.
#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

#[path = "../client/mod.rs"]
mod client;
mod reference;
mod stories;

use std::time::Duration;

use flinks_mock::clock::ClockMode;
use flinks_mock::{FlinksMock, Force};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use client::Client;
use reference::Model;

/// What is done to one customer, one after the other. `usize` picks one of the sessions so far.
#[derive(Clone, Debug)]
enum Deed {
    Authorize,
    Detail(usize),
    Poll(usize),
    Investments(usize),
    /// Seconds.
    Advance(u64),
    Force(usize, &'static str),
    Reset,
}

fn deed() -> impl Strategy<Value = Deed> {
    let force = prop::sample::select(vec!["ready", "expired", "NEW_ACCOUNT"]);
    prop_oneof![
        3 => Just(Deed::Authorize),
        4 => (0..4_usize).prop_map(Deed::Detail),
        6 => (0..4_usize).prop_map(Deed::Poll),
        5 => (0..4_usize).prop_map(Deed::Investments),
        6 => prop::sample::select(vec![1, 9, 10, 11, 60, 299, 300, 600, 1_800]).prop_map(Deed::Advance),
        1 => (0..4_usize, force).prop_map(|(session, what)| Deed::Force(session, what)),
        1 => Just(Deed::Reset),
    ]
}

/// 10,000 cases, or as many as PROPTEST_CASES says.
#[test]
fn the_server_answers_as_the_reference_model() {
    let stories = stories::all();
    let folder = tempfile::tempdir().unwrap();
    for (number, story) in stories.iter().enumerate() {
        let file = folder.path().join(format!("story-{number}.toml"));
        std::fs::write(file, stories::toml(number, story)).unwrap();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mock = FlinksMock::builder().scenarios(folder.path()).clock(ClockMode::Manual);
    let mock = runtime.block_on(mock.start()).unwrap();
    let wire = std::cell::RefCell::new(Client::connect(&mock.url()));
    let customers = std::cell::Cell::new(0_u128);

    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config =
        Config { cases: cases.unwrap_or(10_000), failure_persistence: None, ..Config::default() };
    let schedules = (0..stories.len(), prop::collection::vec(deed(), 1..16));
    let result = TestRunner::new(config).run(&schedules, |(number, deeds)| {
        customers.set(customers.get() + 1);
        let customer = Uuid::from_u128(customers.get()).to_string();
        let mut play = Play {
            runtime: &runtime,
            mock: &mock,
            wire: &mut wire.borrow_mut(),
            login: stories::login(number),
            customer,
            ids: Vec::new(),
            model: Model::new(&stories[number]),
        };
        for (position, deed) in deeds.iter().enumerate() {
            if let Some((expected, actual)) = play.both(deed) {
                prop_assert_eq!(actual, expected, "{:?}, number {}", deed, position);
            }
        }
        mock.customer_with_id(&play.customer).reset();
        Ok(())
    });
    if let Err(failed) = result {
        panic!("{failed}");
    }
}

struct Play<'a> {
    runtime: &'a tokio::runtime::Runtime,
    mock: &'a FlinksMock,
    wire: &'a mut Client,
    login: Uuid,
    customer: String,
    /// RequestIds of the sessions so far.
    ids: Vec<String>,
    model: Model<'a>,
}

impl Play<'_> {
    /// What the model and the server answer, where the deed is a call.
    fn both(&mut self, deed: &Deed) -> Option<(String, String)> {
        let pick = |session: usize| session.checked_rem(self.ids.len());
        match *deed {
            Deed::Authorize => {
                let expected = self.model.authorize(self.ids.len());
                let body = format!(r#"{{"LoginId":"{}"}}"#, self.login);
                let (actual, id) = self.call("POST", "BankingServices/Authorize", &body);
                if actual == "200" {
                    self.ids.push(id);
                }
                Some((expected, actual))
            }
            Deed::Detail(session) => {
                let session = pick(session)?;
                let body = format!(r#"{{"RequestId":"{}"}}"#, self.ids[session]);
                let (actual, _) = self.call("POST", "BankingServices/GetAccountsDetail", &body);
                Some((self.model.data(session, "accounts"), actual))
            }
            Deed::Poll(session) => {
                let session = pick(session)?;
                let path = format!("BankingServices/GetAccountsDetailAsync/{}", self.ids[session]);
                Some((self.model.data(session, "accounts"), self.call("GET", &path, "").0))
            }
            Deed::Investments(session) => {
                let session = pick(session)?;
                let body = format!(
                    r#"{{"RequestId":"{}","LoginId":"{}","MostRecentCached":true}}"#,
                    self.ids[session], self.login
                );
                let (actual, _) = self.call("POST", "Investments", &body);
                Some((self.model.data(session, "investments"), actual))
            }
            Deed::Advance(seconds) => {
                let by = Duration::from_secs(seconds);
                self.runtime.block_on(self.mock.customer_with_id(&self.customer).advance(by));
                self.model.now += seconds;
                None
            }
            Deed::Force(session, what) => {
                let session = pick(session)?;
                let force = match what {
                    "ready" => Force::Ready,
                    "expired" => Force::Expired,
                    code => Force::Failed(code.to_owned()),
                };
                let forced =
                    self.mock.customer_with_id(&self.customer).force(&self.ids[session], force);
                assert_eq!(forced.is_ok(), self.model.force(session, what));
                None
            }
            Deed::Reset => {
                self.mock.customer_with_id(&self.customer).reset();
                self.model = Model::new(self.model.story);
                // The same customer from its start on: the same ids come again.
                self.ids.clear();
                None
            }
        }
    }

    /// Status and code of the answer, and its RequestId. One connection for all calls.
    fn call(&mut self, method: &str, path: &str, body: &str) -> (String, String) {
        let body = self.wire.ask(method, &format!("/v3/{}/{path}", self.customer), body);
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        let status = json["HttpStatusCode"].to_string();
        let code = json["FlinksCode"].as_str().unwrap_or_default();
        let id = json["RequestId"].as_str().unwrap_or_default().to_owned();
        (format!("{status} {code}").trim().to_owned(), id)
    }
}
