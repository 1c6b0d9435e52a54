//! Why the mock cannot start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
#[cfg(feature = "cli")]
use std::path::Path;

use flinks_contract::diagnostic::Diagnostic;
use flinks_report::counted;

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
    Bind {
        address: SocketAddr,
        source: io::Error,
    },
    /// The port of the admin API.
    BindAdmin {
        address: SocketAddr,
        source: io::Error,
    },
    /// Keys, certificates, threads or files for clients cannot be had; why, and what to do.
    Failed(String),
}

impl StartError {
    /// What failed and why.
    pub(crate) fn because(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(format!("{what}\n  because: {why}"))
    }

    /// A file for clients cannot be written.
    #[cfg(feature = "cli")]
    pub(crate) fn unwritten(path: &Path, why: &io::Error) -> Self {
        let what = format!("cannot write {}", path.display());
        let help = "take another file, in a folder that is there and may be written to";
        Self::because(what, format!("{why}\n  help: {help}"))
    }

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
            Self::Journal(error) | Self::Failed(error) => format!("error: {error}"),
            Self::Bind { address, source } => {
                let help = match source.kind() {
                    io::ErrorKind::AddrInUse => {
                        "another program has that port; --listen 127.0.0.1:0 takes a free one"
                    }
                    io::ErrorKind::PermissionDenied => {
                        "ports below 1024 need rights; take a higher one"
                    }
                    _ => {
                        "--listen takes an address of this machine and a port, such as 127.0.0.1:8780"
                    }
                };
                format!("error: cannot listen on {address}\n  because: {source}\n  help: {help}")
            }
            Self::BindAdmin { address, source } => format!(
                "error: cannot listen on {address} for the admin API\n  because: {source}\n  \
                 help: --admin 127.0.0.1:0 takes a free port, --admin off goes without"
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
            Self::Bind { source, .. } | Self::BindAdmin { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn mistakes(problems: &[Diagnostic], colour: bool) -> String {
    let shown: Vec<_> = problems.iter().map(|problem| problem.render(colour)).collect();
    format!("{}\n\n{} found", shown.join("\n\n"), counted("mistake", problems.len()))
}
