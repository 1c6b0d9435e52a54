//! Connections: accept, serve, and end in good order.

mod connection;
mod ports;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::app::App;
use crate::log::{self, Log};
use crate::wire::{Body, Hijacked, Socket, Stopping};

use connection::Connection;

pub(crate) use connection::Port;
pub(crate) use ports::{Ports, Servers, local_address};

/// Connections at a time; a further one waits in the backlog of the operating system.
pub(crate) const CONNECTIONS: usize = 10_000;

/// Largest request head. A longer one gets hyper's 431.
const HEAD_LIMIT_BYTES: usize = 64 << 10;

/// Wall-clock time from the end of one request to the end of the next head; guards the connection,
/// has no part in any story. Longer than the pause of a client that polls every 30 s, which is seen.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);

/// Wall-clock time that open requests have when the server is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

/// Pause after an error of accept, such as no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

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
    port: Port,
    app: Arc<App>,
    connections: usize,
    stop: impl Future<Output = ()>,
) -> Ending {
    let log = app.log.clone();
    let answer = move |request, socket| {
        let app = Arc::clone(&app);
        async move { app.answer(request, &socket).await }
    };
    serve_with(listener, port, answer, &log, connections, stop).await
}

pub(crate) async fn serve_with<H, F>(
    listener: TcpListener,
    port: Port,
    answer: H,
    log: &Log,
    connections: usize,
    stop: impl Future<Output = ()>,
) -> Ending
where
    H: Fn(Request<Incoming>, Socket) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<Body>, Hijacked>> + Send + 'static,
{
    let (stops, stopping) = watch::channel(false);
    let connection = Connection { answer, log: log.clone(), stopping: Stopping::new(stopping) };
    let serve = |stream| {
        let (connection, port) = (connection.clone(), port.clone());
        async move { connection.serve(stream, port).await }
    };
    let mut tasks = accept(&listener, connections, "the API", stop, serve).await;
    drop(listener);
    stops.send_replace(true);
    let drained = async { while tasks.join_next().await.is_some() {} };
    match tokio::time::timeout(DRAIN_TIMEOUT, drained).await {
        Ok(()) => Ending::Drained,
        Err(_) => Ending::Cut,
    }
}

/// Accepts until `stop` is ready, never more than `connections` at a time, and returns those that
/// are open. `what` is served, for messages.
pub(crate) async fn accept<F>(
    listener: &TcpListener,
    connections: usize,
    what: &str,
    stop: impl Future<Output = ()>,
    serve: impl Fn(TcpStream) -> F,
) -> JoinSet<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let permits = Arc::new(Semaphore::new(connections));
    let mut tasks = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    let mut trouble = false;
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        tokio::select! {
            () = &mut stop => return tasks,
            Some(_) = tasks.join_next() => {}
            (permit, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    trouble = false;
                    let connection = serve(stream);
                    tasks.spawn(async move {
                        connection.await;
                        drop(permit);
                    });
                }
                Err(error) => {
                    // Once, and not twenty times a second for as long as it lasts.
                    if !std::mem::replace(&mut trouble, true) {
                        log::tell(&format!("cannot accept connections of {what}: {error}"));
                    }
                    pause().await;
                }
            },
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the operating system's trouble, not a story's time")]
async fn pause() {
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    use std::io;

    use super::*;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    async fn start(
        connections: usize,
    ) -> (std::net::SocketAddr, JoinSet<Ending>, oneshot::Sender<()>) {
        let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let mut server = JoinSet::new();
        server.spawn(serve(listener, Port::Plain, app, connections, async { drop(stopped.await) }));
        (address, server, stop)
    }

    async fn ask(stream: &mut TcpStream) -> String {
        stream.write_all(REQUEST).await.unwrap();
        answer(stream).await
    }

    async fn answer(stream: &mut TcpStream) -> String {
        let mut bytes = [0; 4_096];
        let length = stream.read(&mut bytes).await.unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    #[tokio::test]
    async fn a_connection_above_the_cap_waits_for_another_to_end() {
        let (address, _server, _stop) = start(1).await;
        let mut first = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut first).await.starts_with("HTTP/1.1 404"));
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(REQUEST).await.unwrap();

        for _ in 0..20 {
            assert!(ask(&mut first).await.starts_with("HTTP/1.1 404"));
        }
        let early = second.try_read(&mut [0; 1]);
        assert_eq!(early.unwrap_err().kind(), io::ErrorKind::WouldBlock);

        drop(first);
        assert!(answer(&mut second).await.starts_with("HTTP/1.1 404"));
    }

    /// `Expect: 100-continue` shows that the request is in work before the server is told to stop.
    #[tokio::test]
    async fn a_request_in_work_gets_its_answer_when_the_server_stops() {
        let (address, mut server, stop) = start(10).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut idle).await.starts_with("HTTP/1.1 404"));
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = b"POST /v3/ada/BankingServices/Authorize HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        stream.write_all(head).await.unwrap();
        assert_eq!(answer(&mut stream).await, "HTTP/1.1 100 Continue\r\n\r\n");

        drop(stop);
        assert_eq!(answer(&mut idle).await, "", "an idle connection is closed");
        stream.write_all(b"{}").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 401"));
        assert_eq!(server.join_next().await.unwrap().unwrap(), Ending::Drained);
        assert!(TcpStream::connect(address).await.is_err(), "the port is closed");
    }
}
