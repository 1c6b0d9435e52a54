//! The calls of the API.

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::conduct::Conduct;

#[derive(Clone, Debug)]
pub(crate) struct Bank {
    http: Client,
    base: String,
    customer: String,
    content_type: String,
    query: &'static str,
}

impl Bank {
    pub(crate) fn new(base: &str, customer: &str, conduct: &Conduct) -> Result<Self, String> {
        // A connection for each call: one that a fault has ended is not used again.
        let http = Client::builder().pool_max_idle_per_host(0).no_proxy().build();
        Ok(Self {
            http: http.map_err(|error| error.to_string())?,
            base: base.trim_end_matches('/').to_owned(),
            customer: customer.to_owned(),
            content_type: conduct.content_type.clone(),
            query: if conduct.secret_in_url { "?apiKey=3f1c" } else { "" },
        })
    }

    /// The same bank, for another customer.
    pub(crate) fn of(&self, customer: &str) -> Self {
        Self { customer: customer.to_owned(), ..self.clone() }
    }

    pub(crate) fn http(&self) -> &Client {
        &self.http
    }

    pub(crate) fn customer(&self) -> &str {
        &self.customer
    }

    pub(crate) async fn token(&self) -> Answer {
        let url = self.url("BankingServices/GenerateAuthorizeToken");
        answer(self.http.post(url).header("flinks-auth-key", "the-secret-of-this-customer")).await
    }

    pub(crate) async fn authorize(&self, body: &Value, token: Option<&str>) -> Answer {
        let mut request = self.post("BankingServices/Authorize", body);
        if let Some(token) = token {
            request = request.header("flinks-auth-key", token);
        }
        answer(request).await
    }

    pub(crate) async fn detail(&self, body: &Value) -> Answer {
        answer(self.post("BankingServices/GetAccountsDetail", body)).await
    }

    pub(crate) async fn detail_async(&self, endpoint: &str, method: &str, id: &str) -> Answer {
        let url =
            format!("{}{}", self.url(&format!("BankingServices/{endpoint}/{id}")), self.query);
        let method = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
        answer(self.http.request(method, url)).await
    }

    pub(crate) async fn investments(&self, body: &Value) -> Answer {
        answer(self.post("Investments", body)).await
    }

    pub(crate) async fn understood(&self, word: &Value) -> Answer {
        let url = self.url("_mock/understood");
        answer(self.http.post(url).header(CONTENT_TYPE, "application/json").body(word.to_string()))
            .await
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.http.post(self.url(path)).header(CONTENT_TYPE, &self.content_type);
        request.body(body.to_string())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v3/{}/{path}", self.base, self.customer)
    }
}

/// A body that names the session.
pub(crate) fn of_session(request_id: &str) -> Value {
    json!({ "RequestId": request_id })
}

async fn answer(request: RequestBuilder) -> Answer {
    let Ok(response) = request.send().await else { return Answer::lost() };
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    match response.bytes().await {
        Ok(bytes) => {
            let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            Answer { status, body, retry_after }
        }
        Err(_) => Answer::lost(),
    }
}
