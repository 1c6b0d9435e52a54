//! The other doors of `flinks-mock serve`: TLS, and the proxy.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

use crate::client_environment;
use crate::proxy::Proxy;
use crate::server::{Listen, Port, Ports, reachable};
use crate::start_error::StartError;
use crate::tls::Tls;

use super::flags::{address, host};

/// For clients that speak nothing but HTTPS, or whose host cannot be set.
#[derive(clap::Args, Debug)]
pub(super) struct TlsArgs {
    /// Also serve the API over TLS, as https://localhost, 127.0.0.1 and the Flinks hosts, with certificates
    /// generated at each start and valid for a day
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "certificate")]
    tls: Option<Listen>,

    /// Where to write the certificate that clients must trust; no key is ever written
    #[arg(long, value_name = "FILE", requires = "tls", group = "certificate")]
    tls_ca: Option<PathBuf>,

    /// Another name or address for which the certificate is valid, such as that of a container; can be
    /// repeated
    #[arg(long, value_name = "NAME", requires = "tls_ca", value_parser = host)]
    tls_name: Vec<String>,

    /// Your own certificate chain, as PEM, instead of a generated one. When the file changes, new connections
    /// get the new certificate
    #[arg(long, value_name = "FILE", requires_all = ["tls", "tls_key"], group = "certificate")]
    tls_cert: Option<PathBuf>,

    /// Private key of --tls-cert, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Serve a proxy (HTTPS_PROXY) that leads the Flinks hosts to this mock and refuses all others
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls")]
    proxy: Option<Listen>,
}

impl TlsArgs {
    /// The user's certificate and its key.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        [&self.tls_cert, &self.tls_key].into_iter().flatten().cloned().collect()
    }
}

/// What is open beside the API itself.
#[derive(Default)]
pub(super) struct SidePorts {
    /// Lines for the banner, if any.
    pub(super) lines: String,
    /// Members for `--ready-json`.
    pub(super) members: Map<String, Value>,
    /// Set if the certificate is the user's, who may renew it.
    pub(super) renewed: Option<Renewed>,
}

/// The user's certificate, as it was last read.
pub(super) struct Renewed {
    tls: Tls,
    chain: PathBuf,
    key: PathBuf,
    /// What was wrong with the files when they were last read.
    trouble: Mutex<Option<String>>,
}

impl Renewed {
    /// Reads the files again. Returns a message if they changed, or if something else is wrong than
    /// before.
    pub(super) fn again(&self) -> Option<String> {
        let mut before = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let file = self.chain.display();
        let renewed = self.tls.renew(&self.chain, &self.key);
        let trouble = renewed.as_ref().err().map(|error| {
            format!("{error}\n  help: the server goes on with the certificate that it had")
        });
        let told = match renewed {
            Ok(true) => Some(format!("reloaded: new connections get the certificate of {file}")),
            Ok(false) => before.as_ref().map(|_| format!("reloaded: {file} is good again")),
            Err(_) => trouble.clone().filter(|trouble| before.as_ref() != Some(trouble)),
        };
        *before = trouble;
        told
    }
}

/// Opens the ports that were asked for. `http` is the address of the plain API.
pub(super) async fn open(
    ports: &mut Ports,
    args: &TlsArgs,
    http: SocketAddr,
) -> Result<SidePorts, StartError> {
    let mut members = Map::new();
    let Some(listen) = args.tls else { return Ok(SidePorts::default()) };
    let mut renewed = None;
    let (tls, made) = match (&args.tls_ca, &args.tls_cert, &args.tls_key) {
        (Some(ca_file), ..) => {
            let (tls, issued) = Tls::new(&args.tls_name)?;
            (tls.ca_file(ca_file.display().to_string()), Some((ca_file, issued)))
        }
        (None, Some(chain), Some(key)) => {
            let tls = Tls::of_files(chain, key)?;
            let (chain, key) = (chain.clone(), key.clone());
            renewed = Some(Renewed { tls: tls.clone(), chain, key, trouble: Mutex::default() });
            (tls, None)
        }
        _ => return Ok(SidePorts::default()),
    };
    let address = ports.open(listen, Port::Tls(tls.clone())).await?;
    let mut lines = format!("tls       https://{}", reachable(address));
    members.insert("tls".to_owned(), format!("https://{}", reachable(address)).into());
    if let Some((ca_file, issued)) = &made {
        let absolute = std::path::absolute(ca_file).unwrap_or_else(|_| ca_file.to_path_buf());
        members.insert("ca".to_owned(), absolute.to_string_lossy().into());
        let (shown, until) = (ca_file.display(), issued.until);
        _ = write!(
            lines,
            "   good until {} {:02}:{:02} UTC; clients trust it with\n\
             \x20           NODE_EXTRA_CA_CERTS={shown}\n\
             \x20           or SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE of the same file",
            until.date(),
            until.hour(),
            until.minute(),
        );
    }
    lines.push('\n');
    if let Some(listen) = args.proxy {
        let proxy = Port::Proxy(Arc::new(Proxy::new(tls, vec![http, address])));
        let address = reachable(ports.open(listen, proxy).await?);
        members.insert("proxy".to_owned(), format!("http://{address}").into());
        let what = "for the hosts of Flinks; it refuses every other";
        lines.extend([&*format!("proxy     HTTPS_PROXY=http://{address}   "), what, "\n"]);
    }
    // Last: the certificate of a server that does not start is no use.
    if let Some((ca_file, issued)) = &made {
        client_environment::write_ca(ca_file, issued)
            .map_err(|error| StartError::unwritten(ca_file, &error))?;
    }
    Ok(SidePorts { lines, members, renewed })
}
