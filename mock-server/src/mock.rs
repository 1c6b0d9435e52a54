//! The mock inside a Rust program: a server on a free port that ends when it is dropped.

mod builder;
mod ports;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use flinks_report::Run;

use crate::app::App;
use crate::builtin::{self, BuiltIn};
use crate::clock::Clock;
use crate::control::{Advanced, Force, Refused, error_code};
use crate::endpoint::Touched;
use crate::route::normal_customer;
use crate::session::Forced;

pub use builder::Builder;
pub(crate) use ports::{AdminPort, bind, local_address};
use ports::{ApiPort, TlsPort};

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
    app: Arc<App>,
    plain: ApiPort,
    tls: Option<TlsPort>,
    admin: Option<AdminPort>,
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
        Builder::new()
    }

    /// Such as `http://127.0.0.1:41234`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.plain.address)
    }

    /// Where the API is served in TLS, if that was asked for: for a client that is to find
    /// `toolbox-api.private.fin.ag` there. The certificate is good for every host of Flinks, for
    /// `localhost` and for this address.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.tls.as_ref().map(|tls| tls.api.address)
    }

    /// The certificate that a client of [`FlinksMock::tls_address`] is to trust, as PEM. Another one at
    /// each start.
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| &*tls.ca_pem)
    }

    /// What GenerateAuthorizeToken takes in `flinks-auth-key`, with [`Auth::Token`](crate::Auth::Token).
    pub fn secret_key(&self) -> Option<&str> {
        self.app.keys().map(|keys| keys.secret.reveal())
    }

    /// What the calls for data take in `x-api-key`, with [`Auth::Token`](crate::Auth::Token).
    pub fn api_key(&self) -> Option<&str> {
        self.app.keys().map(|keys| keys.api.reveal())
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
    /// On [`ClockMode::Auto`](crate::clock::ClockMode::Auto), waiting on it moves that customer's time
    /// ahead without waiting.
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

/// The seed unless another is asked for: two runs with no seed give the same bytes.
pub const DEFAULT_SEED: u64 = 1;
