//! What happens, as Server-Sent Events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{self, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use utoipa::IntoParams;

use super::journal::{checked, place};
use super::problem::Problem;
use super::{Params, path};
use crate::app::App;
use crate::journal::{Event, Filter};

/// Wall-clock time after which a comment shows a quiet stream to be alive; proxies cut at 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfCustomer {
    /// Only events of this customer.
    customer: Option<String>,
}

/// Follow what happens
///
/// Server-Sent Events without end: `recorded` and `finished` with an Exchange, `forgotten` with its
/// customer, `reloaded` with what a reload or an added scenario changed, `bad-files` with the errors
/// for which a reload changed nothing, and `lost` with the number of events that a reader was too
/// slow for.
#[utoipa::path(get, path = "/events", operation_id = "streamEvents", params(OfCustomer, Filter),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    Params(OfCustomer { customer }): Params<OfCustomer>,
    Params(filter): Params<Filter>,
) -> Result<impl IntoResponse, Problem> {
    let customer = customer.as_deref().map(path::customer).transpose()?;
    let (place, filter) = (place(&app)?, Filter { customer, ..checked(filter)? });
    Ok(sse(app.journal.subscribe(), filter, place))
}

fn sse(
    events: Receiver<Event>,
    filter: Filter,
    place: OwnedSemaphorePermit,
) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let stream = stream::unfold((events, filter, place), async |(mut events, filter, place)| {
        let event = next(&mut events, &filter).await?;
        Some((Ok(event), (events, filter, place)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("nothing happens"))
}

/// The next event; None when the journal has ended.
async fn next(events: &mut Receiver<Event>, filter: &Filter) -> Option<sse::Event> {
    loop {
        match events.recv().await {
            Ok(event) if concerns(&event, filter) => return Some(written(&event)),
            // What concerns others does not show the reader that the stream is alive.
            Ok(_) => {}
            Err(RecvError::Lagged(lost)) => return Some(named("lost", &json!({ "lost": lost }))),
            Err(RecvError::Closed) => return None,
        }
    }
}

fn concerns(event: &Event, filter: &Filter) -> bool {
    match event {
        Event::Recorded(exchange) | Event::Finished(exchange) => filter.takes(exchange),
        Event::Forgotten { customer } => {
            filter.customer.as_deref().is_none_or(|wanted| wanted == &**customer)
        }
        Event::Reloaded(_) | Event::BadFiles { .. } => true,
    }
}

fn written(event: &Event) -> sse::Event {
    match event {
        Event::Recorded(exchange) => named("recorded", &**exchange).id(exchange.seq.to_string()),
        Event::Finished(exchange) => named("finished", &**exchange).id(exchange.seq.to_string()),
        Event::Forgotten { customer } => named("forgotten", &json!({ "customer": &**customer })),
        Event::Reloaded(reloaded) => named("reloaded", &**reloaded),
        Event::BadFiles { problem } => named("bad-files", &json!({ "problem": &**problem })),
    }
}

fn named(name: &str, data: &impl Serialize) -> sse::Event {
    // JSON has no line break outside its strings, and inside they are escaped.
    sse::Event::default().event(name).data(serde_json::to_string(data).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use flinks_trace::CustomerId;
    use http_body_util::BodyExt;
    use tokio::sync::broadcast;

    use super::*;
    use crate::journal::{Journal, Limits};

    fn body(events: Receiver<Event>, customer: Option<&str>) -> Body {
        let filter = Filter { customer: customer.map(str::to_owned), ..Filter::default() };
        let places = Arc::new(tokio::sync::Semaphore::new(1));
        sse(events, filter, places.try_acquire_owned().unwrap()).into_response().into_body()
    }

    async fn frame(body: &mut Body) -> String {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        String::from_utf8(frame.to_vec()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    #[expect(clippy::disallowed_methods, reason = "the 15 s are on the clock of the wall")]
    async fn a_quiet_stream_shows_that_it_is_alive() {
        let journal = Journal::new(Limits::default());
        let mut body = body(journal.subscribe(), None);
        let begun = tokio::time::Instant::now();
        for seconds in [15, 30] {
            assert_eq!(frame(&mut body).await, ": nothing happens\n\n");
            assert_eq!(begun.elapsed().as_secs(), seconds);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_is_quiet_whatever_happens_to_others() {
        let (events, receiver) = broadcast::channel(9);
        let mut body = body(receiver, Some("ada"));
        let mut comment = std::pin::pin!(frame(&mut body));
        for _ in 0..2 {
            events.send(Event::Forgotten { customer: CustomerId::parse("bob") }).unwrap();
            let early = tokio::time::timeout(Duration::from_secs(7), &mut comment).await;
            assert!(early.is_err(), "{early:?}");
        }
        let comment = tokio::time::timeout(Duration::from_secs(2), comment).await;
        assert_eq!(comment.expect("it is 15 s"), ": nothing happens\n\n");
    }

    #[tokio::test]
    async fn a_reader_is_told_how_many_events_it_lost() {
        let (events, receiver) = broadcast::channel(2);
        for customer in ["ada", "bob", "ada", "eve"] {
            events.send(Event::Forgotten { customer: CustomerId::parse(customer) }).unwrap();
        }
        drop(events);
        let text = body(receiver, Some("ada")).collect().await.unwrap().to_bytes();
        assert_eq!(
            text,
            "event: lost\ndata: {\"lost\":2}\n\nevent: forgotten\ndata: {\"customer\":\"ada\"}\n\n"
        );
    }
}
