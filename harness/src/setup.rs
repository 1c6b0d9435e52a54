//! What a run needs to know.

use std::time::Duration;

use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::Fact;

use crate::target::Target;

/// Everything about a run, checked.
#[derive(Debug)]
pub struct Setup {
    /// Of the run in its reports, the same from day to day: the scenario, or the target.
    pub name: String,
    pub target: Target,
    pub customer_id: String,
    pub login_id: String,
    /// The clock of the target: of the mock in this process, or one that runs as fast as its does.
    pub clock: Clock,
    pub mode: ClockMode,
    /// For one exchange, in real time. A data call may be held open for 210 s.
    pub timeout: Duration,
    /// The head of the report.
    pub facts: Vec<Fact>,
}
