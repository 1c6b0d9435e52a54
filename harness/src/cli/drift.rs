//! `drift`: shows and accepts the changes that `run --ledger` has noted.

use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;
use clap::{Args, Subcommand};
use flinks_report::baseline::today;
use flinks_report::cli::print_text;
use flinks_report::{Check, clean, exit, shell_word};
use flinks_trace::HarnessRun;
use flinks_trace::redact::Redactor;

use super::Outcome;
use crate::drift::{self, Accepted, Drift, Ledger};
use crate::hide;

#[derive(Args, Debug)]
pub(super) struct Command {
    #[command(subcommand)]
    action: Action,

    /// Ledger, as written by `flinks-harness run --ledger`
    #[arg(long, global = true, value_name = "FILE", default_value = LEDGER)]
    ledger: PathBuf,
}

const LEDGER: &str = "flinks-drift.toml";

#[derive(Debug, Subcommand)]
enum Action {
    /// List all changes, accepted ones last
    List,
    /// Show one change in full
    Show {
        /// Id of the change: six hexadecimal digits, as in `drift list`
        id: String,
    },
    /// Accept a change: later runs no longer report it
    Accept {
        /// Id of the change: six hexadecimal digits, as in `drift list`
        id: String,

        /// Reason, which is written to the ledger
        #[arg(long, value_name = "TEXT")]
        because: String,

        /// Name of the person who accepts the change
        #[arg(long, env = "USER", value_name = "NAME", default_value = "somebody")]
        by: String,
    },
}

pub(super) fn command(args: &Command) -> Outcome {
    act(args).map_err(|error| format!("error: {error}"))?;
    Ok(exit::PASSED)
}

fn act(args: &Command) -> Result<(), String> {
    let path = &args.ledger;
    let ledger = drift::read(path)?;
    match &args.action {
        Action::List => list(&ledger)?,
        Action::Show { id } => {
            let drift = ledger.drift.iter().find(|drift| drift.id == *id);
            show(drift.ok_or_else(|| unknown(id))?)?;
        }
        Action::Accept { id, because, by } => {
            let (on, by, because) = (today().to_string(), by.clone(), because.clone());
            let place = drift::edit(path, |ledger| {
                let accepted = ledger.accept(id, Accepted { on, by, because });
                accepted.map(place).ok_or_else(|| unknown(id))
            })?;
            say(&format!("accepted {id}: {place}"))?;
        }
    }
    Ok(())
}

fn unknown(id: &str) -> String {
    format!("there is no change `{id}`\n  help: flinks-harness drift list")
}

fn place(drift: &Drift) -> String {
    format!("{} {}", drift.message, drift.place)
}

fn list(ledger: &Ledger) -> Result<(), String> {
    let (accepted, open): (Vec<&Drift>, Vec<&Drift>) =
        ledger.drift.iter().partition(|drift| drift.accepted.is_some());
    for drift in open.iter().chain(&accepted) {
        let state = match &drift.accepted {
            Some(accepted) => format!("accepted {}", accepted.on),
            None => format!("since {}", drift.first),
        };
        say(&format!("{}  {:<11}  {state:<19}  {}", drift.id, drift.class.word(), place(drift)))?;
    }
    let runs = if ledger.runs == 1 { "run" } else { "runs" };
    say(&format!("{} open, {} accepted, {} {runs}", open.len(), accepted.len(), ledger.runs))
}

fn show(drift: &Drift) -> Result<(), String> {
    let Drift { id, class, message, place, what, first, last, runs, accepted } = drift;
    say(&format!("change    {id}, {}", class.word()))?;
    say(&format!("message   {message}"))?;
    say(&format!("place     {place}"))?;
    say(&format!("what      {what}"))?;
    say(&format!("seen      {first} to {last}, {runs} times"))?;
    if let Some(Accepted { on, by, because }) = accepted {
        say(&format!("accepted  {on} by {by}: {because}"))?;
    }
    Ok(())
}

/// Notes a run and returns what has changed. Hidden names and words become digests with the key of the
/// ledger, so that each keeps its name from day to day.
pub(super) fn note(
    path: &Path,
    record: &HarnessRun,
    redactor: &Redactor,
) -> Result<Vec<Check>, String> {
    drift::edit(path, |ledger| {
        let name = path.display();
        let key = ledger.key().ok_or_else(|| format!("{name} has no key"))?;
        let mut redactor = redactor.with_digests(digest(&key));
        let record = &hide::record(&mut redactor, record);
        let ids = ledger.note(record, &today().to_string());
        let help = "remove accepted changes and old places, or use another --ledger";
        let ids = ids.ok_or_else(|| format!("{name} is full; {help}"))?;
        let is_default = path == Path::new(LEDGER);
        let flags = format!(" --ledger {}", shell_word(&name.to_string()));
        let flags = if is_default { "" } else { &*flags };
        Ok(drift::checks(ledger, &ids, record, flags))
    })
}

/// Eight hexadecimal digits.
fn digest(key: &[u8; 32]) -> impl Fn(&str) -> String + Send + 'static {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    move |value| {
        let tag = hmac::sign(&key, value.as_bytes());
        tag.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Prints a line, cleaned: a ledger has names that a server has chosen.
fn say(line: &str) -> Result<(), String> {
    let printed = print_text(&format!("{}\n", clean(line)));
    printed.map_err(|problem| problem.replacen("error: ", "", 1))
}
