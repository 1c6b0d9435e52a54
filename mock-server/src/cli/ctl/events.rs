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
            say(&line(exchange, json))?;
        }
    }
    let mut body = response.into_body();
    let mut events = Events::default();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { break };
        let Ok(data) = frame.into_data() else { continue };
        for event in events.take(&data) {
            if streamed.wants(&event, seen) {
                say(&line(&event, json))?;
            }
        }
    }
    Err(Failure::Unreachable("the server has ended the stream".to_owned()))
}

impl Streamed {
    fn wants(&self, event: &Value, seen: u64) -> bool {
        if self.before.is_none() {
            return true;
        }
        let is = |(name, wanted): &(&str, Value)| event.get(*name) == Some(wanted);
        event["seq"].as_u64().is_some_and(|seq| seq > seen)
            && self.filter.iter().all(is)
            && (!self.unmatched || event["endpoint"].is_null())
    }
}

fn line(event: &Value, json: bool) -> String {
    if json { event.to_string() } else { show::exchange(event) }
}

/// Server-Sent Events, put together from what the network brings.
#[derive(Default)]
struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// The data of each event that is whole now. Comments keep a connection alive and say nothing.
    fn take(&mut self, data: &[u8]) -> Vec<Value> {
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

fn parse(event: &str) -> Option<Value> {
    let data: Vec<_> = event.lines().filter_map(|line| line.strip_prefix("data:")).collect();
    serde_json::from_str(&data.join("\n")).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_put_together_wherever_the_network_cuts_them() {
        let text = b": hello\n\nid: 7\nevent: exchange\ndata: {\"seq\":\ndata: 7}\n\ndata: {\"seq\":8}\n\ndata: {";
        for cut in 0..text.len() {
            let mut events = Events::default();
            let mut all = events.take(&text[..cut]);
            all.extend(events.take(&text[cut..]));
            assert_eq!(all, [json!({ "seq": 7 }), json!({ "seq": 8 })], "cut at {cut}");
        }
    }
}
