//! Exit codes. Scripts rely on them; a new meaning gets a new number.
//!
//! When several apply, the first of 70, 2, 1, 3, 5, 6, 4 wins: a breach that was found is not hidden
//! by an outage that came later. A run that is stopped ends as stopped, whatever it had found.

/// Every rule that was reached held, and the data was seen.
pub const PASSED: u8 = 0;
/// The server breaks a rule with the strength MUST.
pub const FAILED: u8 = 1;
/// The command line, or a file it names, is wrong, or the mock cannot start as asked; nothing was
/// sent.
pub const USAGE: u8 = 2;
/// The target could not be tested: name, connection, TLS, time, or Authorize refused.
pub const COULD_NOT_TEST: u8 = 3;
/// Nothing was looked at: no rule that was asked for was reached.
pub const NOTHING_TESTED: u8 = 4;
/// Still pending at the deadline, or ended by a code: the data was never seen.
pub const INCONCLUSIVE: u8 = 5;
/// Nothing is wrong but the file of expected failures: what it expects does not happen any more.
pub const STALE: u8 = 6;
/// The harness itself did something wrong, or could not write down that all is well: 2 would say
/// that nothing was sent, and that trying again costs nothing.
pub const HARNESS_FAULT: u8 = 70;
/// Stopped by Ctrl-C, with what had been found out printed.
pub const INTERRUPTED: u8 = 130;
/// Stopped by SIGTERM, with what had been found out printed.
pub const TERMINATED: u8 = 143;

/// Whether a broken rule that is found now goes before it: it is neither that already, nor a fault
/// of ours, nor a stop.
pub(crate) fn is_below_failed(code: u8) -> bool {
    matches!(code, PASSED | COULD_NOT_TEST | NOTHING_TESTED | INCONCLUSIVE | STALE)
}
