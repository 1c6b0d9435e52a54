//! What looks on while the mock serves, so that a verdict can be given.

use std::sync::Arc;
use std::time::Duration;

use flinks_trace::Stall;

use crate::app::App;
use crate::clock::{Heartbeat, Moment};
use crate::customer::Customers;
use crate::journal::Journal;

/// Where stalls go to.
struct Stalls {
    customers: Arc<Customers>,
    journal: Arc<Journal>,
}

impl App {
    /// Notices stalls from now on. After [`Self::restore`], which says where
    /// they are kept.
    pub(crate) fn watch(&mut self) {
        let stalls =
            Stalls { customers: Arc::clone(&self.customers), journal: Arc::clone(&self.journal) };
        self.heartbeat = Some(Heartbeat::start(move |stood| stalls.tell(stood)));
    }
}

impl Stalls {
    /// Nothing ran for so long in real time until now. A clock that stands stood still anyway.
    fn tell(&self, stood: Duration) {
        for customer in self.customers.all() {
            let Some((from, to)) = customer.clock.passed(stood) else { continue };
            let [from, to] = [from, to].map(Moment::whole_millis);
            self.journal.stalled(Stall { customer: customer.id.clone(), from, to });
        }
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
        let stalls =
            Stalls { customers: Arc::clone(&app.customers), journal: Arc::clone(&app.journal) };
        stalls.tell(Duration::from_secs(4));
        app.journal.flush().await;
        let seen = app.journal.trace(None).stalls;
        let seen: Vec<_> = seen.into_iter().map(|stall| stall.customer).collect();
        let kept = file::trace(&path).unwrap().0.stalls;
        let kept: Vec<_> = kept.into_iter().map(|stall| stall.customer).collect();
        assert_eq!((seen, kept), (vec![CustomerId::parse("ada")], vec![CustomerId::parse("ada")]));
    }
}
