//! Connections: accept, serve, and end in good order.

mod connection;
mod cors;
mod ports;

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, Id, JoinSet};

use crate::app::App;
use crate::log::{self, Log};
use crate::wire::{Body, Hijacked, Idle, Socket, Stopping};

use connection::Connection;

pub(crate) use connection::{Limits, Port, http};
pub(crate) use cors::Cors;
pub(crate) use ports::{Listen, Ports, Servers, listeners, reachable};

/// Connections at a time. For a further one the one makes room that waits for its client for longest;
/// where none does, it waits itself.
pub(crate) const CONNECTIONS: usize = 10_000;

/// A longer head gets hyper's 431. The wall-clock time that only the client can go on, with a request or
/// by taking an answer, guards the connection and has no part in any story: it is longer than the pause
/// of a client that polls every 30 s, which is seen.
pub(crate) const LIMITS: Limits = Limits { head_bytes: 64 << 10, idle: Duration::from_secs(75) };

/// Wall-clock time that open requests have when the server is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

/// Pause after an error of accept, such as no more file descriptors, and where none makes room.
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
    let this = Arc::clone(&app);
    let answer = move |request, socket| {
        let app = Arc::clone(&this);
        async move {
            let Some(cors) = &app.cors else { return app.answer(request, &socket).await };
            let is_asked = cors.is_asked_by(&request);
            if is_asked && let Some(preflight) = cors.preflight(&request) {
                return Ok(preflight.map(|()| Body::whole(Bytes::new().into(), socket)));
            }
            let mut response = app.answer(request, &socket).await?;
            if is_asked {
                cors.allow(response.headers_mut());
            }
            Cors::vary(response.headers_mut());
            Ok(response)
        }
    };
    serve_with(listener, port, answer, &app.log, (connections, &app.connections), stop).await
}

pub(crate) async fn serve_with<H, F>(
    listener: TcpListener,
    port: Port,
    answer: H,
    log: &Log,
    (connections, open): (usize, &AtomicUsize),
    stop: impl Future<Output = ()>,
) -> Ending
where
    H: Fn(Request<Incoming>, Socket) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<Body>, Hijacked>> + Send + 'static,
{
    let (stops, stopping) = watch::channel(false);
    let connection = Connection { answer, log: log.clone(), stopping: Stopping::new(stopping) };
    let serve = |stream, idle| {
        let (connection, port) = (connection.clone(), port.clone());
        async move { connection.serve(stream, idle, port).await }
    };
    let mut tasks = accept(&listener, connections, "the API", open, stop, serve).await;
    drop(listener);
    stops.send_replace(true);
    let drained = async { while tasks.join_next().await.is_some() {} };
    match tokio::time::timeout(DRAIN_TIMEOUT, drained).await {
        Ok(()) => Ending::Drained,
        Err(_) => Ending::Cut,
    }
}

/// Accepts until `stop` is ready, never more than `most` at a time, and returns those that are open.
/// `what` is served, for messages.
pub(crate) async fn accept<F>(
    listener: &TcpListener,
    most: usize,
    what: &str,
    open: &AtomicUsize,
    stop: impl Future<Output = ()>,
    serve: impl Fn(TcpStream, Idle) -> F,
) -> JoinSet<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    let mut idles = HashMap::new();
    let mut stop = std::pin::pin!(stop);
    let (mut trouble, mut full, mut waiting) = (false, false, None);
    loop {
        if tasks.len() < most
            && let Some(stream) = waiting.take()
        {
            let idle = Idle::new();
            let task: AbortHandle = tasks.spawn(serve(stream, idle.clone()));
            open.fetch_add(1, Ordering::Relaxed);
            idles.insert(task.id(), (idle, task));
        }
        tokio::select! {
            () = &mut stop => return tasks,
            Some(ended) = tasks.join_next_with_id() => {
                idles.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
                open.fetch_sub(1, Ordering::Relaxed);
                full &= tasks.len() > most / 2;
            }
            accepted = listener.accept(), if waiting.is_none() => match accepted {
                Ok((stream, _)) => {
                    trouble = false;
                    waiting = Some(stream);
                    if tasks.len() >= most {
                        cut_idlest(&idles);
                        if !std::mem::replace(&mut full, true) {
                            log::tell(&format!(
                                "{what} has {most} connections, the most: those that wait for their \
                                 clients make room"
                            ));
                        }
                    }
                }
                Err(error) => {
                    // Once, and not twenty times a second for as long as it lasts.
                    if !std::mem::replace(&mut trouble, true) {
                        log::tell(&format!("cannot accept connections of {what}: {error}"));
                    }
                    cut_idlest(&idles);
                    pause().await;
                }
            },
            // Another one may wait for its client by now.
            () = pause(), if waiting.is_some() => cut_idlest(&idles),
        }
    }
}

/// Cuts the connection that waits for its client for longest, if one does.
fn cut_idlest(idles: &HashMap<Id, (Idle, AbortHandle)>) {
    let idlest = idles.values().filter_map(|(idle, task)| Some((idle.since()?, task)));
    if let Some((_, task)) = idlest.min_by_key(|(since, _)| *since) {
        task.abort();
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
    use crate::clock::ClockMode;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    async fn start(
        connections: usize,
    ) -> (std::net::SocketAddr, JoinSet<Ending>, oneshot::Sender<()>) {
        let builder = FlinksMock::builder().clock(ClockMode::Manual);
        let app = Arc::new(builder.app(Log::default()).unwrap());
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

    /// Those that wait for their clients make room; one in work does not.
    #[tokio::test]
    async fn a_connection_above_the_cap_takes_the_place_of_the_idlest() {
        let (address, _server, _stop) = start(2).await;
        let mut works = TcpStream::connect(address).await.unwrap();
        let head = b"POST /v3/ada/BankingServices/Authorize HTTP/1.1\r\nHost: x\r\nX-Mock-Scenario: slow-authorize\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n";
        works.write_all(head).await.unwrap();
        assert_eq!(answer(&mut works).await, "HTTP/1.1 100 Continue\r\n\r\n");
        let body = b"{\"LoginId\":\"5e115eac-1209-4f19-641c-08d6d484e2fe\"}";
        works.write_all(body).await.unwrap();
        let mut others = Vec::new();
        for _ in 0..3 {
            let mut other = TcpStream::connect(address).await.unwrap();
            assert!(ask(&mut other).await.starts_with("HTTP/1.1 404"));
            others.push(other);
        }
        assert_eq!(answer(&mut others[0]).await, "", "closed");
        for stream in [&works, &others[2]] {
            let open = stream.try_read(&mut [0; 1]).unwrap_err();
            assert_eq!(open.kind(), io::ErrorKind::WouldBlock);
        }
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
