//! One customer of a mock: what a test talks to.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use flinks_report::{Run, Verdict};
use flinks_trace::Exchange;

use crate::app::App;
use crate::clock::Clock;
use crate::endpoint::Touched;
use crate::journal::Filter;
use crate::note::Note;
use crate::operations::{Advanced, Force, Refused, error_code};
use crate::session::Forced;
use crate::start_error::StartError;
use crate::verdict::{plain, report_of};

/// Real time that [`Customer::wait_until`] waits at most.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// A customer of a running mock.
///
/// It shares nothing with any other customer: sessions, clock, scenario, journal and verdict are its
/// own. So tests that take a customer each can share one mock and run in parallel.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use flinks_mock::{FlinksMock, Force, Refused, clock::{ClockMode, Moment}};
///
/// let mock = FlinksMock::builder().clock(ClockMode::Manual).start().await.unwrap();
/// let bank = mock.customer();
/// assert!(bank.base_url().ends_with(&format!("/v3/{}/BankingServices", bank.id())));
/// assert!(bank.play("two-pols").unwrap_err().to_string().contains("did you mean two-polls?"));
/// bank.play("two-polls").unwrap();
/// bank.play_toml(
///     r#"
///     summary = "The bank asks for patience, once."
///     login-id = "20000000-0000-4000-8000-000000000001"
///     [[step]]
///     on = "authorize"
///     times = 1
///     reply.error = "RETRY_LATER"
///     "#,
/// )
/// .unwrap();
/// // Run the client under test. This one does nothing at all.
/// assert!(bank.wait_until(0).await.unwrap().is_empty());
/// assert!(bank.exchanges().is_empty());
/// let advanced = bank.advance(Duration::from_secs(10)).await;
/// assert_eq!(advanced.to.since(advanced.from), Duration::from_secs(10));
/// assert_eq!(bank.clock().now(), Moment::from_secs(10));
/// assert!(matches!(bank.force("not-a-session", Force::Ready), Err(Refused::UnknownSession { .. })));
/// // A client that does nothing breaks no rule, and does not pass.
/// let run = bank.verdict().await;
/// assert_eq!((run.failures().count(), run.verdict.word()), (0, "INCONCLUSIVE"));
/// bank.reset();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Customer {
    app: Arc<App>,
    url: String,
    id: String,
}

/// [`Customer::wait_until`] has seen fewer exchanges than it waited for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooFewExchanges {
    pub seen: usize,
    pub wanted: usize,
}

impl Customer {
    pub(super) fn new(app: Arc<App>, url: String, id: String) -> Self {
        Self { app, url, id }
    }

    /// The customer id, as it stands in the paths of the API.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the client under test is pointed at, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("{}/v3/{}/BankingServices", self.url, self.id)
    }

    /// Plays a scenario in the next sessions of this customer, whatever their LoginId.
    ///
    /// # Errors
    ///
    /// There is no scenario of this name.
    pub fn play(&self, scenario: &str) -> Result<(), Refused> {
        self.app.choose(&self.id, Some(scenario))
    }

    /// Plays a scenario that is written as in a scenario file. Blocks while files are read.
    ///
    /// # Errors
    ///
    /// Every mistake in the text, with line and column.
    pub fn play_toml(&self, text: &str) -> Result<(), StartError> {
        let id: String = self.id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        let name = format!("inline-{}", id.to_ascii_lowercase());
        self.app.put(&name, text)?;
        self.play(&name).map_err(|refused| StartError::Journal(refused.to_string()))
    }

    /// The clock of this customer.
    ///
    /// On [`ClockMode::Auto`](crate::clock::ClockMode::Auto), waiting on it moves the customer's time
    /// ahead without waiting.
    pub fn clock(&self) -> Clock {
        self.app.customer(&self.id).clock.clone()
    }

    /// Moves the customer's time forward and returns what happened on the way, in order.
    pub async fn advance(&self, by: Duration) -> Advanced {
        let customer = self.app.customer(&self.id);
        let to = customer.clock.now().plus(by);
        // Where the journal file cannot be written, the next call is refused and says so.
        let _ = self.app.keep(&customer, &Touched::default(), to);
        let advanced = customer.advance(to).await;
        let _ = self.app.keep(&customer, &Touched::default(), to);
        advanced
    }

    /// Makes a session ready, expired or failed, whatever its scenario says.
    ///
    /// # Errors
    ///
    /// There is no such session or error code, or the session is over.
    pub fn force(&self, request_id: &str, to: Force) -> Result<(), Refused> {
        let forced = match to {
            Force::Ready => Forced::Ready,
            Force::Expired => Forced::Expired,
            Force::Failed(code) => Forced::Failed(error_code(&code)?),
        };
        self.app.force(&self.id, request_id, forced)
    }

    /// The exchanges that the journal has of this customer, in order, without secrets.
    pub fn exchanges(&self) -> Vec<Exchange> {
        shown(&self.app.journal.read(&self.filter(), 0, usize::MAX).exchanges)
    }

    /// Waits until the customer has sent at least `count` requests, and returns the first `count`
    /// exchanges. Waits 10 s of real time at most.
    ///
    /// # Errors
    ///
    /// The number of exchanges when the time was up.
    pub async fn wait_until(&self, count: usize) -> Result<Vec<Exchange>, TooFewExchanges> {
        let exchanges = self.app.journal.wait(&self.filter(), count, LONGEST_WAIT).await;
        let too_few = |seen| TooFewExchanges { seen, wanted: count };
        exchanges.map(|exchanges| shown(&exchanges)).map_err(too_few)
    }

    /// Judges the client as one that has finished: whatever it left undone counts as missing.
    ///
    /// On the auto clock the waits of a client cannot be seen, and the rules about them stay open; on
    /// the others everything is judged. `docs/judge.md` lists the rules.
    pub async fn verdict(&self) -> Run {
        self.app.verdict(&self.id, true).await
    }

    /// Asserts that the client has finished, broke no rule of the protocol, and played the scenario to its
    /// end: it has had the data, or the error that the scenario brings.
    ///
    /// # Panics
    ///
    /// With the report that `flinks-mock run` prints, when the client broke a rule, or when too little
    /// was seen of it, as when it sent no request or stopped before the data.
    ///
    /// ```should_panic
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let mock = flinks_mock::FlinksMock::start().await;
    /// mock.customer().assert_protocol_kept().await;
    /// # }
    /// ```
    pub async fn assert_protocol_kept(&self) {
        let run = self.verdict().await;
        if run.verdict == Verdict::Pass {
            return;
        }
        panic!("{}", plain(&report_of(format!("the client of customer {}", self.id), run)));
    }

    /// Forgets everything about this customer: its next call is its first.
    pub fn reset(&self) {
        // Where the journal file cannot be written, the next call is refused and says so.
        let _ = self.app.reset(&self.id);
    }

    fn filter(&self) -> Filter {
        Filter { customer: Some(self.id.clone()), ..Filter::default() }
    }
}

/// As the admin API and the journal file have them.
fn shown(notes: &[Arc<Note>]) -> Vec<Exchange> {
    notes.iter().map(|note| note.shown()).collect()
}

impl Display for TooFewExchanges {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { seen, wanted } = self;
        write!(f, "{seen} of {wanted} exchanges after {} s", LONGEST_WAIT.as_secs())
    }
}

impl Error for TooFewExchanges {}
