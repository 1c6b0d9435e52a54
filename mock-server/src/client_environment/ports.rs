//! Ports with one mock behind them.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::mock::{bind, local_address};
use crate::server::{self, CONNECTIONS, Ending, Port};
use crate::start_error::StartError;

/// Open, and not yet served.
#[derive(Default)]
pub(crate) struct Ports(Vec<(TcpListener, SocketAddr, Port)>);

impl Ports {
    pub(crate) async fn open(
        &mut self,
        address: SocketAddr,
        port: Port,
    ) -> Result<SocketAddr, StartError> {
        let listener = bind(address).await?;
        let address = local_address(&listener)?;
        self.0.push((listener, address, port));
        Ok(address)
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().map(|(_, address, _)| *address)
    }

    /// Serves until `stop` is true. Dropping the servers cuts every connection.
    pub(crate) fn serve(self, app: &Arc<App>, stop: &watch::Receiver<bool>) -> JoinSet<Ending> {
        let mut servers = JoinSet::new();
        for (listener, _, port) in self.0 {
            let mut stop = stop.clone();
            let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
            servers.spawn(server::serve(listener, port, Arc::clone(app), CONNECTIONS, stopped));
        }
        servers
    }
}
