//! The whole of it, from outside: clients that know their own host and nothing of a mock.

use reqwest::{Certificate, Client, Proxy};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::log::Log;
use crate::mock::FlinksMock;
use crate::server::Ending;

const LOGIN: &str = r#"{"LoginId":"5e115eac-1209-4f19-641c-08d6d484e2fe"}"#;
const AUTHORIZE: &str = "/v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices/Authorize";

async fn start() -> (ClientEnvironment, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    (ClientEnvironment::start(&app, folder.path(), [127, 0, 0, 1].into()).await.unwrap(), folder)
}

impl ClientEnvironment {
    fn client(&self, proxy: Option<Proxy>) -> Client {
        let pem = std::fs::read(&self.files.ca).unwrap();
        let ca = Certificate::from_pem(&pem).unwrap();
        let builder = Client::builder().no_proxy().tls_certs_only([ca]);
        let builder = builder.resolve("toolbox-api.private.fin.ag", self.tls);
        match proxy {
            Some(proxy) => builder.proxy(proxy),
            None => builder,
        }
        .build()
        .unwrap()
    }

    fn through(&self) -> Client {
        self.client(Some(Proxy::all(format!("http://{}", self.proxy)).unwrap()))
    }

    /// Writes bytes to the proxy and reads until it closes.
    async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.proxy).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[tokio::test]
async fn each_door_leads_to_the_same_mock() {
    let (environment, _folder) = start().await;
    let tls_port = environment.tls.port();
    let [direct, through] = [environment.client(None), environment.through()];
    #[rustfmt::skip]
    let table = [
        (&direct, format!("http://{}", environment.http)),
        (&direct, format!("https://{}", environment.tls)),
        (&direct, format!("https://localhost:{tls_port}/prefix")),
        (&direct, format!("https://toolbox-api.private.fin.ag:{tls_port}")),
        (&through, "https://toolbox-api.private.fin.ag".to_owned()),
        (&through, "https://acme-wealth-api.private.fin.ag".to_owned()),
        (&through, "https://sandbox.flinks.io".to_owned()),
        (&through, "http://sandbox.flinks.com".to_owned()),
        (&through, format!("http://{}", environment.http)),
        (&through, format!("https://{}", environment.tls)),
    ];
    for (client, url) in table {
        let response = client.post(format!("{url}{AUTHORIZE}")).body(LOGIN).send().await.unwrap();
        assert_eq!(response.status(), 200, "{url}");
        assert_eq!(response.version(), reqwest::Version::HTTP_11);
        let body = response.text().await.unwrap();
        assert!(body.contains("\"Username\""), "{url}: {body}");
    }
    assert_eq!(environment._servers.stop().await, Ending::Drained);
}

/// As axios sends them, which asks for no tunnel.
#[tokio::test]
async fn a_target_with_its_host_is_served_by_the_proxy_itself() {
    let (environment, _folder) = start().await;
    for scheme in ["http", "https"] {
        let request = format!(
            "POST {scheme}://toolbox-api.private.fin.ag{AUTHORIZE} HTTP/1.1\r\nHost: toolbox-api.private.fin.ag\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{LOGIN}",
            LOGIN.len()
        );
        let answer = environment.raw(&request).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{scheme}: {answer}");
    }
}

#[tokio::test]
async fn every_other_host_is_refused_in_words() {
    let (environment, _folder) = start().await;
    let words = "flinks-mock: example.com:443 is none of the hosts that are played here, and nothing is \
                 passed on; they are *.private.fin.ag, sandbox.flinks.io and sandbox.flinks.com on the \
                 ports 443 and 80\n";
    #[rustfmt::skip]
    let table = [
        ("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n", "403", words),
        ("GET http://example.com:443/ HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n", "403", words),
        ("GET / HTTP/1.1\r\nHost: toolbox-api.private.fin.ag\r\nConnection: close\r\n\r\n", "400",
            "flinks-mock: this is the port of the proxy, and no API; a request to a proxy names its host\n"),
    ];
    for (request, status, expected) in table {
        let answer = environment.raw(request).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!((&head[9..12], body), (status, expected), "{request}");
        assert!(head.contains("content-type: text/plain; charset=utf-8"), "{head}");
    }
    let refused = environment.through().get("https://example.com/").send().await;
    assert!(refused.unwrap_err().is_connect());
}

