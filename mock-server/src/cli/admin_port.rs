//! The admin API of `flinks-mock serve`: its port and its token.

use std::env::{self, VarError};
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::admin;
use crate::app::App;
use crate::log;
use crate::mock::local_address;
use crate::secret::{BadSecret, Secret};
use crate::start_error::StartError;

use super::serve::reachable;

/// Open, and not yet served; or switched off.
pub(super) struct AdminPort {
    /// For the banner.
    pub(super) shown: String,
    open: Option<(TcpListener, Router, SocketAddr)>,
}

/// So that a script knows the token, and nobody reads it from the list of processes.
const VARIABLE: &str = "FLINKS_MOCK_ADMIN_TOKEN";

impl AdminPort {
    pub(super) async fn open(
        address: Option<SocketAddr>,
        app: &Arc<App>,
    ) -> Result<Self, StartError> {
        let Some(address) = address else { return Ok(Self { shown: "off".into(), open: None }) };
        let (token, hint) =
            token().map_err(|BadSecret(reason)| StartError::AdminToken { reason })?;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| StartError::BindAdmin { address, source })?;
        let address = local_address(&listener)?;
        let shown = format!("http://{}   token  {hint}", reachable(address));
        let admin = admin::router(Arc::clone(app), token, address.ip());
        Ok(Self { shown, open: Some((listener, admin, address)) })
    }

    /// Says what an address for others opens.
    pub(super) fn warn(&self) {
        if let Some((_, _, address)) = &self.open
            && !address.ip().is_loopback()
        {
            log::tell(&format!(
                "warning: the admin API on {address} is open to other machines; whoever has the token, \
                 which is sent unencrypted, can read every request and change every answer"
            ));
        }
    }

    pub(super) async fn serve(self) {
        match self.open {
            Some((listener, admin, _)) => admin::serve(listener, admin, admin::CONNECTIONS).await,
            None => std::future::pending().await,
        }
    }
}

/// The token, and what the banner says about it: a token that somebody has chosen is theirs to show.
fn token() -> Result<(Secret, String), BadSecret> {
    match env::var(VARIABLE) {
        Ok(given) => Ok((Secret::given(&given)?, format!("that of {VARIABLE}"))),
        Err(VarError::NotPresent) => {
            let token = Secret::random()?;
            let shown = token.reveal().to_owned();
            Ok((token, shown))
        }
        Err(VarError::NotUnicode(_)) => Err(BadSecret("it is not UTF-8")),
    }
}
