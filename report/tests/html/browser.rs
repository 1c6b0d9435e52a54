//! Debian's Chromium without a window.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

/// What a browser made of a page.
pub(crate) struct Seen {
    pub(crate) dom: String,
    /// What it wrote to its console: each thing that the page's policy forbade.
    pub(crate) console: Vec<String>,
}

/// Opens the page from a file. Nothing where there is no Chromium, but on CI, where it has to be.
pub(crate) fn open(page: &str) -> Option<Seen> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    fs::write(&file, page).expect("a file");
    let Some(browser) = start(&file, folder.path()) else {
        let missing = "Chromium is missing, so the page was not opened: apt-get install chromium";
        assert!(env::var_os("CI").is_none(), "{missing}");
        eprintln!("{missing}");
        return None;
    };
    let (dom, log) = output(browser);
    assert!(dom.contains("</html>"), "the browser did not open the page: {log}");
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned);
    Some(Seen { dom, console: console.collect() })
}

fn start(file: &Path, profile: &Path) -> Option<Child> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(|name| {
        Command::new(name)
            .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"])
            // It refuses to be root with one, as it is in a container of CI.
            .arg("--no-sandbox")
            .args(["--enable-logging=stderr", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.join("profile").display()))
            .arg(format!("file://{}", file.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()
    })
}

/// Both streams to their ends. A browser that hangs is ended after two minutes.
fn output(mut browser: Child) -> (String, String) {
    let dom = read(browser.stdout.take());
    let log = read(browser.stderr.take());
    let done = dom.recv_timeout(Duration::from_secs(120));
    if done.is_err() {
        browser.kill().expect("it can be ended");
    }
    browser.wait().expect("it ends");
    (done.unwrap_or_default(), log.recv().unwrap_or_default())
}

fn read(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.expect("a pipe").read_to_end(&mut bytes).expect("a pipe can be read");
        send.send(String::from_utf8_lossy(&bytes).into_owned())
    });
    receive
}
