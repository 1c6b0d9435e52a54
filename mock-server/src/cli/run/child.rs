//! The command: a process group of its own, so that nothing of it stays behind.

use std::ffi::OsString;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use flinks_report::Verdict;
use tokio::process::{Child, Command};

use crate::signals::{Signals, TERMINATE};

/// How a command ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) exit: Option<i32>,
    pub(super) signal: Option<i32>,
    pub(super) by: By,
}

/// Why it ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum By {
    Itself,
    /// It took longer than this.
    Timeout(Duration),
    /// Somebody sent us this signal.
    Signal(i32),
}

/// Wall-clock time in which a command can end in good order.
const GRACE: Duration = Duration::from_secs(5);

const KILL: i32 = 9;

/// Starts the command. It has no input: several runs would take it from each other, and a terminal stops
/// who reads from it in the background.
pub(super) fn start(
    words: &[OsString],
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    out: Stdio,
    err: Stdio,
) -> io::Result<Child> {
    let [program, arguments @ ..] = words else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut command = Command::new(program);
    command.args(arguments).envs(variables);
    command.stdin(Stdio::null()).stdout(out).stderr(err).kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    command.spawn()
}

/// Waits until the command ends, or until `limit` on the wall clock. A signal to us is handed on.
/// Processes that it leaves running are told to end and not waited for; so is everything if this is
/// dropped.
pub(super) async fn end(
    mut child: Child,
    limit: Duration,
    signals: &mut Signals,
) -> io::Result<End> {
    // Asked for now: a child that has ended has no id any more.
    let group = Group(child.id());
    let by = tokio::select! {
        status = tokio::time::timeout(limit, child.wait()) => match status {
            Ok(status) => return Ok(End::new(status?, By::Itself)),
            Err(_) => By::Timeout(limit),
        },
        signal = signals.next() => By::Signal(signal),
    };
    group.send(if let By::Signal(signal) = by { signal } else { TERMINATE });
    let in_time = tokio::select! {
        status = tokio::time::timeout(GRACE, child.wait()) => status.is_ok(),
        // Whoever asks twice does not want to wait.
        _ = signals.next() => false,
    };
    group.send(KILL);
    if !in_time {
        // Where there are no groups.
        let _ = child.start_kill();
    }
    Ok(End::new(child.wait().await?, by))
}

/// The process and all that it has started, but for those that took a group of their own.
struct Group(Option<u32>);

impl Group {
    #[cfg(unix)]
    fn send(&self, signal: i32) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let group = self.0.and_then(|id| Pid::from_raw(id.try_into().ok()?));
        if let (Some(group), Some(signal)) = (group, Signal::from_named_raw(signal)) {
            // Nobody being left is fine.
            let _ = kill_process_group(group, signal);
        }
    }

    #[cfg(not(unix))]
    fn send(&self, _: i32) {}
}

impl Drop for Group {
    fn drop(&mut self) {
        self.send(TERMINATE);
    }
}

impl End {
    fn new(status: ExitStatus, by: By) -> Self {
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        #[cfg(not(unix))]
        let signal = None;
        Self { exit: status.code(), signal, by }
    }

    /// What the command did, to be put after "the command".
    pub(super) fn described(self) -> String {
        match (self.by, self.exit, self.signal) {
            (By::Timeout(limit), ..) => {
                format!("was stopped after {} s (--timeout)", limit.as_secs_f32())
            }
            (By::Signal(signal), ..) => format!("was stopped, as signal {signal} asked for"),
            (By::Itself, Some(code), _) => format!("ended with exit code {code}"),
            (By::Itself, None, Some(signal)) => format!("was ended by signal {signal}"),
            (By::Itself, None, None) => "ended".to_owned(),
        }
    }

    /// The verdict on a client that was stopped from outside, unless it broke a rule before.
    pub(super) fn verdict(self) -> Option<Verdict> {
        let reason = format!("the command {}", self.described());
        match self.by {
            By::Itself => None,
            By::Timeout(_) => Some(Verdict::TimedOut { reason }),
            By::Signal(_) => Some(Verdict::CommandFailed { reason }),
        }
    }
}
