//! Why the mock cannot start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use flinks_contract::diagnostic::Diagnostic;

/// Nothing was opened and nothing was served.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Mistakes in scenarios or fixtures, all of them.
    Files(Vec<Diagnostic>),
    UnknownScenario {
        name: String,
        nearest: Option<String>,
    },
    /// The journal file cannot be used; why, and what to do.
    Journal(String),
    /// The journal file was written with another seed.
    OtherSeed {
        path: PathBuf,
        seed: u64,
    },
    Bind {
        address: SocketAddr,
        source: io::Error,
    },
    /// The port of the admin API.
    BindAdmin {
        address: SocketAddr,
        source: io::Error,
    },
    /// There is no token for the admin API.
    AdminToken {
        reason: &'static str,
    },
    /// No keys for the auth profile could be made.
    Keys {
        reason: &'static str,
    },
    /// A key of the environment cannot be used.
    GivenKey {
        variable: &'static str,
        reason: &'static str,
    },
    /// No certificate could be made.
    Tls {
        reason: String,
    },
    /// The operating system gives no threads.
    Threads {
        source: io::Error,
    },
    /// A file for clients cannot be written.
    Write {
        path: PathBuf,
        source: io::Error,
    },
}

impl StartError {
    /// The message and the way out, with colour where it is wanted.
    pub fn render(&self, colour: bool) -> String {
        match self {
            Self::Files(problems) => {
                format!("{}; nothing was started", mistakes(problems, colour))
            }
            Self::UnknownScenario { name, nearest } => {
                let help = match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "`flinks-mock scenarios` lists them all".to_owned(),
                };
                format!("error: there is no scenario `{name}`\n  help: {help}")
            }
            Self::Journal(error) => format!("error: {error}"),
            Self::OtherSeed { path, seed } => format!(
                "error: {} was written with another seed\n  help: go on with --seed {seed}, or take \
                 another file",
                path.display()
            ),
            Self::Bind { address, source } => format!(
                "error: cannot listen on {address}\n  because: {source}\n  help: {}",
                bind_help(source)
            ),
            Self::BindAdmin { address, source } => format!(
                "error: cannot listen on {address} for the admin API\n  because: {source}\n  \
                 help: --admin 127.0.0.1:0 takes a free port, --admin off goes without"
            ),
            Self::AdminToken { reason } => format!(
                "error: FLINKS_MOCK_ADMIN_TOKEN cannot be the token of the admin API\n  \
                 because: {reason}\n  help: unset it, and a token is made and printed"
            ),
            Self::Keys { reason } => format!("error: no keys can be made\n  because: {reason}"),
            Self::GivenKey { variable, reason } => format!(
                "error: {variable} cannot be a key of this server\n  because: {reason}\n  \
                 help: unset it, and a key is made and printed"
            ),
            Self::Tls { reason } => {
                format!("error: cannot make a certificate for TLS\n  because: {reason}")
            }
            Self::Threads { source } => {
                format!("error: cannot start the threads of the server\n  because: {source}")
            }
            Self::Write { path, source } => format!(
                "error: cannot write {}\n  because: {source}\n  help: take another file, in a folder that is \
                 there and may be written to",
                path.display()
            ),
        }
    }

    /// The same where a server was to read its files again.
    pub(crate) fn render_reload(&self, colour: bool) -> String {
        const REST: &str = "nothing was changed; the server goes on with what it had";
        match self {
            Self::Files(problems) => format!("{}; {REST}", mistakes(problems, colour)),
            other => format!("{}\n\n{REST}", other.render(colour)),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind { source, .. }
            | Self::BindAdmin { source, .. }
            | Self::Threads { source }
            | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn mistakes(problems: &[Diagnostic], colour: bool) -> String {
    let shown: Vec<_> = problems.iter().map(|problem| problem.render(colour)).collect();
    format!("{}\n\n{} found", shown.join("\n\n"), count(problems))
}

fn count(problems: &[Diagnostic]) -> String {
    match problems.len() {
        1 => "1 mistake".to_owned(),
        many => format!("{many} mistakes"),
    }
}

fn bind_help(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            "another program has that port; --listen 127.0.0.1:0 takes a free one"
        }
        io::ErrorKind::PermissionDenied => "ports below 1024 need rights; take a higher one",
        _ => "--listen takes an address of this machine and a port, such as 127.0.0.1:8780",
    }
}
