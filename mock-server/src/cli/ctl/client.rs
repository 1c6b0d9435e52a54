//! A small HTTP client for the one server that is meant.

use std::fs;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::Failure;
use super::args::{Command, Ctl};
use super::order::Order;
use super::show::clean;

pub(super) struct Client {
    /// As given, for messages.
    url: String,
    authority: HeaderValue,
    host: String,
    port: u16,
    bearer: Option<HeaderValue>,
}

/// An answer, read to its end.
pub(super) struct Reply {
    status: u16,
    is_json: bool,
    pub(super) text: String,
}

/// Real time for a connection and for an answer; the longest wait of the server takes 60 s.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);

const TOKEN: &str = "FLINKS_MOCK_ADMIN_TOKEN";

impl Client {
    pub(super) fn new(ctl: &Ctl) -> Result<Self, Failure> {
        let wrong = || {
            let url = &ctl.admin;
            Failure::Usage(format!("`{url}` is no address such as http://127.0.0.1:8781"))
        };
        let uri: Uri = ctl.admin.parse().map_err(|_| wrong())?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
        let is_plain =
            uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
        let authority = authority.filter(|_| is_plain).ok_or_else(wrong)?;
        Ok(Self {
            url: ctl.admin.clone(),
            authority: HeaderValue::try_from(authority.as_str()).map_err(|_| wrong())?,
            host: authority.host().trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: authority.port_u16().unwrap_or(80),
            bearer: bearer(ctl)?,
        })
    }

    pub(super) async fn send(&self, order: &Order) -> Result<Reply, Failure> {
        let response = self.open(order).await?;
        self.read(response).await
    }

    pub(super) async fn read(&self, response: Response<Incoming>) -> Result<Reply, Failure> {
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_json = content_type.is_some_and(|it| it.contains("json"));
        let body = tokio::time::timeout(ANSWER_TIMEOUT, response.into_body().collect()).await;
        let body = body.map_err(|_| self.unreachable("the answer does not end"))?;
        let body = body.map_err(|error| self.unreachable(error))?.to_bytes();
        Ok(Reply { status, is_json, text: String::from_utf8_lossy(&body).into_owned() })
    }

    /// The head of an answer.
    pub(super) async fn open(&self, order: &Order) -> Result<Response<Incoming>, Failure> {
        let stream =
            tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect((&*self.host, self.port)));
        let stream = stream.await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let stream = stream.map_err(|error| self.unreachable(error))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.unreachable(error))?;
        // Ends with the answer, as the sender is gone by then.
        tokio::spawn(connection);
        let answer =
            tokio::time::timeout(ANSWER_TIMEOUT, sender.send_request(self.request(order)?));
        let answer = answer.await.map_err(|_| self.unreachable("no answer"))?;
        answer.map_err(|error| self.unreachable(error))
    }

    fn request(&self, order: &Order) -> Result<Request<Full<Bytes>>, Failure> {
        let mut request = Request::builder().method(order.method).uri(&order.path);
        request = request.header(HOST, self.authority.clone());
        if let Some(bearer) = &self.bearer {
            request = request.header(AUTHORIZATION, bearer.clone());
        }
        let mut text = Bytes::new();
        if let Some(body) = &order.body {
            request = request.header(CONTENT_TYPE, body.content_type);
            text = body.text.clone().into();
        }
        let request = request.body(Full::new(text));
        request.map_err(|error| Failure::Usage(format!("cannot ask for {}: {error}", order.path)))
    }

    fn unreachable(&self, why: impl std::fmt::Display) -> Failure {
        Failure::Unreachable(format!(
            "cannot reach the admin API at {}\n  because: {why}\n  help: `flinks-mock serve` prints its \
             address; give it as --admin URL or in FLINKS_MOCK_ADMIN",
            self.url
        ))
    }
}

impl Reply {
    /// # Errors
    ///
    /// The message of a refusal.
    pub(super) fn good(self) -> Result<Self, Failure> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let problem = self.json().unwrap_or_default();
        let part = |name: &str| clean(problem[name].as_str().unwrap_or_default());
        let (title, detail) = (part("title"), part("detail"));
        Err(Failure::Refused(match &*title {
            "" => format!("the server answered {}, and is not one of ours", self.status),
            // The pictures of files stand for themselves.
            _ if problem["diagnostics"].is_array() => format!("{title}\n\n{detail}"),
            title => format!("{title}\n  {detail}"),
        }))
    }

    pub(super) fn json(&self) -> Option<Value> {
        if self.is_json { serde_json::from_str(&self.text).ok() } else { None }
    }
}

/// Not a flag, because everybody on the machine can read those.
fn bearer(ctl: &Ctl) -> Result<Option<HeaderValue>, Failure> {
    let token = match &ctl.token_file {
        Some(path) => fs::read_to_string(path).map(Some).map_err(|error| {
            Failure::Usage(format!("cannot read the token from {}: {error}", path.display()))
        })?,
        None => std::env::var(TOKEN).ok(),
    };
    let Some(token) = token else {
        return match ctl.command {
            Command::Health => Ok(None),
            _ => Err(Failure::Usage(format!(
                "which token? set {TOKEN} to the one that `flinks-mock serve` printed, or give \
                 --token-file FILE"
            ))),
        };
    };
    let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.trim()))
        .map_err(|_| Failure::Usage("the token has a character that no header can carry".into()))?;
    bearer.set_sensitive(true);
    Ok(Some(bearer))
}
