//! CLI-POLL-008: sessions that are polled at a time are not polled all at once.

use std::time::Duration;

use flinks_contract::rule::client;

use crate::clock::Moment;
use crate::judge::conversation::Conversation;
use crate::judge::evidence::Call;
use crate::judge::sheet::{Sheet, at, detail, finding};
use crate::judge::tolerance::blind;

/// Of fewer sessions, all in one second are no herd.
const HERD: usize = 5;

const AT_ONCE: Duration = Duration::from_secs(1);

/// One conversation while it was polled.
struct Life<'a> {
    customer: &'a str,
    from: Moment,
    polls: Vec<&'a Call>,
}

/// Polls within one second, of sessions of one customer: each customer has a clock of its own.
struct Burst<'a> {
    polls: Vec<&'a Call>,
    lives: usize,
}

pub(super) fn apply(conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    let lives: Vec<Life<'_>> = conversations.iter().filter_map(Life::of).collect();
    let bursts: Vec<Burst<'_>> = bursts(&lives);
    if bursts.is_empty() {
        return sheet.missing(client::POLL_HERD, "fewer than 5 sessions were polled at a time");
    }
    sheet.applied(client::POLL_HERD, bursts.len());
    if let Some(reason) = bursts.iter().flat_map(|burst| &burst.polls).find_map(|call| blind(call))
    {
        return sheet.open(client::POLL_HERD, reason);
    }
    let all = |burst: &&Burst<'_>| burst.polls.len() == burst.lives;
    let together: Vec<&Burst<'_>> = bursts.iter().filter(all).collect();
    let Some(first) = together.first().filter(|_| together.len() * 2 > bursts.len()) else {
        return;
    };
    let expected = "polls of different sessions spread over the 10 s";
    let count = (together.len(), bursts.len());
    let actual =
        format!("all {} sessions within 1 s, {} of {} times", first.lives, count.0, count.1);
    let calls: Vec<&Call> = first.polls.clone();
    let mut found = finding(at(calls[0]), "time", expected, actual, &calls);
    found.details.push(detail("looks like", "one timer for all sessions, without jitter"));
    sheet.broken(client::POLL_HERD, found);
}

impl<'a> Life<'a> {
    fn of(conversation: &Conversation<'_, 'a>) -> Option<Self> {
        let first = conversation.first_pending()?;
        let polls = conversation.calls.iter().filter(|call| call.seq > first.seq);
        let polls: Vec<&Call> = polls.copied().collect();
        let customer = conversation.session.customer;
        (!polls.is_empty()).then_some(Self { customer, from: first.due, polls })
    }

    fn is_alive(&self, at: Moment) -> bool {
        self.from <= at && self.polls.last().is_some_and(|last| last.arrived >= at)
    }
}

/// Those during which enough sessions were alive.
fn bursts<'a>(lives: &[Life<'a>]) -> Vec<Burst<'a>> {
    let mut polls: Vec<(&str, &Call)> = lives
        .iter()
        .flat_map(|life| life.polls.iter().map(|poll| (life.customer, *poll)))
        .collect();
    polls.sort_by_key(|(customer, call)| (*customer, call.arrived, call.seq));
    let is_one = |a: &(&str, &Call), b: &(&str, &Call)| {
        a.0 == b.0 && b.1.arrived.since(a.1.arrived) <= AT_ONCE
    };
    let mut bursts = Vec::new();
    let mut rest = polls.as_slice();
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|poll| !is_one(first, poll)).unwrap_or(rest.len());
        let (burst, others) = rest.split_at(end);
        let alive = |life: &&Life<'_>| life.customer == first.0 && life.is_alive(first.1.arrived);
        let lives = lives.iter().filter(alive).count();
        if lives >= HERD {
            bursts.push(Burst { polls: burst.iter().map(|(_, call)| *call).collect(), lives });
        }
        rest = others;
    }
    bursts
}
