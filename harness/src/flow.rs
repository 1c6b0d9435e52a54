//! The client flow: accounts, then investments, then the accounts once more, then the probes.

mod ends;
mod login;
mod poll;
mod probes;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::json::members;
use flinks_trace::redact::Redactor;
use flinks_trace::{Ending, Exchange, HarnessRun, Header, Moment, Part, Purpose, RequestId, Role};
use std::collections::HashMap;
use std::time::SystemTime;

use flinks_contract::polling::PROCESSING_LIMIT;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::bounds::Received;
use crate::cancellation::RequestGate;
use crate::credentials::Secret;
use crate::hide;
use crate::progress::Progress;
use crate::send::{Raw, SendError, Sender};
use crate::setup::{Setup, Site};
use login::Challenge;

/// A run in progress.
struct Flow<'a> {
    setup: &'a Setup,
    progress: &'a mut Progress,
    record: &'a mut HarnessRun,
    gate: &'a RequestGate,
    banking: Sender,
    wealth: Sender,
    /// Hides secrets in what is printed meanwhile and in errors.
    redactor: Redactor,
    received: Received,
    /// The RequestIds as the server gave them.
    sessions: HashMap<Part, String>,
    /// Token for the next Authorize.
    token: Option<Secret>,
    /// The time that the server stated last.
    date: Option<SystemTime>,
    /// Whether DNS did not know the host of the last call.
    no_such_host: bool,
}

/// A request that is to be sent.
#[derive(Debug)]
struct Call {
    part: Part,
    role: Role,
    endpoint: Endpoint,
    method: &'static str,
    site: Site,
    /// RequestId in the path.
    request_id: String,
    body: Option<Value>,
    /// The text that is noted in place of a body with secrets.
    noted: Option<Value>,
}

/// Plays the flow to its end and records everything. Fails only if no HTTP client can be made.
pub(crate) async fn play(
    setup: &Setup,
    progress: &mut Progress,
    record: &mut HarnessRun,
    gate: &RequestGate,
) -> Result<(), SendError> {
    let sender = |site: &Site| Sender::new(&site.target, &setup.network, setup.timeout);
    let banking = sender(&setup.banking)?;
    let wealth = setup.wealth.as_ref().map_or_else(|| Ok(banking.clone()), sender)?;
    let mut flow = Flow {
        setup,
        progress,
        record,
        gate,
        banking,
        wealth,
        redactor: hide::redactor(setup),
        received: Received::default(),
        sessions: HashMap::new(),
        token: None,
        date: None,
        no_such_host: false,
    };
    if let Err(ending) = flow.whole().await {
        flow.record.endings.push((Part::Probes, ending));
    }
    Ok(())
}

