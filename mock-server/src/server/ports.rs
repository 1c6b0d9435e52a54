//! Ports with one mock behind them.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
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

/// Where to listen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Listen {
    pub(crate) address: SocketAddr,
    /// On [::1] as well, where the machine has it: a client may look `localhost` up in either family.
    pub(crate) is_localhost: bool,
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self { address, is_localhost: false }
    }
}

impl Ports {
    /// Returns the first address.
    pub(crate) async fn open(
        &mut self,
        listen: impl Into<Listen>,
        port: Port,
    ) -> Result<SocketAddr, StartError> {
        let Listen { address, is_localhost } = listen.into();
        let bad = |source| StartError::Bind { address, source };
        let listeners = listeners(Listen { address, is_localhost }).await.map_err(bad)?;
        let mut first = address;
        for (listener, address) in listeners.into_iter().rev() {
            first = address;
            self.0.push((listener, address, port.clone()));
        }
        Ok(first)
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

/// One or two, each with its address.
pub(crate) async fn listeners(listen: Listen) -> io::Result<Vec<(TcpListener, SocketAddr)>> {
    let listener = TcpListener::bind(listen.address).await?;
    let address = listener.local_addr()?;
    let mut listeners = vec![(listener, address)];
    if listen.is_localhost {
        let other = SocketAddr::from((Ipv6Addr::LOCALHOST, address.port()));
        match TcpListener::bind(other).await {
            Ok(listener) => listeners.push((listener, other)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // There is no IPv6 here.
            Err(_) => {}
        }
    }
    Ok(listeners)
}

/// A client cannot be pointed at 0.0.0.0; this machine is one of those it stands for.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}
