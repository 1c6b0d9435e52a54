//! `serve` plays changed files, without a restart and without a call.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::program::{Served, TOKEN};
use crate::support::{Answer, CUSTOMER, OWN_LOGIN, http};

/// The data is there at the first call.
const READY: &str = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\nusername = \"mine\"\n";

const PENDING: &str = "[[step]]\non = \"data\"\nreply = \"pending\"\n";

/// A second scenario, so that the folder is never empty.
const OTHER: &str = "summary = \"Other.\"\nlogin-id = \"20000000-0000-4000-8000-000000000002\"\n";

fn serve(args: &[&str]) -> Served {
    let args = [&["--clock", "auto", "--quiet"], args].concat();
    Served::start(&args, &[("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)])
}

impl Served {
    async fn post(&self, name: &str, body: Value) -> Answer {
        let url = format!("{}/v3/{CUSTOMER}/BankingServices/{name}", self.url);
        Answer::to(http().post(url).body(body.to_string())).await
    }

    /// Opens a session of the scenario in `mine.toml`.
    async fn authorize(&self) -> Value {
        let answer = self.post("Authorize", json!({ "LoginId": OWN_LOGIN })).await;
        json!({ "RequestId": answer.text_at("/RequestId") })
    }

    /// The status of the session's data.
    async fn data(&self, session: &Value) -> u16 {
        self.post("GetAccountsDetail", session.clone()).await.status
    }

    /// The status of the data of a session that is opened now.
    async fn new_data(&self) -> u16 {
        self.data(&self.authorize().await).await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.admin());
        http().request(method.parse().unwrap(), url).bearer_auth(TOKEN)
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
    let served = serve(&["--scenarios", folder.path().to_str().unwrap()]);
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
    let open = served.authorize().await;
    assert_eq!(served.data(&open).await, 202);

    write(folder.path(), "mine.toml", READY);
    assert_eq!(served.lines_to("scenarios"), [line("reloaded: changed mine", 2)]);
    assert_eq!(served.data(&open).await, 202);
    assert_eq!(served.new_data().await, 200);
}

#[tokio::test]
async fn a_bad_change_changes_nothing_and_is_said() {
    let (folder, served) = start(&pending());
    let mut events = served.request("GET", "/events").send().await.unwrap();

    write(folder.path(), "mine.toml", &READY.replace("summary", "sumary"));
    write(folder.path(), "third.toml", "");
    let told = served.lines_to("nothing was changed").join("\n");
    assert!(told.contains("third.toml"), "{told}");
    assert!(told.contains("= help: did you mean `summary`?"), "{told}");
    let end = "mistakes found; nothing was changed; the server goes on with what it had";
    assert!(told.ends_with(end), "{told}");
    let event = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(event.starts_with("event: bad-files\ndata: {\"problem\":\"error: "), "{event}");
    assert!(event.contains("did you mean `summary`?"), "{event}");
    assert_eq!(served.new_data().await, 202);

    fs::remove_file(folder.path().join("third.toml")).unwrap();
    write(folder.path(), "mine.toml", &pending());
    served.lines_to(&line("reloaded: the files are good again; nothing changed", 2));
}

/// What was written so far may be said to be bad; it is never what is played.
#[tokio::test]
async fn half_of_a_file_is_not_the_last_word() {
    let (folder, served) = start(&pending());
    let mut file = fs::File::create(folder.path().join("mine.toml")).unwrap();
    file.write_all(&READY.as_bytes()[..20]).unwrap();
    served.lines_to("nothing was changed");

    file.write_all(&READY.as_bytes()[20..]).unwrap();
    drop(file);
    served.lines_to(&line("reloaded: changed mine", 2));
    assert_eq!(served.new_data().await, 200);
}

#[tokio::test]
async fn a_file_that_goes_takes_its_scenario_along_and_open_sessions_go_on() {
    let (folder, served) = start(READY);
    let open = served.authorize().await;
    fs::remove_file(folder.path().join("mine.toml")).unwrap();
    assert_eq!(served.lines_to("scenarios"), [line("reloaded: removed mine", 1)]);

    assert_eq!(served.data(&open).await, 200);
    let gone = served.request("GET", "/scenarios/mine").send().await.unwrap();
    assert_eq!(gone.status(), 404);
}

#[tokio::test]
async fn a_folder_that_goes_and_comes_back_is_watched_again() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("deep/scenarios");
    fs::create_dir_all(&folder).unwrap();
    write(&folder, "mine.toml", &pending());
    let served = serve(&["--scenarios", folder.to_str().unwrap()]);

    fs::remove_dir_all(outer.path().join("deep")).unwrap();
    let told = served.lines_to("nothing was changed").join("\n");
    assert!(told.contains("cannot read this folder"), "{told}");
    assert_eq!(served.new_data().await, 202);

    fs::create_dir_all(&folder).unwrap();
    write(&folder, "mine.toml", READY);
    served.lines_to(&line("reloaded: changed mine", 1));
    write(&folder, "mine.toml", &pending());
    served.lines_to(&line("reloaded: changed mine", 1));
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
    let served = serve(&["--scenarios", link.to_str().unwrap()]);

    symlink("second", &new).unwrap();
    fs::rename(&new, &link).unwrap();
    served.lines_to(&line("reloaded: changed mine", 1));
    write(&outer.path().join("second"), "mine.toml", &pending());
    served.lines_to(&line("reloaded: changed mine", 1));
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
    let served = serve(&["--scenarios", scenarios, "--fixtures", folder]);

    write(&accounts, "own.json", &seed.replace("\"CAD\"", "\"USD\""));
    assert_eq!(served.lines_to("scenarios"), [line("reloaded: changed mine", 1)]);
    // A kind that was not there has a folder that was not watched.
    fs::create_dir(fixtures.path().join("investments")).unwrap();
    write(&fixtures.path().join("investments"), "own.json", "{}");
    served.lines_to("nothing was changed");
    write(&fixtures.path().join("investments"), "own.json", "{");
    served.lines_to("not valid JSON");
}

#[cfg(unix)]
#[tokio::test]
async fn sighup_reads_the_files_again_and_ends_nothing() {
    let (_folder, served) = start(READY);
    for _ in 0..2 {
        served.signal("-HUP");
        assert_eq!(served.lines_to("scenarios"), [line("reloaded: nothing changed", 2)]);
    }
    let without_folders = serve(&[]);
    without_folders.signal("-HUP");
    without_folders.lines_to(&line("reloaded: nothing changed", 0));
}

#[tokio::test]
async fn a_scenario_that_was_put_stays_when_files_change() {
    let (folder, served) = start(READY);
    let put = "summary = \"Put.\"\nlogin-id = \"20000000-0000-4000-8000-000000000003\"\n";
    let request =
        served.request("PUT", "/scenarios/put").header("content-type", "application/toml");
    assert_eq!(Answer::to(request.body(put)).await.status, 200);

    write(folder.path(), "mine.toml", &pending());
    assert_eq!(served.lines_to("scenarios"), [line("reloaded: changed mine", 3)]);
    let request = served.request("POST", "/reload").header("content-type", "application/json");
    let reloaded = Answer::to(request).await.json();
    assert_eq!(reloaded["scenarios"], flinks_mock::builtin_scenarios().len() + 3);
    assert_eq!(reloaded["changed"], json!([]));
}
