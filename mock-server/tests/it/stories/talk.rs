//! A conversation with the mock: calls, and what came back.
//!
//! Bytes go over a socket, one connection a call, so that an answer that breaks off is seen as one.

mod heard;

use flinks_mock::builtin_scenarios;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{CUSTOMER, Mock, request};
use heard::{End, Heard};

/// A scenario and its conversation.
pub(super) type Story = (&'static str, &'static [Line]);

/// A call, what came back and at which second of the customer's time, and what else is looked at: JSON
/// Pointers, each with its JSON or with `nothing`; or `begins` and how the body begins; or `header:name`
/// and its value or `nothing`. ` | ` stands between them.
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
    /// Whether the next answer is one that never ends.
    hangs: bool,
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
            hangs: false,
        };
        for (number, (call, heard, values)) in lines.iter().enumerate() {
            talk.hangs = heard.contains("hangs");
            let answer = talk.call(*call).await;
            let line = format!("{name}, line {}: {call:?}\n{}", number + 1, answer.text());
            assert_eq!(talk.told(&answer), *heard, "{line}");
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
        let headers = format!("Connection: close\r\n{token}");
        let request = request(method, path, &headers, body);
        let mut stream = self.mock.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        if self.hangs { self.what_came(&stream).await } else { read(&mut stream).await }
    }

    /// What came while another customer was answered twenty times.
    async fn what_came(&self, stream: &TcpStream) -> Heard {
        for _ in 0..20 {
            self.mock.open_as("another").await;
        }
        let mut bytes = vec![0; 1 << 16];
        match stream.try_read(&mut bytes) {
            Ok(0) => Heard { bytes: Vec::new(), end: Some(End::Closed) },
            read => {
                bytes.truncate(read.unwrap_or_default());
                Heard { bytes, end: Some(End::Open) }
            }
        }
    }

    /// `202 OPERATION_PENDING at 20`.
    fn told(&self, heard: &Heard) -> String {
        heard.what().map_or(String::new(), |what| format!("{what} at {}", self.mock.second()))
    }
}

async fn read(stream: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    let end = match stream.read_to_end(&mut bytes).await {
        Ok(_) => End::Closed,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => End::Reset,
        Err(error) => panic!("{error}"),
    };
    Heard { bytes, end: Some(end) }
}
