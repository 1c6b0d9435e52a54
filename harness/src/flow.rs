//! The client flow: accounts, then investments, then the probes.

use flinks_contract::endpoint::Endpoint;
use serde_json::{Value, json};

use crate::exchange::{Exchange, Part, Role};
use crate::poll;
use crate::progress::Progress;
use crate::record::{Ending, Record};
use crate::send::{SendError, Sender, TOTAL_LIMIT_BYTES};
use crate::setup::Setup;

/// A run in progress.
pub(crate) struct Flow<'a> {
    pub(crate) setup: &'a Setup,
    pub(crate) progress: &'a mut Progress,
    pub(crate) record: &'a mut Record,
    sender: Sender,
    received_bytes: usize,
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
    let mut flow = Flow { setup, progress, record, sender, received_bytes: 0 };
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
        let exchange = self.send(part, Role::Open, Endpoint::Authorize, Some(body)).await;
        if let Err(error) = &exchange.result {
            return Some(Ending::NoAnswer(error.to_string()));
        }
        if exchange.status() != Some(200) {
            return Some(Ending::NoSession(format!("Authorize answered {}", exchange.answer())));
        }
        match self.record.request_id(part) {
            Some(_) => None,
            None => {
                Some(Ending::NoSession("Authorize answered 200 without a RequestId".to_owned()))
            }
        }
    }

    /// Investments without one of its members, each in turn.
    async fn probes(&mut self) {
        for member in ["RequestId", "LoginId", "MostRecentCached"] {
            let mut body = self.request(Endpoint::Investments, Part::Probes);
            if let Some(Value::Object(body)) = &mut body {
                body.remove(member);
            }
            self.send(Part::Probes, Role::Without(member), Endpoint::Investments, body).await;
        }
    }

    /// The body of a data call; none for a GET.
    pub(crate) fn request(&self, endpoint: Endpoint, part: Part) -> Option<Value> {
        let request_id = self.record.request_id(part).unwrap_or_default();
        match endpoint {
            Endpoint::GetAccountsDetail => Some(json!({ "RequestId": request_id })),
            Endpoint::Investments => Some(json!({
                "RequestId": request_id,
                "LoginId": self.setup.login_id,
                "MostRecentCached": true,
            })),
            Endpoint::Authorize | Endpoint::GetAccountsDetailAsync => None,
        }
    }

    /// Sends one request, and gives back what was written down about it.
    pub(crate) async fn send(
        &mut self,
        part: Part,
        role: Role,
        endpoint: Endpoint,
        body: Option<Value>,
    ) -> &Exchange {
        let request_id = self.record.request_id(part).unwrap_or_default();
        let url = self.setup.target.url(endpoint, &self.setup.customer_id, request_id);
        let sent_at = self.setup.clock.now();
        let answer = self.sender.send(endpoint.method(), url, body.as_ref());
        let result = self.progress.wait_for((part, role, endpoint), answer).await;
        let result = result.and_then(|reply| {
            self.received_bytes += reply.bytes.len();
            if self.received_bytes > TOTAL_LIMIT_BYTES {
                Err(SendError::TooMuch)
            } else {
                Ok(reply)
            }
        });
        let answered_at = self.setup.clock.now();
        let exchange = self.record.push(Exchange {
            number: 0,
            part,
            role,
            endpoint,
            sent: body,
            sent_at,
            answered_at,
            result,
        });
        self.progress.answered(exchange);
        exchange
    }
}
