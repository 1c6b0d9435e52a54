//! A mock, a customer and a client to call it with.

pub(crate) mod program;

use flinks_mock::clock::{Clock, ClockMode, Moment};
use flinks_mock::{Builder, FlinksMock};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use program::folder;

pub(crate) const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";
pub(crate) const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

/// The head of a scenario `own`, with a login of its own.
pub(crate) const OWN: &str =
    "summary = \"Own.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
pub(crate) const OWN_LOGIN: &str = "20000000-0000-4000-8000-000000000001";

pub(crate) struct Mock {
    pub(crate) server: FlinksMock,
    http: Client,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Mock {
    /// The default scenario on the auto clock.
    pub(crate) async fn start() -> Self {
        Self::with(FlinksMock::builder()).await
    }

    pub(crate) async fn playing(scenario: &str) -> Self {
        Self::with(FlinksMock::builder().scenario(scenario)).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        Self::on(ClockMode::Auto, builder).await
    }

    pub(crate) async fn on(mode: ClockMode, builder: Builder) -> Self {
        let server = builder.clock(mode).start().await.unwrap();
        Self { server, http: http() }
    }

    /// Plays a scenario `own` that goes on as `text`, for every login.
    pub(crate) async fn own(text: &str) -> Self {
        let (_folder, path) = folder(&[("own.toml", &format!("{OWN}{text}"))]);
        Self::with(FlinksMock::builder().scenarios(path).scenario("own")).await
    }

    pub(crate) fn clock(&self) -> Clock {
        self.server.clock(CUSTOMER)
    }

    /// Moves the customer's time to `second` without waiting.
    pub(crate) async fn at(&self, second: u64) {
        self.clock().sleep_until(Moment::from_secs(second)).await;
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        self.send_with(method, path, &[], body).await
    }

    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request.body(body.to_owned())).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(method.parse().unwrap(), format!("{}{path}", self.server.url()))
    }

    /// A request to the admin API, without token and body.
    pub(crate) fn admin_request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.server.admin_url().unwrap());
        self.http.request(method.parse().unwrap(), url)
    }

    pub(crate) async fn admin(&self, method: &str, path: &str, body: &str) -> Answer {
        let request = self.admin_request(method, path).bearer_auth(self.token());
        Answer::to(request.header("content-type", "application/json").body(body.to_owned())).await
    }

    pub(crate) fn token(&self) -> String {
        self.server.admin_token().unwrap().to_owned()
    }

    /// `name` as in `Authorize`, below the customer's BankingServices.
    pub(crate) async fn post(&self, name: &str, body: &str) -> Answer {
        self.send("POST", &format!("/v3/{CUSTOMER}/BankingServices/{name}"), body).await
    }

    pub(crate) async fn post_as(&self, customer: &str, name: &str, body: Value) -> Answer {
        let path = format!("/v3/{customer}/BankingServices/{name}");
        self.send("POST", &path, &body.to_string()).await
    }

    /// Opens a session of the guides' login and gives its RequestId.
    pub(crate) async fn open_as(&self, customer: &str) -> String {
        self.post_as(customer, "Authorize", json!({ "LoginId": LOGIN })).await.text_at("/RequestId")
    }

    pub(crate) async fn detail_as(&self, customer: &str, request_id: &str) -> String {
        let body = json!({ "RequestId": request_id });
        self.post_as(customer, "GetAccountsDetail", body).await.short()
    }

    pub(crate) async fn detail(&self, request_id: &str) -> Answer {
        self.post("GetAccountsDetail", &format!(r#"{{"RequestId":"{request_id}"}}"#)).await
    }

    pub(crate) async fn poll(&self, request_id: &str) -> Answer {
        let path = format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetailAsync/{request_id}");
        self.send("GET", &path, "").await
    }

    pub(crate) async fn investments(&self, request_id: &str) -> Answer {
        let body = json!({ "RequestId": request_id, "LoginId": LOGIN, "MostRecentCached": true });
        self.send("POST", &format!("/v3/{CUSTOMER}/Investments"), &body.to_string()).await
    }

    pub(crate) async fn authorize(&self, login_id: &str) -> Answer {
        let body = format!(r#"{{"LoginId":"{login_id}","MostRecentCached":true}}"#);
        self.post("Authorize", &body).await
    }

    /// Authorizes as the login of the guides and gives the RequestId.
    pub(crate) async fn open(&self) -> String {
        self.authorize(LOGIN).await.text_at("/RequestId")
    }

    /// Writes bytes to a new connection and reads until the server closes it.
    pub(crate) async fn raw(&self, request: impl AsRef<[u8]>) -> String {
        raw(&self.server.url(), request).await
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        connect(&self.server.url()).await
    }

    /// Of the customer's time.
    pub(crate) fn second(&self) -> f64 {
        self.clock().now().since(Moment::START).as_secs_f64()
    }
}

/// A client that asks no proxy.
pub(crate) fn http() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

pub(crate) async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.trim_start_matches("http://")).await.unwrap()
}

pub(crate) async fn raw(url: &str, request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(url).await;
    stream.write_all(request.as_ref()).await.unwrap();
    read_all(&mut stream).await
}

/// The bytes of a request; `headers` are whole lines.
pub(crate) fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let is_endless = headers.get("content-type").is_some_and(|it| it == "text/event-stream");
        let text = if is_endless { String::new() } else { response.text().await.unwrap() };
        Self { status, headers, text }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn text_at(&self, pointer: &str) -> String {
        let json = self.json();
        let text = json.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("no text at {pointer} in {self:?}")).to_owned()
    }

    /// `202 OPERATION_PENDING`, or `200`; checks that the body says the same status.
    pub(crate) fn short(&self) -> String {
        let json = self.json();
        assert_eq!(json["HttpStatusCode"].as_u64(), Some(u64::from(self.status)), "{self:?}");
        let code = json["FlinksCode"].as_str().unwrap_or_default();
        format!("{} {code}", self.status).trim().to_owned()
    }
}

/// Everything until the end of the stream, with the one header that changes taken out; what is no text
/// has U+FFFD.
pub(crate) async fn read_all(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    // A reset may be a fault, or come after an answer to a request that was not read to its end.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.split_inclusive("\r\n").filter(|line| !line.starts_with("date: "));
    lines.collect()
}
