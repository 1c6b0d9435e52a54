//! A mock, a customer and a client to call it with.

use flinks_mock::clock::{Clock, ClockMode, Moment};
use flinks_mock::{Builder, FlinksMock};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";
pub(crate) const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

pub(crate) struct Mock {
    pub(crate) server: FlinksMock,
    http: reqwest::Client,
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
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { server, http }
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
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.server.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body.to_owned()).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    /// `name` as in `Authorize`, below the customer's BankingServices.
    pub(crate) async fn post(&self, name: &str, body: &str) -> Answer {
        self.send("POST", &format!("/v3/{CUSTOMER}/BankingServices/{name}"), body).await
    }

    pub(crate) async fn detail(&self, request_id: &str) -> Answer {
        self.post("GetAccountsDetail", &format!(r#"{{"RequestId":"{request_id}"}}"#)).await
    }

    pub(crate) async fn poll(&self, request_id: &str) -> Answer {
        let path = format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetailAsync/{request_id}");
        self.send("GET", &path, "").await
    }

    pub(crate) async fn investments(&self, request_id: &str) -> Answer {
        let body = format!(
            r#"{{"RequestId":"{request_id}","LoginId":"{LOGIN}","MostRecentCached":true}}"#
        );
        self.send("POST", &format!("/v3/{CUSTOMER}/Investments"), &body).await
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
        let mut stream = self.connect().await;
        stream.write_all(request.as_ref()).await.unwrap();
        read_all(&mut stream).await
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.server.url().trim_start_matches("http://")).await.unwrap()
    }
}

impl Answer {
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

/// Everything until the end of the stream, with the one header that changes taken out.
pub(crate) async fn read_all(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    // A reset after the answer is fine: the server did not read the rest of the request.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let lines = text.split_inclusive("\r\n").filter(|line| !line.starts_with("date: "));
    lines.collect()
}
