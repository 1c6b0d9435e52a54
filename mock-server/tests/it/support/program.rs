//! The program `flinks-mock`, run to its end or left serving.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

/// The token of the admin API, where a test gives it.
pub(crate) const TOKEN: &str = "0123456789abcdef";

/// In an environment without the variables of whoever runs the tests.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    for name in [
        "FLINKS_API_KEY",
        "FLINKS_MOCK_ADMIN",
        "FLINKS_MOCK_ADMIN_TOKEN",
        "FLINKS_MOCK_CUSTOMER",
        "FLINKS_SECRET_KEY",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "JAVA_TOOL_OPTIONS",
        "NODE_OPTIONS",
        "PHP_INI_SCAN_DIR",
        "PYTHONPATH",
        "R_PROFILE_USER",
        "RUBYOPT",
    ] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100").args(args);
    command
}

/// What a shell sees of a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Seen {
    /// None after a signal.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(args: &[&str]) -> Seen {
    Seen::of(&mut program(args))
}

impl Seen {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// All of it, with `hide` as `[..]`.
    pub(crate) fn shown(&self, hide: &str) -> String {
        let Self { code, out, err } = self;
        let shown = format!("exit {}\n--- stdout\n{out}--- stderr\n{err}", code.unwrap());
        shown.replace(hide, "[..]")
    }
}

pub(crate) fn folder(files: &[(&str, &str)]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

/// A running `flinks-mock serve`; killed when it is dropped.
pub(crate) struct Served {
    child: Mutex<Child>,
    /// From the address to the example.
    pub(crate) banner: String,
    pub(crate) url: String,
    stderr: Mutex<Receiver<String>>,
}

impl Served {
    /// On a port of its choice.
    pub(crate) fn start(args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = program(&["serve", "--listen", "127.0.0.1:0"]);
        Self::spawn(command.args(args).envs(variables.iter().copied()))
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, stderr) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| sender.send(line)).ok()
        });
        let mut banner = String::new();
        for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
            banner += &line.unwrap();
            banner.push('\n');
            if banner.contains("MostRecentCached") {
                break;
            }
        }
        let url = banner.lines().next().unwrap_or_default().to_owned();
        assert!(url.starts_with("http://"), "{:?}", stderr.iter().collect::<Vec<_>>());
        Self { child: Mutex::new(child), banner, url, stderr: Mutex::new(stderr) }
    }

    /// The word of the banner that follows `before`.
    pub(crate) fn after(&self, before: &str) -> &str {
        let (_, rest) = self.banner.split_once(before).unwrap();
        rest.split_whitespace().next().unwrap()
    }

    /// Address of the admin API.
    pub(crate) fn admin(&self) -> &str {
        self.after("\nadmin     ")
    }

    /// The lines of stderr up to the first that has `part`. The time limit is that of a hanging server.
    pub(crate) fn lines_to(&self, part: &str) -> Vec<String> {
        let (mut lines, stderr) = (Vec::new(), self.stderr.lock().unwrap());
        loop {
            let line = stderr.recv_timeout(Duration::from_secs(20));
            lines.push(line.unwrap_or_else(|_| panic!("no {part} after {lines:#?}")));
            if lines.last().unwrap().contains(part) {
                return lines;
            }
        }
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.id()]).status().unwrap().success());
    }

    #[cfg(unix)]
    pub(crate) fn id(&self) -> String {
        self.child.lock().unwrap().id().to_string()
    }

    /// Sends SIGTERM; gives the exit code and what is left of stderr.
    #[cfg(unix)]
    pub(crate) fn terminate(self) -> (Option<i32>, String) {
        self.signal("-TERM");
        let status = self.child.lock().unwrap().wait().unwrap();
        (status.code(), self.rest_of_stderr())
    }

    /// SIGKILL: nothing of the program runs after this.
    pub(crate) fn kill(&self) {
        self.child.lock().unwrap().kill().unwrap();
    }

    /// Kills it, and gives all that it wrote after the banner.
    pub(crate) fn rest(self) -> String {
        self.kill();
        let mut child = self.child.lock().unwrap();
        child.wait().unwrap();
        let stdout = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
        format!("{stdout}{}", self.rest_of_stderr())
    }

    fn rest_of_stderr(&self) -> String {
        self.stderr.lock().unwrap().iter().map(|line| line + "\n").collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
