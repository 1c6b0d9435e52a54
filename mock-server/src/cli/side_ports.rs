//! The other doors of `flinks-mock serve`: TLS, and the proxy.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// Serve the API in TLS as well, as https://localhost, 127.0.0.1 and the hosts of Flinks, with
    /// certificates that are made at each start and are good for a day
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "certificate")]
    tls: Option<Listen>,

    /// Where to write the certificate that clients are to trust; no key is ever written
    #[arg(long, value_name = "FILE", requires = "tls", group = "certificate")]
    tls_ca: Option<PathBuf>,

    /// Name or address that the certificate is good for as well, such as that of a container; can be
    /// repeated
    #[arg(long, value_name = "NAME", requires = "tls_ca", value_parser = host)]
    tls_name: Vec<String>,

    /// Certificate chain of your own, as PEM, in place of one that is made
    #[arg(long, value_name = "FILE", requires_all = ["tls", "tls_key"], group = "certificate")]
    tls_cert: Option<PathBuf>,

    /// Private key of --tls-cert, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Serve a proxy (HTTPS_PROXY) that takes the hosts of Flinks to this mock, and refuses all others
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls")]
    proxy: Option<Listen>,
}

/// Opens them where they are asked for. `http` is where the API is served plainly. Returns what the
/// banner says of them, nothing or lines with their ends, and the members of `--ready-json`.
pub(super) async fn open(
    ports: &mut Ports,
    args: &TlsArgs,
    http: SocketAddr,
) -> Result<(String, Map<String, Value>), StartError> {
    let mut members = Map::new();
    let Some(listen) = args.tls else { return Ok((String::new(), members)) };
    let (tls, made) = match (&args.tls_ca, &args.tls_cert, &args.tls_key) {
        (Some(ca_file), ..) => {
            let (tls, issued) = Tls::new(&args.tls_name)?;
            (tls.ca_file(ca_file.display().to_string()), Some((ca_file, issued)))
        }
        (None, Some(chain), Some(key)) => (Tls::of_files(chain, key)?, None),
        _ => return Ok((String::new(), members)),
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
    Ok((lines, members))
}
