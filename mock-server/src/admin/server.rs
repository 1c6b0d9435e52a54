//! The port of the admin API: its connections and their caps.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::Admin;
use crate::log;

/// Connections at a time; a further one waits in the backlog of the operating system. A thousand tests
/// at a time have one each.
pub(crate) const CONNECTIONS: usize = 2_000;

/// Largest request head: 16 KiB. A longer one gets hyper's 431.
const HEAD_LIMIT_BYTES: usize = 16 << 10;

/// Wall-clock time from the end of one request to the end of the next head; guards the connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Pause after an error of accept, such as no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves for ever. Dropping the future cuts every connection, because somebody may be listening to
/// events that have no end.
pub(crate) async fn serve(listener: TcpListener, admin: Arc<Admin>, connections: usize) {
    let permits = Arc::new(Semaphore::new(connections));
    let mut tasks = JoinSet::new();
    let mut trouble = false;
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                trouble = false;
                let connection = connection(stream, Arc::clone(&admin));
                tasks.spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                if !std::mem::replace(&mut trouble, true) {
                    log::tell(&format!("cannot accept connections of the admin API: {error}"));
                }
                pause().await;
            }
        }
        while tasks.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, admin: Arc<Admin>) {
    let _ = stream.set_nodelay(true);
    let serve = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_LIMIT_BYTES)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| {
                let admin = Arc::clone(&admin);
                async move { admin.answer(request).await }
            }),
        );
    // A peer that goes away or speaks no HTTP is its own affair.
    let _ = serve.await;
}

#[expect(clippy::disallowed_methods, reason = "the operating system's trouble, not a story's time")]
async fn pause() {
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::log::Log;
    use crate::mock::FlinksMock;
    use crate::secret::Secret;

    async fn ask(stream: &mut TcpStream) {
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut answer = [0; 4_096];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"));
    }

    #[tokio::test]
    async fn a_connection_above_the_cap_waits_for_another_to_end() {
        let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
        let admin = Admin::new(app, Secret::random().unwrap(), Ipv4Addr::LOCALHOST.into());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, Arc::new(admin), 1));
        let mut first = TcpStream::connect(address).await.unwrap();
        ask(&mut first).await;
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();

        // As many round trips as a server without the cap would need, and more.
        for _ in 0..20 {
            ask(&mut first).await;
        }
        let early = second.try_read(&mut [0; 1]);
        assert_eq!(early.unwrap_err().kind(), io::ErrorKind::WouldBlock);

        drop(first);
        assert_ne!(second.read(&mut [0; 1]).await.unwrap(), 0);
    }
}
