//! What happens, as Server-Sent Events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use serde::Serialize;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::journal::{Event, Exchange};

/// Wall-clock time after which a comment shows a quiet stream to be alive; proxies cut at 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Events that are written and not sent. Who reads more slowly is told of the ones it lost.
const UNSENT: usize = 64;

/// A body that has no end of its own.
pub(super) struct Stream(mpsc::Receiver<Bytes>);

/// Events of one customer, or of all.
pub(super) fn stream(events: Receiver<Event>, customer: Option<String>) -> Stream {
    let (sender, receiver) = mpsc::channel(UNSENT);
    tokio::spawn(async move { write(events, customer.as_deref(), &sender).await });
    Stream(receiver)
}

/// Ends with the journal, or at the first event or comment after the reader has gone.
async fn write(mut events: Receiver<Event>, customer: Option<&str>, sender: &mpsc::Sender<Bytes>) {
    loop {
        let text = match tokio::time::timeout(KEEP_ALIVE, events.recv()).await {
            Err(_) => ": nothing happens\n\n".to_owned(),
            Ok(Ok(event)) if concerns(&event, customer) => shown(&event),
            Ok(Ok(_)) => continue,
            Ok(Err(RecvError::Lagged(lost))) => {
                format!("event: lost\ndata: {}\n\n", json!({ "lost": lost }))
            }
            Ok(Err(RecvError::Closed)) => return,
        };
        if sender.send(text.into()).await.is_err() {
            return;
        }
    }
}

fn concerns(event: &Event, customer: Option<&str>) -> bool {
    let whose = match event {
        Event::Recorded(exchange) | Event::Finished(exchange) => &exchange.customer,
        Event::Forgotten { customer } => customer,
    };
    customer.is_none_or(|customer| customer == &**whose)
}

fn shown(event: &Event) -> String {
    match event {
        Event::Recorded(exchange) => numbered("recorded", exchange),
        Event::Finished(exchange) => numbered("finished", exchange),
        Event::Forgotten { customer } => {
            format!("event: forgotten\ndata: {}\n\n", json!({ "customer": &**customer }))
        }
    }
}

fn numbered(name: &str, exchange: &Exchange) -> String {
    format!("event: {name}\nid: {}\ndata: {}\n\n", exchange.seq(), line(exchange))
}

/// JSON has no line break outside its strings, and inside they are escaped.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|text| text.map(|text| Ok(Frame::data(text))))
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast;

    use super::*;

    #[tokio::test]
    async fn a_reader_is_told_how_many_events_it_lost() {
        let (events, receiver) = broadcast::channel(2);
        for customer in ["ada", "bob", "ada", "eve"] {
            events.send(Event::Forgotten { customer: customer.into() }).unwrap();
        }
        drop(events);
        let (sender, mut written) = mpsc::channel(9);
        write(receiver, Some("ada"), &sender).await;
        drop(sender);
        let mut text = String::new();
        while let Some(event) = written.recv().await {
            text += std::str::from_utf8(&event).unwrap();
        }
        assert_eq!(
            text,
            "event: lost\ndata: {\"lost\":2}\n\nevent: forgotten\ndata: {\"customer\":\"ada\"}\n\n"
        );
    }
}
