//! `flinks-mock ctl`: the admin API from a shell.

mod args;
mod client;
mod events;
mod render;
mod request;

use flinks_report::cli::print_text;
use flinks_report::exit;

use crate::log;

use args::{Command, Journal};
pub(super) use args::{Ctl, EXIT_CODES};
use client::Client;

/// Why a command failed: the exit code and the reason.
#[derive(Debug)]
struct Failure(u8, String);

impl Failure {
    /// The command line or the environment is wrong; nothing was sent.
    fn usage(reason: impl Into<String>) -> Self {
        Self(exit::USAGE, reason.into())
    }
}

pub(super) async fn ctl(ctl: &Ctl) -> u8 {
    match run(ctl).await {
        Ok(()) => exit::PASSED,
        Err(Failure(code, reason)) => {
            log::tell(&format!("error: {reason}"));
            code
        }
    }
}

async fn run(ctl: &Ctl) -> Result<(), Failure> {
    let client = Client::new(ctl)?;
    if matches!(ctl.command, Command::Events | Command::Journal(Journal { follow: true, .. })) {
        return events::follow(&client, ctl).await;
    }
    let (request, render) = request::request(&client, &ctl.command, ctl.json)?;
    let reply = client.send(request).await?;
    let text = match reply.json().filter(|_| !ctl.json) {
        Some(value) => render(&value),
        None if ctl.json => reply.text.clone(),
        None if reply.text.is_empty() => "done".to_owned(),
        None => render::clean_lines(&reply.text),
    };
    print(&text)?;
    // What the header X-Verdict means in the table of exit codes.
    let verdict = reply.verdict.as_deref().unwrap_or("pass");
    let code = match verdict {
        "pass" => return Ok(()),
        "fail" => exit::BROKEN,
        "harness-fault" => exit::FAULT,
        _ => exit::INCONCLUSIVE,
    };
    Err(Failure(code, format!("the verdict is {verdict}")))
}

fn print(text: &str) -> Result<(), Failure> {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    print_text(&format!("{text}{end}"))
        .map_err(|problem| Failure::usage(problem.replacen("error: ", "", 1)))
}
