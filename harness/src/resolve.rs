//! Where a host is to be looked for, whatever DNS says: `--resolve`, as curl has it.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use crate::target::Target;

/// `HOST:PORT:ADDR` or, beyond curl, `HOST:PORT:ADDR:PORT`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resolve {
    pub(crate) host: String,
    port: u16,
    pub(crate) address: SocketAddr,
}

impl FromStr for Resolve {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::read(text).ok_or("expected HOST:PORT:ADDR or HOST:PORT:ADDR:PORT, with an IP address")
    }
}

impl Resolve {
    fn read(text: &str) -> Option<Self> {
        let (host, rest) = text.split_once(':').filter(|(host, _)| !host.is_empty())?;
        let (port, address) = rest.split_once(':')?;
        let port = port.parse().ok().filter(|port| *port != 0)?;
        let alone = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = match alone.unwrap_or(address).parse::<IpAddr>() {
            Ok(address) => SocketAddr::new(address, port),
            Err(_) => address.parse().ok()?,
        };
        Some(Self { host: host.to_ascii_lowercase(), port, address })
    }

    pub(crate) fn is_about(&self, target: &Target) -> bool {
        self.host == target.host() && self.port == target.port()
    }

    /// Refuses a mapping that is about none of the targets, or of a port that cannot be mapped.
    pub(crate) fn check(&self, targets: &[&Target]) -> Result<(), String> {
        let name = format!("{}:{}", self.host, self.port);
        match targets.iter().find(|target| self.is_about(target)) {
            None => Err(format!("--resolve: no request goes to {name}")),
            // The HTTP client takes the port of a URL that names one.
            Some(target) if target.names_its_port() && self.address.port() != self.port => {
                let why = "cannot get another port while the target's address names its port";
                Err(format!("--resolve: {name} {why}"))
            }
            Some(_) => Ok(()),
        }
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
            ("a.test:443:127.0.0.1:9", &plain, ""),
            ("a.test:8443:127.0.0.1", &named, ""),
            ("a.test:8443:127.0.0.1:9", &named, "a.test:8443 cannot get another port"),
            ("a.test:80:127.0.0.1", &plain, "no request goes to a.test:80"),
            ("b.test:443:127.0.0.1", &plain, "no request goes to b.test:443"),
        ];
        for (text, target, words) in table {
            let why = text.parse::<Resolve>().unwrap().check(&[target]).err().unwrap_or_default();
            assert!(why.contains(words) && why.is_empty() == words.is_empty(), "{text}: {why}");
        }
    }
}
