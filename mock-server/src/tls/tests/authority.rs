//! What can be done with the key of an authority, tried on rustls and on OpenSSL, by curl.

use std::io::Write;
use std::process::{Command, Stdio};

use rcgen::CertificateParams;
use time::OffsetDateTime;

use super::*;

/// Whoever gets hold of the key of a run cannot use it against anything but the mock's own hosts.
#[tokio::test]
async fn a_stolen_key_signs_for_nobody_else() {
    let authority = ca::authority(now(), &[]).unwrap();
    #[rustfmt::skip]
    let table = [
        (HOST, true),
        ("example.com", false),
        ("flinks.io", false),
        ("api.flinks.com", false),
        ("192.0.2.7", false),
    ];
    let ca = authority.der().clone();
    for (host, expected) in table {
        let (leaf, key) = ca::leaf(&authority, vec![host.to_owned()], now()).unwrap();
        let server = Server::start(shown(vec![leaf], key)).await;

        let rustls = connect_as(server.address, host, &client(&ca, &[])).await;
        assert_eq!(rustls.is_ok(), expected, "rustls and {host}: {:?}", rustls.err());
        let (status, words) = curl(server.address, host, &authority.pem()).await;
        assert_eq!(status == Some(0), expected, "curl and {host}: {words}");
        if !expected {
            assert!(words.contains("permitted subtree violation"), "curl and {host}: {words}");
        }
    }
}

async fn curl(address: SocketAddr, host: &str, ca_pem: &str) -> (Option<i32>, String) {
    let mut ca_file = tempfile::NamedTempFile::new().unwrap();
    ca_file.write_all(ca_pem.as_bytes()).unwrap();
    let mut curl = Command::new("curl");
    let to = format!("::{}:{}", address.ip(), address.port());
    curl.args(["--silent", "--show-error", "--noproxy", "*", "--connect-to", &to, "--cacert"]);
    curl.arg(ca_file.path()).arg(format!("https://{host}/")).stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || curl.output().unwrap()).await.unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// OpenSSL looks at that. rustls asks less of an authority that it was told to trust, and the names are
/// bound below it too.
#[tokio::test]
async fn a_stolen_key_makes_no_other_authority() {
    let authority = ca::authority(now(), &[]).unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, "below");
    let key = rcgen::KeyPair::generate().unwrap();
    let below = rcgen::CertifiedIssuer::signed_by(params, key, &authority).unwrap();
    let (leaf, key) = ca::leaf(&below, vec![HOST.to_owned()], now()).unwrap();
    let chain = vec![leaf, below.der().clone()];
    let server = Server::start(shown(chain, key)).await;

    let (status, words) = curl(server.address, HOST, &authority.pem()).await;
    assert_ne!(status, Some(0));
    assert!(words.contains("path length constraint exceeded"), "{words}");
}

fn now() -> OffsetDateTime {
    // The clock of the machine is what TLS clients look at.
    OffsetDateTime::now_utc()
}
