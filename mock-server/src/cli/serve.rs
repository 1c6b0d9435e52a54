//! `flinks-mock serve`: bind, say what is served, serve, say how it ended.

use std::io::{self, IsTerminal, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::app::App;
use crate::auth::Auth;
use crate::log::{self, Log};
use crate::mock::{bind, local_address};
use crate::server::{self, CONNECTIONS, Ending, Port};
use crate::start_error::StartError;

use super::admin_port::AdminPort;
use super::args::Serve;
use super::keys::ServedKeys;
use super::side_ports::SidePorts;

pub(super) async fn serve(args: &Serve) -> Result<(), StartError> {
    let log = if args.quiet { Log::default() } else { Log::lines(io::stderr()) };
    let watch = args.watch();
    // Before the port is open: a server that answers is a server whose files are all good.
    let served = ServedKeys::of(args.auth)?;
    let app = Arc::new(args.builder().keys(served.keys).app(log)?);
    let listener = bind(args.listen).await?;
    let address = local_address(&listener)?;
    let reachable = reachable(address);
    let admin = AdminPort::open(args.admin(), &app).await?;

    let side = SidePorts::open(&args.tls, address).await?;

    let (stops, stopping) = watch::channel(false);
    let stop = stop_signal();
    let stop = async move {
        stop.await;
        stops.send_replace(true);
    };
    let doors = [&*admin.shown, &served.shown, &side.shown];
    say(&banner(reachable, args, &app, doors));
    if !address.ip().is_loopback() {
        log::tell(&format!("warning: {address} is open to other machines, without access control"));
    }
    admin.warn();
    side.warn();
    let side = tokio::spawn(side.serve(Arc::clone(&app), stopping));
    // End with the rest: nothing of them has to be finished.
    let admin = tokio::spawn(admin.serve());
    let watch =
        tokio::spawn(watch.keep_fresh(Arc::clone(&app), io::stderr().is_terminal(), log::tell));
    let ending = server::serve(listener, Port::Plain, Arc::clone(&app), CONNECTIONS, stop).await;
    let side = side.await.unwrap_or(Ending::Cut);
    admin.abort();
    watch.abort();
    app.log().written().await;
    match Ending::of_all([ending, side]) {
        Ending::Drained => log::tell("stopped"),
        Ending::Cut => log::tell("stopped; requests that still waited were cut"),
    }
    Ok(())
}

/// 0.0.0.0 is no address a client can be pointed at; this machine is one of those it stands for.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}

/// The address stands alone on the first line, because scripts read it.
fn banner(address: SocketAddr, args: &Serve, app: &App, [admin, keys, side]: [&str; 3]) -> String {
    let clock = args.mode();
    let base = format!("http://{address}/v3/{CUSTOMER}/BankingServices");
    let (needs, token, header) = match args.auth {
        Auth::Open => ("(and GenerateAuthorizeToken, for any key)", String::new(), ""),
        Auth::Token => (
            "(with a token of GenerateAuthorizeToken)",
            token(&base),
            "  -H \"flinks-auth-key: $token\" \\\n",
        ),
    };
    format!(
        r#"http://{address}

scenario  {scenario}   clock  {clock}   seed  {seed}
  POST /v3/{{customerId}}/BankingServices/Authorize   {needs}
  POST /v3/{{customerId}}/BankingServices/GetAccountsDetail
  GET  /v3/{{customerId}}/BankingServices/GetAccountsDetailAsync/{{requestId}}
  POST /v3/{{customerId}}/Investments   (also below BankingServices)
{count} scenarios, each with a LoginId of its own: flinks-mock scenarios
admin     {admin}
{keys}{side}
{token}curl -X POST \
  {base}/Authorize \
{header}  -H 'Content-Type: application/json' \
  -d '{{"LoginId":"5e115eac-1209-4f19-641c-08d6d484e2fe","MostRecentCached":true}}'

"#,
        scenario = app.library().default().name,
        seed = args.seed,
        count = app.library().stories().len(),
    )
}

/// For a shell that has the secret key.
fn token(base: &str) -> String {
    format!(
        "token=$(curl -s -X POST -H \"flinks-auth-key: $FLINKS_SECRET_KEY\" \\\n  \
         {base}/GenerateAuthorizeToken | grep -o '[0-9a-f-]\\{{36\\}}')\n"
    )
}

/// The customer id of the Flinks toolbox, as in the guides.
const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// The reader may be gone after the first line; that is fine.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Ready at SIGTERM or Ctrl-C, and when its terminal is closed. Listens from the call on, not only
/// from the first poll: who has read the address may send the signal at once.
#[cfg(unix)]
fn stop_signal() -> impl Future<Output = ()> {
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
    let (signals, had_terminal) = (kinds.map(signal), has_terminal());
    async move {
        let [Ok(mut terminate), Ok(mut interrupt), Ok(hangup)] = signals else {
            log::tell("warning: signals cannot be caught; only a kill ends this server");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = closed(hangup, had_terminal) => {}
        }
    }
}

/// Ready when the server's terminal is closed. Any other SIGHUP asks for a reload, and ends nothing.
#[cfg(unix)]
async fn closed(mut hangup: Signal, had_terminal: bool) {
    while hangup.recv().await.is_some() {
        if had_terminal && !has_terminal() {
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// A terminal that was closed is none any more.
#[cfg(unix)]
fn has_terminal() -> bool {
    io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal()
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
