//! TLS on the connections of a port, with certificates made for this run.

mod ca;

#[cfg(feature = "cli")]
use std::fmt;
use std::io;
#[cfg(feature = "cli")]
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
#[cfg(feature = "cli")]
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{Acceptor, ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{AlertDescription, Error, InvalidMessage, ServerConfig, crypto};
use tokio_rustls::server::TlsStream;

#[cfg(feature = "cli")]
use crate::load;
use crate::start_error::StartError;

pub(crate) use ca::{Issued, issue};

/// Clones share their certificates.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Arc<ServerConfig>,
    #[cfg(feature = "cli")]
    shown: Arc<Shown>,
    /// Where the certificate of the authority lies, for clients that do not trust it yet.
    ca_file: Option<Arc<str>>,
}

/// Wall-clock time from the connection to the end of its handshake.
pub(crate) const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

const TOO_SLOW: &str = "a connection was closed; it came to no TLS handshake in 10 s";

impl Tls {
    /// With a new authority, also for `names`. Its key is gone when this returns.
    ///
    /// # Errors
    ///
    /// What the crypto library says; it needs the randomness of the operating system.
    #[expect(
        clippy::disallowed_methods,
        reason = "certificates are valid by the clock on the wall"
    )]
    pub(crate) fn new(names: &[String]) -> Result<(Self, Issued), StartError> {
        let failed = "cannot make a certificate for TLS";
        let issued = issue(SystemTime::now().into(), names);
        let issued = issued.map_err(|error| StartError::because(failed, error))?;
        let shown =
            issued.leaves().map(|(leaf, key)| certified(vec![leaf.clone()], key.clone_key()));
        let [by_name, by_address] = shown;
        let tls = by_name.and_then(|by_name| Self::with([by_name, by_address?]));
        Ok((tls.map_err(|error| StartError::because(failed, error))?, issued))
    }

    /// With a certificate of the user: its chain and its key, both as PEM.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or one does not fit the other.
    #[cfg(feature = "cli")]
    pub(crate) fn of_files(chain: &Path, key: &Path) -> Result<Self, StartError> {
        let shown = read(chain, key)?;
        let tls = Self::with([shown.clone(), shown]);
        tls.map_err(|error| StartError::because("cannot serve TLS", error))
    }

    /// Reads the files of [`of_files`](Self::of_files) again. New connections get what is in them; those
    /// that are open live on. Returns whether it is another certificate.
    ///
    /// # Errors
    ///
    /// As there; the certificate stays the one that it was.
    #[cfg(feature = "cli")]
    pub(crate) fn renew(&self, chain: &Path, key: &Path) -> Result<bool, StartError> {
        let new = read(chain, key)?;
        let mut shown = self.shown.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_other = shown[0].cert != new.cert;
        *shown = [new.clone(), new];
        Ok(is_other)
    }

    /// Names the file that a client which refuses the certificate is to be given.
    pub(crate) fn ca_file(self, path: impl Into<Arc<str>>) -> Self {
        Self { ca_file: Some(path.into()), ..self }
    }

    fn with(shown: [Arc<CertifiedKey>; 2]) -> Result<Self, Error> {
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let shown = Arc::new(Shown(RwLock::new(shown)));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        // got and undici offer HTTP/2 as well, which is not spoken here.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A client that closes with an unread ticket in its buffer resets the connection, and does not
        // end it.
        config.send_tls13_tickets = 0;
        Ok(Self {
            config: Arc::new(config),
            #[cfg(feature = "cli")]
            shown,
            ca_file: None,
        })
    }

    /// # Errors
    ///
    /// What is to be said of a client that came to no connection: nothing of one that has said nothing.
    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, Option<String>> {
        let handshake = async {
            let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
            let start = start.map_err(|error| self.trouble(&error))?;
            let done = start.into_stream(Arc::clone(&self.config)).await;
            done.map_err(|error| self.trouble(&error).or_else(|| Some(self.distrusted())))
        };
        match tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake).await {
            Ok(done) => done,
            Err(_) => Err(Some(TOO_SLOW.to_owned())),
        }
    }

    /// What is said of a client that ended its connection when it had seen the certificate, or after the
    /// handshake and before any request. Node.js tells the server no more than that.
    pub(crate) fn distrusted(&self) -> String {
        format!(
            "a client ended its TLS connection before a request; if it refused our certificate, {}",
            self.way_out()
        )
    }

    /// What to log about a handshake that failed. Nothing for a peer that only went away.
    fn trouble(&self, error: &io::Error) -> Option<String> {
        use AlertDescription as Alert;
        let error = error.get_ref()?.downcast_ref::<Error>()?;
        Some(match error {
            Error::AlertReceived(
                alert @ (Alert::UnknownCA
                | Alert::BadCertificate
                | Alert::CertificateUnknown
                | Alert::UnsupportedCertificate
                | Alert::AccessDenied
                | Alert::DecryptError),
            ) => format!("a client refused our certificate ({alert:?}); {}", self.way_out()),
            Error::AlertReceived(Alert::CertificateExpired) => {
                "a client refused our certificate as expired; start the mock again, or set the client's clock"
                    .to_owned()
            }
            Error::NoApplicationProtocol => {
                "a client offers no HTTP/1.1 over TLS, and nothing else is served here".to_owned()
            }
            Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
                "a connection was closed; this port serves TLS, not plain HTTP".to_owned()
            }
            other => format!("a connection was closed; the TLS handshake failed: {other}"),
        })
    }

    fn way_out(&self) -> String {
        let file = self.ca_file.as_deref().unwrap_or("the file of --tls-ca");
        format!(
            "let it trust {file}: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, \
             CURL_CA_BUNDLE, or what its library reads (docs/clients.md)"
        )
    }
}

