//! Webhooks: when the data of a session are collected, they are sent to the client's receiver.
//!
//! Source: docs.flinks.com/api/connect/webhooks; docs.flinks.com/guides/webhooks/introduction and hmac-validation.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flinks_contract::polling;
use flinks_contract::scenario::Webhook as Play;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::{Map, Value, json};
use tokio::runtime::{self, Handle};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::answer::Message;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::log::Log;
use crate::reply::Reply;
use crate::script::{Part, ScriptPosition};
use crate::session::{Forced, Session};
use crate::view::{Form, View};

/// Where webhooks go, and how they are signed.
#[derive(Debug)]
pub(crate) struct Webhook {
    client: Client,
    url: Url,
    secret: Option<hmac::Key>,
    log: Log,
    /// One for each session whose webhooks are still to come.
    room: Arc<Semaphore>,
    /// One for each connection to the receiver.
    connections: Semaphore,
    /// A thread of its own, so that a receiver that never lets go of it stalls nothing but webhooks.
    runtime: Handle,
}

/// The newest reference, and the code of an older guide (C26). The value is the same.
const SIGNATURES: [&str; 2] = ["flinks-authenticity-key", "X-Flinks-Signature"];

/// Anything but a 200 is a failure, and is sent again.
const ATTEMPTS: u32 = 10;
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(30 * 60);

/// By which the webhooks of a scenario with `late` come after the data are collected.
const LATE: Duration = Duration::from_secs(60 * 60);

/// Wall-clock time that a receiver has for its answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Sessions at a time that wait for their webhooks, or for the next attempt.
const MOST_WAITING: usize = 10_000;

/// Webhooks on their way at a time; the others wait.
const MOST_CONNECTIONS: usize = 32;

/// Calls of a client that polls as the guides say: 30 min at 10 s.
const MOST_POLLS: u32 = 181;

impl Webhook {
    /// Looks the host up once: what its name means later is another matter.
    ///
    /// # Errors
    ///
    /// In words: a URL that cannot be used, or a host on another machine unless `anywhere`.
    pub(crate) async fn to(
        url: &str,
        anywhere: bool,
        secret: Option<&str>,
        log: Log,
    ) -> Result<Self, String> {
        let url: Url = url.parse().map_err(|error| format!("not a URL: {error}"))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().filter(|_| url.scheme().starts_with("http"));
        let port = port.ok_or("expected http:// or https://")?;
        let found = tokio::net::lookup_host((&*host, port)).await;
        let addresses: Vec<SocketAddr> =
            found.map_err(|error| format!("{host} is not found: {error}"))?.collect();
        if !anywhere && let Some(far) = addresses.iter().find(|it| !it.ip().is_loopback()) {
            let far = far.ip();
            return Err(format!(
                "{host} is another machine ({far}); --webhook-anywhere sends bank data there"
            ));
        }
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .pool_max_idle_per_host(MOST_CONNECTIONS)
            .timeout(TIMEOUT)
            .resolve_to_addrs(&host, &addresses)
            .build()
            .map_err(|error| error.to_string())?;
        let secret = secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        let (room, connections) =
            (Arc::new(Semaphore::new(MOST_WAITING)), Semaphore::new(MOST_CONNECTIONS));
        let runtime = own_thread().map_err(|error| error.to_string())?;
        Ok(Self { client, url, secret, log, room, connections, runtime })
    }

    /// Starts the collection of a session that was opened, and sends its webhooks when it ends.
    pub(crate) fn opened(self: &Arc<Self>, customer: &Arc<Customer>, id: Uuid) {
        let Some(session) = started(customer, id) else { return };
        let Ok(place) = Arc::clone(&self.room).try_acquire_owned() else {
            self.log.said(format!("no webhook for {id}: {MOST_WAITING} sessions wait for theirs"));
            return;
        };
        let (webhook, customer) = (Arc::clone(self), Arc::clone(customer));
        self.runtime.spawn(async move {
            webhook.run(&customer, session).await;
            drop(place);
        });
    }

