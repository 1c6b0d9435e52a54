//! What an operator can do to a running mock: the admin API and the Rust library call these.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use flinks_contract::code;
use flinks_contract::diagnostic::nearest;
use flinks_contract::scenario::CodeName;
use thiserror::Error;
use uuid::Uuid;

use crate::app::App;
use crate::clock::{ClockMode, Moment};
use crate::customer::{Customer, State};
use crate::endpoint::Touched;
use crate::journal::{Event, Put, Record, Written, received};
use crate::library::{Library, Reloaded};
use crate::session::{Change, Forced, Session};
use crate::snapshot::Snapshot;
use crate::start_error::StartError;

/// What an operator can make of a session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Force {
    /// Every data call brings its data.
    Ready,
    /// Over: every call answers SESSION_EXPIRED.
    Expired,
    /// Every data call answers this code of the catalogue.
    Failed(String),
}

/// Something that an advanced clock went past.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "admin", derive(serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "admin", serde(rename_all = "camelCase"), schema(as = Event))]
pub struct Happened {
    #[cfg_attr(feature = "admin", schema(schema_with = moment_schema))]
    pub at: Moment,
    /// The session it happened to, where one is known.
    pub request_id: Option<String>,
    pub what: String,
}

/// As the admin API describes a [`Moment`]: see its components.
#[cfg(feature = "admin")]
pub(crate) fn moment_schema() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Moment")
}

/// What an advance went past, in order. At one moment, sessions change before replies go out; the
/// sessions in the order in which they opened, the replies in the order in which they were asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advanced {
    pub from: Moment,
    pub to: Moment,
    /// The first [`MOST_TOLD`] of them.
    pub happened: Vec<Happened>,
    /// All of them.
    pub count: usize,
}

/// Events that an advance lists; the rest are counted.
pub const MOST_TOLD: usize = 1_000;

/// Why an operation is refused.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
#[non_exhaustive]
pub enum Refused {
    #[error("there is no scenario {name:.100}{}", did_you_mean(nearest.as_deref()))]
    UnknownScenario { name: String, nearest: Option<String> },
    #[error("there is no error code {name:.100}{}", did_you_mean(nearest.as_deref()))]
    UnknownCode { name: String, nearest: Option<String> },
    #[error("there is no session of this customer {request_id:.100}")]
    UnknownSession { request_id: String },
    #[error("there is no customer {customer:.100}")]
    UnknownCustomer { customer: String },
    /// Its RequestId is used up; nothing brings it back.
    #[error("the session {request_id:.100} is over; authorize again")]
    SessionIsOver { request_id: String },
    /// The journal file cannot be written. What was asked for holds until the server ends at most.
    #[error("{reason}")]
    NotKept { reason: String },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean {nearest}?")).unwrap_or_default()
}

impl App {
    /// Every Authorize of the customer plays `name` from now on; none: no choice any more.
    pub(crate) fn choose(&self, customer: &str, name: Option<&str>) -> Result<(), Refused> {
        let library = self.library();
        if let Some(name) = name.filter(|name| library.story(name).is_none()) {
            let (name, nearest) = (name.to_owned(), library.nearest(name));
            return Err(Refused::UnknownScenario { name, nearest });
        }
        let customer = self.customer(customer);
        customer.state().progress.choice = name.map(str::to_owned);
        self.keep(&customer, &Touched::default(), Moment::START)
    }

    /// Forces a session to be ready, expired, or failed with a code.
    pub(crate) fn force(
        &self,
        customer: &str,
        request_id: &str,
        forced: Forced,
    ) -> Result<(), Refused> {
        let customer = self.known(customer)?;
        let session = {
            let mut state = customer.state();
            let now = customer.clock.now();
            let session = state.session(request_id).ok_or_else(|| unknown_session(request_id))?;
            if session.has_ended(now) && !matches!(forced, Forced::Expired) {
                return Err(Refused::SessionIsOver { request_id: request_id.to_owned() });
            }
            if matches!(forced, Forced::Ready) {
                // Who has the data has answered the questions.
                session.asking = None;
            }
            session.forced = Some(forced);
            let id = session.id;
            state.sessions.settle(&id);
            id
        };
        let touched = Touched { session: Some(session), ..Touched::default() };
        self.keep(&customer, &touched, Moment::START)
    }

    /// Forgets a customer: sessions, clock, choice and journal. Its next call is its first.
    pub(crate) fn reset(&self, customer: &str) -> Result<(), Refused> {
        let (forgotten, written) =
            self.customers.forget(customer, || self.journal.forget(customer));
        forgotten.inspect(|forgotten| forgotten.let_go());
        kept(written)
    }

    /// Forgets every customer, and says how many they were.
    pub(crate) fn reset_all(&self) -> Result<usize, Refused> {
        let customers = self.customers.all();
        customers.iter().try_for_each(|customer| self.reset(&customer.id))?;
        Ok(customers.len())
    }

    /// Reads both folders again and plays what they hold from now on. Sessions that are open go on
    /// with the scenario they began with. Blocks while files are read.
    /// Fails with every mistake in every file; then everything stays as it was.
    pub(crate) fn reload(&self) -> Result<Reloaded, StartError> {
        // Held until the library is in its place, or a scenario that is put meanwhile would be lost.
        let origins = self.origins();
        let reloaded = origins.read().map(|library| self.replace(library));
        if let Err(error) = &reloaded {
            self.journal.tell(Event::BadFiles { problem: error.render_reload(false).into() });
        }
        reloaded
    }

