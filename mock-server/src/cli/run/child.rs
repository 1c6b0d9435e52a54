//! The command: a process group of its own, so that nothing of it stays behind.

use std::ffi::OsString;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::signals::{Signals, TERMINATE};

/// A command that runs.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    group: Group,
}

/// How it ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct End {
    pub(super) exit: Option<i32>,
    pub(super) signal: Option<i32>,
    pub(super) by: By,
}

/// Why it ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum By {
    Itself,
    Timeout,
    /// Somebody sent us this signal.
    Signal(i32),
}

/// What a command has to end in good order, on the clock of the wall.
const GRACE: Duration = Duration::from_secs(5);

impl Running {
    /// Its output goes where ours goes. It has no input: several runs would take it from each other,
    /// and a terminal stops who reads from it in the background.
    ///
    /// # Errors
    ///
    /// The program cannot be started.
    pub(super) fn start(
        words: &[OsString],
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> io::Result<Self> {
        let [program, arguments @ ..] = words else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let mut command = Command::new(program);
        command.args(arguments).envs(variables).stdin(Stdio::null()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn()?;
        let group = Group::of(&child);
        Ok(Self { child, group })
    }

    /// Waits for its end, at most `limit` of the clock of the wall. A signal to us is handed on. What
    /// it leaves running is told to end, and not waited for.
    ///
    /// # Errors
    ///
    /// The operating system does not say how it ended.
    pub(super) async fn end(mut self, limit: Duration, signals: &mut Signals) -> io::Result<End> {
        let by = tokio::select! {
            status = tokio::time::timeout(limit, self.child.wait()) => match status {
                Ok(status) => {
                    self.group.send(TERMINATE);
                    return Ok(End::new(status?, By::Itself));
                }
                Err(_) => By::Timeout,
            },
            signal = signals.next() => By::Signal(signal),
        };
        self.group.send(if let By::Signal(signal) = by { signal } else { TERMINATE });
        let in_time = tokio::select! {
            status = tokio::time::timeout(GRACE, self.child.wait()) => status.is_ok(),
            // Whoever asks twice does not want to wait.
            _ = signals.next() => false,
        };
        self.group.send(KILL);
        if !in_time {
            // Where there are no groups.
            let _ = self.child.start_kill();
        }
        Ok(End::new(self.child.wait().await?, by))
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
}

const KILL: i32 = 9;

/// The process and all that it has started, but for those that took a group of their own.
#[cfg(unix)]
#[derive(Clone, Copy, Debug)]
struct Group(Option<rustix::process::Pid>);

#[cfg(unix)]
impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(rustix::process::Pid::from_raw))
    }

    fn send(self, signal: i32) {
        let signal = rustix::process::Signal::from_named_raw(signal);
        if let (Some(group), Some(signal)) = (self.0, signal) {
            // Nobody being left is fine.
            let _ = rustix::process::kill_process_group(group, signal);
        }
    }
}

#[cfg(not(unix))]
#[derive(Clone, Copy, Debug)]
struct Group;

#[cfg(not(unix))]
impl Group {
    fn of(_: &Child) -> Self {
        Self
    }

    fn send(self, _: i32) {}
}
