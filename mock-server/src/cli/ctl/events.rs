//! Commands that run until they are stopped: events as they happen.

use flinks_report::exit;
use serde_json::Value;

use super::args::{Command, Ctl};
use super::client::Client;
use super::{Failure, print, render, request};

/// Longest event that is buffered: more than the largest exchange.
const LONGEST_EVENT_BYTES: usize = 1 << 20;

/// Prints events until the server or the user ends it; `journal --follow` prints what the journal
/// already has, and goes on with the exchanges after that.
pub(super) async fn follow(client: &Client, ctl: &Ctl) -> Result<(), Failure> {
    let journal = if let Command::Journal(journal) = &ctl.command { Some(journal) } else { None };
    // The stream is opened first: nothing that happens between the two calls is missed.
    let filter = journal.map(|journal| &journal.filter);
    let mut response = client.open(request::events(client, filter)).await?;
    let mut after = None;
    if let Some(journal) = journal {
        let page = client.send(request::page(client, journal)?).await?.json().unwrap_or_default();
        after = page["lastSeq"].as_u64().or(Some(0));
        for exchange in page["exchanges"].as_array().into_iter().flatten() {
            let event = Event { name: "recorded".to_owned(), data: exchange.clone() };
            print(&event.line(ctl.json))?;
        }
    }
    let mut events = Events::default();
    while let Ok(Some(chunk)) = response.chunk().await {
        for event in events.take(&chunk).iter().filter(|event| event.follows(after)) {
            print(&event.line(ctl.json))?;
        }
    }
    Err(Failure(exit::UNREACHABLE, "the server has ended the stream".to_owned()))
}

#[derive(Debug, Eq, PartialEq)]
struct Event {
    name: String,
    data: Value,
}

impl Event {
    fn line(&self, json: bool) -> String {
        if json { self.data.to_string() } else { render::event(&self.name, &self.data) }
    }

    /// Whether an event continues the followed journal after exchange `after`, or says that events were
    /// lost.
    fn follows(&self, after: Option<u64>) -> bool {
        let is_new = self.name == "recorded" && self.data["seq"].as_u64() > after;
        after.is_none() || is_new || self.name == "lost"
    }
}

/// Server-Sent Events, put together from what the network brings.
#[derive(Default)]
struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// The events that are complete now. Comments only keep the connection alive.
    fn take(&mut self, data: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(data);
        let mut events = Vec::new();
        while let Some(end) = self.rest.windows(2).position(|pair| pair == b"\n\n") {
            let event: Vec<u8> = self.rest.drain(..end + 2).collect();
            events.extend(parse(&String::from_utf8_lossy(&event)));
        }
        if self.rest.len() > LONGEST_EVENT_BYTES {
            self.rest.clear();
        }
        events
    }
}

fn parse(event: &str) -> Option<Event> {
    let of = |name: &'static str| event.lines().filter_map(move |line| line.strip_prefix(name));
    let data: Vec<_> = of("data:").collect();
    let name = of("event:").next().unwrap_or("message").trim().to_owned();
    Some(Event { name, data: serde_json::from_str(&data.join("\n")).ok()? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_followed_journal_goes_on_with() {
        let table = [
            ("recorded", json!({ "seq": 8 }), true),
            ("recorded", json!({ "seq": 7 }), false),
            ("finished", json!({ "seq": 8 }), false),
            ("forgotten", json!({ "customer": "ada" }), false),
            ("lost", json!({ "lost": 2 }), true),
        ];
        for (name, data, expected) in table {
            let event = Event { name: name.to_owned(), data };
            assert_eq!(event.follows(Some(7)), expected, "{event:?}");
            assert!(event.follows(None), "{event:?}");
        }
    }

    #[test]
    fn an_event_without_end_is_given_up() {
        let mut events = Events::default();
        events.take(&vec![b'x'; LONGEST_EVENT_BYTES]);
        assert_eq!(events.rest.len(), LONGEST_EVENT_BYTES);
        events.take(b"x");
        assert_eq!(events.rest.len(), 0);
    }

    #[test]
    fn events_are_put_together_wherever_the_network_cuts_them() {
        let text = b": hello\n\nid: 7\nevent: recorded\ndata: {\"seq\":\ndata: 7}\n\ndata: {\"seq\":8}\n\ndata: {";
        for cut in 0..text.len() {
            let mut events = Events::default();
            let mut all = events.take(&text[..cut]);
            all.extend(events.take(&text[cut..]));
            let event = |name: &str, seq| Event { name: name.into(), data: json!({ "seq": seq }) };
            assert_eq!(all, [event("recorded", 7), event("message", 8)], "cut at {cut}");
        }
    }
}
