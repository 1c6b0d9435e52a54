//! What a client under `flinks-mock run` is given: ports, files and environment, so that it finds the
//! mock where it expects Flinks, and no line of it has to be changed.

mod environment;
mod files;
mod java;
mod ports;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::proxy::Proxy;
use crate::server::{Ending, Port};
use crate::start_error::StartError;
use crate::tls::Tls;

pub(crate) use files::{Files, write_ca};
pub(crate) use ports::Ports;

/// Three ports of the loopback interface with one mock behind them. Dropping it cuts every connection.
#[derive(Debug)]
pub(crate) struct ClientEnvironment {
    /// The API as plain HTTP.
    pub(crate) http: SocketAddr,
    /// The API in TLS.
    pub(crate) tls: SocketAddr,
    /// CONNECT and absolute targets, for the hosts of Flinks alone.
    pub(crate) proxy: SocketAddr,
    files: Files,
    /// Held until the end of the run: dropping them cuts every connection.
    #[cfg_attr(not(test), expect(dead_code, reason = "held until it is dropped"))]
    servers: JoinSet<Ending>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the servers stop when it is dropped"))]
    stop: watch::Sender<bool>,
}

impl ClientEnvironment {
    /// Serves `app` on free ports, with certificates of its own. What clients have to read is written
    /// into `folder`, which nobody else may be able to write into: whoever can, has code run by Node.
    ///
    /// # Errors
    ///
    /// There is no port or no randomness, or the files cannot be written.
    pub(crate) async fn start(app: &Arc<App>, folder: &Path) -> Result<Self, StartError> {
        let (tls, issued) = Tls::new().map_err(|reason| StartError::Tls { reason })?;
        let files = Files::write(folder, &issued)
            .map_err(|source| StartError::Write { path: folder.to_owned(), source })?;
        let tls_port = tls.ca_file(files.ca.display().to_string());
        let (local, mut ports) = ((Ipv4Addr::LOCALHOST, 0).into(), Ports::default());
        let http = ports.open(local, Port::Plain).await?;
        let tls = ports.open(local, Port::Tls(tls_port.clone())).await?;
        let proxy = Port::Proxy(Arc::new(Proxy::new(tls_port, vec![http, tls])));
        let proxy = ports.open(local, proxy).await?;
        let stop = watch::Sender::new(false);
        let servers = ports.serve(app, &stop.subscribe());
        Ok(Self { http, tls, proxy, files, servers, stop })
    }

    /// Takes no more connections, and gives open requests the time that a stopping server gives them.
    /// A run whose client is gone has nobody to give it to.
    #[cfg(test)]
    pub(crate) async fn stop(self) -> Ending {
        self.stop.send_replace(true);
        Ending::of_all(self.servers.join_all().await)
    }
}

#[cfg(test)]
mod tests;
