//! What a client under `flinks-mock run` is given: ports, files and environment, so that it finds the
//! mock where it expects Flinks, and no line of it has to be changed.

mod environment;
mod files;
mod java;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::mock::{bind, local_address};
use crate::proxy::Proxy;
use crate::server::{self, CONNECTIONS, Ending, Port};
use crate::start_error::StartError;
use crate::tls::Tls;

pub(crate) use environment::Inherited;
pub(crate) use files::{Files, write_ca};

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
    servers: JoinSet<Ending>,
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
        let [http, tls, proxy] = [open().await?, open().await?, open().await?];
        let own = vec![http.1, tls.1];
        let mut environment = Self {
            http: http.1,
            tls: tls.1,
            proxy: proxy.1,
            files,
            servers: JoinSet::new(),
            stop: watch::Sender::new(false),
        };
        environment.serve(http.0, Port::Plain, app);
        environment.serve(tls.0, Port::Tls(tls_port.clone()), app);
        environment.serve(proxy.0, Port::Proxy(Arc::new(Proxy::new(tls_port, own))), app);
        Ok(environment)
    }

    /// Takes no more connections, and gives open requests the time that a stopping server gives them.
    /// A run whose client is gone has nobody to give it to.
    #[cfg(test)]
    pub(crate) async fn stop(self) -> Ending {
        self.stop.send_replace(true);
        Ending::of_all(self.servers.join_all().await)
    }

    fn serve(&mut self, listener: TcpListener, port: Port, app: &Arc<App>) {
        let mut stop = self.stop.subscribe();
        let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
        self.servers.spawn(server::serve(listener, port, Arc::clone(app), CONNECTIONS, stopped));
    }
}

async fn open() -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
    let address = local_address(&listener)?;
    Ok((listener, address))
}

#[cfg(test)]
mod tests;
