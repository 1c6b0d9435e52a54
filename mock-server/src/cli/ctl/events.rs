//! What has no end: events as they come.

use http_body_util::BodyExt;
use serde_json::Value;

use super::client::Client;
use super::order::Streamed;
use super::{Failure, say, show};

/// Longest event that is kept until its end comes: more than the largest exchange.
const LONGEST_EVENT_BYTES: usize = 1 << 20;

/// Prints until the server or the user ends it.
pub(super) async fn follow(
    client: &Client,
    streamed: &Streamed,
    json: bool,
) -> Result<(), Failure> {
    // The stream first, or what happens between the two would be in neither.
    let response = client.open(&streamed.events).await?;
    if !response.status().is_success() {
        return client.read(response).await?.good().map(drop);
    }
    let mut seen = 0;
    if let Some(before) = &streamed.before {
        let page = client.send(before).await?.good()?.json().unwrap_or_default();
        seen = page["lastSeq"].as_u64().unwrap_or_default();
        for exchange in page["exchanges"].as_array().into_iter().flatten() {
            let event = Event { name: "recorded".to_owned(), data: exchange.clone() };
            say(&event.line(json))?;
        }
    }
    let mut body = response.into_body();
    let mut events = Events::default();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { break };
        let Ok(data) = frame.into_data() else { continue };
        for event in events.take(&data) {
            if streamed.wants(&event, seen) {
                say(&event.line(json))?;
            }
        }
    }
    Err(Failure::Unreachable("the server has ended the stream".to_owned()))
}

impl Streamed {
    /// A journal that is followed goes on with what is recorded and fits, and with what is lost.
    fn wants(&self, event: &Event, seen: u64) -> bool {
        if self.before.is_none() || event.name == "lost" {
            return true;
        }
        let is = |(name, wanted): &(&str, Value)| event.data.get(*name) == Some(wanted);
        event.name == "recorded"
            && event.data["seq"].as_u64().is_some_and(|seq| seq > seen)
            && self.filter.iter().all(is)
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
        if json { self.data.to_string() } else { show::event(&self.name, &self.data) }
    }
}

/// Server-Sent Events, put together from what the network brings.
#[derive(Default)]
struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// The data of each event that is whole now. Comments keep a connection alive and say nothing.
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

    use super::super::order::Order;
    use super::*;

    #[test]
    fn what_a_followed_journal_goes_on_with() {
        let order = || Order { method: "GET", path: String::new(), body: None };
        let streamed = |unmatched| Streamed {
            before: Some(order()),
            events: order(),
            filter: vec![("status", json!(202))],
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
            assert_eq!(streamed(false).wants(&event, 7), expected, "{event:?}");
            assert_eq!(streamed(true).wants(&event, 7), unmatched, "{event:?}");
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
