//! The program with a journal file, started, killed and called.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

use super::traffic::{Call, Reply};

const TOKEN: &str = "0123456789abcdef";

/// A running `flinks-mock serve`; killed when it is dropped.
pub(super) struct Served {
    child: Mutex<Child>,
    pub(super) caller: Caller,
}

/// Where calls go to.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(super) http: reqwest::Client,
    pub(super) url: String,
    pub(super) admin: String,
    pub(super) token: String,
}

impl Served {
    pub(super) fn start(journal: &Path, args: &[&str]) -> Self {
        Self::spawn(&mut command(journal, args))
    }

    pub(super) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let Some(url) = lines.next() else {
            panic!("{}", std::io::read_to_string(child.stderr.unwrap()).unwrap())
        };
        let admin = lines.find_map(|line| {
            let (url, _) = line.strip_prefix("admin     ")?.split_once("   token")?;
            Some(url.to_owned())
        });
        let caller = Caller::new(url, admin.unwrap(), TOKEN);
        Self { child: Mutex::new(child), caller }
    }

    /// SIGKILL: nothing of the program runs after this.
    pub(super) fn kill(&self) {
        self.child.lock().unwrap().kill().unwrap();
    }

    /// Ends it well and gives all that it said.
    pub(super) fn said(self) -> String {
        let mut child = self.child.lock().unwrap();
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        child.wait().unwrap();
    }
}

pub(super) fn command(journal: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--clock", "manual", "--journal"]);
    command.arg(journal).args(args).env("FLINKS_MOCK_ADMIN_TOKEN", TOKEN);
    command
}

impl Caller {
    pub(super) fn new(url: String, admin: String, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, url, admin, token: token.to_owned() }
    }

    /// `None` where the server was gone before its whole reply was here.
    pub(super) async fn call(&self, call: &Call) -> Option<Reply> {
        let url = if call.is_admin { &self.admin } else { &self.url };
        let method = reqwest::Method::from_bytes(call.method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{url}{}", call.path));
        request = request.header("content-type", "application/json").body(call.body.clone());
        if call.is_admin {
            request = request.bearer_auth(&self.token);
        }
        if let Some(token) = &call.token {
            request = request.header("flinks-auth-key", token);
        }
        let response = request.send().await.ok()?;
        let (status, mut body) = (response.status().as_u16(), response.text().await.ok()?);
        if call.is_admin {
            body = without_journal(&body);
        }
        Some(Reply { status, body })
    }
}

/// The journal in memory begins anew with each server.
fn without_journal(body: &str) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap();
    for member in ["journal", "timeline"] {
        body.as_object_mut().unwrap().remove(member);
    }
    body.to_string()
}
