//! The other doors of `flinks-mock serve`: TLS, and the proxy.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::client_environment;
use crate::log;
use crate::mock::{bind, local_address};
use crate::proxy::Proxy;
use crate::server::{self, CONNECTIONS, Ending, Port};
use crate::start_error::StartError;
use crate::tls::{Issued, Tls};

use super::args::TlsArgs;
use super::serve::reachable;

/// Open, and not yet served. Empty where none was asked for.
#[derive(Default)]
pub(super) struct SidePorts {
    /// For the banner: nothing, or lines with their ends.
    pub(super) shown: String,
    open: Vec<(TcpListener, SocketAddr, Port)>,
}

impl SidePorts {
    /// `http` is where the API is served plainly.
    pub(super) async fn open(args: &TlsArgs, http: SocketAddr) -> Result<Self, StartError> {
        let (Some(listen), Some(ca_file)) = (args.tls, &args.tls_ca) else {
            return Ok(Self::default());
        };
        let (tls, issued) = Tls::new().map_err(|reason| StartError::Tls { reason })?;
        let tls = tls.ca_file(ca_file.display().to_string());
        let (listener, address) = listening(listen).await?;
        let mut ports = Self {
            shown: tls_lines(reachable(address), ca_file, &issued),
            open: vec![(listener, address, Port::Tls(tls.clone()))],
        };
        if let Some(listen) = args.proxy {
            let (listener, proxy) = listening(listen).await?;
            ports.shown += &proxy_line(reachable(proxy));
            let own = vec![http, address];
            ports.open.push((listener, proxy, Port::Proxy(Arc::new(Proxy::new(tls, own)))));
        }
        // Last: the certificate of a server that does not start is no use.
        client_environment::write_ca(ca_file, &issued)
            .map_err(|source| StartError::Write { path: ca_file.clone(), source })?;
        Ok(ports)
    }

    /// Says what an address for others opens.
    pub(super) fn warn(&self) {
        for (_, address, _) in &self.open {
            if !address.ip().is_loopback() {
                log::tell(&format!(
                    "warning: {address} is open to other machines, without access control"
                ));
            }
        }
    }

    /// Until `stop` is true.
    pub(super) async fn serve(self, app: Arc<App>, stop: watch::Receiver<bool>) -> Ending {
        let mut servers = JoinSet::new();
        for (listener, _, port) in self.open {
            let mut stop = stop.clone();
            let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
            let app = Arc::clone(&app);
            servers.spawn(server::serve(listener, port, app, CONNECTIONS, stopped));
        }
        Ending::of_all(servers.join_all().await)
    }
}

async fn listening(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = bind(address).await?;
    let address = local_address(&listener)?;
    Ok((listener, address))
}

fn tls_lines(address: SocketAddr, ca_file: &Path, issued: &Issued) -> String {
    let (ca_file, until) = (ca_file.display(), issued.until);
    format!(
        "tls       https://{address}   good until {} {:02}:{:02} UTC; clients trust it with\n\
         \x20           NODE_EXTRA_CA_CERTS={ca_file}\n\
         \x20           or SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE of the same file\n",
        until.date(),
        until.hour(),
        until.minute(),
    )
}

fn proxy_line(address: SocketAddr) -> String {
    format!(
        "proxy     HTTPS_PROXY=http://{address}   for the hosts of Flinks; it refuses every other\n"
    )
}
