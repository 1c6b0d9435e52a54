use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::*;
use crate::clock::Moment;
use crate::mock::FlinksMock;
use crate::server::{Port, Ports, Servers};

/// Each write of the log is a line.
pub(crate) struct Sink(mpsc::UnboundedSender<String>);

impl Sink {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<String>) {
        let (sender, lines) = mpsc::unbounded_channel();
        (Self(sender), lines)
    }
}

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SLOW: &str = r#"
summary = "Authorize takes an hour to refuse."
login-id = "20000000-0000-4000-8000-000000000001"

[[step]]
on = "authorize"
delay = "1h"
reply.error = "RETRY_LATER"
status = 401
message = "not now"
"#;

const AUTHORIZE: &str = "POST /v3/ada/BankingServices/Authorize HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n\
    {\"LoginId\":\"20000000-0000-4000-8000-000000000001\"}";

struct Served {
    app: Arc<App>,
    address: SocketAddr,
    client: TcpStream,
    lines: mpsc::UnboundedReceiver<String>,
    _servers: Servers,
}

/// An auto clock, and a client that authorizes.
async fn start() -> Served {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("slow.toml"), SLOW).unwrap();
    let (sink, lines) = Sink::new();
    let builder = FlinksMock::builder().scenarios(folder.path()).clock(ClockMode::Auto);
    let app = Arc::new(builder.app(Log::lines(sink)).unwrap());
    let mut ports = Ports::default();
    let address = ports.open(SocketAddr::from(([127, 0, 0, 1], 0)), Port::Plain).await.unwrap();
    let servers = ports.serve(&app, 100);
    let client = TcpStream::connect(address).await.unwrap();
    Served { app, address, client, lines, _servers: servers }
}

/// Returns when the server has done what it can for the others.
async fn settle(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..20 {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        assert_ne!(stream.read(&mut [0; 4_096]).await.unwrap(), 0);
    }
}

/// The one line of the customer.
async fn line(app: &App, lines: &mut mpsc::UnboundedReceiver<String>) -> String {
    app.log.written().await;
    let text: String = std::iter::from_fn(|| lines.try_recv().ok()).collect();
    text.split_inclusive('\n').find(|line| line.contains("/v3/ada/")).unwrap().to_owned()
}

#[tokio::test]
async fn a_client_that_leaves_while_its_answer_waits_has_a_line() {
    let Served { app, address, mut client, mut lines, _servers } = start().await;
    let _busy = app.customer("ada").clock.busy();
    client.write_all(AUTHORIZE.as_bytes()).await.unwrap();
    settle(address).await;

    drop(client);
    settle(address).await;
    assert_eq!(
        line(&app, &mut lines).await,
        "t+00:00.000  401 RETRY_LATER           POST /v3/ada/BankingServices/Authorize  not now  the client left after 0 bytes\n"
    );
}

/// Although somebody waits for the next hour: the clock stands until the answer is out.
#[tokio::test]
async fn the_line_has_the_moment_of_the_last_byte() {
    let Served { app, address, mut client, mut lines, _servers } = start().await;
    let clock = app.customer("ada").clock.clone();
    let busy = clock.busy();
    tokio::spawn(async move { clock.sleep_until(Moment::from_secs(7_200)).await });
    client.write_all(AUTHORIZE.as_bytes()).await.unwrap();
    settle(address).await;

    drop(busy);
    assert_ne!(client.read(&mut [0; 4_096]).await.unwrap(), 0);
    assert_eq!(
        line(&app, &mut lines).await,
        "t+60:00.000  401 RETRY_LATER           POST /v3/ada/BankingServices/Authorize  not now\n"
    );
}

/// What was put between the two would be lost.
#[cfg(target_os = "linux")]
#[test]
fn nobody_puts_a_scenario_between_the_reading_of_files_and_their_playing() {
    const PUT: &str = "summary = \"Put.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    let app = FlinksMock::builder().app(Log::default()).unwrap();
    let changes: [&(dyn Fn(&App) + Sync); 2] =
        [&|app| drop(app.reload().unwrap()), &|app| drop(app.put("put", PUT).unwrap())];
    for change in changes {
        std::thread::scope(|scope| {
            let holds_up_the_playing = app.library.read().unwrap();
            scope.spawn(|| change(&app));
            // Here a writer that waits keeps new readers out.
            while app.library.try_read().is_ok() {
                std::thread::yield_now();
            }
            let is_locked = app.origins.try_lock().is_err();
            drop(holds_up_the_playing);
            assert!(is_locked);
        });
    }
    assert!(app.library().story("put").is_some());
}
