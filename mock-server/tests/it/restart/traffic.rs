//! What customers do, and what a server answers that is never killed.

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::served::Caller;

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) is_admin: bool,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: String,
    /// In `flinks-auth-key`.
    pub(super) token: Option<String>,
    /// Lines that it leaves in the journal file: an advance says where it goes, and where it is.
    pub(super) lines: usize,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: String,
}

/// One call of a customer, its reply, and how an operator sees the customer then.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) call: Call,
    pub(super) reply: Reply,
    pub(super) view: [Value; 2],
}

/// Sessions of each customer, of which there are eight.
const SESSIONS: usize = 25;

/// Built-in scenarios by the end of their LoginIds.
const STORIES: [&str; 11] = ["02", "03", "07", "12", "51", "58", "59", "60", "61", "62", "63"];

/// With delays: an auto clock alone gets past them without help.
const SLOW: [&str; 2] = ["70", "71"];

pub(super) fn name(customer: usize) -> String {
    format!("customer-{customer}")
}

/// How an operator sees a customer.
pub(super) async fn view(caller: &Caller, customer: usize) -> [Value; 2] {
    let name = name(customer);
    let get = async |path: String| {
        let reply = caller.call(&admin("GET", path, "")).await.unwrap();
        serde_json::from_str(&reply.body).unwrap()
    };
    [get(format!("/customers/{name}")).await, get(format!("/customers/{name}/sessions")).await]
}

pub(super) fn admin(method: &'static str, path: String, body: &str) -> Call {
    let lines = if path.ends_with("/advance") { 2 } else { 1 };
    Call { is_admin: true, method, path, body: body.to_owned(), token: None, lines }
}

pub(super) fn post(customer: &str, path: &str, body: &Value) -> Call {
    let path = format!("/v3/{customer}/BankingServices/{path}");
    Call { is_admin: false, ..admin("POST", path, &body.to_string()) }
}

struct Customer {
    number: usize,
    dice: ChaCha8Rng,
    /// RequestId and LoginId of each session.
    sessions: Vec<(String, String)>,
    opened: usize,
    token: Option<String>,
}

/// All that customer `number` does, from a seed of its own.
pub(super) async fn steps(number: usize) -> Vec<Step> {
    let server = FlinksMock::builder().clock(ClockMode::Manual).admin(true).start().await.unwrap();
    let token = server.admin_token().unwrap();
    let caller = Caller::new(&server.url(), &server.admin_url().unwrap(), token);
    let dice = ChaCha8Rng::seed_from_u64(number as u64);
    let mut customer = Customer { number, dice, sessions: vec![], opened: 0, token: None };
    let mut steps = Vec::new();
    let mut next = Some(customer.first());
    while let Some(call) = next {
        let reply = caller.call(&call).await.unwrap();
        if call.is_admin && reply.status == 409 {
            // A session that is over cannot be forced, and nothing has changed.
            next = customer.next();
            continue;
        }
        assert!(!call.is_admin || reply.status == 200, "{call:?} {reply:?}");
        customer.learn(&call, &reply);
        let view = view(&caller, number).await;
        steps.push(Step { call, reply, view });
        next = customer.next();
    }
    steps
}

impl Customer {
    fn is_auto(&self) -> bool {
        self.number >= 6
    }

    fn first(&self) -> Call {
        let mode = if self.is_auto() { "auto" } else { "manual" };
        self.admin("PUT", "clock", json!({ "mode": mode }))
    }

    /// Nothing after the last session and its calls.
    fn next(&mut self) -> Option<Call> {
        if self.opened == SESSIONS && self.dice.random_range(0..40) == 0 {
            return None;
        }
        Some(match self.dice.random_range(0..20) {
            0..5 if self.opened < SESSIONS => self.open(),
            0..2 => {
                let by = self.one(&["10s", "3m", "9m"]);
                self.admin("POST", "clock/advance", json!({ "by": by }))
            }
            2 => self.post("GenerateAuthorizeToken", &json!({})),
            3 => {
                let scenario = self.one(&["two-polls", "never-ready", "error-during-poll"]);
                self.admin("PUT", "scenario", json!({ "scenario": scenario }))
            }
            4 if !self.sessions.is_empty() => self.force(),
            _ if !self.sessions.is_empty() => self.use_session(),
            _ => self.open(),
        })
    }

    fn open(&mut self) -> Call {
        self.opened += 1;
        let login = match self.dice.random_range(0..4) {
            0 => "5e115eac-1209-4f19-641c-08d6d484e2fe".to_owned(),
            1 if self.is_auto() => id(self.one(&SLOW)),
            _ => id(self.one(&STORIES)),
        };
        let call = self.post("Authorize", &json!({ "LoginId": login, "MostRecentCached": true }));
        Call { token: self.token.take(), ..call }
    }

    fn force(&mut self) -> Call {
        let (session, _) = self.session();
        let forced = match self.dice.random_range(0..3) {
            0 => json!({ "state": "ready" }),
            1 => json!({ "state": "expired" }),
            _ => json!({ "state": "failed", "code": "AGGREGATION_ERROR" }),
        };
        self.admin("POST", &format!("sessions/{session}/force"), forced)
    }

    fn use_session(&mut self) -> Call {
        let (session, login) = self.session();
        match self.dice.random_range(0..6) {
            0 => self.post("GetAccountsDetail", &json!({ "RequestId": session })),
            1 => self.post(
                "Investments",
                &json!({ "RequestId": session, "LoginId": login, "MostRecentCached": true }),
            ),
            2 | 3 => {
                let answers = [
                    ("What shape do people like most?", "Triangle"),
                    ("What shape do people like most?", "Circle"),
                    ("What is the best country on earth?", "Canada"),
                ];
                let (question, answer) = answers[self.dice.random_range(0..answers.len())];
                let answers = json!({ question: [answer] });
                let body = json!({ "RequestId": session, "SecurityResponses": answers });
                self.post("Authorize", &body)
            }
            _ => Call {
                method: "GET",
                body: String::new(),
                ..self.post(&format!("GetAccountsDetailAsync/{session}"), &json!({}))
            },
        }
    }

    fn session(&mut self) -> (String, String) {
        let position = self.dice.random_range(0..self.sessions.len());
        self.sessions[position].clone()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.random_range(0..of.len())]
    }

    fn post(&self, path: &str, body: &Value) -> Call {
        post(&name(self.number), path, body)
    }

    fn admin(&self, method: &'static str, path: &str, body: Value) -> Call {
        let path = format!("/customers/{}/{path}", name(self.number));
        admin(method, path, &body.to_string())
    }

    fn learn(&mut self, call: &Call, reply: &Reply) {
        let Ok(body) = serde_json::from_str::<Value>(&reply.body) else { return };
        let sent: Value = serde_json::from_str(&call.body).unwrap_or_default();
        if call.path.ends_with("Token") {
            self.token = body["Token"].as_str().map(str::to_owned);
        }
        if let (Some(login), Some(session)) = (sent["LoginId"].as_str(), body["RequestId"].as_str())
            && call.path.ends_with("/Authorize")
            && matches!(reply.status, 200 | 203)
        {
            self.sessions.push((session.to_owned(), login.to_owned()));
        }
    }
}

fn id(end: &str) -> String {
    format!("10000000-0000-4000-8000-0000000000{end}")
}
