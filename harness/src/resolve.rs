//! Where a host is to be looked for, whatever DNS says: `--resolve`, as curl has it.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use thiserror::Error;

use crate::target::Target;

/// `HOST:PORT:ADDR` or, beyond curl, `HOST:PORT:ADDR:PORT`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resolve {
    pub(crate) host: String,
    port: u16,
    pub(crate) address: SocketAddr,
}

/// Why a text is none, or of no use.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ResolveError {
    #[error("expected HOST:PORT:ADDR or HOST:PORT:ADDR:PORT, with an IP address")]
    Syntax,
    #[error("--resolve: no request goes to {0}")]
    NoTarget(String),
    /// The HTTP client takes the port of a URL that names one.
    #[error("--resolve: {0} cannot get another port while the target's address names its port")]
    Port(String),
}

impl FromStr for Resolve {
    type Err = ResolveError;

    fn from_str(text: &str) -> Result<Self, ResolveError> {
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(ResolveError::Syntax);
        };
        let port: u16 = port.parse().map_err(|_| ResolveError::Syntax)?;
        if host.is_empty() || port == 0 {
            return Err(ResolveError::Syntax);
        }
        let alone = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = match alone.unwrap_or(address).parse::<IpAddr>() {
            Ok(address) => SocketAddr::new(address, port),
            Err(_) => address.parse().map_err(|_| ResolveError::Syntax)?,
        };
        Ok(Self { host: host.to_ascii_lowercase(), port, address })
    }
}

impl Resolve {
    /// Whether it is about the host and port of the target.
    pub(crate) fn is_about(&self, target: &Target) -> bool {
        self.host == target.host() && self.port == target.port()
    }

    /// # Errors
    ///
    /// When it is about none of the targets, or maps a port that cannot be mapped.
    pub(crate) fn check(&self, targets: &[&Target]) -> Result<(), ResolveError> {
        let name = || format!("{}:{}", self.host, self.port);
        let Some(target) = targets.iter().find(|target| self.is_about(target)) else {
            return Err(ResolveError::NoTarget(name()));
        };
        if target.names_its_port() && self.address.port() != self.port {
            return Err(ResolveError::Port(name()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read() {
        let table = [
            ("a.test:443:127.0.0.1", Some(("a.test", 443, "127.0.0.1:443"))),
            ("A.Test:443:127.0.0.1:8443", Some(("a.test", 443, "127.0.0.1:8443"))),
            ("a:80:::1", Some(("a", 80, "[::1]:80"))),
            ("a:80:[::1]", Some(("a", 80, "[::1]:80"))),
            ("a:80:[::1]:8080", Some(("a", 80, "[::1]:8080"))),
            ("a:80:localhost", None),
            ("a:80", None),
            ("a:0:127.0.0.1", None),
            (":80:127.0.0.1", None),
            ("a:99999:127.0.0.1", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = text.parse::<Resolve>().ok();
            let read = read.map(|read| (read.host, read.port, read.address.to_string()));
            let expected =
                expected.map(|(host, port, address)| (host.to_owned(), port, address.to_owned()));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn what_is_of_use() {
        let plain = Target::parse("https://a.test").unwrap();
        let named = Target::parse("https://a.test:8443").unwrap();
        let table = [
            ("a.test:443:127.0.0.1:9", &plain, Ok(())),
            ("a.test:8443:127.0.0.1", &named, Ok(())),
            ("a.test:8443:127.0.0.1:9", &named, Err(ResolveError::Port("a.test:8443".to_owned()))),
            ("a.test:80:127.0.0.1", &plain, Err(ResolveError::NoTarget("a.test:80".to_owned()))),
            ("b.test:443:127.0.0.1", &plain, Err(ResolveError::NoTarget("b.test:443".to_owned()))),
        ];
        for (text, target, expected) in table {
            assert_eq!(text.parse::<Resolve>().unwrap().check(&[target]), expected, "{text}");
        }
    }
}
