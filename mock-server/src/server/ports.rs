//! Ports with one mock behind them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Ending, Port, serve};
use crate::app::App;
use crate::start_error::StartError;

/// Open, and not yet served.
#[derive(Default)]
pub(crate) struct Ports(Vec<(TcpListener, SocketAddr, Port)>);

/// Dropping it cuts every connection.
#[derive(Debug)]
pub(crate) struct Servers {
    servers: JoinSet<Ending>,
    stop: watch::Sender<bool>,
}

impl Ports {
    pub(crate) async fn open(
        &mut self,
        address: SocketAddr,
        port: Port,
    ) -> Result<SocketAddr, StartError> {
        let bad = |source| StartError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bad)?;
        let address = local_address(&listener)?;
        self.0.push((listener, address, port));
        Ok(address)
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().map(|(_, address, _)| *address)
    }

    /// At most `most` connections for each port.
    pub(crate) fn serve(self, app: &Arc<App>, most: usize) -> Servers {
        let (mut servers, stop) = (JoinSet::new(), watch::Sender::new(false));
        for (listener, _, port) in self.0 {
            let mut stop = stop.subscribe();
            let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
            servers.spawn(serve(listener, port, Arc::clone(app), most, stopped));
        }
        Servers { servers, stop }
    }
}

impl Servers {
    /// Takes no more connections, and gives open requests the time that a stopping server gives them.
    pub(crate) async fn stop(self) -> Ending {
        self.stop.send_replace(true);
        let endings = self.servers.join_all().await;
        if endings.contains(&Ending::Cut) { Ending::Cut } else { Ending::Drained }
    }
}

pub(crate) fn local_address(listener: &TcpListener) -> Result<SocketAddr, StartError> {
    let unknown = (Ipv4Addr::UNSPECIFIED, 0).into();
    listener.local_addr().map_err(|source| StartError::Bind { address: unknown, source })
}
