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

use crate::journal::{Event, Note};

use super::service;

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
    let mut quiet = tokio::time::interval(KEEP_ALIVE);
    // The first one is at once.
    quiet.tick().await;
    loop {
        let text = tokio::select! {
            event = events.recv() => match event {
                Ok(event) if concerns(&event, customer) => shown(&event),
                // What concerns others does not show the reader that the stream is alive.
                Ok(_) => continue,
                Err(RecvError::Lagged(lost)) => {
                    format!("event: lost\ndata: {}\n\n", json!({ "lost": lost }))
                }
                Err(RecvError::Closed) => return,
            },
            _ = quiet.tick() => ": nothing happens\n\n".to_owned(),
        };
        quiet.reset();
        if sender.send(text.into()).await.is_err() {
            return;
        }
    }
}

fn concerns(event: &Event, customer: Option<&str>) -> bool {
    let whose = match event {
        Event::Recorded(exchange) | Event::Finished(exchange) => &exchange.customer,
        Event::Forgotten { customer } => customer,
        Event::Reloaded(_) | Event::BadFiles { .. } => return true,
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
        Event::Reloaded(reloaded) => {
            format!("event: reloaded\ndata: {}\n\n", service::reloaded(reloaded))
        }
        Event::BadFiles { problem } => {
            format!("event: bad-files\ndata: {}\n\n", json!({ "problem": &**problem }))
        }
    }
}

fn numbered(name: &str, exchange: &Note) -> String {
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
    use flinks_trace::CustomerId;
    use http_body_util::BodyExt;
    use tokio::sync::broadcast;

    use super::*;
    use crate::journal::{Journal, Limits};

    #[tokio::test(start_paused = true)]
    #[expect(clippy::disallowed_methods, reason = "the 15 s are on the clock of the wall")]
    async fn a_quiet_stream_shows_that_it_is_alive() {
        let journal = Journal::new(Limits::default());
        let mut stream = stream(journal.subscribe(), None);
        let begun = tokio::time::Instant::now();
        for seconds in [15, 30] {
            let frame = stream.frame().await.unwrap().unwrap();
            assert_eq!(frame.into_data().unwrap(), ": nothing happens\n\n");
            assert_eq!(begun.elapsed().as_secs(), seconds);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_is_quiet_whatever_happens_to_others() {
        let (events, receiver) = broadcast::channel(9);
        let mut stream = stream(receiver, Some("ada".to_owned()));
        for _ in 0..2 {
            events.send(Event::Forgotten { customer: CustomerId::parse("bob") }).unwrap();
            tokio::task::yield_now().await;
            tokio::time::advance(Duration::from_secs(8)).await;
        }
        let frame = tokio::time::timeout(Duration::from_secs(1), stream.frame()).await;
        let frame = frame.expect("it is 16 s").unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), ": nothing happens\n\n");
    }

    #[tokio::test]
    async fn a_reader_is_told_how_many_events_it_lost() {
        let (events, receiver) = broadcast::channel(2);
        for customer in ["ada", "bob", "ada", "eve"] {
            events.send(Event::Forgotten { customer: CustomerId::parse(customer) }).unwrap();
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