/// The tunnel of a client that says nothing is no reason to wait, and neither is its garbage.
#[tokio::test]
async fn what_a_tunnel_carries_harms_nobody() {
    let (environment, _folder) = start().await;
    for bytes in ["", "\0\0\0\r\n\r\n", "\x16\x03\x01\0\x05hello"] {
        let mut stream = TcpStream::connect(environment.proxy).await.unwrap();
        let connect =
            "CONNECT sandbox.flinks.io:443 HTTP/1.1\r\nHost: sandbox.flinks.io:443\r\n\r\n";
        stream.write_all(connect.as_bytes()).await.unwrap();
        let mut answer = [0; 39];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer.as_slice(), b"HTTP/1.1 200 Connection established\r\n\r\n");
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    let url = format!("https://sandbox.flinks.io{AUTHORIZE}");
    assert_eq!(environment.through().post(url).body(LOGIN).send().await.unwrap().status(), 200);

    let mut open = TcpStream::connect(environment.proxy).await.unwrap();
    open.write_all(b"CONNECT sandbox.flinks.io:443 HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    open.read_exact(&mut [0; 39]).await.unwrap();
    assert_eq!(environment._servers.stop().await, Ending::Drained);
}

/// Nothing that is there is written into, and no file holds a key.
#[tokio::test]
async fn the_files_are_for_everybody_to_read() {
    let (environment, folder) = start().await;
    let mut names = Vec::new();
    let folders = ["", "php", "python"].map(|name| folder.path().join(name));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    for path in files.map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("PRIVATE KEY"), "{path:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            assert_eq!(path.metadata().unwrap().mode() & 0o133, 0, "{path:?}");
        }
        names.push(path.file_name().unwrap().to_owned());
    }
    names.sort();
    let scripts = ["preload.cjs", "preload.rb", "profile.R", "sitecustomize.py", "truststore.jks"];
    assert_eq!(names, [&["ca.pem", "flinks-mock.ini"][..], &scripts, &["wgetrc"]].concat());
    drop(environment);

    let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
    let again = ClientEnvironment::start(&app, folder.path(), [127, 0, 0, 1].into()).await;
    assert!(again.unwrap_err().to_string().contains("File exists"));
}

#[test]
fn only_the_certificate_of_a_mock_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let [first, second] = [(); 2].map(|()| Tls::new(&[]).unwrap().1);
    write_ca(&path, &first).unwrap();
    write_ca(&path, &second).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.ends_with(&second.ca_pem), "{written}");

    std::fs::write(&path, "-----BEGIN CERTIFICATE-----").unwrap();
    let error = write_ca(&path, &first).unwrap_err();
    assert_eq!(error.to_string(), "the file exists and is not a certificate of a mock");
    // A folder stands for a pipe, which would be waited for.
    let error = write_ca(folder.path(), &first).unwrap_err();
    assert_eq!(error.to_string(), "that is not a file");
}

/// Byte for byte. `keytool -list -storepass changeit` of Java 17 found such a digest right.
#[test]
fn the_trust_store_of_java() {
    let store = java::trust_store(&[&vec![1, 2, 3].into(), &vec![4].into()]);
    let hex: String = store.iter().map(|byte| format!("{byte:02x}")).collect();
    let name =
        |number: u8| format!("00000002000d666c696e6b732d6d6f636b2d3{number}0000000000000000");
    let [first, second] =
        [name(1) + "0005582e35303900000003010203", name(2) + "0005582e3530390000000104"];
    let start = format!("feedfeed0000000200000002{first}{second}");
    assert_eq!(hex, format!("{start}{DIGEST}"));
}

const DIGEST: &str = "c0aa54f3a57056500f8a04973147642493a0b647";