impl Flow<'_> {
    async fn whole(&mut self) -> Result<(), Ending> {
        let accounts = self.part(Part::Accounts).await;
        // Without a session, or without a server, the second part would end as the first one did.
        if accounts.is_final() || matches!(accounts, Ending::NoSession(_) | Ending::NoAnswer(_)) {
            return Ok(());
        }
        let investments = self.part(Part::Investments).await;
        let elsewhere = self.setup.wealth.is_some();
        if investments.is_final() || matches!(investments, Ending::NoAnswer(_)) && !elsewhere {
            return Ok(());
        }
        self.back().await?;
        probes::send_all(self).await
    }

    async fn part(&mut self, part: Part) -> Ending {
        let ended = match self.open(part).await {
            Ok(()) => poll::until_data(self, part).await,
            Err(ending) => Err(ending),
        };
        let ending = ended.unwrap_or_else(|ending| ending);
        let retired = self.retired(&ending).filter(|_| part == Part::Investments);
        let ending = retired.unwrap_or(ending);
        self.record.endings.push((part, ending.clone()));
        ending
    }

    /// Opens a session; an ending where that fails.
    async fn open(&mut self, part: Part) -> Result<(), Ending> {
        self.token(part).await?;
        let has_secret_key = self.setup.credentials.secret_key.is_some();
        let can_answer = self.setup.credentials.answers.len() > 0;
        let mut call = self.call(part, Role::Open, Endpoint::Authorize);
        let mut asked = Vec::new();
        loop {
            let reply = self.send(call).await?;
            let Some(challenge) = Challenge::of(reply).filter(|_| can_answer) else {
                ends::authorized(reply, has_secret_key)?;
                break;
            };
            call = self.answering(part, challenge, &mut asked)?;
        }
        let is_open = self.sessions.contains_key(&part);
        let why = "Authorize answered 200 without a RequestId";
        if is_open { Ok(()) } else { Err(Ending::NoSession(why.to_owned())) }
    }

    /// Gets the token of one Authorize, where there is a key to make it from.
    async fn token(&mut self, part: Part) -> Result<(), Ending> {
        if self.setup.credentials.secret_key.is_none() {
            return Ok(());
        }
        self.token = None;
        let call = self.call(part, Role::Token, Endpoint::GenerateAuthorizeToken);
        ends::authorized(self.send(call).await?, true)?;
        let why = "GenerateAuthorizeToken answered 200 without a Token";
        self.token.as_ref().map(drop).ok_or_else(|| Ending::NoSession(why.to_owned()))
    }

    /// Asks for the accounts once more after another session was used, unless their session may be over
    /// by then: 30 min after its first call it may.
    async fn back(&mut self) -> Result<(), Ending> {
        let part = Part::Accounts;
        let first = self.record.of(part).find(|exchange| exchange.is_data_call());
        let used = self.record.of(Part::Investments).any(Exchange::is_data_call);
        let (Some(first), Some(Ending::Data), true) = (first, self.record.ending(part), used)
        else {
            return Ok(());
        };
        if self.setup.clock.now() >= first.arrived.plus(PROCESSING_LIMIT) {
            return Ok(());
        }
        let call = self.call(part, Role::Back, Endpoint::GetAccountsDetail);
        self.send(call).await.map(drop)
    }

    /// A call as the documentation has it.
    fn call(&self, part: Part, role: Role, endpoint: Endpoint) -> Call {
        let session = match (part, endpoint) {
            (Part::Probes, Endpoint::Investments) => Part::Investments,
            (Part::Probes, _) => Part::Accounts,
            _ => part,
        };
        let wealth = self.setup.wealth.as_ref().filter(|_| session == Part::Investments);
        let site = wealth.unwrap_or(&self.setup.banking).clone();
        let request_id = self.sessions.get(&session).cloned().unwrap_or_default();
        let mut noted = None;
        let body = match endpoint {
            Endpoint::Authorize => {
                let (body, shown) = self.opening();
                noted = shown;
                Some(body)
            }
            Endpoint::GetAccountsDetail => Some(json!({ "RequestId": request_id })),
            Endpoint::Investments => Some(json!({
                "RequestId": request_id,
                "LoginId": self.record.head.login_id,
                "MostRecentCached": true,
            })),
            _ => None,
        };
        let method = endpoint.method();
        Call { part, role, endpoint, method, site, request_id, body, noted }
    }

    /// Sends one request, and gives back what was written down about it.
    /// Fails when nothing more may be sent: the budget is used up, or the server has had enough.
    async fn send(&mut self, call: Call) -> Result<&Exchange, Ending> {
        let most = self.setup.most_requests();
        if self.record.exchanges().len() as u64 >= most {
            let used_up = format!("the budget of {most} requests is used up");
            return Err(Ending::OverBudget(used_up));
        }
        self.gate.enter().await;
        let Call { part, role, endpoint, method, site, request_id, body, noted } = call;
        let url = site.target.url(endpoint, &site.customer_id, &request_id);
        let key = self.key(endpoint);
        let arrived = self.setup.clock.now();
        let elsewhere = site.target != self.setup.banking.target;
        let sender = if elsewhere { &self.wealth } else { &self.banking };
        let answer = sender.send(method, url, key, body.as_ref());
        let name = format!("{method} {}", endpoint.name());
        let result = self.progress.wait_for((part, role, &name), answer).await;
        let ended = self.setup.clock.now();
        let exchange = Exchange {
            purpose: Some(Purpose { part, role }),
            clock: self.setup.head.mode,
            endpoint: Some(endpoint),
            method: method.to_owned(),
            path: endpoint.paths()[0].to_owned(),
            headers: SENT_HEADERS.map(|name| Header::new(name, "application/json")).to_vec(),
            body: noted.or(body).map(|body| body.to_string()).unwrap_or_default(),
            request_id: (!request_id.is_empty()).then(|| RequestId::parse(&request_id)),
            arrived,
            decided: ended,
            due: ended,
            ..Exchange::default()
        };
        let exchange = self.answered(exchange, result, ended);
        self.learn(part, role, &exchange);
        let throttled = ends::throttled(&exchange);
        let exchange = self.record.push(exchange);
        let answer = hide::answer(&mut self.redactor, exchange);
        self.progress.answered(exchange, &answer);
        self.gate.leave();
        throttled.map_or(Ok(exchange), Err)
    }

    fn answered(
        &mut self,
        exchange: Exchange,
        result: Result<Raw, SendError>,
        at: Moment,
    ) -> Exchange {
        match result.and_then(|raw| self.bounded(raw)) {
            Ok((Raw { status, headers, .. }, text, flaw)) => {
                self.no_such_host = false;
                Exchange { reply_flaw: flaw, ..exchange }.replied(status, headers, text, at)
            }
            Err(error) => {
                self.no_such_host = error.no_such_host;
                exchange.unanswered(error.what + &self.redactor.text(&error.why), error.passes, at)
            }
        }
    }

    /// The text of a reply, and why its bytes are not text, unless the run has too many replies already.
    fn bounded(&mut self, mut raw: Raw) -> Result<(Raw, String, Option<String>), SendError> {
        let bytes = std::mem::take(&mut raw.bytes);
        let (text, flaw) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(error.to_string()))
            }
        };
        self.received.add(self.record, &text).map_err(SendError::lasting)?;
        Ok((raw, text, flaw))
    }

    /// The header with the key that a call needs.
    fn key(&self, endpoint: Endpoint) -> Option<(&'static str, HeaderValue)> {
        let credentials = &self.setup.credentials;
        let (name, key) = match endpoint {
            Endpoint::GenerateAuthorizeToken => (AUTH_KEY, credentials.secret_key.clone()),
            // The answers to security questions come with the token of the call that asked.
            Endpoint::Authorize => (AUTH_KEY, self.token.clone()),
            _ => ("x-api-key", credentials.api_key.clone()),
        };
        Some((name, key?.header()?))
    }

    /// Remembers what the flow needs later.
    fn learn(&mut self, part: Part, role: Role, reply: &Exchange) {
        let date = reply.reply_header("date");
        self.date = date.and_then(|date| httpdate::parse_http_date(date).ok()).or(self.date);
        match role {
            Role::Open => {
                self.learn_login(reply);
                self.sessions.extend(member(reply, "RequestId").map(|id| (part, id)));
            }
            Role::Token => {
                let token = member(reply, "Token").and_then(|token| Secret::read(&token).ok()?);
                token.iter().for_each(|token| self.redactor.secret(TOKEN, token.expose()));
                self.token = token;
            }
            _ => {}
        }
    }
}

/// Headers that every request has.
const SENT_HEADERS: [&str; 2] = ["accept", "content-type"];

/// Header for the secret key and for the token that is made of it.
const AUTH_KEY: &str = "flinks-auth-key";

/// The variable that stands for a token in what is shown.
const TOKEN: &str = "FLINKS_AUTHORIZE_TOKEN";

/// A text member in the body of a 200.
fn member(reply: &Exchange, name: &str) -> Option<String> {
    let is_whole = reply.status == 200 && reply.reply_flaw.is_none();
    let text = reply.reply_body.as_deref().filter(|_| is_whole)?;
    let [found] = members(text, [name]);
    found
}
