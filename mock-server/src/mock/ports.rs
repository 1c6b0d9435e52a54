//! The ports of a mock: each a server on the loopback interface that ends when it is dropped.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[cfg(feature = "admin")]
use crate::admin;
use crate::app::App;
#[cfg(feature = "admin")]
use crate::secret::{BadSecret, Secret};
use crate::server::{self, CONNECTIONS, Port};
use crate::start_error::StartError;
#[cfg(feature = "tls")]
use crate::tls::Tls;

/// The API on a free port, plain or in TLS.
#[derive(Debug)]
pub(super) struct ApiPort {
    pub(super) address: SocketAddr,
    server: JoinHandle<()>,
}

/// The admin API.
#[cfg(feature = "admin")]
#[derive(Debug)]
pub(crate) struct AdminPort {
    pub(crate) address: SocketAddr,
    token: Secret,
    server: JoinHandle<()>,
}

/// The API in TLS on a free port.
#[cfg(feature = "tls")]
#[derive(Debug)]
pub(super) struct TlsPort {
    pub(super) api: ApiPort,
    pub(super) ca_pem: String,
}

impl ApiPort {
    pub(super) async fn open(
        app: &Arc<App>,
        address: SocketAddr,
        port: Port,
    ) -> Result<Self, StartError> {
        let listener = bind(address).await?;
        let address = local_address(&listener)?;
        let app = Arc::clone(app);
        let server = tokio::spawn(async move {
            server::serve(listener, port, app, CONNECTIONS, std::future::pending()).await;
        });
        Ok(Self { address, server })
    }
}

#[cfg(feature = "tls")]
impl TlsPort {
    pub(super) async fn open(app: &Arc<App>) -> Result<Self, StartError> {
        let (tls, issued) = Tls::new().map_err(|reason| StartError::Tls { reason })?;
        let api = ApiPort::open(app, (Ipv4Addr::LOCALHOST, 0).into(), Port::Tls(tls)).await?;
        Ok(Self { api, ca_pem: issued.ca_pem })
    }
}

#[cfg(feature = "admin")]
impl AdminPort {
    /// On a free port, with a token that is made here.
    pub(crate) async fn open(app: &Arc<App>) -> Result<Self, StartError> {
        let token = Secret::random();
        let token = token.map_err(|BadSecret(reason)| StartError::AdminToken { reason })?;
        Self::open_at((Ipv4Addr::LOCALHOST, 0).into(), token, app).await
    }

    pub(crate) async fn open_at(
        address: SocketAddr,
        token: Secret,
        app: &Arc<App>,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| StartError::BindAdmin { address, source })?;
        let address = local_address(&listener)?;
        let admin = admin::router(Arc::clone(app), token.clone(), address.ip());
        let server = tokio::spawn(admin::serve(listener, admin, admin::CONNECTIONS));
        Ok(Self { address, token, server })
    }

    /// Without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn token(&self) -> &str {
        self.token.reveal()
    }
}

impl Drop for ApiPort {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[cfg(feature = "admin")]
impl Drop for AdminPort {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Bind { address, source })
}

pub(crate) fn local_address(listener: &TcpListener) -> Result<SocketAddr, StartError> {
    let unknown = (Ipv4Addr::UNSPECIFIED, 0).into();
    listener.local_addr().map_err(|source| StartError::Bind { address: unknown, source })
}
