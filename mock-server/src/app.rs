//! A request's life: read, decide, wait, send.

mod keep;
mod refusal;
mod run;
mod watch;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::auth::Keys;
use crate::clock::{Clock, ClockMode, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::endpoint::{self, Hints, Planned, Scene};
use crate::journal::{self, Exchange, Journal};
use crate::keeper::Keeper;
use crate::kept::KeptCustomer;
use crate::library::{Library, Origins};
use crate::log::Log;
use crate::read;
use crate::reply::Reply;
use crate::route::{NoRoute, Route, customer_of, route};
use crate::start_error::StartError;
use crate::wire::{self, Body, Sent, Socket, Taken};
use refusal::{not_found, refused};
use watch::Watch;

/// Everything a request needs. One for the whole server.
#[derive(Debug)]
pub(crate) struct App {
    library: RwLock<Arc<Library>>,
    customers: Arc<Customers>,
    /// What clients have to show; nothing in the auth profile `open`.
    keys: Option<Keys>,
    strict: bool,
    log: Log,
    journal: Arc<Journal>,
    keeper: Option<Arc<Keeper>>,
    origins: Mutex<Origins>,
    /// Nothing where no verdict can be asked for.
    watch: Option<Watch>,
}

/// A request that has a route and a body.
struct Asked<'a> {
    route: &'a Route,
    hints: Hints<'a>,
    body: &'a [u8],
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
    pub(crate) fn new(
        origins: Origins,
        settings: Settings,
        keys: Option<Keys>,
        log: Log,
    ) -> Result<Self, StartError> {
        let library = origins.read()?;
        Ok(Self {
            library: RwLock::new(Arc::new(library)),
            customers: Arc::new(Customers::new(settings.clock, settings.seed, settings.limits)),
            keys,
            strict: settings.strict,
            log,
            journal: Arc::new(Journal::new(journal::Limits::default())),
            keeper: None,
            origins: Mutex::new(origins),
            watch: None,
        })
    }

    /// What is played from now on. Sessions keep the story they began with.
    pub(crate) fn library(&self) -> Arc<Library> {
        Arc::clone(&self.library.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn play_from_now_on(&self, library: Library) {
        *self.library.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(library);
    }

    pub(crate) fn origins(&self) -> MutexGuard<'_, Origins> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> Option<&Keys> {
        self.keys.as_ref()
    }

    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    pub(crate) fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    pub(crate) fn customers(&self) -> &Customers {
        &self.customers
    }

    /// Finds or makes the customer; an eviction is logged, never silent.
    pub(crate) fn customer(&self, id: &str) -> Arc<Customer> {
        let (customer, evicted) = self.customers.get(id);
        if let Some(evicted) = evicted {
            self.journal.forget(&evicted.id);
            evicted.let_go();
            // The log has it where this fails.
            let _ = self.keep_reset(Some(&evicted.id), evicted.born);
            self.log.said(format!(
                "customer {} and its sessions had to make room for a new customer",
                evicted.id.escape_debug()
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
        let routed = routed.and_then(|route| self.without_key(route));
        let customer = routed.as_ref().ok().map(|route| self.customer(&route.customer));
        let arrived = customer.as_ref().map_or(Moment::START, |customer| customer.clock.now());
        let body = read::body(body).await;
        let mut exchange =
            Exchange::of(&head, body.as_deref().unwrap_or_default(), self.keys.as_ref());
        exchange.arrived = arrived;
        let reply = match (routed, customer, body) {
            (Ok(route), Some(customer), Ok(body)) => {
                let call = Asked { route: &route, hints: hints(&head.headers), body: &body };
                return self.play(&customer, call, exchange, socket).await;
            }
            (Err(no_route), _, Ok(_)) => {
                exchange.nearest = no_route.nearest();
                not_found(&no_route, head.method.as_str(), head.uri.path())
            }
            (_, _, Err(unread)) => refused(unread),
            (Ok(_), None, Ok(_)) => Reply::refusal(500, "the route has no customer"),
        };
        self.refuse(head.uri.path(), exchange, reply, socket).await
    }

    /// Answers what comes to no decision. It is in the journal of the customer that the path names,
    /// and makes no customer.
    async fn refuse(
        &self,
        path: &str,
        mut exchange: Exchange,
        reply: Reply,
        socket: &Socket,
    ) -> Result<Response<Body>, Taken> {
        let named = customer_of(path).unwrap_or_default();
        let clock = self.customers.find(&named).map(|customer| customer.clock.clone());
        exchange.customer = self.hidden(named).into();
        exchange.clock = clock.as_ref().map_or_else(ClockMode::default, |clock| clock.mode());
        exchange.decided = clock.as_ref().map_or(Moment::START, Clock::now);
        exchange.arrived = exchange.decided;
        exchange.due = exchange.decided;
        let exchange = self.record(exchange, &reply);
        let reply = self.kept_on_disk(&exchange, None, reply);
        self.look_at(&exchange, &reply);
        let sent = self.sent(exchange, clock, socket);
        wire::send(socket, reply, sent).await
    }

    async fn play(
        &self,
        customer: &Customer,
        asked: Asked<'_>,
        exchange: Exchange,
        socket: &Socket,
    ) -> Result<Response<Body>, Taken> {
        let busy = customer.clock.busy();
        let (due, reply, exchange) = self.decide(customer, asked, exchange);
        // Before the wait: a client that leaves in it is told of as well.
        let mut sent = self.sent(Arc::clone(&exchange), Some(customer.clock.clone()), socket);
        sent.keep(busy.wait(due, || exchange.label().into()).await);
        wire::send(socket, reply, sent).await
    }

    /// Tells of the end of the exchange, whatever that is.
    fn sent(&self, exchange: Arc<Exchange>, clock: Option<Clock>, socket: &Socket) -> Sent {
        let (log, journal) = (self.log.clone(), Arc::clone(&self.journal));
        let keeper = self.keeper.clone();
        let has_clock = clock.is_some();
        Sent::new(socket.stopping().clone(), clock, move |outcome| {
            let seq = exchange.seq();
            journal.finish(seq, outcome.clone());
            if let Some(Err(error)) = keeper.map(|keeper| keeper.ended(seq, outcome.clone())) {
                log.said(format!("the journal file cannot be written: {error}"));
            }
            log.ended(exchange, has_clock, outcome);
        })
    }

    /// Decides and records under one lock, so that the journal has the order of the decisions.
    fn decide(
        &self,
        customer: &Customer,
        asked: Asked<'_>,
        mut exchange: Exchange,
    ) -> (Moment, Reply, Arc<Exchange>) {
        let Asked { route, hints, body } = asked;
        let library = self.library();
        let mut state = customer.state();
        let mut scene = Scene {
            library: &library,
            customer,
            state: &mut state,
            hints,
            keys: self.keys.as_ref(),
            strict: self.strict,
        };
        let Planned { due, reply, touched, why } = endpoint::decide(&mut scene, &route.call, body);
        let reply = reply.note(route.note).spoiled();
        exchange.customer = Arc::clone(&customer.id);
        exchange.clock = customer.clock.mode();
        exchange.decided = customer.clock.now();
        exchange.due = due;
        exchange.repeats = touched.credentials.and_then(|digest| state.credentials.latest(digest));
        exchange.endpoint = Some(route.call.name());
        exchange.request_id = touched.session.map(|id| id.to_string().into());
        exchange.scenario = why.as_ref().map(|why| Arc::clone(&why.story.name));
        exchange.why = why;
        let exchange = self.record(exchange, &reply);
        if let Some(digest) = touched.credentials {
            state.credentials.note(digest, exchange.seq());
        }
        let kept = self.keeper.as_ref().map(|_| {
            let kept = self.kept(customer, &state, &touched);
            kept.out_at(customer.clock.mode(), due.plus(reply.takes()))
        });
        drop(state);
        let reply = self.kept_on_disk(&exchange, kept.as_ref(), reply);
        self.look_at(&exchange, &reply);
        (due, reply, exchange)
    }

    fn record(&self, mut exchange: Exchange, reply: &Reply) -> Arc<Exchange> {
        exchange.status = reply.sent_status();
        exchange.code = reply.code;
        exchange.message = self.hidden(reply.message.clone());
        exchange.reply_bytes = reply.body.len();
        exchange.retry_after = reply.retry_after();
        exchange.note = reply.note.into_iter().map(Into::into).collect();
        self.journal.record(exchange)
    }

    /// A customer whose id is one of the keys is a mistake, and is written down nowhere.
    fn without_key(&self, route: Route) -> Result<Route, NoRoute> {
        match &self.keys {
            Some(keys) if keys.are_in(&route.customer) => Err(NoRoute::Path { nearest: None }),
            _ => Ok(route),
        }
    }

    fn hidden(&self, text: String) -> String {
        match &self.keys {
            Some(keys) => keys.hide(&text).into_owned(),
            None => text,
        }
    }

    /// What cannot be kept on disk is not acknowledged.
    fn kept_on_disk(
        &self,
        exchange: &Exchange,
        state: Option<&KeptCustomer>,
        reply: Reply,
    ) -> Reply {
        let Some(keeper) = &self.keeper else { return reply };
        match keeper.changed(Some(exchange), state) {
            Ok(()) => reply,
            Err(error) => Reply::refusal(500, &self.unkept(&error)),
        }
    }

    /// Says loudly that the journal file failed.
    pub(crate) fn unkept(&self, error: &io::Error) -> String {
        let problem = format!("the journal file cannot be written: {error}");
        self.log.said(problem.clone());
        problem
    }
}

fn hints(headers: &HeaderMap) -> Hints<'_> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let bearer = || text("authorization")?.split_once(' ').map(|(_, token)| token.trim());
    Hints {
        scenario: text("x-mock-scenario"),
        auth_key: text("flinks-auth-key"),
        api_key: text("x-api-key"),
        bearer: bearer(),
    }
}

#[cfg(test)]
mod tests;
