//! `flinks-mock serve`: bind, say what is served, serve, say how it ended.

use std::io::{self, IsTerminal, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::RangedU64ValueParser;
use flinks_report::cli::print_text;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use crate::app::App;
use crate::auth::Auth;
use crate::customer::Limits;
use crate::journal::{FILE_BYTES, JournalFile};
use crate::library::DEFAULT_SCENARIO;
use crate::log::{self, Log};
use crate::mock::{AdminPort, Builder, DEFAULT_SEED};
use crate::profile::Profile;
use crate::secret::Secret;
use crate::server::{CONNECTIONS, Cors, Ending, Listen, Port, Ports, reachable};
use crate::signals::{HANGUP, INTERRUPT, Signals, TERMINATE};
use crate::start_error::StartError;
use crate::watch::Watch;
use crate::webhook::Webhook;

use super::flags::{ClockArgs, Files, address, host};
use super::keys;
use super::open_files;
use super::side_ports::{self, TlsArgs};

#[derive(clap::Args, Debug)]
pub(super) struct Serve {
    /// Address and port; with port 0, a free one, which the first line of stdout names
    #[arg(
        long,
        value_name = "ADDR:PORT",
        default_value = "127.0.0.1:8780",
        value_parser = address
    )]
    listen: Listen,

    /// Address and port of the admin API, or off [default: 127.0.0.1, one port above --listen]. Its token is
    /// printed, or comes from FLINKS_MOCK_ADMIN_TOKEN (16 characters or more)
    #[arg(long, value_name = "ADDR:PORT|off", value_parser = admin)]
    admin: Option<Admin>,

    /// Another host name of the admin API, such as that of a container; can be repeated
    #[arg(long, value_name = "NAME", value_parser = host)]
    admin_host: Vec<String>,

    /// Origin whose pages may call the API from a browser, such as http://localhost:3000
    #[arg(long, value_name = "ORIGIN", value_parser = Cors::of)]
    cors: Option<Cors>,

    /// Send the webhooks KYC and GetAccountsDetail to this URL when the data of a session has been collected;
    /// FLINKS_WEBHOOK_SECRET, if set, signs them
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,

    /// Allow a --webhook URL on another machine
    #[arg(long, requires = "webhook")]
    webhook_anywhere: bool,

    #[command(flatten)]
    tls: TlsArgs,

    /// Scenario for the LoginId of the Flinks guides; every scenario also has its own LoginId
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SCENARIO)]
    scenario: String,

    /// Accept every LoginId and user name; unknown ones play the scenario of --scenario
    #[arg(long)]
    any_login: bool,

    #[command(flatten)]
    files: Files,

    /// Credentials that clients must send. The keys of `token` come from FLINKS_SECRET_KEY and FLINKS_API_KEY
    /// (16 characters or more), or are generated and printed
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    auth: Auth,

    /// Members that replies contain
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    profile: Profile,

    #[command(flatten)]
    clock: ClockArgs,

    /// Seed for everything random: the same seed, scenario, calls and times give the same bytes
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,

    /// Keep every exchange in this file, and resume from it after a restart, even if the server was killed
    ///
    /// Sessions, tokens, clocks, choices and added scenarios survive a kill of the server, but without --sync
    /// not a crash of the machine. Time stands still between the last call and the restart, even on a real
    /// clock. To start afresh, use another file.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Size in bytes at which the oldest exchanges are dropped from the journal file; 0 for no limit
    ///
    /// The newest exchanges, up to half this size, and the state of every session stay, so the file can be
    /// longer if many sessions are open. `judge` says how many exchanges are gone.
    #[arg(long, value_name = "N", default_value_t = FILE_BYTES, requires = "journal")]
    journal_max_bytes: u64,

    /// Reply only once the exchange is on the disk, so that it survives a crash of the machine
    #[arg(long, requires = "journal")]
    sync: bool,

    /// Maximum number of sessions of all customers. Ended and delivered sessions make room, the oldest first;
    /// if all are open, Authorize is refused
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.sessions_in_all,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_sessions: usize,

    /// When the server is ready, write a line of JSON to this file, or with `-` to stdout instead of the
    /// banner: addresses, the token of the admin API, and the certificate
    #[arg(long, value_name = "FILE|-")]
    ready_json: Option<PathBuf>,

    /// Refuse POST on an Async endpoint, and Async before the first GetAccountsDetail
    #[arg(long)]
    strict: bool,

    /// Do not print a line for each request; other messages are still printed
    #[arg(short, long)]
    quiet: bool,
}

