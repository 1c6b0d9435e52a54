//! The program with a journal file, and calls to it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::traffic::{Call, Reply};
use crate::support::http;
use crate::support::program::{Served, TOKEN, program};

/// Where calls go to.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    url: String,
    admin: String,
    token: String,
}

pub(super) fn start(journal: &Path, args: &[&str]) -> (Served, Caller) {
    spawn(&mut command(journal, args))
}

pub(super) fn spawn(command: &mut Command) -> (Served, Caller) {
    let served = Served::spawn(command);
    let caller = Caller::new(&served.url, served.admin(), TOKEN);
    (served, caller)
}

pub(super) fn command(journal: &Path, args: &[&str]) -> Command {
    let mut command =
        program(&["serve", "--listen", "127.0.0.1:0", "--clock", "manual", "--journal"]);
    command.arg(journal).args(args).env("FLINKS_MOCK_ADMIN_TOKEN", TOKEN);
    if !args.contains(&"--dates") {
        command.args(["--dates", "as-written"]);
    }
    command
}

impl Caller {
    pub(super) fn new(url: &str, admin: &str, token: &str) -> Self {
        let [url, admin, token] = [url, admin, token].map(str::to_owned);
        Self { http: http(), url, admin, token }
    }

    /// `None` where the server was gone before its whole reply was here.
    pub(super) async fn call(&self, call: &Call) -> Option<Reply> {
        let url = if call.is_admin { &self.admin } else { &self.url };
        let method = call.method.parse().unwrap();
        let mut request = self.http.request(method, format!("{url}{}", call.path));
        let is_toml = call.body.starts_with("summary");
        let kind = if is_toml { "application/toml" } else { "application/json" };
        request = request.header("content-type", kind).body(call.body.clone());
        if call.is_admin {
            request = request.bearer_auth(&self.token);
        }
        if let Some(token) = &call.token {
            request = request.header("flinks-auth-key", token);
        }
        let response = request.send().await.ok()?;
        let (status, mut body) = (response.status().as_u16(), response.text().await.ok()?);
        if call.is_admin && !body.is_empty() {
            body = without_journal(&body);
        }
        Some(Reply { status, body })
    }
}

impl Caller {
    /// The body of an admin call, as it is.
    pub(super) async fn raw(&self, call: &Call) -> String {
        let url = format!("{}{}", self.admin, call.path);
        let request = self.http.request(call.method.parse().unwrap(), url);
        request.bearer_auth(&self.token).send().await.unwrap().text().await.unwrap()
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
