//! The port of the admin API.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::admin;
use crate::app::App;
use crate::secret::Secret;
use crate::server::local_address;
use crate::start_error::StartError;

/// A server that ends when it is dropped.
#[derive(Debug)]
pub(crate) struct AdminPort {
    pub(crate) address: SocketAddr,
    token: Secret,
    server: JoinHandle<()>,
}

impl AdminPort {
    /// On a free port, with a token that is made here.
    pub(crate) async fn open(app: &Arc<App>) -> Result<Self, StartError> {
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        Self::open_at(address, Secret::random()?, app, admin::CONNECTIONS).await
    }

    pub(crate) async fn open_at(
        address: SocketAddr,
        token: Secret,
        app: &Arc<App>,
        most: usize,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| StartError::BindAdmin { address, source })?;
        let address = local_address(&listener)?;
        let admin = admin::router(Arc::clone(app), token.clone(), address.ip());
        let most = most.min(admin::CONNECTIONS);
        let server = tokio::spawn(admin::serve(listener, admin, Arc::clone(app), most));
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

impl Drop for AdminPort {
    fn drop(&mut self) {
        self.server.abort();
    }
}