/// Where the admin API is served.
#[derive(Clone, Copy, Debug)]
enum Admin {
    Off,
    At(Listen),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock serve
  flinks-mock serve --scenario never-ready --clock auto
  flinks-mock serve --listen 127.0.0.1:0 --scenarios ./my-scenarios
  flinks-mock serve --tls 127.0.0.1:8743 --tls-ca ca.pem --proxy 127.0.0.1:8782
  flinks-mock serve --auth token --profile current

Exit codes: 0 stopped by a signal; 2 a flag, scenario or fixture is wrong, or the address is taken";

pub(super) async fn serve(args: &Serve) -> Result<(), StartError> {
    let files = open_files::raise();
    let log = if args.quiet { Log::remarks(io::stderr()) } else { Log::lines(io::stderr()) };
    let (scenarios, fixtures) = (args.files.scenarios.as_deref(), args.files.fixtures.as_deref());
    let watch = Watch::start(scenarios, fixtures, &args.tls.files());
    // Before the port is open: a server that answers is a server whose files are all good.
    let (keys, key_lines) = keys::keys(args.auth)?;
    let mut app = args.builder().keys(keys).app(log)?;
    app.cors = args.cors.clone();
    app.webhook = webhook(args, &app.log).await?;
    let app = Arc::new(app);
    let mut ports = Ports::default();
    let address = ports.open(args.listen, Port::Plain).await?;
    let side_ports = side_ports::open(&mut ports, &args.tls, address).await?;
    let share = files.saturating_sub(open_files::KEPT) / (ports.addresses().count() + 1);
    let most = share.min(CONNECTIONS);
    let (admin, admin_line) = admin_port(args, &app, share).await?;

    let stop = stop_signal();
    let doors = [&*admin_line, &key_lines, &side_ports.lines];
    let is_for_programs = match &args.ready_json {
        Some(place) => ready(place, address, admin.as_ref(), side_ports.members)?,
        None => false,
    };
    if !is_for_programs {
        // A server serves, whoever reads this.
        let _ = print_text(&banner(reachable(address), args, &app, doors));
    }
    for address in ports.addresses().filter(|address| !address.ip().is_loopback()) {
        log::tell(&format!("warning: {address} is open to other machines, without access control"));
    }
    if let Some(AdminPort { address, .. }) =
        admin.as_ref().filter(|admin| !admin.address.ip().is_loopback())
    {
        log::tell(&format!(
            "warning: the admin API on {address} is open to other machines; whoever has the token, \
             which is sent unencrypted, can read every request and change every answer"
        ));
    }
    if most < open_files::FEW {
        log::tell(&format!(
            "warning: at most {most} connections for each port, since {files} open files are allowed \
             (ulimit -n)"
        ));
    }
    let servers = ports.serve(&app, most);
    let renewed = side_ports.renewed;
    let also = move || renewed.as_ref()?.again();
    let colour = io::stderr().is_terminal();
    let watch = tokio::spawn(watch.keep_fresh(Arc::clone(&app), colour, also, log::tell));
    stop.await;
    let ending = servers.stop().await;
    // These end with the rest: nothing of them has to be finished.
    drop(admin);
    watch.abort();
    app.journal.flush().await;
    app.log.written().await;
    // The process ends: its memory need not be given back session by session.
    std::mem::forget(Arc::clone(&app));
    match ending {
        Ending::Drained => log::tell("stopped"),
        Ending::Cut => log::tell("stopped; requests that still waited were cut"),
    }
    Ok(())
}

async fn webhook(args: &Serve, log: &Log) -> Result<Option<Arc<Webhook>>, StartError> {
    let Some(url) = &args.webhook else { return Ok(None) };
    let secret = keys::webhook_secret();
    let webhook = Webhook::to(url, args.webhook_anywhere, secret.as_deref(), log.clone()).await;
    let webhook =
        webhook.map_err(|why| StartError::because("--webhook cannot be used".to_owned(), why))?;
    Ok(Some(Arc::new(webhook)))
}

/// The admin API, and what the banner says of it: a token that somebody has chosen is theirs to show.
async fn admin_port(
    args: &Serve,
    app: &Arc<App>,
    most: usize,
) -> Result<(Option<AdminPort>, String), StartError> {
    let Some(address) = args.admin() else { return Ok((None, "off".to_owned())) };
    let given = keys::given(ADMIN_TOKEN, "the token of the admin API", "token")?;
    let hint = given.as_ref().map(|_| format!("that of {ADMIN_TOKEN}"));
    let token = given.map_or_else(Secret::random, Ok)?;
    let port = AdminPort::open_at(address, token, &args.admin_host, app, most).await?;
    let hint = hint.as_deref().unwrap_or(port.token());
    let line = format!("http://{}   token  {hint}", reachable(port.address));
    Ok((Some(port), line))
}

/// Variable with the token: a script knows it then, and nobody can read it from the list of processes.
const ADMIN_TOKEN: &str = "FLINKS_MOCK_ADMIN_TOKEN";

impl Serve {
    /// The address of the admin API; None if it is switched off.
    fn admin(&self) -> Option<Listen> {
        let port = match (self.admin, self.listen.address.port()) {
            (Some(Admin::Off), _) => return None,
            (Some(Admin::At(listen)), _) => return Some(listen),
            // A free port beside a free port, so that any number of servers can be started.
            (None, 0) => 0,
            (None, port) => port.wrapping_add(1),
        };
        Some(Listen { address: (Ipv4Addr::LOCALHOST, port).into(), ..self.listen })
    }

