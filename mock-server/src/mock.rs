//! The mock inside a Rust program: a server on a free port that ends when it is dropped.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use flinks_report::Run;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::admin::{self, Admin, Token};
use crate::app::{App, Settings};
use crate::builtin::{self, BuiltIn};
use crate::clock::{Clock, ClockMode};
use crate::control::{Advanced, Force, Refused, error_code};
use crate::customer::Limits;
use crate::endpoint::Touched;
use crate::library::{DEFAULT_SCENARIO, Library, Origins};
use crate::log::Log;
use crate::route::normal_customer;
use crate::server::{self, CONNECTIONS, Port};
use crate::session::Forced;
use crate::start_error::StartError;

/// A running mock server. Dropping it ends it and cuts its connections.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mock = flinks_mock::FlinksMock::start().await;
/// let customer = "43387ca6-0391-4c82-857d-70d95f087ecb";
/// let base_url = format!("{}/v3/{customer}/BankingServices", mock.url());
/// // Point the client under test at `base_url`.
/// # assert!(base_url.starts_with("http://127.0.0.1:"));
/// # }
/// ```
#[derive(Debug)]
pub struct FlinksMock {
    address: SocketAddr,
    app: Arc<App>,
    server: JoinHandle<()>,
    admin: Option<AdminPort>,
}

/// The admin API on a free port. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct AdminPort {
    address: SocketAddr,
    token: Token,
    server: JoinHandle<()>,
}

/// What a [`FlinksMock`] plays.
#[derive(Clone, Debug)]
pub struct Builder {
    scenario: String,
    everybody: bool,
    scenarios: Option<PathBuf>,
    fixtures: Option<PathBuf>,
    allow_invalid_fixtures: bool,
    journal: Option<PathBuf>,
    admin: bool,
    judged: bool,
    settings: Settings,
}

impl FlinksMock {
    /// Plays the default scenario in real time on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// When no port can be bound. [`Builder::start`] returns the error instead.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(mock) => mock,
            Err(error) => panic!("the mock cannot start: {error}"),
        }
    }

    pub fn builder() -> Builder {
        Builder {
            scenario: DEFAULT_SCENARIO.to_owned(),
            everybody: false,
            scenarios: None,
            fixtures: None,
            allow_invalid_fixtures: false,
            journal: None,
            admin: false,
            judged: true,
            settings: Settings {
                clock: ClockMode::Real,
                seed: DEFAULT_SEED,
                strict: false,
                limits: Limits::default(),
            },
        }
    }

    /// Such as `http://127.0.0.1:41234`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Of the admin API, if it was asked for; without a slash at the end.
    pub fn admin_url(&self) -> Option<String> {
        self.admin.as_ref().map(AdminPort::url)
    }

    /// What the admin API wants in `Authorization: Bearer`, if it was asked for.
    pub fn admin_token(&self) -> Option<&str> {
        self.admin.as_ref().map(AdminPort::token)
    }

    /// The clock of a customer, who need not have called yet.
    ///
    /// On [`ClockMode::Auto`], waiting on it moves that customer's time ahead without waiting.
    pub fn clock(&self, customer_id: &str) -> Clock {
        self.app.customer(&normal_customer(customer_id)).clock.clone()
    }

    /// Every Authorize of the customer plays this scenario from now on.
    ///
    /// # Errors
    ///
    /// There is no scenario of this name.
    pub fn choose(&self, customer_id: &str, scenario: &str) -> Result<(), Refused> {
        self.app.choose(&normal_customer(customer_id), Some(scenario))
    }

    /// Moves a customer's time forward and says what happened on the way, in order.
    pub async fn advance(&self, customer_id: &str, by: Duration) -> Advanced {
        let customer = self.app.customer(&normal_customer(customer_id));
        let to = customer.clock.now().plus(by);
        // Where the file cannot be written, the next call is refused and says so.
        let _ = self.app.keep_advance(&customer, to);
        let advanced = customer.advance(to).await;
        let _ = self.app.keep_change(&customer, &Touched::default());
        advanced
    }

    /// Makes a session ready, expired or failed, whatever its scenario says.
    ///
    /// # Errors
    ///
    /// There is no such customer, session or code.
    pub fn force(&self, customer_id: &str, request_id: &str, to: Force) -> Result<(), Refused> {
        let forced = match to {
            Force::Ready => Forced::Ready,
            Force::Expired => Forced::Expired,
            Force::Failed(code) => Forced::Failed(error_code(&code)?),
        };
        self.app.force(&normal_customer(customer_id), request_id, forced)
    }

    /// Judges the client of a customer as one that is done: it will not call any more.
    ///
    /// On the auto clock the waits of a client cannot be seen, and the rules about them stay open; on
    /// the others everything is judged. `docs/judge.md` says what there is.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let mock = flinks_mock::FlinksMock::start().await;
    /// let customer = "43387ca6-0391-4c82-857d-70d95f087ecb";
    /// // Run the client under test, to its end. This one does nothing at all.
    /// let run = mock.verdict(customer).await;
    /// let broken: Vec<_> = run.failures().map(|check| &check.rule.id).collect();
    /// assert!(broken.is_empty(), "{broken:?}");
    /// // A client that does nothing is no pass.
    /// assert_eq!(run.verdict.word(), "INCONCLUSIVE");
    /// # }
    /// ```
    pub async fn verdict(&self, customer_id: &str) -> Run {
        self.app.verdict(&normal_customer(customer_id), true).await
    }

    /// Forgets a customer: its next call is its first.
    pub fn reset(&self, customer_id: &str) {
        // As with an advance.
        let _ = self.app.reset(&normal_customer(customer_id));
    }

    /// What this mock can play, by name: the built-in scenarios and those of its user.
    pub fn scenarios(&self) -> Vec<BuiltIn> {
        builtin::list(&self.app.library())
    }
}

