//! What is answered to a request that comes to no decision.

use flinks_trace::route::NoRoute;
use hyper::Version;
use hyper::header::{ALLOW, CONNECTION, HOST, HeaderValue};
use hyper::http::request::Parts;

use crate::answer::code;
use crate::read::Unread;
use crate::reply::Reply;

/// The rest of the request was not read, so the connection ends after the answer.
pub(super) fn refused(unread: Unread) -> Reply {
    let reply = match unread {
        Unread::TooLarge { limit } => {
            Reply::refusal(413, &format!("the body is larger than {limit} bytes"))
        }
        Unread::TooSlow => Reply::refusal(408, "the body did not arrive"),
        Unread::Broken => Reply::refusal(400, "the body is malformed or broke off"),
    };
    reply.header(CONNECTION, HeaderValue::from_static("close"))
}

/// HTTP/1.1 demands one Host, and a 400 where there is none or there are more (RFC 9112, 3.2). Who is meant is
/// not known then, so the connection ends.
pub(super) fn wrong_host(head: &Parts) -> Option<Reply> {
    let hosts = head.headers.get_all(HOST).iter().count();
    let words = match hosts {
        0 if head.version == Version::HTTP_11 => "there is no Host header, which HTTP/1.1 demands",
        0 | 1 => return None,
        _ => "there is more than one Host header",
    };
    Some(Reply::refusal(400, words).header(CONNECTION, HeaderValue::from_static("close")))
}

pub(super) fn not_found(no_route: &NoRoute, method: &str, path: &str) -> Reply {
    match no_route {
        NoRoute::Path { .. } if path == "/openapi.json" && method == "GET" => {
            let document = flinks_contract::openapi::document(env!("CARGO_PKG_VERSION"));
            Reply::new(200, "", document.to_string().into_bytes())
        }
        NoRoute::Path { .. } if path == "/openapi.json" => {
            Reply::refusal(405, &format!("{path} takes GET, not {method}"))
                .header(ALLOW, HeaderValue::from_static("GET"))
        }
        NoRoute::Path { nearest } => {
            let hint = match nearest {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => PATHS.to_owned(),
            };
            // CONNECT has a host in the place of a path.
            let path = if path.is_empty() { "such path" } else { path };
            Reply::refusal(404, &format!("there is no {path:.200}; {hint}"))
        }
        NoRoute::NotServed { name } => {
            let code = code("METHOD_NOT_AVAILABLE");
            Reply::error(code.status, code, &format!("{name} is not served by this mock; {PATHS}"))
        }
        NoRoute::Method { endpoint, allow } => {
            let name = endpoint.name();
            Reply::refusal(405, &format!("{name} takes {allow}, not {method}"))
                .header(ALLOW, HeaderValue::from_static(allow))
        }
    }
}

/// What stands in a 404 that looks like nothing.
const PATHS: &str = "among those served are /v3/{customerId}/BankingServices/ with \
    GenerateAuthorizeToken, Authorize, GetAccountsDetail, GetAccountsSummary, GetStatements, each of these three with \
    Async/{RequestId}, DeleteCard/{LoginId}, Investments, and /v3/{customerId}/Investments; docs/serve.md has all";