    async fn run(&self, customer: &Customer, session: Session) {
        let (play, id) = (session.story.session.webhook, session.id);
        if play == Play::Never {
            return;
        }
        let Some((at, message, ended)) = collected(customer, session) else {
            self.log.said(format!("no webhook for {id}: its collection brings no data"));
            return;
        };
        let late = if play == Play::Late { LATE } else { Duration::ZERO };
        customer.clock.sleep_until(at).await;
        if !bring(customer, &ended) {
            self.log.said(format!("no webhook for {id}: its collection was ended"));
            return;
        }
        customer.clock.sleep_until(at.plus(late)).await;
        let mut taken = Vec::new();
        for attempt in 1..=ATTEMPTS {
            // A customer that is reset or makes room ends every wait on its clock.
            if customer.state().is_forgotten {
                return;
            }
            // Made for each attempt: one that waits for the next holds no body.
            let notices = notices(&ended, &message, play);
            taken.resize(notices.len(), false);
            for ((kind, body), taken) in notices.into_iter().zip(&mut taken).filter(|it| !*it.1) {
                let answer = self.post(body, play).await;
                self.log.said(format!("webhook {kind} of {id}, attempt {attempt}: {answer}"));
                *taken = answer == "200";
            }
            if !taken.contains(&false) || attempt == ATTEMPTS {
                return;
            }
            customer.clock.sleep_until(customer.clock.now().plus(BETWEEN_ATTEMPTS)).await;
        }
    }

    /// The status, or what went wrong.
    async fn post(&self, body: String, play: Play) -> String {
        let _connection = self.connections.acquire().await;
        let mut request = self.client.post(self.url.clone());
        let signed = if play == Play::BadSignature { "{}" } else { &body };
        if let Some(signature) = self.signature(signed.as_bytes()) {
            for name in SIGNATURES {
                request = request.header(name, &signature);
            }
        }
        let sent = request.header(CONTENT_TYPE, "application/json").body(body).send().await;
        match sent {
            Ok(answer) => answer.status().as_u16().to_string(),
            Err(error) if error.is_timeout() => "no answer in 30 s".to_owned(),
            Err(error) => error.without_url().to_string(),
        }
    }

    /// Base64 of HMAC-SHA256 over the bytes of the body.
    fn signature(&self, body: &[u8]) -> Option<String> {
        let signed = hmac::sign(self.secret.as_ref()?, body);
        Some(BASE64_STANDARD.encode(signed))
    }
}

/// The session with its collection begun: with webhooks, no call of the client begins it. None where
/// questions are still open.
fn started(customer: &Customer, id: Uuid) -> Option<Session> {
    let (now, mut state) = (customer.clock.now(), customer.state());
    let session = state.sessions.get(&id)?;
    if session.asking.is_some() || session.starting.is_some() {
        return None;
    }
    if session.story.shares {
        state.join(id, now);
    }
    let session = state.sessions.get_mut(&id)?;
    let opened = session.opened;
    session.processing.get_or_insert(opened);
    Some(session.clone())
}

fn own_thread() -> io::Result<Handle> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let run = move || runtime.block_on(pending::<()>());
    thread::Builder::new().name("webhooks".to_owned()).spawn(run)?;
    Ok(handle)
}

/// Brings the session its data, as `ended` has them. False if it has come to another end: its customer
/// was reset, its card deleted, or an operator ended it.
fn bring(customer: &Customer, ended: &Session) -> bool {
    let (now, mut state) = (customer.clock.now(), customer.state());
    if state.is_forgotten {
        return false;
    }
    let Some(session) = state.sessions.get_mut(&ended.id) else { return false };
    if session.delivered || matches!(session.forced, Some(Forced::Ready)) {
        return true;
    }
    if session.forced.is_some() || session.has_ended(now) {
        return false;
    }
    let accounts = Part::Accounts as usize;
    let calls = session.cursors[accounts].calls;
    session.cursors[accounts] = ScriptPosition { calls, ..ended.state.cursors[accounts] };
    (session.delivered, session.touched, session.waiting) = (true, now, None);
    session.refreshed = session.refreshed.max(ended.state.refreshed);
    true
}