    /// Takes a scenario that was handed in, in the place of one of the same name. Blocks while files
    /// are read.
    ///
    /// Fails with every mistake in it, and in what it does to the others; then everything stays as it was.
    pub(crate) fn put(&self, name: &str, source: &str) -> Result<Reloaded, StartError> {
        let mut origins = self.origins();
        let mut next = origins.clone();
        next.put(name, source.into());
        let library = next.read()?;
        let put = Put { name: name.to_owned(), source: source.into() };
        received(self.journal.write(Record::Put(put))).map_err(StartError::Journal)?;
        *origins = next;
        Ok(self.replace(library))
    }

    fn replace(&self, library: Library) -> Reloaded {
        let before = self.library();
        let reloaded = Reloaded::between(&before, &library);
        self.play_from_now_on(library);
        self.journal.tell(Event::Reloaded(Arc::new(reloaded.clone())));
        reloaded
    }

    pub(crate) fn known(&self, customer: &str) -> Result<Arc<Customer>, Refused> {
        let unknown = || Refused::UnknownCustomer { customer: customer.to_owned() };
        self.customers.find(customer).ok_or_else(unknown)
    }
}

/// An error code of the catalogue, for [`Forced::Failed`].
pub(crate) fn error_code(name: &str) -> Result<CodeName, Refused> {
    let errors = || code::CODES.iter().filter(|code| code.status >= 400);
    let found = errors().find(|code| code.name.eq_ignore_ascii_case(name));
    found.map(CodeName).ok_or_else(|| {
        let near = nearest(name, errors().map(|code| code.name)).map(str::to_owned);
        Refused::UnknownCode { name: name.to_owned(), nearest: near }
    })
}

fn unknown_session(request_id: &str) -> Refused {
    Refused::UnknownSession { request_id: request_id.to_owned() }
}

impl App {
    /// Moves the customer's time forward to `to`, never back, and says what it went past.
    pub(crate) async fn advance(
        &self,
        customer: &Customer,
        to: Moment,
    ) -> Result<Advanced, Refused> {
        // First, as the replies that it lets out are seen before it is over.
        self.keep(customer, &Touched::default(), to)?;
        let advanced = customer.advance(to).await;
        // Calls that came on the way were kept with earlier moments.
        self.keep(customer, &Touched::default(), to)?;
        Ok(advanced)
    }

    /// Keeps what an operator has changed of a customer. An advance leads `to` a later moment.
    pub(crate) fn keep(
        &self,
        customer: &Customer,
        touched: &Touched,
        to: Moment,
    ) -> Result<(), Refused> {
        let state = customer.state();
        let snapshot = self.snapshot(customer, &state, touched);
        let written = snapshot.and_then(|snapshot| {
            let now = snapshot.now.max(to);
            self.journal.write(Record::Snapshot(Box::new(Snapshot { now, ..snapshot })))
        });
        drop(state);
        kept(written)
    }
}

/// Where the file cannot be written, that is in the log.
fn kept(written: Option<Receiver<Written>>) -> Result<(), Refused> {
    received(written).map_err(|reason| Refused::NotKept { reason })
}

impl Customer {
    /// Nobody can turn the clock of a customer that is forgotten: whoever still waits on it gets its
    /// reply.
    pub(crate) fn let_go(&self) {
        self.clock.set_mode(ClockMode::Auto);
    }

    /// The same without the journal file.
    pub(crate) async fn advance(&self, to: Moment) -> Advanced {
        let from = self.clock.now();
        let (mut happened, mut count) = {
            let state = self.state();
            changes(&state, from, to)
        };
        let fired = self.clock.advance_to(to).await;
        count += fired.len();
        happened.extend(fired.into_iter().take(MOST_TOLD).map(|fired| Happened {
            at: fired.at,
            request_id: None,
            what: fired.what.to_string(),
        }));
        // Stable: at one moment the changes of sessions stay before the replies.
        happened.sort_by_key(|happened| happened.at);
        happened.truncate(MOST_TOLD);
        Advanced { from, to: self.clock.now(), happened, count }
    }

    /// The moment of the next event: a session changes, or a reply is due.
    pub(crate) fn next_event(&self) -> Option<Moment> {
        let now = self.clock.now();
        let change = self.state().next_change(now);
        [change, self.clock.next_deadline()].into_iter().flatten().min()
    }
}

fn changes(state: &State, from: Moment, to: Moment) -> (Vec<Happened>, usize) {
    let events = state.changes(from, to);
    let listed = events.iter().take(MOST_TOLD).filter_map(|event| {
        let session = state.sessions.get(&event.id)?;
        Some(Happened {
            at: event.at,
            request_id: Some(session.id.to_string()),
            what: describe(session, event.change),
        })
    });
    (listed.collect(), events.len())
}

fn describe(session: &Session, change: Change) -> String {
    match change {
        Change::Step { part, step } => {
            let message = session.script(part).answer(step + 1).message();
            let next = format!("{} {}", message.status, message.code);
            format!("{}: step {} is over, next {}", part.name(), step + 1, next.trim())
        }
        Change::Ended => format!("session over: {}", session.end_code().name),
    }
}

/// A session that is named by an operator.
pub(crate) fn session_id(request_id: &str) -> Result<Uuid, Refused> {
    Uuid::try_parse(request_id).map_err(|_| unknown_session(request_id))
}
