//! `serve` plays changed files, without a restart and without a call.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::CUSTOMER;

/// The data is there at the first call.
const READY: &str = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\nusername = \"mine\"\n";

const PENDING: &str = "[[step]]\non = \"data\"\nreply = \"pending\"\n";

const LOGIN: &str = "20000000-0000-4000-8000-000000000001";
const TOKEN: &str = "0123456789abcdef";

/// A second scenario, so that the folder is never empty.
const OTHER: &str = "summary = \"Other.\"\nlogin-id = \"20000000-0000-4000-8000-000000000002\"\n";

/// A running `flinks-mock serve`; ends when it is dropped.
struct Served {
    child: Child,
    url: String,
    admin: String,
    stderr: Receiver<String>,
    http: reqwest::Client,
}

impl Served {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flinks-mock"))
            .args(["serve", "--listen", "127.0.0.1:0", "--clock", "auto", "--quiet"])
            .args(args)
            .env("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let url = lines.next().unwrap();
        let admin = lines.find_map(|line| {
            line.strip_prefix("admin     ")?.split_once(' ').map(|(url, _)| url.to_owned())
        });
        let admin = admin.unwrap();
        drop(lines);
        let (sender, stderr) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| sender.send(line)).ok()
        });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { child, url, admin, stderr, http }
    }

    /// The lines up to the first that has `part`. The time limit is that of a hanging server.
    fn told(&self, part: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.stderr.recv_timeout(Duration::from_secs(20));
            lines.push(line.unwrap_or_else(|_| panic!("no {part} after {lines:#?}")));
            if lines.last().unwrap().contains(part) {
                return lines;
            }
        }
    }

    async fn post(&self, name: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/v3/{CUSTOMER}/BankingServices/{name}", self.url);
        let response = self.http.post(url).body(body.to_string()).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap().parse().unwrap())
    }

    /// Opens a session of the scenario that has [`LOGIN`].
    async fn authorize(&self) -> (u16, Value) {
        let (status, body) =
            self.post("Authorize", json!({ "LoginId": LOGIN, "MostRecentCached": true })).await;
        (status, json!({ "RequestId": body["RequestId"] }))
    }

    /// The status of the session's data.
    async fn data(&self, session: &Value) -> u16 {
        self.post("GetAccountsDetail", session.clone()).await.0
    }

    async fn admin(&self, method: &str, path: &str, body: &'static str) -> (u16, Value) {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.admin));
        let kind = if method == "PUT" { "application/toml" } else { "application/json" };
        let request = request.bearer_auth(TOKEN).header("content-type", kind).body(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap().parse().unwrap())
    }

    #[cfg(unix)]
    fn hang_up(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// As most editors write: another file that takes the name.
fn write(folder: &Path, name: &str, text: &str) {
    let new = folder.join(".new");
    fs::write(&new, text).unwrap();
    fs::rename(new, folder.join(name)).unwrap();
}

fn start(text: &str) -> (TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "mine.toml", text);
    write(folder.path(), "other.toml", OTHER);
    let served = Served::start(&["--scenarios", folder.path().to_str().unwrap()]);
    (folder, served)
}

/// `own` are the scenarios that are not built in.
fn line(what: &str, own: usize) -> String {
    format!("{what}; {} scenarios", flinks_mock::builtin_scenarios().len() + own)
}

fn pending() -> String {
    format!("{READY}{PENDING}")
}

#[tokio::test]
async fn the_next_session_plays_the_change_and_the_open_one_does_not() {
    let (folder, served) = start(&pending());
    let (_, open) = served.authorize().await;
    assert_eq!(served.data(&open).await, 202);

    write(folder.path(), "mine.toml", READY);
    assert_eq!(served.told("scenarios"), [line("reloaded: changed mine", 2)]);
    assert_eq!(served.data(&open).await, 202);
    let (_, next) = served.authorize().await;
    assert_eq!(served.data(&next).await, 200);
}

#[tokio::test]
async fn a_bad_change_changes_nothing_and_is_said() {
    let (folder, served) = start(&pending());
    let url = format!("{}/events", served.admin);
    let mut events = served.http.get(url).bearer_auth(TOKEN).send().await.unwrap();

    write(folder.path(), "mine.toml", &READY.replace("summary", "sumary"));
    write(folder.path(), "third.toml", "");
    let told = served.told("nothing was changed").join("\n");
    assert!(told.contains("third.toml"), "{told}");
    assert!(told.contains("= help: did you mean `summary`?"), "{told}");
    let end = "mistakes found; nothing was changed; the server goes on with what it had";
    assert!(told.ends_with(end), "{told}");
    let event = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(event.starts_with("event: bad-files\ndata: {\"problem\":\"error: "), "{event}");
    assert!(event.contains("did you mean `summary`?"), "{event}");
    let (_, session) = served.authorize().await;
    assert_eq!(served.data(&session).await, 202);

    fs::remove_file(folder.path().join("third.toml")).unwrap();
    write(folder.path(), "mine.toml", &pending());
    served.told(&line("reloaded: the files are good again; nothing changed", 2));
}

