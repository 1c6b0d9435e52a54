//! The exit codes of both programs: one number has one meaning. Scripts rely on them.

use crate::report::Verdict;

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
/// An internal error: the verdict says nothing about what was tested.
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
    4  internal error: the verdict says nothing about what was tested
    5  the command under test failed, and no rule is broken
  124  the command under test was stopped by --timeout
  130  interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
When several apply, the first of 130, 143, 129, 4, 1, 2, 124, 5, 3, 0 wins.";

impl Verdict {
    pub fn exit_code(&self) -> u8 {
        self.weight().1
    }

    /// The graver of two verdicts; the first where they are equally grave.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.weight().0 > self.weight().0 { other } else { self }
    }

    /// How grave a verdict is beside others, and its exit code. The only place that knows the order.
    fn weight(&self) -> (u8, u8) {
        match self {
            Self::Interrupted { signal } => (8, signalled(*signal)),
            Self::HarnessFault { .. } => (7, FAULT),
            Self::Fail => (6, BROKEN),
            Self::NotWritten { .. } => (5, USAGE),
            Self::TimedOut { .. } => (4, TIMED_OUT),
            Self::CommandFailed { .. } => (3, COMMAND_FAILED),
            Self::CouldNotTest { .. } => (2, INCONCLUSIVE),
            Self::Inconclusive { .. } => (1, INCONCLUSIVE),
            Self::Pass => (0, PASSED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every verdict, the gravest first, with its exit code.
    fn all() -> Vec<(Verdict, u8)> {
        let reason = || "why".to_owned();
        vec![
            (Verdict::Interrupted { signal: 2 }, 130),
            (Verdict::HarnessFault { reason: reason() }, 4),
            (Verdict::Fail, 1),
            (Verdict::NotWritten { reason: reason() }, 2),
            (Verdict::TimedOut { reason: reason() }, 124),
            (Verdict::CommandFailed { reason: reason() }, 5),
            (Verdict::CouldNotTest { reason: reason() }, 3),
            (Verdict::Inconclusive { reason: reason() }, 3),
            (Verdict::Pass, 0),
        ]
    }

    #[test]
    fn the_graver_verdict_wins() {
        for (place, (graver, code)) in all().into_iter().enumerate() {
            assert_eq!(graver.exit_code(), code, "{graver:?}");
            for (other, _) in all().split_off(place) {
                assert_eq!(graver.clone().or_worse(other.clone()), graver);
                assert_eq!(other.or_worse(graver.clone()), graver);
            }
        }
        assert_eq!(Verdict::Interrupted { signal: 15 }.exit_code(), 143);
        let open = |reason: &str| Verdict::Inconclusive { reason: reason.to_owned() };
        assert_eq!(open("a").or_worse(open("b")), open("a"));
    }

    #[test]
    fn the_help_has_every_code() {
        for (_, code) in all() {
            assert!(HELP.contains(&format!("\n{code:>5}  ")), "{code}");
        }
    }
}
