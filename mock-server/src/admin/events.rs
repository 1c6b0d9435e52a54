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
    tokio::spawn(async move {
        tokio::select! {
            () = write(events, customer.as_deref(), &sender) => {}
            () = sender.closed() => {}
        }
    });
    Stream(receiver)
}

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
    use http_body_util::BodyExt;

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
}
