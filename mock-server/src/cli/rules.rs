//! `flinks-mock rules`: what the judge demands of a client, and why.

mod text;
mod value;

use std::io::Write;

use flinks_contract::diagnostic::nearest;
use flinks_contract::rule::client::{CLIENT_RULES, ClientRule};
use flinks_contract::rule::server::{SERVER_RULES, ServerRule};
use flinks_contract::rule::{GROUPS, Rule};
use flinks_report::exit;

use super::args::{Picture, Rules};
use crate::log;

/// A rule of either catalogue.
#[derive(Clone, Copy)]
enum Entry {
    Client(&'static ClientRule),
    Server(&'static ServerRule),
}

/// The commands that a reader is sent to.
#[derive(Clone, Copy)]
struct Words<'a> {
    /// Explains the rule whose id comes after it.
    one: &'a str,
    /// Lists every rule.
    all: &'a str,
}

impl Entry {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Client(client) => &client.rule,
            Self::Server(server) => &server.rule,
        }
    }
}

pub(super) fn rules(args: &Rules) -> u8 {
    let (clients, servers) = (clients().collect::<Vec<_>>(), servers().collect::<Vec<_>>());
    let words = Words { one: "flinks-mock rules", all: "flinks-mock rules --all" };
    let picture = match &args.id {
        None if !args.all => Ok(listed(&clients, args.format, words)),
        id => pictured(&[clients, servers].concat(), id.as_deref(), args.format, words),
    };
    match picture {
        Ok(picture) => {
            // The reader may have gone away, as `head` does. Colour is left out where nobody sees it.
            let _ = anstream::stdout().lock().write_all(picture.as_bytes());
            exit::PASSED
        }
        Err(error) => {
            log::tell(&error);
            exit::USAGE
        }
    }
}

/// The rules for servers as `flinks-mock rules` shows its own: all of them, a group, or one with
/// everything about it. `command` is what a reader starts to see others.
///
/// # Errors
///
/// For people, when there is no such rule.
pub fn server_rules(id: Option<&str>, format: Picture, command: &str) -> Result<String, String> {
    let words = Words { one: command, all: command };
    pictured(&servers().collect::<Vec<_>>(), id, format, words)
}

fn pictured(
    entries: &[Entry],
    id: Option<&str>,
    format: Picture,
    words: Words<'_>,
) -> Result<String, String> {
    let Some(id) = id else { return Ok(listed(entries, format, words)) };
    let chosen = of(id, entries);
    match (format, &*chosen) {
        (_, []) => Err(unknown(id, entries, words)),
        // A group of one rule is a list all the same.
        (Picture::Text, [one]) if id.eq_ignore_ascii_case(one.rule().id) => {
            Ok(text::explained(*one))
        }
        (format, chosen) => Ok(listed(chosen, format, words)),
    }
}

fn listed(entries: &[Entry], format: Picture, words: Words<'_>) -> String {
    match format {
        Picture::Json => value::text(entries),
        Picture::Text => text::listed(entries, words.one),
    }
}

fn clients() -> impl Iterator<Item = Entry> {
    CLIENT_RULES.iter().map(Entry::Client)
}

fn servers() -> impl Iterator<Item = Entry> {
    SERVER_RULES.iter().map(Entry::Server)
}

/// The rule of this id, or those whose ids begin so: a group, or the whole catalogue.
fn of(id: &str, entries: &[Entry]) -> Vec<Entry> {
    let id = id.trim_end_matches('-').to_ascii_uppercase();
    let is_meant = |entry: &&Entry| {
        let rest = entry.rule().id.strip_prefix(&*id);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    entries.iter().filter(is_meant).copied().collect()
}

fn unknown(id: &str, entries: &[Entry], words: Words<'_>) -> String {
    let has_rules = |name: &&str| entries.iter().any(|entry| entry.rule().group() == *name);
    let groups = GROUPS.iter().map(|group| group.name).filter(has_rules);
    let help = match nearest(id, entries.iter().map(|entry| entry.rule().id).chain(groups)) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("`{}` lists them all", words.all),
    };
    format!("error: there is no rule {id:?}\n  help: {help}")
}
