//! `flinks-mock serve`: bind, say what is served, serve, say how it ended.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::signal;

use crate::app::App;
use crate::clock::ClockMode;
use crate::log::{self, Log};
use crate::mock::{bind, local_address};
use crate::server::{self, CONNECTIONS, Ending};
use crate::start_error::StartError;

use super::args::Serve;

pub(super) async fn serve(args: &Serve) -> Result<(), StartError> {
    let log = if args.quiet { Log::default() } else { Log::lines(io::stderr()) };
    // Before the port is open: a server that answers is a server whose files are all good.
    let app = Arc::new(args.builder().app(log)?);
    let listener = bind(args.listen).await?;
    let address = local_address(&listener)?;

    say(&banner(address, args, &app));
    if !address.ip().is_loopback() {
        log::tell(&format!("warning: {address} is open to other machines, without access control"));
    }
    match server::serve(listener, app, CONNECTIONS, asked_to_stop()).await {
        Ending::Drained => log::tell("stopped"),
        Ending::Cut => log::tell("stopped; requests that still waited were cut"),
    }
    Ok(())
}

/// The address stands alone on the first line, because scripts read it.
fn banner(address: SocketAddr, args: &Serve, app: &App) -> String {
    let clock = match args.mode() {
        ClockMode::Real => "real".to_owned(),
        ClockMode::Scaled(speed) => format!("{speed} times real"),
        ClockMode::Auto => "auto".to_owned(),
    };
    format!(
        r#"http://{address}

scenario  {scenario}   clock  {clock}   seed  {seed}
  POST /v3/{{customerId}}/BankingServices/Authorize
  POST /v3/{{customerId}}/BankingServices/GetAccountsDetail
  GET  /v3/{{customerId}}/BankingServices/GetAccountsDetailAsync/{{requestId}}
  POST /v3/{{customerId}}/Investments   (also below BankingServices)
{count} scenarios, each with a LoginId of its own: flinks-mock scenarios

curl -X POST \
  http://{address}/v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices/Authorize \
  -H 'Content-Type: application/json' \
  -d '{{"LoginId":"5e115eac-1209-4f19-641c-08d6d484e2fe","MostRecentCached":true}}'

"#,
        scenario = app.library().default().name,
        seed = args.seed,
        count = app.library().stories().len(),
    )
}

/// Who started the server may have stopped reading after the first line; that is fine.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[cfg(unix)]
async fn asked_to_stop() {
    use signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = signal::ctrl_c().await;
}