/// What is shown to a client that names a host, and to one that knows an address only.
#[derive(Debug)]
struct Shown(RwLock<[Arc<CertifiedKey>; 2]>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let [by_name, by_address] = &*self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(if hello.server_name().is_some() { by_name } else { by_address }))
    }
}

fn certified(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<CertifiedKey>, Error> {
    CertifiedKey::from_der(chain, key, &crypto::aws_lc_rs::default_provider()).map(Arc::new)
}

#[cfg(feature = "cli")]
fn read(chain: &Path, key: &Path) -> Result<Arc<CertifiedKey>, StartError> {
    let unusable = |file: &Path, why: &dyn fmt::Display, help: &str| {
        let what = format!("cannot use {} for TLS", file.display());
        StartError::because(what, format!("{why}\n  help: {help}"))
    };
    let chain_help = "--tls-cert takes certificates as PEM, which begin with -----BEGIN CERTIFICATE-----, that \
        of the server first; its key goes to --tls-key";
    let key_help = "--tls-key takes an unencrypted private key as PEM, which begins with -----BEGIN PRIVATE \
        KEY-----; `openssl pkey -in FILE -out NEW` decrypts one";
    let text = |file: &Path, help| {
        load::file(file).map_err(|problem| unusable(file, &problem.title, help))
    };
    let certificates = text(chain, chain_help)?;
    let certificates = CertificateDer::pem_slice_iter(certificates.source.as_bytes());
    let certificates = certificates
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unusable(chain, &error, chain_help))?;
    if certificates.is_empty() {
        return Err(unusable(chain, &"there is no certificate in it", chain_help));
    }
    let secret = PrivateKeyDer::from_pem_slice(text(key, key_help)?.source.as_bytes());
    let secret = secret.map_err(|error| match error {
        pem::Error::NoItemsFound => unusable(key, &"there is no private key in it", key_help),
        other => unusable(key, &other, key_help),
    })?;
    certified(certificates, secret).map_err(|error| match error {
        Error::InconsistentKeys(_) => {
            let why = format!("it is not the certificate of the key in {}", key.display());
            unusable(chain, &why, "take the certificate and the key that were made together")
        }
        other => unusable(chain, &other, chain_help),
    })
}

#[cfg(test)]
pub(crate) mod tests;