/// What was written so far may be said to be bad; it is never what is played.
#[tokio::test]
async fn half_of_a_file_is_not_the_last_word() {
    let (folder, served) = start(&pending());
    let mut file = fs::File::create(folder.path().join("mine.toml")).unwrap();
    file.write_all(&READY.as_bytes()[..20]).unwrap();
    served.told("nothing was changed");

    file.write_all(&READY.as_bytes()[20..]).unwrap();
    drop(file);
    served.told(&line("reloaded: changed mine", 2));
    let (_, session) = served.authorize().await;
    assert_eq!(served.data(&session).await, 200);
}

#[tokio::test]
async fn a_file_that_goes_takes_its_scenario_along_and_open_sessions_go_on() {
    let (folder, served) = start(READY);
    let (_, open) = served.authorize().await;
    fs::remove_file(folder.path().join("mine.toml")).unwrap();
    assert_eq!(served.told("scenarios"), [line("reloaded: removed mine", 1)]);

    assert_eq!(served.data(&open).await, 200);
    let (status, scenario) = served.admin("GET", "/scenarios/mine", "").await;
    assert_eq!(status, 404, "{scenario}");
}

#[tokio::test]
async fn a_folder_that_goes_and_comes_back_is_watched_again() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("deep/scenarios");
    fs::create_dir_all(&folder).unwrap();
    write(&folder, "mine.toml", &pending());
    let served = Served::start(&["--scenarios", folder.to_str().unwrap()]);

    fs::remove_dir_all(outer.path().join("deep")).unwrap();
    let told = served.told("nothing was changed").join("\n");
    assert!(told.contains("cannot read this folder"), "{told}");
    let (_, session) = served.authorize().await;
    assert_eq!(served.data(&session).await, 202);

    fs::create_dir_all(&folder).unwrap();
    write(&folder, "mine.toml", READY);
    served.told(&line("reloaded: changed mine", 1));
    write(&folder, "mine.toml", &pending());
    served.told(&line("reloaded: changed mine", 1));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_to_another_folder_is_followed() {
    use std::os::unix::fs::symlink;

    let outer = tempfile::tempdir().unwrap();
    for (name, text) in [("first", pending()), ("second", READY.to_owned())] {
        fs::create_dir(outer.path().join(name)).unwrap();
        write(&outer.path().join(name), "mine.toml", &text);
    }
    let (link, new) = (outer.path().join("scenarios"), outer.path().join("new"));
    symlink("first", &link).unwrap();
    let served = Served::start(&["--scenarios", link.to_str().unwrap()]);

    symlink("second", &new).unwrap();
    fs::rename(&new, &link).unwrap();
    served.told(&line("reloaded: changed mine", 1));
    write(&outer.path().join("second"), "mine.toml", &pending());
    served.told(&line("reloaded: changed mine", 1));
}

#[tokio::test]
async fn a_fixture_changes_the_scenarios_that_use_it() {
    let fixtures = tempfile::tempdir().unwrap();
    let seed = include_str!("../../../fixtures/accounts/seed.json");
    let accounts = fixtures.path().join("accounts");
    fs::create_dir(&accounts).unwrap();
    fs::write(accounts.join("own.json"), seed).unwrap();
    let scenarios = tempfile::tempdir().unwrap();
    let text = format!("{READY}[fixtures]\naccounts = \"own\"\n");
    write(scenarios.path(), "mine.toml", &text);
    let [scenarios, folder] = [&scenarios, &fixtures].map(|it| it.path().to_str().unwrap());
    let served = Served::start(&["--scenarios", scenarios, "--fixtures", folder]);

    write(&accounts, "own.json", &seed.replace("\"CAD\"", "\"USD\""));
    assert_eq!(served.told("scenarios"), [line("reloaded: changed mine", 1)]);
    // A kind that was not there has a folder that was not watched.
    fs::create_dir(fixtures.path().join("investments")).unwrap();
    write(&fixtures.path().join("investments"), "own.json", "{}");
    served.told("nothing was changed");
    write(&fixtures.path().join("investments"), "own.json", "{");
    served.told("not valid JSON");
}

#[cfg(unix)]
#[tokio::test]
async fn sighup_reads_the_files_again_and_ends_nothing() {
    let (_folder, served) = start(READY);
    for _ in 0..2 {
        served.hang_up();
        assert_eq!(served.told("scenarios"), [line("reloaded: nothing changed", 2)]);
    }
    let without_folders = Served::start(&[]);
    without_folders.hang_up();
    without_folders.told(&line("reloaded: nothing changed", 0));
}

#[tokio::test]
async fn a_scenario_that_was_put_stays_when_files_change() {
    let (folder, served) = start(READY);
    let put = "summary = \"Put.\"\nlogin-id = \"20000000-0000-4000-8000-000000000003\"\n";
    assert_eq!(served.admin("PUT", "/scenarios/put", put).await.0, 200);

    write(folder.path(), "mine.toml", &pending());
    assert_eq!(served.told("scenarios"), [line("reloaded: changed mine", 3)]);
    let (status, reloaded) = served.admin("POST", "/reload", "").await;
    assert_eq!(
        (status, &reloaded["scenarios"]),
        (200, &json!(flinks_mock::builtin_scenarios().len() + 3))
    );
    assert_eq!(reloaded["changed"], json!([]));
}
