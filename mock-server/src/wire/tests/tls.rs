//! The same in TLS.

use tokio_rustls::client::TlsStream;

use super::bytes::faults;
use super::*;
use crate::tls::{Issued, Tls, tests::connect};

async fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> (Server, Issued) {
    let (tls, issued) = Tls::new(&[]).unwrap();
    (Server::start_on(Port::Tls(tls), reply).await, issued)
}

async fn asked(server: &Server, issued: &Issued) -> TlsStream<TcpStream> {
    let mut stream = connect(server.address, issued).await.unwrap();
    stream.write_all(ASK.as_bytes()).await.unwrap();
    stream
}

/// A connection that ends too early ends without a word, as that of a server that died.
#[tokio::test]
async fn each_fault_of_the_connection_as_the_client_sees_it() {
    for (fault, bytes, end, outcome) in faults() {
        let name = format!("{fault:?}");
        let end = match outcome {
            Outcome::Cut { .. } => end.and(Err(io::ErrorKind::UnexpectedEof)),
            _ => end,
        };
        let (mut server, issued) = start(move |_| plain().fault(fault.clone())).await;
        let mut stream = asked(&server, &issued).await;
        assert_eq!(all(&mut stream).await, (bytes, end), "{name}");
        assert_eq!(server.outcomes.recv().await, Some(outcome), "{name}");
    }
}

/// More than the buffers of TLS and of the operating system take at once.
#[tokio::test]
async fn a_large_answer_arrives_whole() {
    const LARGE: usize = 8 << 20;
    let large = || Reply::raw(200, HeaderValue::from_static("text/json"), vec![b'x'; LARGE]);
    for fault in [None, Some(Fault::CloseAfter(Cut::Body(LARGE)))] {
        let name = format!("{fault:?}");
        let (mut server, issued) = start(move |_| large().fault(fault.clone())).await;
        let mut stream = asked(&server, &issued).await;
        let (text, end) = all(&mut stream).await;
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        assert_eq!((body, end), (Some(LARGE), Ok(())), "{name}");
        assert_eq!(
            server.outcomes.recv().await,
            Some(Outcome::Sent { at: Moment::START }),
            "{name}"
        );
    }
}

/// Small enough for the buffer of TLS, and too much for that of the operating system.
#[tokio::test]
async fn time_goes_on_while_a_client_reads_nothing() {
    const REPLY: usize = 60_000;
    let reply = || Reply::raw(200, HeaderValue::from_static("text/json"), vec![b'x'; REPLY]);
    let (mut server, issued) = start(move |_| reply()).await;
    let mut stream = connect(server.address, &issued).await.unwrap();
    stream.write_all(&get("/large", "").repeat(400)).await.unwrap();

    // Until nothing more goes out: every round lets the server do what it can.
    let mut other = connect(server.address, &issued).await.unwrap();
    let (mut sent, mut idle) = (0, 0);
    while idle < 20 {
        other.write_all(&get("/plain", "")).await.unwrap();
        assert_ne!(other.read(&mut [0; 4_096]).await.unwrap(), 0);
        let before = sent;
        while let Ok(outcome) = server.outcomes.try_recv() {
            assert_eq!(outcome, Outcome::Sent { at: Moment::START });
            sent += 1;
        }
        idle = if sent == before { idle + 1 } else { 0 };
    }
    assert!((1..400).contains(&sent), "{sent} of 400 went out");

    server.clock.sleep_until(Moment::from_secs(10)).await;
    assert_eq!(server.clock.now(), Moment::from_secs(10));
}

/// What a handler has written is with the operating system, and a connection that ends takes nothing back.
#[tokio::test]
async fn what_is_written_is_sent() {
    const PIECE: usize = 1_000;
    let (tls, issued) = Tls::new(&[]).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = connect(listener.local_addr().unwrap(), &issued);
    let accept = async { tls.accept(listener.accept().await.unwrap().0).await.unwrap() };
    let (client, stream) = tokio::join!(client, accept);
    let (_stops, stopping) = tokio::sync::watch::channel(false);
    let socket = Socket::new(stream, Stopping::new(stopping), Idle::new());

    let mut written = 0;
    while is_ready(socket.write(&[b'x'; PIECE])) {
        written += PIECE;
    }
    socket.hang_up();
    let (text, _) = all(&mut client.unwrap()).await;
    assert!(text.len() >= written, "{} of {written}", text.len());
}

/// Whether it comes to its end without a wait. What it has begun stays begun.
fn is_ready(future: impl Future<Output = io::Result<()>>) -> bool {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    std::pin::pin!(future).poll(&mut context).is_ready()
}
