//! A run of a client: its beginning, its end, and what the judge says of it.

use std::sync::Arc;
use std::time::Duration;

use flinks_judge::client::judge;
use flinks_trace::{ClientEnd, EndedAt, Stall, Trace};

use crate::app::App;
use crate::clock::{Heartbeat, Moment};
use crate::customer::{Customer, Customers};
use crate::journal::{Filter, Journal, Written};
use crate::note::Note;

/// Wall-clock time for replies that are just going out. A client has its answer a moment before the
/// journal has the end of it.
const SETTLED_WITHIN: Duration = Duration::from_secs(1);

impl App {
    /// Notices stalls of the machine from now on. After [`Self::restore`], which says where they are kept.
    pub(crate) fn watch(&mut self) {
        let (customers, journal) = (Arc::clone(&self.customers), Arc::clone(&self.journal));
        self.heartbeat = Some(Heartbeat::start(move |stood| stalled(&customers, &journal, stood)));
    }

    /// The client of the run is gone. Both are empty where it was no command.
    ///
    /// # Errors
    ///
    /// The journal file cannot be written.
    pub(crate) fn finished(&self, exit: Option<i32>, signal: Option<i32>) -> Written {
        let moments = self.customers.all().iter().map(ended).collect();
        self.journal.end(ClientEnd { exit, signal, moments })
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
        let moments = || self.customers.find(customer).iter().map(ended).collect();
        let end = is_done.then(|| ClientEnd { moments: moments(), ..ClientEnd::default() });
        let end = end.or(trace.end);
        judge(&Trace { end, ..trace })
    }

    /// Not so where it waits for a moment to come.
    fn is_going_out(&self, exchange: &Note) -> bool {
        let customer = self.customers.find(&exchange.customer);
        customer.is_none_or(|customer| exchange.due <= customer.clock.now())
    }
}

fn ended(customer: &Arc<Customer>) -> EndedAt {
    EndedAt { customer: customer.id.clone(), at: customer.clock.now().whole_millis() }
}

/// Nothing ran for so long in real time until now. A clock that stands stood still anyway.
fn stalled(customers: &Customers, journal: &Journal, stood: Duration) {
    for customer in customers.all() {
        let Some((from, to)) = customer.clock.passed(stood) else { continue };
        let [from, to] = [from, to].map(Moment::whole_millis);
        journal.stalled(Stall { customer: customer.id.clone(), from, to });
    }
}

#[cfg(test)]
mod tests {
    use flinks_trace::{CustomerId, file};

    use super::*;
    use crate::clock::ClockMode;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    #[tokio::test]
    async fn a_stall_is_told_of_every_clock_that_runs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let app = FlinksMock::builder().journal(&path).app(Log::default()).unwrap();
        for (customer, mode) in [("ada", ClockMode::Real), ("bob", ClockMode::Manual)] {
            app.customer(customer).clock.set_mode(mode);
        }
        stalled(&app.customers, &app.journal, Duration::from_secs(4));
        app.journal.flush().await;
        let seen = app.journal.trace(None).stalls;
        let seen: Vec<_> = seen.into_iter().map(|stall| stall.customer).collect();
        let kept = file::trace(&path).unwrap().0.stalls;
        let kept: Vec<_> = kept.into_iter().map(|stall| stall.customer).collect();
        assert_eq!((seen, kept), (vec![CustomerId::parse("ada")], vec![CustomerId::parse("ada")]));
    }
}
