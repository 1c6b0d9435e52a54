//! What looks on while the mock serves, so that a verdict can be given.

use std::sync::Arc;
use std::time::Duration;

use flinks_trace::Stall;

use crate::app::App;
use crate::clock::Heartbeat;
use crate::customer::Customers;
use crate::journal::Journal;
use crate::journal_writer::JournalWriter;
use crate::log::Log;

/// Where stalls go to.
struct Stalls {
    customers: Arc<Customers>,
    journal: Arc<Journal>,
    writer: Option<Arc<JournalWriter>>,
    log: Log,
}

impl App {
    /// Notices stalls from now on. After [`Self::restore`], which says where
    /// they are kept.
    pub(crate) fn watch(&mut self) {
        let stalls = Stalls {
            customers: Arc::clone(&self.customers),
            journal: Arc::clone(&self.journal),
            writer: self.writer.clone(),
            log: self.log.clone(),
        };
        self.heartbeat = Some(Heartbeat::start(move |stood| stalls.tell(stood)));
    }
}

impl Stalls {
    /// Nothing ran for so long in real time until now. A clock that stands stood still anyway.
    fn tell(&self, stood: Duration) {
        for customer in self.customers.all() {
            let Some((from, to)) = customer.clock.passed(stood) else { continue };
            let stall = Stall { customer: customer.id.clone(), from, to };
            let kept = self.writer.as_ref().map(|writer| writer.stalled(&stall));
            if let Some(Err(error)) = kept {
                self.log.said(format!("the journal file cannot be written: {error}"));
            }
            self.journal.stalled(stall);
        }
    }
}

#[cfg(test)]
mod tests {
    use flinks_trace::CustomerId;

    use super::*;
    use crate::clock::ClockMode;
    use crate::journal::saved;
    use crate::mock::FlinksMock;

    #[test]
    fn a_stall_is_told_of_every_clock_that_runs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let app = FlinksMock::builder().journal(&path).app(Log::default()).unwrap();
        for (customer, mode) in [("ada", ClockMode::Real), ("bob", ClockMode::Manual)] {
            app.customer(customer).clock.set_mode(mode);
        }
        let stalls = Stalls {
            customers: Arc::clone(&app.customers),
            journal: Arc::clone(&app.journal),
            writer: app.writer.clone(),
            log: Log::default(),
        };
        stalls.tell(Duration::from_secs(4));
        let seen = app.journal.run().stalls(None);
        let seen: Vec<_> = seen.into_iter().map(|stall| stall.customer).collect();
        let kept = saved::read(&path).unwrap().trace.stalls;
        let kept: Vec<_> = kept.into_iter().map(|stall| stall.customer).collect();
        assert_eq!((seen, kept), (vec![CustomerId::parse("ada")], vec![CustomerId::parse("ada")]));
    }
}
