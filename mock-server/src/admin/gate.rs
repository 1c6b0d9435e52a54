//! The one gate above the router: who may ask anything at all.
//!
//! Against web pages that a developer has open while the mock runs (DNS rebinding, posts across
//! sites), and against other users of the machine. No answer has a CORS header.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::header::{
    AUTHORIZATION, CACHE_CONTROL, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Method, Uri};

use super::problem::{Kind, Problem};
use crate::app::App;
use crate::read;
use crate::secret::Secret;
use crate::wire::Socket;

#[derive(Debug)]
pub(super) struct Gate {
    token: Secret,
    listen: IpAddr,
    /// Further names of this server, which its user has given: `--admin-host`.
    hosts: Vec<String>,
    app: Arc<App>,
}

/// Paths that need no token. They are compared whole and undecoded, so that no other path can pass for
/// one of them.
pub(super) const OPEN: [&str; 2] = ["/health", "/ready"];

/// The layer around all routes, and around what is not a route.
pub(super) async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let allowed = gate.check(&head);
    // Read even for a caller who is refused: one who is still sending could not read the answer.
    let body = read::body(body).await;
    head.extensions.get::<Socket>().inspect(|socket| socket.works());
    let (method, uri) = (head.method.clone(), head.uri.clone());
    let mut response = match (allowed, body) {
        (Err(refused), _) => refused.into_response(),
        (Ok(()), Err(unread)) => Problem::from(unread).into_response(),
        (Ok(()), Ok(body)) => {
            head.extensions.insert(body.clone());
            next.run(Request::from_parts(head, body.into())).await
        }
    };
    // A browser must not take an answer for a page, nor keep it.
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A change by hand explains what is seen later, so it is in the log.
    if matches!(method, Method::POST | Method::PUT | Method::DELETE) {
        let (status, path) = (response.status().as_u16(), uri.path().escape_debug());
        gate.app.log.operated(format!("admin: {status} {method} {path:.200}"));
    }
    response
}

impl Gate {
    pub(super) fn new(token: Secret, listen: IpAddr, hosts: &[String], app: Arc<App>) -> Self {
        Self { token, listen, hosts: hosts.to_vec(), app }
    }

    fn check(&self, head: &Parts) -> Result<(), Problem> {
        // The probe of a container may call it by any name, and learns nothing from it.
        if is_open(&head.method, &head.uri) {
            return Ok(());
        }
        let host = self.host(&head.headers, &head.uri)?;
        own_origin(&head.headers, &host)?;
        if self.knows_token(&head.headers) {
            return Ok(());
        }
        Err(Kind::UNAUTHORIZED.because(
            "send `Authorization: Bearer TOKEN` with the token that `flinks-mock serve` printed, or \
             that FLINKS_MOCK_ADMIN_TOKEN had when it started",
        ))
    }

    /// The Host header, if it names this machine by a name that nobody else can give out.
    fn host(&self, headers: &HeaderMap, uri: &Uri) -> Result<Authority, Problem> {
        let host = only(headers, &HOST).and_then(|host| host.parse::<Authority>().ok());
        let host = host.filter(|host| self.is_own(host)).ok_or_else(wrong_host)?;
        match uri.authority() {
            Some(target) if *target != host => Err(wrong_host()),
            _ => Ok(host),
        }
    }

    /// Whether a host is the address that is listened on, or any address if that is all of them: an
    /// address cannot be rebound. The port may be mapped, so it does not matter.
    fn is_own(&self, host: &Authority) -> bool {
        if host.as_str().contains('@') {
            return false;
        }
        let name = host.host();
        // What stands between an address in brackets and the port is passed over by the parser.
        let rest = host.as_str().strip_prefix(name);
        if rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with(':')) {
            return false;
        }
        let is_given = self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name));
        if is_given || name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let listen = self.listen.to_canonical();
        address.is_ok_and(|address| {
            let address = address.to_canonical();
            address.is_loopback() || address == listen || listen.is_unspecified()
        })
    }

    fn knows_token(&self, headers: &HeaderMap) -> bool {
        let shown = only(headers, &AUTHORIZATION).and_then(|text| text.split_once(' '));
        shown.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("Bearer") && self.token.is(token.trim().as_bytes())
        })
    }
}

/// A browser sends Origin with every request that another site makes it send; programs do not.
fn own_origin(headers: &HeaderMap, host: &Authority) -> Result<(), Problem> {
    if !headers.contains_key(ORIGIN) {
        return Ok(());
    }
    let own = only(headers, &ORIGIN)
        .and_then(|origin| origin.strip_prefix("http://")?.parse::<Authority>().ok())
        .is_some_and(|origin| origin == *host);
    let detail = "leave out the header Origin, or call from a page of this server";
    if own { Ok(()) } else { Err(Kind::FOREIGN_ORIGIN.because(detail)) }
}

fn wrong_host() -> Problem {
    let detail = "call it as localhost, 127.0.0.1, [::1], by the address that --admin was given, or by a name \
                  of --admin-host";
    Kind::WRONG_HOST.because(detail)
}

fn is_open(method: &Method, uri: &Uri) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && OPEN.contains(&uri.path())
}

