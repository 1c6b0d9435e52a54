//! Commands that run until they are stopped: events as they happen.

use reqwest::RequestBuilder;
use serde_json::{Map, Value};

use super::args::{Command, Filter};
use super::client::Client;
use super::{Failure, print, render, request};

/// Longest event that is buffered: more than the largest exchange.
const LONGEST_EVENT_BYTES: usize = 1 << 20;

/// Events, after what the journal already has.
pub(super) struct Stream {
    before: Option<RequestBuilder>,
    events: RequestBuilder,
    filter: EventFilter,
}

/// Which events are printed.
#[derive(Default)]
struct EventFilter {
    /// `journal --follow`: only exchanges with a higher number, and what was lost.
    journal_after: Option<u64>,
    /// Members of an exchange, and the values they must have.
    members: Map<String, Value>,
    unmatched: bool,
}

/// The stream of a command that has one.
pub(super) fn stream(client: &Client, command: &Command) -> Result<Option<Stream>, Failure> {
    let events = request::events(client);
    Ok(match command {
        Command::Events => Some(Stream { before: None, events, filter: EventFilter::default() }),
        Command::Journal(journal) if journal.follow => Some(Stream {
            before: Some(request::page(client, journal)?),
            events,
            filter: EventFilter {
                journal_after: Some(0),
                members: request::members(&Filter { unmatched: false, ..journal.filter.clone() }),
                unmatched: journal.filter.unmatched,
            },
        }),
        _ => None,
    })
}

impl Stream {
    /// Prints until the server or the user ends it.
    pub(super) async fn follow(mut self, client: &Client, json: bool) -> Result<(), Failure> {
        // The stream is opened first: nothing that happens between the two calls is missed.
        let mut response = client.open(self.events).await?;
        if let Some(before) = self.before {
            let page = client.send(before).await?.json().unwrap_or_default();
            self.filter.journal_after = page["lastSeq"].as_u64().or(Some(0));
            for exchange in page["exchanges"].as_array().into_iter().flatten() {
                let event = Event { name: "recorded".to_owned(), data: exchange.clone() };
                print(&event.line(json));
            }
        }
        let mut events = Events::default();
        while let Ok(Some(chunk)) = response.chunk().await {
            for event in events.take(&chunk).iter().filter(|event| self.filter.takes(event)) {
                print(&event.line(json));
            }
        }
        Err(Failure::Unreachable("the server has ended the stream".to_owned()))
    }
}

impl EventFilter {
    fn takes(&self, event: &Event) -> bool {
        let Some(after) = self.journal_after.filter(|_| event.name != "lost") else { return true };
        let has = |(name, value): (&String, &Value)| event.data.get(name) == Some(value);
        event.name == "recorded"
            && event.data["seq"].as_u64().is_some_and(|seq| seq > after)
            && self.members.iter().all(has)
            && (!self.unmatched || event.data["endpoint"].is_null())
    }
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
        let filter = |unmatched| EventFilter {
            journal_after: Some(7),
            members: Map::from_iter([("status".to_owned(), json!(202))]),
            unmatched,
        };
        let exchange = |seq, status, endpoint: Option<&str>| json!({ "seq": seq, "status": status, "endpoint": endpoint });
        #[rustfmt::skip]
        let table = [
            ("recorded", exchange(8, 202, Some("Authorize")), true, false),
            ("recorded", exchange(8, 202, None), true, true),
            ("recorded", exchange(7, 202, None), false, false),
            ("recorded", exchange(8, 200, None), false, false),
            ("finished", exchange(8, 202, None), false, false),
            ("forgotten", json!({ "customer": "ada" }), false, false),
            ("lost", json!({ "lost": 2 }), true, true),
        ];
        for (name, data, expected, unmatched) in table {
            let event = Event { name: name.to_owned(), data };
            assert_eq!(filter(false).takes(&event), expected, "{event:?}");
            assert_eq!(filter(true).takes(&event), unmatched, "{event:?}");
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