/// What a client gets that polls every 10 s, when, and the session with it. The session itself stays as it
/// is. None where the scenario brings no data in 30 min.
fn collected(customer: &Customer, mut session: Session) -> Option<(Moment, Arc<Message>, Session)> {
    let mut now = session.opened;
    for number in 0..MOST_POLLS {
        let mut rng = customer.rng(session.id, Part::Accounts.name(), number);
        let scripted = session.call(Part::Accounts, now, &mut rng).ok()?;
        let answered = now.plus(scripted.delay);
        if scripted.answer.is_success() {
            return Some((answered, Arc::clone(scripted.answer.message()), session));
        }
        if !scripted.answer.is_pending() {
            return None;
        }
        now = answered.plus(polling::INTERVAL);
    }
    None
}

/// KYC first, then the accounts, unless the scenario asks for something else.
fn notices(session: &Session, data: &Arc<Message>, play: Play) -> Vec<(&'static str, String)> {
    let view = View::Accounts(Form::Detail, None);
    let body = Reply::of_session(session, data, Some(view)).body.joined();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let accounts = body["Accounts"].as_array().into_iter().flatten();
    let mut holders: Vec<&Value> = Vec::new();
    for account in accounts {
        let holder = &account["Holder"];
        if holder.is_object() && !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    let mut kyc = json!({ "HttpStatusCode": 200, "Holders": holders });
    for name in ["Login", "Institution", "RequestId", "Tag"] {
        if let Some(value) = body.get(name) {
            kyc[name] = value.clone();
        }
    }
    let mut notices = vec![("KYC", of_type("KYC", &kyc)), (DETAIL, of_type(DETAIL, &body))];
    match play {
        Play::OutOfOrder => notices.reverse(),
        Play::Twice => notices.extend_from_within(..),
        Play::WrongBody => notices.iter_mut().for_each(|(_, body)| {
            let middle = (0..=body.len() / 2).rev().find(|end| body.is_char_boundary(*end));
            body.truncate(middle.unwrap_or_default());
        }),
        Play::Normal | Play::Never | Play::Late | Play::BadSignature => {}
    }
    notices
}

const DETAIL: &str = "GetAccountsDetail";

/// The recorded webhooks have the type as their first member.
fn of_type(kind: &str, body: &Value) -> String {
    let mut typed = Map::new();
    typed.insert("ResponseType".to_owned(), kind.into());
    let members = body.as_object().into_iter().flatten();
    typed.extend(members.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(typed).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: docs.flinks.com/reference/hmac describes it; the values were worked out with another program.
    #[tokio::test]
    async fn signatures() {
        let table = [
            (
                "secret",
                "{\"ResponseType\":\"KYC\"}",
                "y7nGF80Yp7bcXLvZ+pruIT18w//APRPtuw2KzNtNEI0=",
            ),
            (
                "secret",
                "{\"ResponseType\":\"GetAccountsDetail\",\"HttpStatusCode\":200}",
                "05BpITRVJcY0CPzRcNM5w8rv5G0tzjkcl9X3HENdUtU=",
            ),
            ("clé-é", "{\"City\":\"Montréal\"}", "0vs9JMvU6n6XayD+JCewVTWphLK0WEjkxWk+nOoBcw4="),
        ];
        for (secret, body, expected) in table {
            let log = Log::default();
            let webhook =
                Webhook::to("http://127.0.0.1:1/", false, Some(secret), log).await.unwrap();
            assert_eq!(webhook.signature(body.as_bytes()).as_deref(), Some(expected), "{body}");
        }
    }

    #[tokio::test]
    async fn where_webhooks_may_go() {
        for (url, expected) in [
            ("127.0.0.1:80", "not a URL"),
            ("ftp://127.0.0.1/", "expected http:// or https://"),
            (
                "http://192.0.2.1/hook",
                "192.0.2.1 is another machine (192.0.2.1); --webhook-anywhere",
            ),
            ("http://nowhere.invalid/", "nowhere.invalid is not found"),
        ] {
            let refused = Webhook::to(url, false, None, Log::default()).await.unwrap_err();
            assert!(refused.starts_with(expected), "{url}: {refused}");
        }
        assert!(Webhook::to("http://192.0.2.1/hook", true, None, Log::default()).await.is_ok());
        assert!(Webhook::to("http://[::1]:9/hook", false, None, Log::default()).await.is_ok());
    }
}
