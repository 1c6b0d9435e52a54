//! The body of a request, read once and bounded.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Body;

/// Largest request body: 1 MiB. The service publishes no limit; its requests are a few hundred bytes.
pub(crate) const BODY_LIMIT_BYTES: usize = 1 << 20;

/// How much more is taken and thrown away, so that a client still sending gets to read the 413.
const DRAIN_LIMIT_BYTES: usize = 16 << 20;

/// Wall-clock time for the whole body; guards the connection, has no part in any story.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Why there is no body.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Unread {
    TooLarge {
        limit: usize,
    },
    TooSlow,
    /// The client is gone, or its framing is wrong.
    Broken,
}

pub(crate) async fn body(body: impl Body<Data = Bytes> + Unpin) -> Result<Bytes, Unread> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let announced = body.size_hint().lower();
    if announced > DRAIN_LIMIT_BYTES as u64 {
        return Err(Unread::TooLarge { limit: BODY_LIMIT_BYTES });
    }
    let mut collected = std::pin::pin!(collect(body));
    // Most bodies come with their head, and need no timer.
    match poll_fn(|context| Poll::Ready(collected.as_mut().poll(context))).await {
        Poll::Ready(read) => read,
        Poll::Pending => {
            let read = tokio::time::timeout(BODY_TIMEOUT, collected).await;
            read.unwrap_or(Err(if announced > BODY_LIMIT_BYTES as u64 {
                Unread::TooLarge { limit: BODY_LIMIT_BYTES }
            } else {
                Unread::TooSlow
            }))
        }
    }
}

async fn collect(mut body: impl Body<Data = Bytes> + Unpin) -> Result<Bytes, Unread> {
    // Most bodies come in one frame, which is passed on without a copy.
    let (mut first, mut taken) = (Bytes::new(), Vec::new());
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        seen += data.len();
        if seen > DRAIN_LIMIT_BYTES {
            break;
        }
        if first.is_empty() {
            first = data;
        } else if seen <= BODY_LIMIT_BYTES {
            taken.extend_from_slice(&data);
        }
    }
    if seen > BODY_LIMIT_BYTES {
        return Err(Unread::TooLarge { limit: BODY_LIMIT_BYTES });
    }
    Ok(if taken.is_empty() { first } else { [first.as_ref(), &taken].concat().into() })
}
