//! Connections: accept, serve, and end in good order.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::App;
use crate::log;

/// Connections at a time; a further one waits in the backlog of the operating system.
pub(crate) const CONNECTIONS: usize = 1_000;

/// Largest request head. A longer one gets hyper's 431.
const HEAD_LIMIT_BYTES: usize = 64 << 10;

/// Wall-clock time for one request head; guards the connection, has no part in any story.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Wall-clock time that open requests have when the server is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

/// Pause after an error of accept, such as no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How serving came to its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// Every open request had its answer.
    Drained,
    /// Some had not within [`DRAIN_TIMEOUT`] and were cut.
    Cut,
}

/// Serves until `stop` is ready. Dropping the future cuts every connection.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    connections: usize,
    stop: impl Future<Output = ()>,
) -> Ending {
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(connections));
    let mut tasks = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        tokio::select! {
            () = &mut stop => break,
            Some(_) = tasks.join_next() => {}
            (permit, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    let connection = graceful.watch(connection(stream, Arc::clone(&app)));
                    tasks.spawn(async move {
                        // The peer went away or sent no HTTP: its own affair.
                        let _ = connection.await;
                        drop(permit);
                    });
                }
                Err(error) => pause(&error).await,
            },
        }
    }
    drop(listener);
    match tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown()).await {
        Ok(()) => Ending::Drained,
        Err(_) => Ending::Cut,
    }
}

fn connection(
    stream: TcpStream,
    app: Arc<App>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    // Answers are small and whole; waiting to fill a segment only delays them.
    let _ = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_LIMIT_BYTES)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| {
                let app = Arc::clone(&app);
                async move { app.answer(request).await }
            }),
        )
}

#[expect(clippy::disallowed_methods, reason = "the operating system's trouble, not a story's time")]
async fn pause(error: &io::Error) {
    log::tell(&format!("cannot accept a connection: {error}"));
    tokio::time::sleep(ACCEPT_PAUSE).await;
}
