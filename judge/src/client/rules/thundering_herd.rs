//! CLI-POLL-008: sessions that are polled at the same time are not polled all at once.

use flinks_trace::Moment;
use foldhash::{HashMap, HashMapExt};

use super::*;

/// Fewer concurrent sessions than this are never reported.
const LEAST_SESSIONS: usize = 5;

const AT_ONCE: Duration = Duration::from_secs(1);

struct Polling<'a> {
    customer: &'a str,
    from: Moment,
    polls: Vec<&'a Exchange>,
}

/// Polls within one second by sessions of one customer: each customer has a clock of its own.
struct Burst<'a> {
    polls: Vec<&'a Exchange>,
    sessions: usize,
}

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let polled: Vec<_> = context.conversations.iter().filter_map(Polling::new).collect();
    let bursts: Vec<Burst<'_>> = bursts(&polled);
    if bursts.is_empty() {
        return rule.unreached("fewer than 5 sessions were polled at the same time");
    }
    rule.applied(bursts.len());
    if let Some(reason) = bursts.iter().flat_map(|burst| &burst.polls).find_map(|call| blind(call))
    {
        return rule.open(reason);
    }
    let is_all = |burst: &&Burst<'_>| burst.polls.len() == burst.sessions;
    let together: Vec<&Burst<'_>> = bursts.iter().filter(is_all).collect();
    let Some(first) = together.first().filter(|_| together.len() * 2 > bursts.len()) else {
        return;
    };
    let expected = "polls of different sessions spread over the 10 s";
    let count = format!("{} of {} times", together.len(), bursts.len());
    let actual = format!("all {} sessions within 1 s, {count}", first.sessions);
    let mut found = finding(at(first.polls[0]), "time", expected, actual, &first.polls);
    found.details.push(Fact::new("looks like", "one timer for all sessions, without jitter"));
    rule.breaks(found);
}

impl<'a> Polling<'a> {
    fn new(conversation: &Conversation<'a>) -> Option<Self> {
        let first = conversation.first_pending()?;
        let polls = conversation.calls.iter().filter(|call| call.seq > first.seq);
        let polls: Vec<&Exchange> = polls.copied().collect();
        let customer = conversation.session.customer;
        (!polls.is_empty()).then_some(Self { customer, from: first.due, polls })
    }

    fn until(&self) -> Moment {
        self.polls.last().map_or(self.from, |last| last.arrived)
    }
}

/// The bursts during which enough sessions were being polled.
fn bursts<'a>(polled: &[Polling<'a>]) -> Vec<Burst<'a>> {
    let polls = polled.iter().flat_map(|one| one.polls.iter().map(|poll| (one.customer, *poll)));
    let mut polls: Vec<(&str, &Exchange)> = polls.collect();
    polls.sort_by_key(|(customer, call)| (*customer, call.arrived, call.seq));
    let is_one = |a: &(&str, &Exchange), b: &(&str, &Exchange)| {
        a.0 == b.0 && b.1.arrived.since(a.1.arrived) <= AT_ONCE
    };
    let mut on: HashMap<&str, [Vec<Moment>; 2]> = HashMap::new();
    for one in polled.iter().filter(|one| one.from <= one.until()) {
        let [begins, ends] = on.entry(one.customer).or_default();
        begins.push(one.from);
        ends.push(one.until());
    }
    on.values_mut().flatten().for_each(|moments| moments.sort_unstable());
    let mut bursts = Vec::new();
    let mut rest = polls.as_slice();
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|poll| !is_one(first, poll)).unwrap_or(rest.len());
        let (burst, others) = rest.split_at(end);
        let at = first.1.arrived;
        let sessions = on.get(first.0).map_or(0, |[begins, ends]| {
            begins.partition_point(|begin| *begin <= at) - ends.partition_point(|end| *end < at)
        });
        if sessions >= LEAST_SESSIONS {
            bursts.push(Burst { polls: burst.iter().map(|(_, call)| *call).collect(), sessions });
        }
        rest = others;
    }
    bursts
}
