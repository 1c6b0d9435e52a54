//! A request's life: read, decide, wait, send.

mod keep;
mod refusal;
mod run;

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use flinks_trace::CustomerId;
use flinks_trace::route::{NoRoute, Route, customer_of, route};
use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::{Request, Response};
use tokio::sync::oneshot;

use crate::auth::Keys;
use crate::clock::{Clock, ClockMode, Heartbeat, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::dates::Dates;
use crate::endpoint::{self, Call, Hints, Planned, Scene, Touched};
use crate::journal::{self, Journal, Record, Written};
use crate::library::{Library, Origins};
use crate::log::{Burst, Log};
use crate::note::{Note, NotedRequest};
use crate::read;
use crate::reply::Reply;
use crate::server::Cors;
use crate::start_error::StartError;
use crate::wire::{self, Body, Hijacked, Sent, Socket};
use refusal::{not_found, refused, wrong_host};

/// Everything a request needs. One for the whole server.
#[derive(Debug)]
pub(crate) struct App {
    library: RwLock<Arc<Library>>,
    pub(crate) customers: Arc<Customers>,
    /// What clients have to show; nothing in the auth profile `open`.
    pub(crate) keys: Option<Arc<Keys>>,
    strict: bool,
    client_is_as_fast: bool,
    /// None where no page of a browser may call.
    pub(crate) cors: Option<Cors>,
    /// None where none are sent.
    #[cfg(feature = "cli")]
    pub(crate) webhook: Option<Arc<crate::webhook::Webhook>>,
    pub(crate) log: Log,
    pub(crate) journal: Arc<Journal>,
    origins: Mutex<Origins>,
    /// None where no verdict can be asked for.
    heartbeat: Option<Heartbeat>,
    evictions: Burst,
    reclaims: Burst,
    /// That are open: of the API, and of the admin API.
    pub(crate) connections: AtomicUsize,
    pub(crate) admin_connections: AtomicUsize,
}

/// How the server plays, beyond the files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) clock: ClockMode,
    pub(crate) dates: Dates,
    pub(crate) seed: u64,
    pub(crate) strict: bool,
    /// The client's own clock runs as fast as a scaled one, as under `run --faketime`.
    pub(crate) client_is_as_fast: bool,
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
        let mut customers = Customers::new(settings.clock, settings.seed, settings.limits);
        customers.dates = settings.dates;
        Ok(Self {
            library: RwLock::new(Arc::new(library)),
            customers: Arc::new(customers),
            keys: keys.map(Arc::new),
            strict: settings.strict,
            client_is_as_fast: settings.client_is_as_fast,
            cors: None,
            #[cfg(feature = "cli")]
            webhook: None,
            log,
            journal: Arc::new(Journal::new(journal::Limits::default())),
            origins: Mutex::new(origins),
            heartbeat: None,
            evictions: Burst::default(),
            reclaims: Burst::default(),
            connections: AtomicUsize::default(),
            admin_connections: AtomicUsize::default(),
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

    /// Finds or makes the customer; an eviction is logged, never silent.
    pub(crate) fn customer(&self, id: &str) -> Arc<Customer> {
        self.customers.get(id, |evicted| {
            // The log has it where the file cannot be written.
            self.journal.forget(&evicted.id);
            evicted.let_go();
            self.log.said_once(&self.evictions, || {
                let id = evicted.id.escape_debug();
                format!("customer {id} and its sessions made room for a new customer")
            });
        })
    }

    /// Where all customers together have as many sessions as they may, those that are over make room.
    fn make_room(&self) {
        if !self.customers.sessions.is_full() {
            return;
        }
        self.log.said_once(&self.reclaims, || {
            let most = self.customers.sessions.most;
            format!("there are {most} sessions, the maximum (--max-sessions): the oldest ended or delivered ones make room")
        });
        if let Some((customer, reclaimed)) = self.customers.reclaim() {
            let touched = Touched { reclaimed, ..Touched::default() };
            let snapshot = self.snapshot(&customer, &customer.state(), &touched);
            // Nobody waits for it; the log has it where the file cannot be written.
            snapshot.map(|snapshot| self.journal.write(Record::Snapshot(Box::new(snapshot))));
        }
    }

    /// Read, decide, wait, send: every request goes through these four and in this order.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        request: Request<Incoming>,
        socket: &Socket,
    ) -> Result<Response<Body>, Hijacked> {
        let (head, body) = request.into_parts();
        let (method, path) = (head.method.as_str(), head.uri.path());
        let routed = route(method, path, self.strict).and_then(|route| self.without_key(route));
        let routed = routed.map_err(|none| (not_found(&none, method, path), none.nearest()));
        let routed = match wrong_host(&head) {
            Some(reply) => Err((reply, None)),
            None => routed,
        };
        let routed = routed.map(|route| {
            let customer = self.customer(&route.customer);
            let arrived = customer.clock.now();
            (route, customer, arrived)
        });
        let body = read::body(body).await;
        socket.works();
        let noted =
            NotedRequest::new(&head, body.as_deref().unwrap_or_default(), self.keys.clone());
        let (route, customer, arrived, body) = match (routed, body) {
            (Ok((route, customer, arrived)), Ok(body)) => (route, customer, arrived, body),
            (Err((reply, nearest)), Ok(_)) => {
                return self.refuse(path, noted, nearest, reply, socket).await;
            }
            (_, Err(unread)) => {
                return self.refuse(path, noted, None, refused(unread), socket).await;
            }
        };

        if route.endpoint.opens_sessions() {
            self.make_room();
        }
        if self.journal.is_failing() {
            // Tried again with this one: once it is written, the next one is decided.
            let reply = Reply::refusal(500, UNDECIDED);
            return self.refuse(path, noted, None, reply, socket).await;
        }
        let busy = customer.clock.busy();
        let hints = hints(&head.headers);
        let query = head.uri.query().unwrap_or_default();
        let call = Call { endpoint: route.endpoint, ids: &route.ids, query, body: &body };
        let (mut reply, note, written) =
            self.decide(&customer, &call, route.note, hints, noted, arrived);
        #[cfg(feature = "cli")]
        if let (true, Some(webhook), Some(id)) =
            (route.endpoint.opens_sessions(), &self.webhook, note.request_id)
        {
            webhook.opened(&customer, id);
        }
        if let (ClockMode::Scaled(speed), false) = (note.clock, self.client_is_as_fast) {
            reply.retry_after_for(speed);
        }
        // Before the waits: a client that leaves in them is told of as well.
        let mut sent = self.sent(Arc::clone(&note), Some(customer.clock.clone()), socket);
        let reply = self.kept(reply, &note, written).await;
        let has_to_wait = note.due > note.decided;
        let label = || note.label().into();
        sent.keep(if has_to_wait {
            tokio::select! {
                biased;
                busy = busy.wait(note.due, label) => busy,
                () = socket.left() => return Err(Hijacked),
            }
        } else {
            busy
        });
        wire::send(socket, reply, sent).await
    }

    /// Answers what comes to no decision. It is in the journal of the customer that the path names,
    /// and makes no customer.
    async fn refuse(
        self: &Arc<Self>,
        path: &str,
        noted: NotedRequest,
        nearest: Option<&'static str>,
        mut reply: Reply,
        socket: &Socket,
    ) -> Result<Response<Body>, Hijacked> {
        let named = customer_of(path).unwrap_or_default();
        let clock = self.customers.find(&named).map(|customer| customer.clock.clone());
        let now = clock.as_ref().map_or(Moment::START, Clock::now);
        let customer = match &self.keys {
            Some(keys) => CustomerId::parse(&keys.hide(&named)),
            None => named,
        };
        let note = Note {
            customer,
            clock: clock.as_ref().map_or_else(ClockMode::default, Clock::mode),
            arrived: now,
            decided: now,
            due: now,
            request: noted,
            reply: reply.noted(),
            nearest,
            ..Note::default()
        };
        let (note, written) = self.journal.record(note, None);
        let sent = self.sent(Arc::clone(&note), clock, socket);
        let reply = self.kept(reply, &note, written).await;
        wire::send(socket, reply, sent).await
    }

    /// Tells of the end of the exchange, whatever that is.
    fn sent(self: &Arc<Self>, note: Arc<Note>, clock: Option<Clock>, socket: &Socket) -> Sent {
        let (app, has_clock) = (Arc::clone(self), clock.is_some());
        Sent::new(socket.stopping().clone(), clock, move |outcome| {
            app.journal.finish(note.seq, outcome.clone());
            app.log.ended(note, has_clock, outcome);
        })
    }

    /// Decides and notes under one lock, so that the journal has the order of the decisions.
    fn decide(
        &self,
        customer: &Customer,
        call: &Call<'_>,
        liberty: Option<&'static str>,
        hints: Hints<'_>,
        noted: NotedRequest,
        arrived: Moment,
    ) -> (Reply, Arc<Note>, Option<oneshot::Receiver<Written>>) {
        let library = self.library();
        let mut state = customer.state();
        let mut scene = Scene {
            library: &library,
            customer,
            state: &mut state,
            hints,
            keys: self.keys.as_deref(),
            strict: self.strict,
        };
        let Planned { decided, due, reply, touched, why } = endpoint::decide(&mut scene, call);
        let mut reply = reply.note(liberty).spoiled();
        let note = Note {
            customer: customer.id.clone(),
            clock: customer.clock.mode(),
            arrived,
            decided,
            due,
            request: noted,
            endpoint: Some(call.endpoint),
            request_id: touched.session,
            reply: reply.noted(),
            why,
            repeats: touched.credentials.and_then(|digest| state.credentials.latest(digest)),
            ..Note::default()
        };
        let snapshot = self.snapshot(customer, &state, &touched).map(|mut snapshot| {
            let is_auto = snapshot.clock == ClockMode::Auto;
            snapshot.out = is_auto.then(|| due.plus(reply.body_delay));
            Box::new(snapshot)
        });
        let (note, written) = self.journal.record(note, snapshot);
        if let Some(digest) = touched.credentials {
            state.credentials.note(digest, note.seq);
        }
        (reply, note, written)
    }

    /// What cannot be kept on disk is not acknowledged, and the journal says so.
    async fn kept(
        &self,
        reply: Reply,
        note: &Note,
        written: Option<oneshot::Receiver<Written>>,
    ) -> Reply {
        let Some(written) = written else { return reply };
        match self.journal.kept(written).await {
            Ok(()) => reply,
            Err(problem) => {
                let mut refused = Reply::refusal(500, &problem);
                // Nobody else sets it.
                let _ = note.unwritten.set(Box::new(refused.noted()));
                refused
            }
        }
    }

    /// A customer whose id is one of the keys is a mistake, and is written down nowhere.
    fn without_key(&self, route: Route) -> Result<Route, NoRoute> {
        match &self.keys {
            Some(keys) if keys.are_in(&route.customer) => Err(NoRoute::Path { nearest: None }),
            _ => Ok(route),
        }
    }
}

const UNDECIDED: &str = "the journal file cannot be written, so this was not decided; it is tried again with \
    each request";

fn hints<'a>(headers: &'a HeaderMap) -> Hints<'a> {
    let mut hints = Hints::default();
    let token = |text: &'a str| text.split_once(' ').map(|(_, token)| token);
    // One pass is cheaper than a search for each. The first of several headers of one name counts.
    for (name, value) in headers {
        let text = || value.to_str().ok();
        let (hint, text) = match name.as_str() {
            "x-mock-scenario" => (&mut hints.scenario, text()),
            "flinks-auth-key" => (&mut hints.auth_key, text()),
            "x-api-key" => (&mut hints.api_key, text()),
            "authorization" => (&mut hints.bearer, text().and_then(token)),
            "limitdays" => (&mut hints.limit_days, text()),
            _ => continue,
        };
        *hint = hint.or(text.map(str::trim));
    }
    hints
}

#[cfg(test)]
pub(crate) mod tests;
