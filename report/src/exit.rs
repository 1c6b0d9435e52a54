//! The exit codes of both programs: one number has one meaning. Scripts rely on them.

/// Every rule that was reached holds, or the command did what it was asked to do.
pub const PASSED: u8 = 0;
/// A rule is broken, an entry of the baseline is out of date, or too little was covered.
pub const BROKEN: u8 = 1;
/// The command line or a file it names is wrong, or a report could not be written.
pub const USAGE: u8 = 2;
/// No rule is broken, and what was to be tested was not seen.
pub const INCONCLUSIVE: u8 = 3;
/// `ctl`: the server refused.
pub const REFUSED: u8 = 1;
/// `ctl`: the server cannot be reached.
pub const UNREACHABLE: u8 = 3;
/// No verdict: an internal error, or a message that `check` recognizes but cannot check.
pub const FAULT: u8 = 4;
/// The command under test failed, and no rule is broken.
pub const COMMAND_FAILED: u8 = 5;
/// The command under test was stopped by `--timeout`, as `timeout(1)` reports it.
pub const TIMED_OUT: u8 = 124;

/// Exit code of a program that was stopped by a signal: 130 for Ctrl-C, 143 for SIGTERM.
pub fn signalled(signal: i32) -> u8 {
    u8::try_from(signal).unwrap_or_default().saturating_add(128)
}

/// The table as `--help` prints it and as the documentation repeats it.
pub const HELP: &str = "\
Exit codes:
    0  every rule that was reached holds
    1  a rule is broken: a MUST, or what --fail-on names; also an outdated entry of the baseline, or
       too little coverage
    2  the command line, the configuration or a file is wrong, or a report could not be written
    3  inconclusive: the data was never seen, nothing was tested, or the target could not be tested
    4  no verdict: an internal error, or a message that `check` recognizes but cannot check
    5  the command under test failed, and no rule is broken
  124  the command under test was stopped by --timeout
  130  interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
When several apply, the first of 130, 143, 129, 4, 1, 2, 124, 5, 3, 0 wins.";
