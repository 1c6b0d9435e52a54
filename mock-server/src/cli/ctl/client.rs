//! HTTP calls of the admin API.

use std::error::Error;
use std::fs;
use std::iter::successors;
use std::time::Duration;

use flinks_report::exit;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, Url, redirect};
use serde_json::Value;

use super::Failure;
use super::args::{Command, Ctl};
use super::render::clean_lines;

pub(super) struct Client {
    http: reqwest::Client,
    admin: Url,
    pub(super) customer: Option<String>,
}

/// An answer, read to its end.
pub(super) struct Reply {
    is_json: bool,
    /// Header `X-Verdict`: `pass`, `fail` and so on.
    pub(super) verdict: Option<String>,
    pub(super) text: String,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Real time for a whole answer. The longest wait of the server takes 60 s.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);

const TOKEN: &str = "FLINKS_MOCK_ADMIN_TOKEN";

impl Client {
    pub(super) fn new(ctl: &Ctl) -> Result<Self, Failure> {
        let admin = address(&ctl.admin).ok_or_else(|| {
            let given = &ctl.admin;
            Failure::usage(format!("`{given}` is not an address such as http://127.0.0.1:8781"))
        })?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            // The API is served without TLS, so the certificates of the system need not be read.
            .tls_certs_only([])
            .connect_timeout(CONNECT_TIMEOUT)
            .default_headers(authorization(ctl)?)
            .build()
            .map_err(|error| Failure::usage(format!("cannot start the HTTP client: {error}")))?;
        Ok(Self { http, admin, customer: ctl.customer.clone() })
    }

    pub(super) fn call(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    pub(super) fn get(&self, path: &[&str], query: &[(String, String)]) -> RequestBuilder {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.http.get(url)
    }

    /// A path below the customer's.
    pub(super) fn below<'a>(&'a self, rest: &[&'a str]) -> Result<Vec<&'a str>, Failure> {
        let customer = self.customer.as_deref().ok_or_else(|| {
            Failure::usage(
                "which customer? give --customer ID, or set FLINKS_MOCK_CUSTOMER; `flinks-mock ctl \
                 customers` lists them",
            )
        })?;
        Ok([&["customers", customer], rest].concat())
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Reply, Failure> {
        let response = self.open(request.timeout(ANSWER_TIMEOUT)).await?;
        let header = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let is_json = header(CONTENT_TYPE.as_str()).is_some_and(|name| name.contains("json"));
        let verdict = header("x-verdict");
        Ok(Reply { is_json, verdict, text: self.text(response).await? })
    }

    /// A success whose body is still to be read.
    pub(super) async fn open(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let problem = serde_json::from_str(&self.text(response).await?).unwrap_or(Value::Null);
        let part = |name: &str| clean_lines(problem[name].as_str().unwrap_or_default());
        let (title, detail) = (part("title"), part("detail"));
        let reason = match (&*title, status.as_u16()) {
            ("", status) => {
                format!("the server answered {status}, so it is not the admin API of flinks-mock")
            }
            (_, 401) => format!(
                "the server does not accept this token\n  help: set {TOKEN} to the one that it printed when \
                 it started, or give --token-file FILE"
            ),
            // Diagnostics of files have a layout of their own.
            _ if problem["diagnostics"].is_array() => format!("{title}\n\n{detail}"),
            (title, _) => format!("{title}\n  {detail}"),
        };
        Err(Failure(exit::REFUSED, reason))
    }

    async fn text(&self, response: Response) -> Result<String, Failure> {
        let bytes = response.bytes().await.map_err(|error| self.unreachable(&error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.admin.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(path);
        }
        url
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let address = self.admin.as_str().trim_end_matches('/');
        // The innermost cause names what happened: "Connection refused".
        let causes = successors(Some(error as &dyn Error), |&error| error.source());
        let why = match causes.last().filter(|_| !error.is_timeout()) {
            Some(cause) => cause.to_string(),
            None => "it does not answer in time".to_owned(),
        };
        let reason = format!(
            "cannot reach the admin API at {address}\n  because: {why}\n  help: `flinks-mock serve` \
             prints its address; give it as --admin URL or in FLINKS_MOCK_ADMIN"
        );
        Failure(exit::UNREACHABLE, reason)
    }
}

impl Reply {
    pub(super) fn json(&self) -> Option<Value> {
        if self.is_json { serde_json::from_str(&self.text).ok() } else { None }
    }
}

fn address(given: &str) -> Option<Url> {
    let url = Url::parse(given).ok()?;
    let is_plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    (is_plain && is_bare).then_some(url)
}

/// The token is not a flag, because every user of the machine can read those.
fn authorization(ctl: &Ctl) -> Result<HeaderMap, Failure> {
    let token = match &ctl.token_file {
        Some(path) => Some(fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("cannot read the token from {}: {error}", path.display()))
        })?),
        None => std::env::var(TOKEN).ok(),
    };
    let Some(token) = token else {
        if matches!(ctl.command, Command::Health) {
            return Ok(HeaderMap::new());
        }
        return Err(Failure::usage(format!(
            "the token is missing: set {TOKEN} to the one that `flinks-mock serve` printed, or give \
             --token-file FILE"
        )));
    };
    let value = HeaderValue::try_from(format!("Bearer {}", token.trim()));
    let unfit = "the token has a character that a header cannot carry";
    let mut value = value.map_err(|_| Failure::usage(unfit))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}
