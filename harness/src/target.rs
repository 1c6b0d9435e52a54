//! Where the server under test is, and how its addresses are made.

use flinks_contract::endpoint::Endpoint;
use reqwest::Url;

/// The part of every address before `/v3`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target(Url);

/// The shared test instance of Flinks, for accounts and for investments.
const TOOLBOX: &str = "https://toolbox-api.private.fin.ag";
pub(crate) const TOOLBOX_WEALTH: &str = "https://toolbox-wealth-api.private.fin.ag";

impl Target {
    pub(crate) fn is_toolbox(&self) -> bool {
        self.label() == TOOLBOX
    }

    /// Reads `toolbox`, or `http://host` with or without a port, a path prefix, a final `/v3` or `/`.
    ///
    /// # Errors
    ///
    /// Why it is not an address. Never says the text: there may be a password in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = if text == "toolbox" { TOOLBOX } else { text };
        let lower = text.to_ascii_lowercase();
        if !lower.starts_with("http://") && !lower.starts_with("https://") {
            return Err(
                "it must begin with http:// or https://, as in http://127.0.0.1:8780".into()
            );
        }
        let mut url = Url::parse(text).map_err(|error| format!("it is not a URL: {error}"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "a target must not have a user name or password: they would show in logs".into()
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("a target must not have `?` or `#`".into());
        }
        let is_v3 = |segment: &str| segment.eq_ignore_ascii_case("v3");
        let mut segments: Vec<&str> =
            url.path().split('/').filter(|part| !part.is_empty()).collect();
        segments.pop_if(|last| is_v3(last));
        if segments.iter().any(|segment| is_v3(segment)) {
            return Err(
                "give the target only up to /v3; the customer goes into --customer-id".into()
            );
        }
        let prefix = segments.join("/");
        url.set_path(&prefix);
        Ok(Self(url))
    }

    /// The address of a call, on its canonical path.
    ///
    /// The ids become one segment each, whatever is in them: a RequestId comes from the server
    /// and must not lead the harness anywhere else.
    pub(crate) fn url(&self, endpoint: Endpoint, customer_id: &str, request_id: &str) -> Url {
        let mut url = self.0.clone();
        // Cannot fail: http and https addresses always have a path.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            for segment in endpoint.paths()[0].split('/').skip(1) {
                segments.push(match segment {
                    "{customerId}" => customer_id,
                    "{requestId}" => request_id,
                    fixed => fixed,
                });
            }
        }
        url
    }

    /// Whether it is on this machine, where a proxy from the environment has no business.
    pub fn is_loopback(&self) -> bool {
        let address = self.host().parse::<std::net::IpAddr>();
        self.host() == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The host in lower case; an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Whether the address has a port that is not the default one of the scheme.
    pub(crate) fn names_its_port(&self) -> bool {
        self.0.port().is_some()
    }

    pub(crate) fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The address as it is shown. Its path is not: gateways have keys in theirs.
    pub fn label(&self) -> String {
        let origin = self.0.origin().ascii_serialization();
        if self.0.path() == "/" { origin } else { format!("{origin}/...") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_as_a_target() {
        let table = [
            ("http://127.0.0.1:8780", "http://127.0.0.1:8780"),
            ("http://127.0.0.1:8780/", "http://127.0.0.1:8780"),
            ("HTTPS://Toolbox-api.private.fin.ag/v3", "https://toolbox-api.private.fin.ag"),
            ("https://host/v3/", "https://host"),
            ("http://host/gateway/flinks/", "http://host/gateway/flinks"),
            ("http://host/gateway/v3", "http://host/gateway"),
            ("http://[::1]:8780", "http://[::1]:8780"),
        ];
        for (text, expected) in table {
            assert_eq!(
                Target::parse(text).unwrap().0.as_str().trim_end_matches('/'),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_target() {
        let table = [
            ("127.0.0.1:8780", "must begin with http:// or https://"),
            ("localhost:8780", "must begin with"),
            ("ftp://host", "must begin with"),
            ("", "must begin with"),
            ("http://user:secret@host", "not have a user name or password"),
            ("http://host/?a=b", "not have `?` or `#`"),
            ("http://host/#a", "not have `?` or `#`"),
            ("http://host/v3/43387ca6/BankingServices", "only up to /v3"),
            ("http://", "it is not a URL: "),
            ("http://host:99999", "it is not a URL: "),
        ];
        for (text, words) in table {
            let why = Target::parse(text).unwrap_err();
            assert!(why.contains(words) && !why.contains("secret"), "{text}: {why}");
        }
    }

    #[test]
    fn addresses_of_the_endpoints() {
        let target = Target::parse("http://host/prefix/").unwrap();
        let table = [
            (Endpoint::Authorize, "http://host/prefix/v3/c/BankingServices/Authorize"),
            (
                Endpoint::GetAccountsDetail,
                "http://host/prefix/v3/c/BankingServices/GetAccountsDetail",
            ),
            (
                Endpoint::GetAccountsDetailAsync,
                "http://host/prefix/v3/c/BankingServices/GetAccountsDetailAsync/r",
            ),
            (Endpoint::Investments, "http://host/prefix/v3/c/Investments"),
        ];
        for (endpoint, expected) in table {
            assert_eq!(target.url(endpoint, "c", "r").as_str(), expected);
        }
    }

    #[test]
    fn a_hostile_request_id_stays_one_segment() {
        let target = Target::parse("http://host").unwrap();
        let url = target.url(Endpoint::GetAccountsDetailAsync, "c", "../../x?y=1#z\r\n//evil");
        assert_eq!(
            url.as_str(),
            "http://host/v3/c/BankingServices/GetAccountsDetailAsync/..%2F..%2Fx%3Fy=1%23z%2F%2Fevil"
        );
    }
}