impl Drop for FlinksMock {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Drop for AdminPort {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Builder {
    /// The scenario of the LoginId of the Flinks guides. Default: `two-polls`.
    #[must_use]
    pub fn scenario(self, name: &str) -> Self {
        Self { scenario: name.to_owned(), ..self }
    }

    /// Everybody plays that scenario, whatever their LoginId or user name; an admin call and the
    /// header `X-Mock-Scenario` still choose another. Default: not.
    #[must_use]
    pub fn for_everybody(self, everybody: bool) -> Self {
        Self { everybody, ..self }
    }

    /// Scenarios of this folder are added; one of the same name takes the place of a built-in one.
    #[must_use]
    pub fn scenarios(self, folder: impl Into<PathBuf>) -> Self {
        Self { scenarios: Some(folder.into()), ..self }
    }

    /// Fixtures of this folder are added; one of the same name takes the place of a built-in one.
    #[must_use]
    pub fn fixtures(self, folder: impl Into<PathBuf>) -> Self {
        Self { fixtures: Some(folder.into()), ..self }
    }

    /// Serve fixtures that depart from the schema of their message. Default: they are refused.
    #[must_use]
    pub fn allow_invalid_fixtures(self, allow: bool) -> Self {
        Self { allow_invalid_fixtures: allow, ..self }
    }

    /// Keep every exchange in this file, and go on where the server that wrote it was. Default: none.
    ///
    /// What is done to a [`Clock`] directly is in the file with the customer's next call.
    #[must_use]
    pub fn journal(self, file: impl Into<PathBuf>) -> Self {
        Self { journal: Some(file.into()), ..self }
    }

    /// Serve the admin API too, on another free port. Default: not.
    #[must_use]
    pub fn admin(self, admin: bool) -> Self {
        Self { admin, ..self }
    }

    /// How time passes for each customer. Default: [`ClockMode::Real`].
    #[must_use]
    pub fn clock(mut self, mode: ClockMode) -> Self {
        self.settings.clock = mode;
        self
    }

    /// The same seed, scenario, calls and moments give the same bytes. Default: 1.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Refuse what only the lenient service takes: POST on Async, and Async before the POST.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// # Errors
    ///
    /// Mistakes in the files, an unknown scenario, or no free port.
    pub async fn start(self) -> Result<FlinksMock, StartError> {
        let app = Arc::new(self.app(Log::default())?);
        let listener = bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
        let address = local_address(&listener)?;
        let admin = if self.admin { Some(AdminPort::open(&app).await?) } else { None };
        let served = Arc::clone(&app);
        let server = tokio::spawn(async move {
            let never = std::future::pending();
            server::serve(listener, Port::Plain, served, CONNECTIONS, never).await;
        });
        Ok(FlinksMock { address, app, server, admin })
    }

    /// Everything that can be played, read and checked.
    pub(crate) fn library(&self) -> Result<Library, StartError> {
        self.origins().read()
    }

    fn origins(&self) -> Origins {
        Origins {
            scenarios: self.scenarios.clone(),
            fixtures: self.fixtures.clone(),
            lenient: self.allow_invalid_fixtures,
            default: self.scenario.clone(),
            everybody: self.everybody,
            put: Vec::new(),
        }
    }

    pub(crate) fn app(&self, log: Log) -> Result<App, StartError> {
        let mut app = App::new(self.origins(), self.settings, log)?;
        if let Some(file) = &self.journal {
            for line in app.restore(file, self.settings.seed)? {
                app.log().said(line);
            }
        }
        if self.judged {
            app.watch();
        }
        Ok(app)
    }

    /// Whether a verdict can be asked for. Default: it can.
    pub(crate) fn judged(self, judged: bool) -> Self {
        Self { judged, ..self }
    }
}

impl AdminPort {
    pub(crate) async fn open(app: &Arc<App>) -> Result<Self, StartError> {
        let token =
            Token::random().map_err(|reason| StartError::AdminToken { reason: reason.0 })?;
        let listener = bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
        let address = local_address(&listener)?;
        let admin = Arc::new(Admin::new(Arc::clone(app), token.clone(), address.ip()));
        let server = tokio::spawn(admin::serve(listener, admin, admin::CONNECTIONS));
        Ok(Self { address, token, server })
    }

    /// Without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn token(&self) -> &str {
        self.token.reveal()
    }
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Bind { address, source })
}

pub(crate) fn local_address(listener: &TcpListener) -> Result<SocketAddr, StartError> {
    let unknown = (Ipv4Addr::UNSPECIFIED, 0).into();
    listener.local_addr().map_err(|source| StartError::Bind { address: unknown, source })
}

/// The seed unless another is asked for: two runs with no seed give the same bytes.
pub const DEFAULT_SEED: u64 = 1;
