//! The mock for tests without an async runtime.
//!
//! The server runs on threads of its own. Do not use it inside an async runtime: use
//! [`FlinksMock`](crate::FlinksMock) there.

use std::sync::Arc;
use std::time::Duration;

use flinks_report::Run;
use flinks_trace::Exchange;
use tokio::runtime::{self, Runtime};

use crate::mock::{self, Builder, TooFewExchanges};
use crate::operations::{Advanced, Force, Refused};
use crate::start_error::StartError;

/// A running mock server. Dropping it, and every [`Customer`] of it, ends it.
///
/// ```
/// let mock = flinks_mock::blocking::FlinksMock::start();
/// let bank = mock.customer();
/// // Point the client under test at `bank.base_url()`.
/// assert!(bank.base_url().starts_with(&mock.url()));
/// ```
#[derive(Debug)]
pub struct FlinksMock {
    // Dropped before the runtime it needs.
    mock: mock::FlinksMock,
    runtime: Arc<Runtime>,
}

/// A customer of a running mock; see [`flinks_mock::Customer`](crate::Customer).
#[derive(Clone, Debug)]
pub struct Customer {
    customer: mock::Customer,
    runtime: Arc<Runtime>,
}

impl Builder {
    /// Starts the server for a test without an async runtime.
    ///
    /// # Errors
    ///
    /// As those of [`Builder::start`].
    pub fn start_blocking(self) -> Result<FlinksMock, StartError> {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|source| {
            StartError::because("cannot start the threads of the server", source)
        })?;
        let mock = runtime.block_on(self.start())?;
        Ok(FlinksMock { mock, runtime: Arc::new(runtime) })
    }
}

impl FlinksMock {
    /// Plays the default scenario in real time on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// When no port can be bound. [`Builder::start_blocking`] returns the error instead.
    pub fn start() -> Self {
        match mock::FlinksMock::builder().start_blocking() {
            Ok(mock) => mock,
            Err(error) => panic!("the mock cannot start: {error}"),
        }
    }

    /// Such as `http://127.0.0.1:41234`, without a slash at the end.
    pub fn url(&self) -> String {
        self.mock.url()
    }

    /// A customer that has never called: see [`flinks_mock::FlinksMock::customer`](crate::FlinksMock::customer).
    pub fn customer(&self) -> Customer {
        Customer { customer: self.mock.customer(), runtime: Arc::clone(&self.runtime) }
    }
}

/// Each method is the one of [`flinks_mock::Customer`](crate::Customer), and blocks where that one is
/// async.
///
/// ```
/// use std::time::Duration;
/// use flinks_mock::{FlinksMock, Force, clock::ClockMode};
///
/// let mock = FlinksMock::builder().clock(ClockMode::Manual).start_blocking().unwrap();
/// let bank = mock.customer();
/// bank.play("two-polls").unwrap();
/// assert!(bank.play_toml("not a scenario").is_err());
/// assert_eq!(bank.advance(Duration::from_secs(10)).count, 0);
/// // Run the client under test. This one does nothing at all.
/// assert!(bank.wait_until(0).unwrap().is_empty());
/// assert!(bank.exchanges().is_empty());
/// assert!(bank.force("not-a-session", Force::Ready).is_err());
/// assert_eq!(bank.verdict().verdict.word(), "INCONCLUSIVE");
/// bank.reset();
/// ```
impl Customer {
    pub fn id(&self) -> &str {
        self.customer.id()
    }

    pub fn base_url(&self) -> String {
        self.customer.base_url()
    }

    pub fn play(&self, scenario: &str) -> Result<(), Refused> {
        self.customer.play(scenario)
    }

    pub fn play_toml(&self, text: &str) -> Result<(), StartError> {
        self.customer.play_toml(text)
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.customer.exchanges()
    }

    pub fn wait_until(&self, count: usize) -> Result<Vec<Exchange>, TooFewExchanges> {
        self.runtime.block_on(self.customer.wait_until(count))
    }

    pub fn advance(&self, by: Duration) -> Advanced {
        self.runtime.block_on(self.customer.advance(by))
    }

    pub fn force(&self, request_id: &str, to: Force) -> Result<(), Refused> {
        self.customer.force(request_id, to)
    }

    pub fn verdict(&self) -> Run {
        self.runtime.block_on(self.customer.verdict())
    }

    pub fn assert_protocol_kept(&self) {
        self.runtime.block_on(self.customer.assert_protocol_kept());
    }

    pub fn reset(&self) {
        self.customer.reset();
    }
}
