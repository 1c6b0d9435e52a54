//! `flinks-mock rules`: what the judge demands of a client, and why.

mod text;
mod value;

use std::io::Write;

use flinks_contract::diagnostic::nearest;
use flinks_contract::rule::client::{CLIENT_RULES, ClientRule};
use flinks_contract::rule::{GROUPS, RULES, Rule};

use super::args::{Picture, Rules};
use super::exit;
use crate::log;

/// A rule of either catalogue.
#[derive(Clone, Copy)]
enum Entry {
    Client(&'static ClientRule),
    Server(&'static Rule),
}

impl Entry {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Client(client) => &client.rule,
            Self::Server(rule) => rule,
        }
    }
}

pub(super) fn rules(args: &Rules) -> u8 {
    let chosen = match &args.id {
        Some(id) => of(id),
        None if args.all => clients().chain(servers()).collect(),
        None => clients().collect(),
    };
    if chosen.is_empty() {
        log::tell(&unknown(args.id.as_deref().unwrap_or_default()));
        return exit::USAGE;
    }
    let picture = match (args.format, &*chosen) {
        (Picture::Json, chosen) => value::text(chosen),
        (Picture::Text, [one]) if is_id(args, *one) => text::explained(*one),
        (Picture::Text, chosen) => text::listed(chosen),
    };
    // The reader may have gone away, as `head` does. Colour is left out where nobody sees it.
    let _ = anstream::stdout().lock().write_all(picture.as_bytes());
    exit::OK
}

fn clients() -> impl Iterator<Item = Entry> {
    CLIENT_RULES.iter().map(Entry::Client)
}

fn servers() -> impl Iterator<Item = Entry> {
    RULES.iter().map(Entry::Server)
}

/// The rule of this id, or those whose ids begin so: a group, or the whole catalogue.
fn of(id: &str) -> Vec<Entry> {
    let id = id.trim_end_matches('-').to_ascii_uppercase();
    let is_meant = |entry: &Entry| {
        let rest = entry.rule().id.strip_prefix(&*id);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    clients().chain(servers()).filter(is_meant).collect()
}

/// A group of one rule is a list all the same.
fn is_id(args: &Rules, entry: Entry) -> bool {
    args.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(entry.rule().id))
}

fn unknown(id: &str) -> String {
    let ids = clients().chain(servers()).map(|entry| entry.rule().id);
    let known = ids.chain(GROUPS.iter().map(|group| group.name));
    let help = match nearest(id, known) {
        Some(near) => format!("did you mean {near}?"),
        None => "`flinks-mock rules --all` lists them all".to_owned(),
    };
    format!("error: there is no rule {id:?}\n  help: {help}")
}
