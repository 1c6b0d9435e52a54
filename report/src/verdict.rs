//! How a run went, and how grave that is beside others.

use serde::Serialize;

use crate::exit;

/// The verdict on one run, or on all of them together.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Verdict {
    /// Every rule that was reached held.
    Pass,
    /// A rule with the strength MUST is broken.
    Fail,
    /// No rule is broken, but what was to be tested was never seen.
    Inconclusive { reason: String },
    /// The target could not be talked to.
    CouldNotTest { reason: String },
    /// No rule is broken, and the program under test says itself that it failed.
    CommandFailed { reason: String },
    /// No rule is broken, and the program under test was stopped because it took too long.
    TimedOut { reason: String },
    /// No rule is broken, and a report that was asked for could not be written.
    NotWritten { reason: String },
    /// The run was stopped by a signal.
    Interrupted { signal: i32 },
    /// The input is a known message that has no checks.
    NotChecked { reason: String },
    /// The program that tests is wrong, not the target.
    HarnessFault { reason: String },
}

impl Verdict {
    /// The word the last line begins with.
    pub fn word(&self) -> &'static str {
        self.properties().2
    }

    pub fn exit_code(&self) -> u8 {
        self.properties().1
    }

    /// The graver of two verdicts; the first where they are equally grave.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.properties().0 > self.properties().0 { other } else { self }
    }

    /// Gravity, exit code and word of a verdict. This is the only place that knows the order.
    fn properties(&self) -> (u8, u8, &'static str) {
        match self {
            Self::Interrupted { signal } => (9, exit::signalled(*signal), "INTERRUPTED"),
            Self::HarnessFault { .. } => (8, exit::FAULT, "HARNESS FAULT"),
            Self::NotChecked { .. } => (7, exit::FAULT, "NOT CHECKED"),
            Self::Fail => (6, exit::BROKEN, "FAIL"),
            Self::NotWritten { .. } => (5, exit::USAGE, "NOT WRITTEN"),
            Self::TimedOut { .. } => (4, exit::TIMED_OUT, "TIMED OUT"),
            Self::CommandFailed { .. } => (3, exit::COMMAND_FAILED, "COMMAND FAILED"),
            Self::CouldNotTest { .. } => (2, exit::INCONCLUSIVE, "COULD NOT TEST"),
            Self::Inconclusive { .. } => (1, exit::INCONCLUSIVE, "INCONCLUSIVE"),
            Self::Pass => (0, exit::PASSED, "PASS"),
        }
    }

    /// The reason, if the checks do not state it already.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail | Self::Interrupted { .. } => None,
            Self::Inconclusive { reason }
            | Self::CouldNotTest { reason }
            | Self::CommandFailed { reason }
            | Self::TimedOut { reason }
            | Self::NotWritten { reason }
            | Self::NotChecked { reason }
            | Self::HarnessFault { reason } => Some(reason),
        }
    }

    /// The same, to be changed.
    pub fn reason_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Pass | Self::Fail | Self::Interrupted { .. } => None,
            Self::Inconclusive { reason }
            | Self::CouldNotTest { reason }
            | Self::CommandFailed { reason }
            | Self::TimedOut { reason }
            | Self::NotWritten { reason }
            | Self::NotChecked { reason }
            | Self::HarnessFault { reason } => Some(reason),
        }
    }

    /// The same verdict, with the name of its run before the reason.
    pub(crate) fn named(mut self, run: &str) -> Self {
        if let Some(reason) = self.reason_mut() {
            *reason = format!("{run}: {reason}");
        }
        self
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
            (Verdict::NotChecked { reason: reason() }, 4),
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
            assert!(exit::HELP.contains(&format!("\n{code:>5}  ")), "{code}");
        }
    }
}
