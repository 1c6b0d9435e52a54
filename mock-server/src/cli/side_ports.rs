//! The other doors of `flinks-mock serve`: TLS, and the proxy.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::client_environment;
use crate::proxy::Proxy;
use crate::server::{Port, Ports};
use crate::start_error::StartError;
use crate::tls::Tls;

use super::flags::address;

/// For clients that speak nothing but HTTPS, or whose host cannot be set.
#[derive(clap::Args, Debug)]
pub(super) struct TlsArgs {
    /// Serve the API in TLS as well, as https://localhost, 127.0.0.1 and the hosts of Flinks, with
    /// certificates that are made at each start and are good for a day
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls_ca")]
    tls: Option<SocketAddr>,

    /// Where to write the certificate that clients are to trust; no key is ever written
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_ca: Option<PathBuf>,

    /// Serve a proxy (HTTPS_PROXY) that takes the hosts of Flinks to this mock, and refuses all others
    #[arg(long, value_name = "ADDR:PORT", value_parser = address, requires = "tls")]
    proxy: Option<SocketAddr>,
}

/// Opens them where they are asked for. `http` is where the API is served plainly. Returns what the
/// banner says of them, nothing or lines with their ends, and the members of `--ready-json`.
pub(super) async fn open(
    ports: &mut Ports,
    args: &TlsArgs,
    http: SocketAddr,
) -> Result<(String, Map<String, Value>), StartError> {
    let mut members = Map::new();
    let (Some(listen), Some(ca_file)) = (args.tls, &args.tls_ca) else {
        return Ok((String::new(), members));
    };
    let (tls, issued) = Tls::new()?;
    let tls = tls.ca_file(ca_file.display().to_string());
    let address = ports.open(listen, Port::Tls(tls.clone())).await?;
    members.insert("tls".to_owned(), format!("https://{}", reachable(address)).into());
    let absolute = std::path::absolute(ca_file).unwrap_or_else(|_| ca_file.clone());
    members.insert("ca".to_owned(), absolute.to_string_lossy().into());
    let (shown, until) = (ca_file.display(), issued.until);
    let mut lines = format!(
        "tls       https://{}   good until {} {:02}:{:02} UTC; clients trust it with\n\
         \x20           NODE_EXTRA_CA_CERTS={shown}\n\
         \x20           or SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE of the same file\n",
        reachable(address),
        until.date(),
        until.hour(),
        until.minute(),
    );
    if let Some(listen) = args.proxy {
        let proxy = Port::Proxy(Arc::new(Proxy::new(tls, vec![http, address])));
        let address = reachable(ports.open(listen, proxy).await?);
        members.insert("proxy".to_owned(), format!("http://{address}").into());
        let what = "for the hosts of Flinks; it refuses every other";
        lines.extend([&*format!("proxy     HTTPS_PROXY=http://{address}   "), what, "\n"]);
    }
    // Last: the certificate of a server that does not start is no use.
    client_environment::write_ca(ca_file, &issued)
        .map_err(|error| StartError::unwritten(ca_file, &error))?;
    Ok((lines, members))
}

/// A client cannot be pointed at 0.0.0.0; this machine is one of those it stands for.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}
