//! `flinks-mock ctl`: the admin API from a shell.

mod args;
mod client;
mod events;
mod order;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use crate::log;
use flinks_report::exit;

pub(super) use args::Ctl;
use client::{Client, Reply};

/// Why a command did nothing, or less than it was asked.
#[derive(Debug)]
enum Failure {
    /// The command line or the environment is wrong; nothing was sent.
    Usage(String),
    Unreachable(String),
    /// The server answered, and it was no.
    Refused(String),
}

pub(super) async fn ctl(ctl: &Ctl) -> ExitCode {
    match run(ctl).await {
        Ok(()) => ExitCode::from(exit::PASSED),
        Err(failure) => {
            log::tell(&format!("error: {}", failure.text()));
            ExitCode::from(failure.code())
        }
    }
}

async fn run(ctl: &Ctl) -> Result<(), Failure> {
    let client = Client::new(ctl)?;
    if let Some(streamed) = order::streamed(ctl)? {
        return events::follow(&client, &streamed, ctl.json).await;
    }
    let order = order::order(ctl)?;
    let reply = client.send(&order).await?.good()?;
    say(&shown(ctl, &reply))?;
    judged(ctl, &reply)
}

/// A verdict that is no pass ends like a refusal.
fn judged(ctl: &Ctl, reply: &Reply) -> Result<(), Failure> {
    let is_verdict = matches!(ctl.command, args::Command::Verdict { .. });
    match reply.json().filter(|_| is_verdict) {
        Some(report) if report["exitCode"] != 0 => {
            Err(Failure::Refused(format!("the verdict is {}", show::word(&report))))
        }
        _ => Ok(()),
    }
}

fn shown(ctl: &Ctl, reply: &Reply) -> String {
    match (ctl.json, reply.json()) {
        (false, Some(value)) => show::show(&ctl.command, &value),
        (false, None) => show::clean(&reply.text),
        (true, _) => reply.text.clone(),
    }
}

/// Who reads may have gone away, as `head` does.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
    Ok(())
}

impl Failure {
    fn text(&self) -> &str {
        match self {
            Self::Usage(text) | Self::Unreachable(text) | Self::Refused(text) => text,
        }
    }

    fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Unreachable(_) => exit::UNREACHABLE,
            Self::Refused(_) => exit::REFUSED,
        }
    }
}
