//! A server whose answers the test chooses, and a client that looks at bytes and socket errors.

mod bytes;
mod leaving;
mod time;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use flinks_contract::scenario::{Cut, Fault};
use flinks_trace::Outcome;
use hyper::header::HeaderValue;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::*;
use crate::clock::{Clock, ClockMode, Moment};
use crate::log::Log;
use crate::server::{Ending, Port, serve_with};

const BODY: &[u8] = br#"{"a":"text"}"#;

/// What comes before [`BODY`], without the date.
const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/json\r\nconnection: close\r\ncontent-length: 12\r\n\r\n";

/// Length of [`HEAD`] on the wire.
const HEAD_BYTES: u64 = HEAD.len() as u64 + "date: Thu, 09 May 2019 13:47:46 GMT\r\n".len() as u64;

struct Server {
    address: SocketAddr,
    clock: Clock,
    outcomes: mpsc::UnboundedReceiver<Outcome>,
    tasks: JoinSet<Ending>,
    stop: oneshot::Sender<()>,
}

fn plain() -> Reply {
    Reply::raw(200, HeaderValue::from_static("text/json"), BODY.into())
}

/// With a body that comes 3 s after its head.
fn late() -> Reply {
    let mut reply = plain();
    reply.body_delay = Duration::from_secs(3);
    reply
}

impl Server {
    async fn answering(fault: Fault) -> Self {
        Self::start(move |_| plain().fault(Some(fault.clone()))).await
    }

    /// Answers `/plain` plainly and tells nothing of it, and all else with `reply` of the path.
    async fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_on(Port::Plain, reply).await
    }

    async fn start_on(port: Port, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = Clock::new(ClockMode::Auto);
        let (told, outcomes) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let reply = Arc::new(reply);
        let on = clock.clone();
        let answer = move |request: hyper::Request<hyper::body::Incoming>, socket: Socket| {
            let path = request.uri().path().to_owned();
            let is_plain = path == "/plain";
            let reply = if is_plain { plain() } else { reply(&path) };
            let told = told.clone();
            let mut sent = Sent::new(socket.stopping().clone(), Some(on.clone()), move |outcome| {
                if !is_plain {
                    told.send(outcome).unwrap();
                }
            });
            sent.keep(on.busy());
            async move { send(&socket, reply.spoiled(), sent).await }
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let stop = async { drop(stopped.await) };
            serve_with(
                listener,
                port,
                answer,
                &Log::default(),
                (100, &AtomicUsize::default()),
                stop,
            )
            .await
        });
        Self { address, clock, outcomes, tasks, stop }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A client that has sent a request.
    async fn asked(&self, request: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Returns when everything that the server can do without its clients is done.
    async fn settle(&self) {
        let mut stream = self.connect().await;
        for _ in 0..20 {
            stream.write_all(&get("/plain", "")).await.unwrap();
            let head = stream.read(&mut [0; 4_096]).await.unwrap();
            assert_ne!(head, 0);
        }
    }

    async fn outcome(&mut self) -> Outcome {
        self.settle().await;
        self.outcomes.try_recv().unwrap()
    }

    /// Whether an auto clock gets to `second`.
    async fn reaches(&self, second: u64) -> bool {
        let clock = self.clock.clone();
        let there = tokio::spawn(async move { clock.sleep_until(Moment::from_secs(second)).await });
        self.settle().await;
        there.is_finished()
    }
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").into_bytes()
}

const ASK: &str = "GET /fault HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Everything until the connection ends, without the date, and how it ends.
async fn all(stream: &mut (impl AsyncRead + Unpin)) -> (String, Result<(), io::ErrorKind>) {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    (shown(&bytes), end.map(drop).map_err(|error| error.kind()))
}

/// As many bytes as `expected` has, with a date where it has none.
async fn some(stream: &mut TcpStream, length: u64) -> String {
    let mut bytes = vec![0; length as usize];
    stream.read_exact(&mut bytes).await.unwrap();
    shown(&bytes)
}

fn shown(bytes: &[u8]) -> String {
    let text: String = bytes.utf8_chunks().fold(String::new(), |text, chunk| {
        let invalid: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect();
        text + chunk.valid() + &invalid
    });
    text.split_inclusive("\r\n").filter(|line| !line.starts_with("date: ")).collect()
}

/// Neither a byte nor an end.
fn is_silent(stream: &TcpStream) -> bool {
    matches!(stream.try_read(&mut [0; 1]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}
