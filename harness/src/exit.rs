//! Exit codes. Scripts rely on them; a new meaning gets a new number.
//!
//! When several apply, the first of 70, 2, 1, 3, 5 wins: a breach that was found is not hidden by
//! an outage that came later.

use flinks_report::Verdict;

/// Every rule that was reached held, and the data was seen.
pub const PASSED: u8 = 0;
/// The server breaks a rule with the strength MUST.
pub const FAILED: u8 = 1;
/// The command line is wrong, or the mock cannot start as asked; nothing was sent.
pub const USAGE: u8 = 2;
/// The target could not be tested: name, connection, TLS, time, or Authorize refused.
pub const COULD_NOT_TEST: u8 = 3;
/// Still pending at the deadline, or ended by a code: the data was never seen.
pub const INCONCLUSIVE: u8 = 5;
/// The harness itself did something wrong.
pub const HARNESS_FAULT: u8 = 70;
/// Stopped by Ctrl-C, with what had been found out printed.
pub const INTERRUPTED: u8 = 130;
/// Stopped by SIGTERM, with what had been found out printed.
pub const TERMINATED: u8 = 143;

/// The exit code of a verdict. A run that was stopped by SIGTERM ends with [`TERMINATED`].
pub fn code(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Pass => PASSED,
        // The harness starts no command; a verdict of this kind would be a failure all the same.
        Verdict::Fail | Verdict::CommandFailed { .. } => FAILED,
        Verdict::CouldNotTest { .. } => COULD_NOT_TEST,
        Verdict::Inconclusive { .. } => INCONCLUSIVE,
        Verdict::HarnessFault { .. } => HARNESS_FAULT,
        Verdict::Interrupted => INTERRUPTED,
    }
}
