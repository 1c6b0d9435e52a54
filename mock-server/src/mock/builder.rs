//! What a mock plays, and how, before it is started.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

#[cfg(feature = "admin")]
use super::AdminPort;
use super::{DEFAULT_SEED, FlinksMock};
use crate::app::{App, Settings};
use crate::auth::{Auth, Keys};
use crate::clock::ClockMode;
use crate::customer::Limits;
use crate::dates::Dates;
use crate::journal::{FILE_BYTES, JournalFile};
use crate::library::{DEFAULT_SCENARIO, Library, Origins};
use crate::log::Log;
use crate::profile::Profile;
use crate::server::{CONNECTIONS, Port, Ports};
use crate::start_error::StartError;
#[cfg(feature = "tls")]
use crate::tls::Tls;

/// What a [`FlinksMock`] plays.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use flinks_mock::{Auth, Dates, FlinksMock, Profile, clock::ClockMode};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let (my_scenarios, file) = (folder.path().join("scenarios"), folder.path().join("journal"));
/// # let slow_bank = "summary = 'A slow bank.'\nlogin-id = '20000000-0000-4000-8000-000000000001'\n";
/// # std::fs::create_dir(&my_scenarios).unwrap();
/// # std::fs::write(my_scenarios.join("slow-bank.toml"), slow_bank).unwrap();
/// let mock = FlinksMock::builder()
///     .bind("127.0.0.1:0".parse().unwrap())
///     .scenarios(my_scenarios)
///     .scenario("slow-bank")
///     .for_everybody(true)
///     .allow_invalid_fixtures(true)
///     .profile(Profile::Current)
///     .auth(Auth::Token)
///     .journal(file)
///     .tls(true)
///     .admin(true)
///     .clock(ClockMode::Auto)
///     .dates(Dates::Today)
///     .seed(7)
///     .strict(true)
///     .start()
///     .await
///     .unwrap();
/// assert!(mock.tls_address().unwrap().ip().is_loopback());
/// assert!(mock.ca_pem().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
/// assert!(mock.admin_url().unwrap().starts_with("http://127.0.0.1:"));
/// assert_eq!(mock.admin_token().unwrap().len(), 64);
/// assert_ne!(mock.api_key(), mock.secret_key());
///
/// let refused = FlinksMock::builder().scenario("two-pols").start().await;
/// assert!(refused.unwrap_err().to_string().contains("did you mean `two-polls`?"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    address: SocketAddr,
    origins: Origins,
    auth: Auth,
    /// Made at the start where none are given.
    keys: Option<Keys>,
    journal: Option<JournalFile>,
    #[cfg(feature = "tls")]
    tls: bool,
    #[cfg(feature = "admin")]
    admin: bool,
    judged: bool,
    settings: Settings,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            origins: Origins::built_in(DEFAULT_SCENARIO),
            auth: Auth::default(),
            keys: None,
            journal: None,
            #[cfg(feature = "tls")]
            tls: false,
            #[cfg(feature = "admin")]
            admin: false,
            judged: true,
            settings: Settings {
                clock: ClockMode::Real,
                dates: Dates::default(),
                seed: DEFAULT_SEED,
                strict: false,
                client_is_as_fast: false,
                limits: Limits::DEFAULT,
            },
        }
    }

    /// Where the API is served. Default: a free port of the loopback interface. An address of another
    /// interface opens the mock to other machines, without access control.
    #[must_use]
    pub fn bind(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// The scenario of the LoginId of the Flinks guides. Default: `two-polls`.
    #[must_use]
    pub fn scenario(mut self, name: &str) -> Self {
        name.clone_into(&mut self.origins.default);
        self
    }

    /// Everybody plays that scenario, whatever their LoginId or user name; an admin call and the
    /// header `X-Mock-Scenario` still choose another. Default: not.
    #[must_use]
    pub fn for_everybody(mut self, everybody: bool) -> Self {
        self.origins.everybody = everybody;
        self
    }

    /// A login that no scenario has plays that scenario too. Default: Authorize answers INVALID_LOGIN.
    #[must_use]
    pub fn any_login(mut self, any_login: bool) -> Self {
        self.origins.any_login = any_login;
        self
    }

    /// Scenarios of this folder are added; one of the same name takes the place of a built-in one.
    #[must_use]
    pub fn scenarios(mut self, folder: impl Into<PathBuf>) -> Self {
        self.origins.scenarios = Some(folder.into());
        self
    }

    /// Fixtures of this folder are added; one of the same name takes the place of a built-in one.
    #[must_use]
    pub fn fixtures(mut self, folder: impl Into<PathBuf>) -> Self {
        self.origins.fixtures = Some(folder.into());
        self
    }

    /// Serve fixtures that do not match the schema of their message. Default: they are refused.
    #[must_use]
    pub fn allow_invalid_fixtures(mut self, allow: bool) -> Self {
        self.origins.waived.schema = allow;
        self
    }

    /// Take fixtures that were captured: the RequestId, LoginId, Username and LastRefresh in them give way to
    /// those of the session. Default: they are refused.
    #[must_use]
    pub fn adopt_fixtures(mut self, adopt: bool) -> Self {
        self.origins.waived.adopt = adopt;
        self
    }

    /// The members that replies have. Default: [`Profile::Seed`].
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.origins.profile = profile;
        self
    }

    /// What clients have to show. Default: [`Auth::Open`], nothing. The keys of [`Auth::Token`] are
    /// made at each start.
    #[must_use]
    pub fn auth(self, auth: Auth) -> Self {
        Self { auth, ..self }
    }

    /// Keep every exchange in this file, and go on where the server that wrote it was. At 1 GiB, the oldest
    /// exchanges go. Default: none.
    ///
    /// What is done to a [`Clock`](crate::clock::Clock) directly is in the file with the customer's next call.
    #[must_use]
    pub fn journal(self, file: impl Into<PathBuf>) -> Self {
        let path = file.into();
        self.journal_file(JournalFile { path, most_bytes: FILE_BYTES, syncs: false })
    }

    pub(crate) fn journal_file(self, file: JournalFile) -> Self {
        Self { journal: Some(file), ..self }
    }

    /// Serve the API in TLS too, on another free port. Default: not.
    #[must_use]
    #[cfg(feature = "tls")]
    pub fn tls(self, tls: bool) -> Self {
        Self { tls, ..self }
    }

    /// Serve the admin API too, on another free port. Default: not.
    #[must_use]
    #[cfg(feature = "admin")]
    pub fn admin(self, admin: bool) -> Self {
        Self { admin, ..self }
    }

    /// How time passes for each customer. Default: [`ClockMode::Real`].
    #[must_use]
    pub fn clock(mut self, mode: ClockMode) -> Self {
        self.settings.clock = mode;
        self
    }

    /// Which dates transactions and LastRefresh have. Default: [`Dates::AsWritten`].
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.settings.dates = dates;
        self
    }

    /// The same seed, scenario, calls, moments and dates give the same bytes. Default: 1.
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

    /// Sessions of all customers together.
    pub(crate) fn max_sessions(mut self, most: usize) -> Self {
        self.settings.limits.sessions_in_all = most;
        self
    }

    /// Starts the server. It ends when it is dropped.
    ///
    /// # Errors
    ///
    /// Mistakes in the files, an unknown scenario, or no free port.
    pub async fn start(self) -> Result<FlinksMock, StartError> {
        let app = Arc::new(self.app(Log::default())?);
        let mut ports = Ports::default();
        let address = ports.open(self.address, Port::Plain).await?;
        #[cfg(feature = "tls")]
        let tls = if self.tls {
            let (tls, issued) = Tls::new(&[])?;
            let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            Some((ports.open(local, Port::Tls(tls)).await?, issued.ca_pem))
        } else {
            None
        };
        Ok(FlinksMock {
            address,
            #[cfg(feature = "tls")]
            tls,
            #[cfg(feature = "admin")]
            admin: if self.admin { Some(AdminPort::open(&app).await?) } else { None },
            customers: AtomicU64::new(0),
            _servers: ports.serve(&app, CONNECTIONS),
            app,
        })
    }

    /// Everything that can be played, read and checked.
    pub(crate) fn library(&self) -> Result<Library, StartError> {
        self.origins.read()
    }

    pub(crate) fn app(&self, log: Log) -> Result<App, StartError> {
        let mut app = App::new(self.origins.clone(), self.settings, self.made_keys()?, log)?;
        if let Some(file) = &self.journal {
            for line in app.restore(file, self.settings.seed)? {
                app.log.said(line);
            }
        }
        if self.judged {
            app.watch();
        }
        Ok(app)
    }

    fn made_keys(&self) -> Result<Option<Keys>, StartError> {
        match (self.auth, &self.keys) {
            (Auth::Open, _) => Ok(None),
            (Auth::Token, Some(keys)) => Ok(Some(keys.clone())),
            (Auth::Token, None) => Keys::random().map(Some),
        }
    }

    /// The keys that [`Auth::Token`] accepts. Default: new ones.
    pub(crate) fn keys(self, keys: Option<Keys>) -> Self {
        Self { keys, ..self }
    }

    /// Whether the client's own clock runs as fast as a scaled one. Default: it is real.
    #[cfg(feature = "cli")]
    pub(crate) fn client_is_as_fast(mut self, is_as_fast: bool) -> Self {
        self.settings.client_is_as_fast = is_as_fast;
        self
    }

    /// Whether a verdict can be asked for. Default: it can.
    pub(crate) fn judged(self, judged: bool) -> Self {
        Self { judged, ..self }
    }
}
