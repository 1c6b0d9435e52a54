//! The client flow: accounts, then investments, then the probes.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::exchange::{Exchange, NoReply, Part, Role};
use crate::json;
use crate::operation::Operation;
use crate::poll;
use crate::probe::Probe;
use crate::progress::Progress;
use crate::record::{Ending, Record};
use crate::send::{Raw, SendError, Sender, TOTAL_LIMIT_BYTES};
use crate::setup::Setup;

/// A run in progress.
pub(crate) struct Flow<'a> {
    pub(crate) setup: &'a Setup,
    pub(crate) progress: &'a mut Progress,
    pub(crate) record: &'a mut Record,
    sender: Sender,
    received_bytes: usize,
    /// The RequestIds as the server gave them, which the record may not hold.
    sessions: HashMap<Part, String>,
}

/// Plays the flow to its end and writes everything down.
///
/// # Errors
///
/// When no HTTP client can be made. Everything else is in the record.
pub(crate) async fn play(
    setup: &Setup,
    progress: &mut Progress,
    record: &mut Record,
) -> Result<(), SendError> {
    let sender = Sender::new(&setup.target, setup.timeout)?;
    let sessions = HashMap::new();
    let mut flow = Flow { setup, progress, record, sender, received_bytes: 0, sessions };
    // Without a session, or without a server, the second part would end as the first one did.
    if let Ending::NoSession(_) | Ending::NoAnswer(_) = flow.part(Part::Accounts).await {
        return Ok(());
    }
    if flow.part(Part::Investments).await == Ending::Data {
        flow.probes().await;
    }
    Ok(())
}

impl Flow<'_> {
    async fn part(&mut self, part: Part) -> Ending {
        let ending = match self.open(part).await {
            Some(ending) => ending,
            None => poll::until_data(self, part).await,
        };
        self.record.endings.push((part, ending.clone()));
        ending
    }

    /// Opens a session; an ending where that fails.
    async fn open(&mut self, part: Part) -> Option<Ending> {
        let body = json!({ "LoginId": self.setup.login_id, "MostRecentCached": true });
        let exchange = self.send(part, Role::Open, Operation::Authorize, Some(body)).await;
        if let Err(none) = &exchange.result {
            return Some(Ending::NoAnswer(none.why.clone()));
        }
        if exchange.status() != Some(200) {
            return Some(Ending::NoSession(format!("Authorize answered {}", exchange.answer())));
        }
        match self.sessions.contains_key(&part) {
            true => None,
            false => {
                Some(Ending::NoSession("Authorize answered 200 without a RequestId".to_owned()))
            }
        }
    }

    /// Investments without one of its members, each in turn.
    async fn probes(&mut self) {
        for probe in Probe::ALL {
            let Some(member) = probe.missing_in_investments() else { continue };
            let mut body = self.request(Operation::Investments, Part::Investments);
            if let Some(Value::Object(body)) = &mut body {
                body.remove(member);
            }
            self.send(Part::Probes, Role::Probe(probe), Operation::Investments, body).await;
        }
    }

    /// The body of a data call; none for a GET.
    pub(crate) fn request(&self, operation: Operation, part: Part) -> Option<Value> {
        let request_id = self.request_id(part);
        match operation {
            Operation::GetAccountsDetail => Some(json!({ "RequestId": request_id })),
            Operation::Investments => Some(json!({
                "RequestId": request_id,
                "LoginId": self.setup.login_id,
                "MostRecentCached": true,
            })),
            Operation::GenerateAuthorizeToken
            | Operation::Authorize
            | Operation::GetAccountsDetailAsync => None,
        }
    }

    /// Sends one request, and gives back what was written down about it.
    pub(crate) async fn send(
        &mut self,
        part: Part,
        role: Role,
        operation: Operation,
        body: Option<Value>,
    ) -> &Exchange {
        let url = self.setup.target.url(operation, &self.setup.customer_id, self.request_id(part));
        let sent_at = self.setup.clock.now();
        let method = operation.method();
        let answer = self.sender.send(method, url, body.as_ref());
        let call = crate::exchange::call(method, operation);
        let result = self.progress.wait_for((part, role, &call), answer).await;
        let result = result.and_then(|raw| self.bounded(raw));
        let answered_at = self.setup.clock.now();
        if let (Role::Open, Ok(raw)) = (role, &result) {
            self.sessions.extend(request_id(raw).map(|id| (part, id)));
        }
        let result = result.map(|raw| raw.shown()).map_err(NoReply::from);
        let exchange = self.record.push(Exchange {
            number: 0,
            part,
            role,
            operation,
            method,
            sent: body,
            sent_at,
            answered_at,
            result,
        });
        self.progress.answered(exchange);
        exchange
    }

    fn bounded(&mut self, raw: Raw) -> Result<Raw, SendError> {
        self.received_bytes += raw.bytes.len();
        if self.received_bytes > TOTAL_LIMIT_BYTES { Err(SendError::TooMuch) } else { Ok(raw) }
    }

    /// That of the session which a part runs in; empty where there is none.
    fn request_id(&self, part: Part) -> &str {
        self.sessions.get(&part).map_or("", |id| id)
    }
}

/// The RequestId of an Authorize 200.
fn request_id(raw: &Raw) -> Option<String> {
    let text = std::str::from_utf8(&raw.bytes).ok().filter(|_| raw.status == 200)?;
    Some(json::parse(text).ok()?.get("RequestId")?.as_str()?.to_owned())
}
