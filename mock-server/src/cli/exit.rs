//! Exit codes. Scripts rely on them; a new meaning gets a new number.

use flinks_report::Verdict;

/// The server was stopped by a signal, or the command did what it was asked.
pub const OK: u8 = 0;

/// `ctl`: the server refused, and said why.
pub const REFUSED: u8 = 1;

/// `run`: a rule is broken, an expected failure is out of date, or too little was met.
pub const BROKEN: u8 = 1;

/// The command line, a scenario or a fixture is wrong, or the address cannot be used. Nothing was
/// served.
///
/// `run`: also where a report could not be written and nothing is broken.
pub const USAGE: u8 = 2;

/// `ctl`: the server cannot be reached.
pub const UNREACHABLE: u8 = 3;

/// `run`: no rule is broken, and something could not be decided, or no request came.
pub const INCONCLUSIVE: u8 = 3;

/// `run`: the mock itself did something wrong.
pub const FAULT: u8 = 4;

/// `run`: no rule is broken, and the command was stopped by `--timeout`; the code of timeout(1).
pub const TIMED_OUT: u8 = 124;

/// What shells make of a program that a signal ended: 130 for Ctrl-C, 143 for SIGTERM.
pub fn signalled(signal: i32) -> u8 {
    u8::try_from(signal).unwrap_or_default().saturating_add(128)
}

/// `command` is what the first command that failed comes to.
pub(crate) fn of_verdict(verdict: &Verdict, command: Option<u8>, interrupted: Option<i32>) -> u8 {
    match verdict {
        Verdict::Pass => OK,
        Verdict::Fail => BROKEN,
        Verdict::Inconclusive { .. } | Verdict::CouldNotTest { .. } => INCONCLUSIVE,
        Verdict::CommandFailed { .. } => command.unwrap_or(BROKEN),
        Verdict::Interrupted => signalled(interrupted.unwrap_or_default()),
        Verdict::HarnessFault { .. } => FAULT,
    }
}