/// The value of a header that is present exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    const TOKEN: &str = "0123456789abcdef";

    /// The status of the refusal, or 200.
    fn checked(listen: &str, method: &str, target: &str, headers: &[(&str, &str)]) -> u16 {
        let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
        let hosts = ["mock.test".to_owned()];
        let gate = Gate::new(Secret::given(TOKEN).unwrap(), listen.parse().unwrap(), &hosts, app);
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        gate.check(&head).map_or_else(|refused| refused.status, |()| 200)
    }

    /// With the token.
    fn asked(listen: &str, target: &str, headers: &[(&str, &str)]) -> u16 {
        let token = ("authorization", "Bearer 0123456789abcdef");
        checked(listen, "GET", target, &[&[token], headers].concat())
    }

    #[test]
    fn hosts() {
        #[rustfmt::skip]
        let table = [
            ("127.0.0.1", "localhost:8781", 200),
            ("127.0.0.1", "LOCALHOST", 200),
            ("127.0.0.1", "127.0.0.1:8781", 200),
            ("127.0.0.1", "127.0.0.1:1", 200),
            ("127.0.0.1", "[::1]:8781", 200),
            ("127.0.0.1", "[::ffff:127.0.0.1]:8781", 200),
            ("127.0.0.1", "192.0.2.7:8781", 421),
            ("192.0.2.7", "192.0.2.7:8781", 200),
            ("192.0.2.7", "192.0.2.8:8781", 421),
            ("0.0.0.0", "192.0.2.7:8781", 200),
            ("::", "[2001:db8::1]:8781", 200),
            ("0.0.0.0", "evil.example:8781", 421),
            ("127.0.0.1", "evil.example", 421),
            ("127.0.0.1", "localhost.evil.example", 421),
            ("127.0.0.1", "127.0.0.1.evil.example", 421),
            ("127.0.0.1", "evil.example@127.0.0.1", 421),
            ("127.0.0.1", "127.0.0.1@evil.example", 421),
            ("127.0.0.1", "localhost,evil.example", 421),
            ("127.0.0.1", "[::1].evil.example", 421),
            ("127.0.0.1", "[::1]x:8781", 421),
            ("127.0.0.1", "", 421),
            ("127.0.0.1", "mock.test:8781", 200),
            ("127.0.0.1", "MOCK.test", 200),
            ("127.0.0.1", "mock.test.evil.example", 421),
        ];
        for (listen, host, expected) in table {
            let status = asked(listen, "/customers", &[("host", host)]);
            assert_eq!(status, expected, "{host} on {listen}");
        }
        assert_eq!(asked("127.0.0.1", "/customers", &[]), 421, "no Host at all");
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(asked("127.0.0.1", "/customers", &twice), 421);
        let other = "http://evil.example/customers";
        assert_eq!(asked("127.0.0.1", other, &[("host", "localhost")]), 421);
        let same = "http://localhost/customers";
        assert_eq!(asked("127.0.0.1", same, &[("host", "localhost")]), 200);
    }

    #[test]
    fn origins() {
        #[rustfmt::skip]
        let table = [
            ("http://localhost:8781", 200),
            ("http://LOCALHOST:8781", 200),
            ("http://localhost:3000", 403),
            ("http://localhost", 403),
            ("https://localhost:8781", 403),
            ("http://127.0.0.1:8781", 403),
            ("http://localhost:8781.evil.example", 403),
            ("http://evil.example", 403),
            ("null", 403),
            ("", 403),
        ];
        for (origin, expected) in table {
            let headers = [("host", "localhost:8781"), ("origin", origin)];
            assert_eq!(asked("127.0.0.1", "/customers", &headers), expected, "{origin}");
        }
        let own = ("origin", "http://localhost");
        let headers = [("host", "localhost"), own, ("origin", "http://evil.example")];
        assert_eq!(asked("127.0.0.1", "/customers", &headers), 403, "two of them");
    }

    #[test]
    fn tokens() {
        #[rustfmt::skip]
        let table = [
            ("Bearer 0123456789abcdef", 200),
            ("bearer 0123456789abcdef", 200),
            ("Bearer 0123456789abcde", 401),
            ("Bearer 0123456789abcdef0", 401),
            ("Bearer 0123456789ABCDEF", 401),
            ("Bearer", 401),
            ("Bearer ", 401),
            ("0123456789abcdef", 401),
            ("Basic 0123456789abcdef", 401),
        ];
        for (shown, expected) in table {
            let headers = [("host", "localhost"), ("authorization", shown)];
            assert_eq!(checked("127.0.0.1", "GET", "/customers", &headers), expected, "{shown}");
        }
        let right = ("authorization", "Bearer 0123456789abcdef");
        let twice = [("host", "localhost"), right, ("authorization", "Bearer x")];
        assert_eq!(checked("127.0.0.1", "GET", "/customers", &twice), 401);
        for elsewhere in [("cookie", "token=0123456789abcdef"), ("x-token", TOKEN)] {
            let headers = [("host", "localhost"), elsewhere];
            assert_eq!(checked("127.0.0.1", "GET", "/customers", &headers), 401);
        }
    }

    #[test]
    fn only_the_two_probes_are_open_and_only_as_they_are_written() {
        #[rustfmt::skip]
        let table = [
            ("GET", "/health", 200),
            ("HEAD", "/ready", 200),
            ("GET", "/health?probe=1", 200),
            ("POST", "/health", 401),
            ("DELETE", "/ready", 401),
            ("OPTIONS", "/health", 401),
            ("GET", "/health/", 401),
            ("GET", "//health", 401),
            ("GET", "/health/../customers", 401),
            ("GET", "/healthy", 401),
            ("GET", "/Health", 401),
            ("GET", "/%68ealth", 401),
            ("GET", "/customers?/health", 401),
            ("GET", "/customers?token=0123456789abcdef", 401),
            ("GET", "/", 401),
        ];
        for (method, target, expected) in table {
            let status = checked("127.0.0.1", method, target, &[("host", "localhost")]);
            assert_eq!(status, expected, "{method} {target}");
            let any = checked("127.0.0.1", method, target, &[("host", "evil.example")]);
            assert_eq!(any, if expected == 200 { 200 } else { 421 }, "{method} {target}");
        }
    }
}
