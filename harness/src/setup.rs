//! What a run needs to know.

use std::time::Duration;

use flinks_mock::clock::Clock;

use crate::record::Head;
use crate::target::Target;

/// Everything about a run, checked.
#[derive(Debug)]
pub struct Setup {
    pub head: Head,
    pub target: Target,
    pub customer_id: String,
    pub login_id: String,
    /// The clock of the target: of the mock in this process, or one that runs as fast as its does.
    pub clock: Clock,
    /// For one exchange, in real time. A data call may be held open for 210 s.
    pub timeout: Duration,
}
