//! What `run`, `record` and `diff` have in common: from a plan to what a run saw.

use std::io::{self, IsTerminal, Write};

use flinks_report::exit;
use flinks_trace::{End, HarnessRun, Stop};

use super::plan::Plan;
use super::{Failure, tell};
use crate::budget::cost;
use crate::progress::Progress;
use crate::setup::Setup;

/// Masks the secrets in logs of GitHub, and says what a run against a server costs.
pub(super) fn announce(plan: &Plan, is_on_github: bool, times: &str) {
    if is_on_github {
        mask(&plan.setup);
    }
    if plan.mock.is_none() {
        tell(&format!("{}{times}", cost(&plan.setup)));
    }
}

/// Makes GitHub's runner hide the secrets in every log. Elsewhere these lines would show them.
pub(super) fn mask(setup: &Setup) {
    // A closed log has nothing to hide.
    let _ = io::stdout()
        .lock()
        .write_all(mask_commands(setup.secrets().map(|(_, secret)| secret)).as_bytes());
}

/// Without empty values, with which a runner would hide everything or nothing.
fn mask_commands<'a>(secrets: impl Iterator<Item = &'a str>) -> String {
    let escaped = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let secrets = secrets.filter(|secret| !secret.trim().is_empty());
    secrets.map(|secret| format!("::add-mask::{}\n", escaped(secret))).collect()
}

pub(super) fn progress(quiet: bool) -> Progress {
    if io::stderr().is_terminal() {
        Progress::bar()
    } else if quiet {
        Progress::silent()
    } else {
        Progress::lines(Box::new(io::stderr()))
    }
}

/// For commands that need the whole run.
///
/// # Errors
///
/// A signal stopped it.
pub(super) fn whole(record: HarnessRun) -> Result<HarnessRun, Failure> {
    let signal = match record.end {
        End::Stopped(Stop::Interrupt) => 2,
        End::Stopped(Stop::Terminate) => 15,
        End::Played | End::NoClient(_) => return Ok(record),
    };
    Err(Failure::new(exit::signalled(signal), "stopped; nothing was written"))
}

/// Why a run has no reply at all.
pub(super) fn silence(record: &HarnessRun) -> Option<&str> {
    if let End::NoClient(reason) = &record.end {
        return Some(reason);
    }
    let mut failures = record.exchanges().iter().map(|exchange| exchange.no_reply());
    let (reason, _) = failures.next()??;
    failures.all(|failure| failure.is_some()).then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_for_each_secret() {
        let secrets = ["key-1", "", " ", "100%\r\n::stop-commands::x"];
        let expected = "::add-mask::key-1\n::add-mask::100%25%0D%0A::stop-commands::x\n";
        assert_eq!(mask_commands(secrets.into_iter()), expected);
    }
}
