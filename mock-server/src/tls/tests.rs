//! A real TLS client: rustls.

mod authority;

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_rustls::TlsConnector;
use tokio_rustls::client;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::*;
use crate::app::tests::Sink;
use crate::log::Log;
use crate::mock::FlinksMock;
use crate::server::{Port, Ports, Servers};

const HOST: &str = "toolbox-api.private.fin.ag";

struct Server {
    address: SocketAddr,
    said: UnboundedReceiver<String>,
    _servers: Servers,
}

impl Server {
    async fn start(tls: Tls) -> Self {
        let (sink, said) = Sink::new();
        let app = FlinksMock::builder().app(Log::lines(sink)).unwrap();
        let mut ports = Ports::default();
        let address =
            ports.open(SocketAddr::from(([127, 0, 0, 1], 0)), Port::Tls(tls)).await.unwrap();
        Self { address, said, _servers: ports.serve(&Arc::new(app), 100) }
    }

    /// The next line of the log, without the column of the moment.
    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(Duration::from_secs(30), self.said.recv()).await;
        line.unwrap().unwrap()[11..].trim().to_owned()
    }
}

/// One certificate for every client.
fn shown(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Tls {
    let one = certified(chain, key).unwrap();
    Tls::with([Arc::clone(&one), one]).unwrap()
}

fn client_hello(issued: &Issued) -> Vec<u8> {
    let config = Arc::clone(client(&issued.ca, &[]).config());
    let host = ServerName::try_from(HOST).unwrap();
    let mut bytes = Vec::new();
    ClientConnection::new(config, host).unwrap().write_tls(&mut bytes).unwrap();
    bytes
}

fn client(ca: &CertificateDer<'static>, alpn: &[&str]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(ca.clone()).unwrap();
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let mut config = config
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

async fn connect_as(
    address: SocketAddr,
    host: &'static str,
    client: &TlsConnector,
) -> io::Result<client::TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    client.connect(ServerName::try_from(host).unwrap(), stream).await
}

/// A connection to the mock that trusts it.
pub(crate) async fn connect(
    address: SocketAddr,
    issued: &Issued,
) -> io::Result<client::TlsStream<TcpStream>> {
    connect_as(address, HOST, &client(&issued.ca, &[])).await
}

#[tokio::test]
async fn one_certificate_is_good_for_every_host_and_for_no_other() {
    let (tls, issued) = Tls::new(&[]).unwrap();
    let server = Server::start(tls).await;
    #[rustfmt::skip]
    let table = [
        ("toolbox-api.private.fin.ag", true),
        ("acme-wealth-api.private.fin.ag", true),
        ("sandbox.flinks.io", true),
        ("sandbox.flinks.com", true),
        ("localhost", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("private.fin.ag", false),
        ("a.b.private.fin.ag", false),
        ("www.flinks.com", false),
        ("127.0.0.2", false),
    ];
    for (host, expected) in table {
        let connected = connect_as(server.address, host, &client(&issued.ca, &[])).await;
        assert_eq!(connected.is_ok(), expected, "{host}: {:?}", connected.err());
    }
}

/// BoringSSL knows no addresses in the constraints of an authority, and refuses certificates that have some.
#[tokio::test]
async fn who_names_a_host_is_shown_no_address() {
    let (tls, issued) = Tls::new(&["192.0.2.1".to_owned()]).unwrap();
    let server = Server::start(tls).await;
    for (host, expected) in [(HOST, 0), ("localhost", 0), ("127.0.0.1", 1), ("192.0.2.1", 1)] {
        let stream = connect_as(server.address, host, &client(&issued.ca, &[])).await.unwrap();
        let shown = &stream.get_ref().1.peer_certificates().unwrap()[0];
        assert_eq!(issued.shown()[expected], shown, "{host}");
    }
}

#[tokio::test]
async fn only_http_1_1_is_agreed_on() {
    let (tls, issued) = Tls::new(&[]).unwrap();
    let server = Server::start(tls).await;
    #[rustfmt::skip]
    let table: [(&[&str], _); 3] = [
        (&[], Some(None)),
        (&["h2", "http/1.1"], Some(Some(&b"http/1.1"[..]))),
        (&["h2"], None),
    ];
    for (offered, expected) in table {
        let stream = connect_as(server.address, HOST, &client(&issued.ca, offered)).await.ok();
        let agreed = stream.as_ref().map(|stream| stream.get_ref().1.alpn_protocol());
        assert_eq!(agreed, expected, "{offered:?}");
    }
}

/// Each of them leaves a line that says what to do, and a server that lives on.
#[tokio::test]
async fn what_comes_to_nothing_is_said() {
    let (tls, issued) = Tls::new(&[]).unwrap();
    let (_, other) = Tls::new(&[]).unwrap();
    let mut server = Server::start(tls.ca_file("/tmp/ca.pem")).await;
    let address = server.address;
    let trust = "let it trust /tmp/ca.pem: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, \
                 CURL_CA_BUNDLE, or what its library reads (docs/clients.md)";

    let refused = connect_as(address, HOST, &client(&other.ca, &[])).await;
    assert!(refused.is_err());
    let mut line = server.line().await;
    let reason = line.split_once(';').unwrap();
    assert!(reason.0.starts_with("a client refused our certificate ("), "{line}");
    assert_eq!(reason.1.trim(), trust);

    // A bit of a hello that asks for nothing, and goes; then one that goes where Node.js does.
    let mut gone = TcpStream::connect(address).await.unwrap();
    gone.write_all(b"\x16").await.unwrap();
    drop(gone);
    let mut hello = TcpStream::connect(address).await.unwrap();
    hello.write_all(&client_hello(&issued)).await.unwrap();
    hello.read_exact(&mut [0; 1]).await.unwrap();
    drop(hello);
    line = server.line().await;
    let expected =
        "a client ended its TLS connection before a request; if it refused our certificate";
    assert_eq!(line, format!("{expected}, {trust}"));

    let mut silent = connect(address, &issued).await.unwrap();
    silent.shutdown().await.unwrap();
    line = server.line().await;
    let expected =
        "a client ended its TLS connection before a request; if it refused our certificate";
    assert_eq!(line, format!("{expected}, {trust}"));

    connect_as(address, HOST, &client(&issued.ca, &["h2"])).await.unwrap_err();
    line = server.line().await;
    assert_eq!(line, "a client offers no HTTP/1.1 over TLS, and nothing else is served here");

    #[rustfmt::skip]
    let table: [(&[u8], &str); 3] = [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "a connection was closed; this port serves TLS, not plain HTTP"),
        (b"\x16\x03\x01\x00\x05hello", "a connection was closed; the TLS handshake failed: received corrupt message"),
        (b"\x16\x03\x01\xff\xff", "a connection was closed; the TLS handshake failed: received corrupt message"),
    ];
    for (bytes, expected) in table {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
        line = server.line().await;
        assert!(line.starts_with(expected), "{line}");
    }

    let mut stream = connect(address, &issued).await.unwrap();
    stream.write_all(b"\x00\x01\x02\r\n\r\n").await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    line = server.line().await;
    assert!(
        line.starts_with("a connection was closed; what came in TLS was no HTTP/1.1: "),
        "{line}"
    );

    let mut stream = connect(address, &issued).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

/// Tokio's paused time jumps over the limit as soon as both sides wait.
#[expect(clippy::disallowed_methods, reason = "paused time is the test's")]
#[tokio::test(start_paused = true)]
async fn a_handshake_that_never_ends_is_given_up() {
    let (tls, _) = Tls::new(&[]).unwrap();
    let server = Server::start(tls).await;
    let began = tokio::time::Instant::now();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"\x16\x03").await.unwrap();
    let _ = stream.read_to_end(&mut Vec::new()).await;
    assert_eq!(began.elapsed().as_secs(), 10);
}
