//! A request's life: read, decide, wait, send.

use std::sync::{Arc, PoisonError, RwLock};

use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::clock::{Clock, ClockMode};
use crate::customer::{Customer, Customers, Limits};
use crate::endpoint::{self, Hints, Planned, Scene};
use crate::library::Library;
use crate::log::{Entry, Log};
use crate::read::{self, Unread};
use crate::reply::Reply;
use crate::route::{NoRoute, Route, route};
use crate::wire::{self, Body, Sent, Socket, Taken};

/// Everything a request needs. One for the whole server.
#[derive(Debug)]
pub(crate) struct App {
    library: RwLock<Arc<Library>>,
    customers: Customers,
    strict: bool,
    log: Log,
}

/// How the server plays, beyond the files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) clock: ClockMode,
    pub(crate) seed: u64,
    pub(crate) strict: bool,
    pub(crate) limits: Limits,
}

impl App {
    pub(crate) fn new(library: Library, settings: Settings, log: Log) -> Self {
        let customers = Customers::new(settings.clock, settings.seed, settings.limits);
        Self { library: RwLock::new(Arc::new(library)), customers, strict: settings.strict, log }
    }

    /// What is played from now on. Sessions keep the story they began with.
    pub(crate) fn library(&self) -> Arc<Library> {
        Arc::clone(&self.library.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    /// Finds or makes the customer; an eviction is logged, never silent.
    pub(crate) fn customer(&self, id: &str) -> Arc<Customer> {
        let (customer, evicted) = self.customers.get(id);
        if let Some(evicted) = evicted {
            self.log.said(format!(
                "customer {} and its sessions had to make room for a new customer",
                evicted.escape_debug()
            ));
        }
        customer
    }

    /// Read, decide, wait, send: every request goes through these four and in this order.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        socket: &Socket,
    ) -> Result<Response<Body>, Taken> {
        let (head, body) = request.into_parts();
        let routed = route(head.method.as_str(), head.uri.path(), self.strict);
        let body = read::body(body).await;
        let entry = Entry::new(head.method, head.uri);
        let reply = match (routed, body) {
            (Ok(route), Ok(body)) => {
                return self.play(&route, hints(&head.headers), &body, entry, socket).await;
            }
            (_, Err(unread)) => refused(unread),
            (Err(no_route), _) => not_found(&no_route, entry.method(), entry.path()),
        };
        let sent = self.sent(entry, &reply, None, socket);
        wire::send(socket, reply, sent).await
    }

    async fn play(
        &self,
        route: &Route,
        hints: Hints<'_>,
        body: &[u8],
        entry: Entry,
        socket: &Socket,
    ) -> Result<Response<Body>, Taken> {
        let customer = self.customer(&route.customer);
        let busy = customer.clock.busy();
        let planned = self.decide(&customer, route, hints, body);
        let reply = planned.reply.note(route.note).spoiled();
        // Before the wait: a client that leaves in it is told of as well.
        let mut sent = self.sent(entry, &reply, Some(customer.clock.clone()), socket);
        sent.keep(busy.sleep_until(planned.due).await);
        wire::send(socket, reply, sent).await
    }

    /// Writes the line of the exchange at its end, whatever that is.
    fn sent(&self, entry: Entry, reply: &Reply, clock: Option<Clock>, socket: &Socket) -> Sent {
        let log = self.log.clone();
        let exchange = entry.replied(reply, clock.is_some());
        Sent::new(socket.stopping().clone(), clock, move |outcome| log.ended(exchange, outcome))
    }

    fn decide(&self, customer: &Customer, route: &Route, hints: Hints<'_>, body: &[u8]) -> Planned {
        let library = self.library();
        let mut scene = Scene {
            library: &library,
            customer,
            state: &mut customer.state(),
            hints,
            strict: self.strict,
        };
        endpoint::decide(&mut scene, &route.call, body)
    }
}

fn hints(headers: &HeaderMap) -> Hints<'_> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let bearer = || text("authorization")?.split_once(' ').map(|(_, token)| token.trim());
    Hints { scenario: text("x-mock-scenario"), token: text("flinks-auth-key").or_else(bearer) }
}

fn refused(unread: Unread) -> Reply {
    match unread {
        Unread::TooLarge { limit } => {
            Reply::refusal(413, &format!("the body is larger than {limit} bytes")).closing()
        }
        Unread::TooSlow => Reply::refusal(408, "the body did not arrive").closing(),
        Unread::Broken => Reply::refusal(400, "the body is malformed or broke off").closing(),
    }
}

fn not_found(no_route: &NoRoute, method: &str, path: &str) -> Reply {
    match no_route {
        NoRoute::Path { nearest } => {
            let hint = match nearest {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => PATHS.to_owned(),
            };
            // CONNECT has a host in the place of a path.
            let path = if path.is_empty() { "such path" } else { path };
            Reply::refusal(404, &format!("there is no {path:.200}; {hint}"))
        }
        NoRoute::NotServed { name } => {
            let code = "METHOD_NOT_AVAILABLE";
            let code = flinks_contract::code::find(code).expect("the code is in the catalogue");
            Reply::error(code.status, code, &format!("{name} is not served by this mock; {PATHS}"))
        }
        NoRoute::Method { name, allow } => {
            Reply::refusal(405, &format!("{name} takes {allow}, not {method}")).allow(allow)
        }
    }
}

/// What stands in a 404 that looks like nothing.
const PATHS: &str = "served are /v3/{customerId}/BankingServices/ with \
    GenerateAuthorizeToken, Authorize, GetAccountsDetail, GetAccountsDetailAsync/{RequestId}, Investments, and \
    /v3/{customerId}/Investments";
