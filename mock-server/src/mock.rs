//! The mock inside a Rust program: a server on a free port that ends when it is dropped.

#[cfg(feature = "admin")]
mod admin_port;
mod builder;
mod customer;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::app::App;
use crate::builtin::{self, BuiltIn};
use crate::clock::Clock;
use crate::server::Servers;
use flinks_trace::CustomerId;

#[cfg(feature = "admin")]
pub(crate) use admin_port::AdminPort;
pub use builder::Builder;
pub use customer::{Customer, TooFewExchanges};

/// A running mock server. Dropping it ends it and cuts its connections.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mock = flinks_mock::FlinksMock::start().await;
/// let bank = mock.customer();
/// // Point the client under test at `bank.base_url()`.
/// assert!(bank.base_url().starts_with(&mock.url()));
/// assert!(mock.url().starts_with("http://127.0.0.1:"));
/// assert_ne!(bank.id(), mock.customer().id());
/// let same = mock.customer_with_id("43387CA6-0391-4C82-857D-70D95F087ECB");
/// assert_eq!(same.id(), "43387ca6-0391-4c82-857d-70d95f087ecb");
/// assert!(mock.clock("ada").now() >= flinks_mock::clock::Moment::START);
/// assert!(mock.scenarios().iter().any(|scenario| scenario.name == "two-polls"));
/// # }
/// ```
#[derive(Debug)]
pub struct FlinksMock {
    app: Arc<App>,
    address: SocketAddr,
    /// The address in TLS, and the certificate of the authority as PEM.
    #[cfg(feature = "tls")]
    tls: Option<(SocketAddr, String)>,
    #[cfg(feature = "admin")]
    admin: Option<AdminPort>,
    /// Customers that were handed out.
    customers: AtomicU64,
    _servers: Servers,
}

/// Customers are numbered, so that a test that takes them in one order has the same luck in each run.
const FIRST_CUSTOMER: u128 = 0xc057_0000_0000_4000_8000_0000_0000_0001;

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

    /// What to play, and how, before the start.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Such as `http://127.0.0.1:41234`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the API is served in TLS, if that was asked for: for a client that is to find
    /// `toolbox-api.private.fin.ag` there. The certificate is good for every host of Flinks, for
    /// `localhost` and for this address.
    #[cfg(feature = "tls")]
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.tls.as_ref().map(|(address, _)| *address)
    }

    /// The certificate that a client of [`FlinksMock::tls_address`] is to trust, as PEM. Another one at
    /// each start.
    #[cfg(feature = "tls")]
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|(_, ca_pem)| &**ca_pem)
    }

    /// What GenerateAuthorizeToken takes in `flinks-auth-key`, with [`Auth::Token`](crate::Auth::Token).
    pub fn secret_key(&self) -> Option<&str> {
        self.app.keys.as_ref().map(|keys| keys.secret.reveal())
    }

    /// What the calls for data take in `x-api-key`, with [`Auth::Token`](crate::Auth::Token).
    pub fn api_key(&self) -> Option<&str> {
        self.app.keys.as_ref().map(|keys| keys.api.reveal())
    }

    /// Address of the admin API, if it was asked for; without a slash at the end.
    #[cfg(feature = "admin")]
    pub fn admin_url(&self) -> Option<String> {
        self.admin.as_ref().map(AdminPort::url)
    }

    /// What the admin API wants in `Authorization: Bearer`, if it was asked for.
    #[cfg(feature = "admin")]
    pub fn admin_token(&self) -> Option<&str> {
        self.admin.as_ref().map(AdminPort::token)
    }

    /// The clock of a customer, who need not have called yet.
    ///
    /// On [`ClockMode::Auto`](crate::clock::ClockMode::Auto), waiting on it moves that customer's time
    /// ahead without waiting.
    pub fn clock(&self, customer_id: &str) -> Clock {
        self.app.customer(&CustomerId::parse(customer_id)).clock.clone()
    }

    /// A customer that has never called, with an id of its own.
    pub fn customer(&self) -> Customer {
        let number = self.customers.fetch_add(1, Ordering::Relaxed);
        let id = Uuid::from_u128(FIRST_CUSTOMER + u128::from(number));
        self.customer_with_id(&id.to_string())
    }

    /// The customer of a client that has an id already. GUIDs may be in any case.
    pub fn customer_with_id(&self, customer_id: &str) -> Customer {
        Customer::new(Arc::clone(&self.app), self.url(), CustomerId::parse(customer_id).to_string())
    }

    /// What this mock can play, by name: the built-in scenarios and those of its user.
    pub fn scenarios(&self) -> Vec<BuiltIn> {
        builtin::list(&self.app.library())
    }
}

/// The seed unless another is asked for: two runs with no seed give the same bytes.
pub const DEFAULT_SEED: u64 = 1;
