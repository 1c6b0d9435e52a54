//! A run of a client: its beginning, its end, and what the judge says of it.

use std::sync::Arc;
use std::time::Duration;

use flinks_judge::client::judge;
use flinks_trace::{ClientEnd, EndedAt, RunHead, Trace};

use crate::app::App;
use crate::customer::Customer;
use crate::journal::{Filter, Written};
use crate::note::Note;

/// Wall-clock time for replies that are just going out. A client has its answer a moment before the
/// journal has the end of it.
const SETTLED_WITHIN: Duration = Duration::from_secs(1);

impl App {
    /// A run begins; what was before belongs to no run. Its name is that of its scenario; `head` is for
    /// those who judge the file later.
    ///
    /// # Errors
    ///
    /// The journal file cannot be written, as with [`Self::finished`].
    pub(crate) fn began(&self, name: &str, head: Option<RunHead>) -> Written {
        self.journal.begin(name, head)
    }

    /// The client of the run is gone. Both are empty where it was no command.
    pub(crate) fn finished(&self, exit: Option<i32>, signal: Option<i32>) -> Written {
        self.journal.end(self.end(exit, signal))
    }

    fn end(&self, exit: Option<i32>, signal: Option<i32>) -> ClientEnd {
        let customers = self.customers.all();
        let ended = |customer: &Arc<Customer>| EndedAt {
            customer: customer.id.clone(),
            at: customer.clock.now().whole_millis(),
        };
        ClientEnd { exit, signal, moments: customers.iter().map(ended).collect() }
    }

    /// What a judge has to know of one customer, or of all. It is in the file as well then.
    pub(crate) async fn trace(&self, customer: Option<&str>) -> Trace {
        let filter = Filter { customer: customer.map(str::to_owned), ..Filter::default() };
        self.journal.settled(&filter, |exchange| self.is_going_out(exchange), SETTLED_WITHIN).await;
        if let Some(heartbeat) = &self.heartbeat {
            heartbeat.caught_up().await;
        }
        self.journal.flush().await;
        self.journal.trace(customer)
    }

    /// What the judge says of one customer's client. `is_done`: it will not call any more, so that
    /// what it left undone is left undone for good.
    pub(crate) async fn verdict(&self, customer: &str, is_done: bool) -> flinks_report::Run {
        let trace = self.trace(Some(customer)).await;
        let end = if is_done { Some(self.end(None, None)) } else { trace.end };
        judge(&Trace { end, ..trace })
    }

    /// Not so where it waits for a moment to come.
    fn is_going_out(&self, exchange: &Note) -> bool {
        let customer = self.customers.find(&exchange.customer);
        customer.is_none_or(|customer| exchange.due <= customer.clock.now())
    }
}