    fn builder(&self) -> Builder {
        let builder = self
            .files
            .builder()
            .scenario(&self.scenario)
            .any_login(self.any_login)
            .clock(self.clock.mode())
            .dates(self.clock.dates);
        let builder = builder.seed(self.seed).strict(self.strict).max_sessions(self.max_sessions);
        let builder = builder.auth(self.auth).profile(self.profile);
        let builder = builder.judged(self.journal.is_some() || self.admin().is_some());
        match &self.journal {
            Some(path) => {
                let most_bytes =
                    if self.journal_max_bytes == 0 { u64::MAX } else { self.journal_max_bytes };
                let path = path.clone();
                builder.journal_file(JournalFile { path, most_bytes, syncs: self.sync })
            }
            None => builder,
        }
    }
}

fn admin(text: &str) -> Result<Admin, String> {
    if text == "off" { Ok(Admin::Off) } else { address(text).map(Admin::At) }
}

/// Tells a program that the server is ready, and returns whether it did so on stdout. A file gets its
/// whole line at once, and only its owner may read it.
fn ready(
    place: &Path,
    address: SocketAddr,
    admin: Option<&AdminPort>,
    sides: Map<String, Value>,
) -> Result<bool, StartError> {
    let mut ready = Map::new();
    ready.insert("url".to_owned(), format!("http://{}", reachable(address)).into());
    if let Some(admin) = admin {
        ready.insert("admin".to_owned(), format!("http://{}", reachable(admin.address)).into());
        ready.insert("token".to_owned(), admin.token().into());
    }
    ready.extend(sides);
    let line = format!("{}\n", Value::Object(ready));
    if place.as_os_str() == "-" {
        let unsaid = |problem: String| StartError::Failed(problem.replacen("error: ", "", 1));
        return print_text(&line).map(|()| true).map_err(unsaid);
    }
    // The file takes its place, which would be the end of a pipe, a device or another file.
    let may_go = match std::fs::metadata(place) {
        Ok(there) if !there.is_file() => Err("that is not a file"),
        Ok(there) if there.len() > 0 && !is_ready(place) => {
            Err("the file exists and was not written by --ready-json")
        }
        _ => Ok(()),
    };
    if let Err(why) = may_go {
        let error = io::Error::new(io::ErrorKind::AlreadyExists, why);
        return Err(StartError::unwritten(place, &error));
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).and_then(|mut file| {
        file.write_all(line.as_bytes())?;
        file.persist(place).map_err(|error| error.error)
    });
    written.map(|_| false).map_err(|error| StartError::unwritten(place, &error))
}

/// Whether a server has written this file when it was ready.
fn is_ready(file: &Path) -> bool {
    let mut start = [0; READY.len()];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == READY
}

/// The first bytes of such a file.
const READY: [u8; 7] = *b"{\"url\":";

/// The address stands alone on the first line, because scripts read it.
fn banner(address: SocketAddr, args: &Serve, app: &App, [admin, keys, side]: [&str; 3]) -> String {
    let clock = args.clock.mode();
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
  also GetAccountsSummary and GetStatements with their Async, and those of docs/serve.md#other-endpoints
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

/// A command for a shell that has the secret key.
fn token(base: &str) -> String {
    format!(
        "token=$(curl -s -X POST -H \"flinks-auth-key: $FLINKS_SECRET_KEY\" \\\n  \
         {base}/GenerateAuthorizeToken | grep -o '[0-9a-f-]\\{{36\\}}')\n"
    )
}

/// The customer id of the Flinks toolbox, as in the guides.
const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// Ready at SIGTERM or Ctrl-C, and when its terminal is closed: any other SIGHUP asks for a reload, and
/// ends nothing. Listens from the call on, not only from the first poll: who has read the address may
/// send the signal at once.
fn stop_signal() -> impl Future<Output = ()> {
    let (mut signals, had_terminal) =
        (Signals::listen(&[TERMINATE, INTERRUPT, HANGUP]), has_terminal());
    async move { while signals.next().await == HANGUP && (!had_terminal || has_terminal()) {} }
}

/// A terminal that was closed is none any more.
fn has_terminal() -> bool {
    io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal()
}
