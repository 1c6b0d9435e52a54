//! `flinks-mock ctl`: the admin API from a shell.

mod args;
mod client;
mod events;
mod render;
mod request;

use std::process::ExitCode;

use flinks_report::exit;

use crate::log;

use args::{Command, Journal};
pub(super) use args::{Ctl, EXIT_CODES};
use client::Client;

/// Why a command did nothing, or less than it was asked.
#[derive(Debug)]
enum Failure {
    /// The command line or the environment is wrong; nothing was sent.
    Usage(String),
    Unreachable(String),
    /// The server answered with a refusal.
    Refused(String),
    /// The server answered with this verdict, which is not a pass.
    Verdict(String),
}

pub(super) async fn ctl(ctl: &Ctl) -> ExitCode {
    let Err(failure) = run(ctl).await else { return ExitCode::from(exit::PASSED) };
    let (code, text) = match failure {
        Failure::Usage(text) => (exit::USAGE, text),
        Failure::Unreachable(text) => (exit::UNREACHABLE, text),
        Failure::Refused(text) => (exit::REFUSED, text),
        Failure::Verdict(kind) => (code(&kind), format!("the verdict is {kind}")),
    };
    log::tell(&format!("error: {text}"));
    ExitCode::from(code)
}

async fn run(ctl: &Ctl) -> Result<(), Failure> {
    let client = Client::new(ctl)?;
    if matches!(ctl.command, Command::Events | Command::Journal(Journal { follow: true, .. })) {
        return events::follow(&client, ctl).await;
    }
    let (request, picture) = request::request(&client, &ctl.command, ctl.json)?;
    let reply = client.send(request).await?;
    print(&match reply.json().filter(|_| !ctl.json) {
        Some(value) => picture(&value),
        None if ctl.json => reply.text.clone(),
        None => render::clean_lines(&reply.text),
    });
    match reply.verdict {
        Some(verdict) if verdict != "pass" => Err(Failure::Verdict(verdict)),
        _ => Ok(()),
    }
}

/// What header `X-Verdict` means in the table of exit codes.
fn code(verdict: &str) -> u8 {
    match verdict {
        "fail" => exit::BROKEN,
        "harness-fault" => exit::FAULT,
        _ => exit::INCONCLUSIVE,
    }
}

fn print(text: &str) {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    log::print(&format!("{text}{end}"));
}
