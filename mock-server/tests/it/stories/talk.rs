//! A conversation with the mock: calls, and what came back.
//!
//! Bytes go over a socket, one connection a call, so that an answer that breaks off is seen as one.

use std::io::ErrorKind;
use std::time::Duration;

use flinks_mock::builtin_scenarios;
use flinks_mock::clock::Moment;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{CUSTOMER, Mock};

/// A scenario, and its conversation: the call, what came back and when, and values in the body.
pub(super) type Story = (&'static str, &'static [Line]);

/// Values are JSON Pointers, each with its JSON or with `nothing`, or `begins` and how the body begins;
/// ` | ` stands between them.
pub(super) type Line = (Call, &'static str, &'static str);

#[derive(Clone, Copy, Debug)]
pub(super) enum Call {
    /// GenerateAuthorizeToken; every call after it carries the token.
    Token,
    /// Authorize with the LoginId. Its RequestId is the one of the calls that follow.
    Authorize,
    /// Authorize with the RequestId and these SecurityResponses.
    Respond(&'static str),
    Detail,
    Poll,
    Investments,
    /// No call: the clock goes on to this second. Answers nothing.
    At(u64),
}

/// One story, told by a mock of its own.
struct Talk {
    mock: Mock,
    login_id: String,
    request_id: String,
    token: String,
}

pub(super) async fn is_told(stories: &[Story]) {
    for (name, lines) in stories {
        let scenarios = builtin_scenarios();
        let scenario = scenarios.iter().find(|scenario| scenario.name == *name);
        let login_id = scenario.unwrap_or_else(|| panic!("no scenario {name}")).login_id;
        let mut talk = Talk {
            mock: Mock::start().await,
            login_id: login_id.to_string(),
            request_id: String::new(),
            token: String::new(),
        };
        for (number, (call, heard, values)) in lines.iter().enumerate() {
            let answer = talk.call(*call).await;
            let line = format!("{name}, line {}: {call:?}\n{}", number + 1, answer.text());
            assert_eq!(answer.told(&talk), *heard, "{line}");
            answer.has(values, &line);
        }
    }
}

impl Talk {
    async fn call(&mut self, call: Call) -> Heard {
        let banking = format!("/v3/{CUSTOMER}/BankingServices");
        let (id, login) = (&self.request_id, &self.login_id);
        let cached = format!(r#""LoginId":"{login}","MostRecentCached":true"#);
        let heard = match call {
            Call::At(second) => {
                self.mock.at(second).await;
                return Heard::default();
            }
            Call::Token => {
                self.send("POST", &format!("{banking}/GenerateAuthorizeToken"), "").await
            }
            Call::Authorize => {
                self.send("POST", &format!("{banking}/Authorize"), &format!("{{{cached}}}")).await
            }
            Call::Respond(responses) => {
                let body = format!(r#"{{"RequestId":"{id}","SecurityResponses":{responses}}}"#);
                self.send("POST", &format!("{banking}/Authorize"), &body).await
            }
            Call::Detail => {
                let body = format!(r#"{{"RequestId":"{id}"}}"#);
                self.send("POST", &format!("{banking}/GetAccountsDetail"), &body).await
            }
            Call::Poll => {
                self.send("GET", &format!("{banking}/GetAccountsDetailAsync/{id}"), "").await
            }
            Call::Investments => {
                let body = format!(r#"{{"RequestId":"{id}",{cached}}}"#);
                self.send("POST", &format!("/v3/{CUSTOMER}/Investments"), &body).await
            }
        };
        if let Call::Token = call {
            self.token = heard.text_at("/Token").unwrap_or_default();
        }
        if let (Call::Authorize, Some(opened)) = (call, heard.text_at("/RequestId")) {
            self.request_id = opened;
        }
        heard
    }

    async fn send(&self, method: &str, path: &str, body: &str) -> Heard {
        let token = match &*self.token {
            "" => String::new(),
            token => format!("flinks-auth-key: {token}\r\n"),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n{token}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = self.mock.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        let end = stream.read_to_end(&mut bytes).await.map(|_| ()).map_err(|error| error.kind());
        Heard { bytes, end: Some(end) }
    }

    fn seconds(&self) -> Duration {
        self.mock.clock().now().since(Moment::START)
    }
}

/// The bytes of one answer and how they ended.
#[derive(Debug, Default)]
struct Heard {
    bytes: Vec<u8>,
    /// None without a call.
    end: Option<Result<(), ErrorKind>>,
}

impl Heard {
    /// `202 OPERATION_PENDING at 20`: the status, the code of the body, the second. What differs from
    /// a whole answer in JSON, with the same status in its body, is said in between.
    fn told(&self, talk: &Talk) -> String {
        match self.end {
            None => String::new(),
            Some(_) => format!("{} at {}", self.what(), talk.seconds().as_secs_f64()),
        }
    }

    fn what(&self) -> String {
        let Some(json) = self.json() else { return "no JSON".to_owned() };
        let code = json["FlinksCode"].as_str().unwrap_or_default();
        let says = match (self.status(), json["HttpStatusCode"].as_u64()) {
            (status, Some(same)) if status == same.to_string() => status,
            (status, other) => format!("{status}, in the body {other:?}"),
        };
        format!("{says} {code}").trim().to_owned()
    }

    fn has(&self, values: &str, line: &str) {
        for value in values.split(" | ").filter(|value| !value.is_empty()) {
            let (pointer, expected) = value.split_once(' ').unwrap();
            if pointer == "begins" {
                assert!(self.body().starts_with(expected), "{line}");
                continue;
            }
            let json = self.json().unwrap_or_default();
            let actual = json.pointer(pointer).map_or("nothing".to_owned(), Value::to_string);
            assert_eq!(actual, expected, "{pointer} of {line}");
        }
    }

    fn status(&self) -> String {
        self.text().split(' ').nth(1).unwrap_or_default().to_owned()
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body()).ok()
    }

    fn body(&self) -> String {
        self.text().split_once("\r\n\r\n").unwrap_or_default().1.to_owned()
    }

    fn text_at(&self, pointer: &str) -> Option<String> {
        Some(self.json()?.pointer(pointer)?.as_str()?.to_owned())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
