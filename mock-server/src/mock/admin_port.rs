//! The port of the admin API.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::admin;
use crate::app::App;
use crate::secret::Secret;
use crate::server::{Listen, listeners};
use crate::start_error::StartError;

/// A server that ends when it is dropped.
#[derive(Debug)]
pub(crate) struct AdminPort {
    pub(crate) address: SocketAddr,
    token: Secret,
    _servers: JoinSet<()>,
}

impl AdminPort {
    /// On a free port of the loopback interface, with a token that is made here.
    pub(crate) async fn open(app: &Arc<App>) -> Result<Self, StartError> {
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::open_at(local, Secret::random()?, &[], app, admin::CONNECTIONS).await
    }

    /// `hosts` are names that it may be called by, beside its address and localhost.
    pub(crate) async fn open_at(
        listen: impl Into<Listen>,
        token: Secret,
        hosts: &[String],
        app: &Arc<App>,
        most: usize,
    ) -> Result<Self, StartError> {
        let listen = listen.into();
        let bad = |source| StartError::BindAdmin { address: listen.address, source };
        let (mut servers, most) = (JoinSet::new(), most.min(admin::CONNECTIONS));
        app.journal.bound_long_calls(most / 2);
        let mut first = listen.address;
        for (listener, address) in listeners(listen).await.map_err(bad)?.into_iter().rev() {
            first = address;
            let admin = admin::router(Arc::clone(app), token.clone(), address.ip(), hosts);
            servers.spawn(admin::serve(listener, admin, Arc::clone(app), most));
        }
        Ok(Self { address: first, token, _servers: servers })
    }

    /// Without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn token(&self) -> &str {
        self.token.reveal()
    }
}
