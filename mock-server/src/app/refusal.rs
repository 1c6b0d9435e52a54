//! What is answered to a request that comes to no decision.

use flinks_trace::route::NoRoute;
use hyper::header::{ALLOW, CONNECTION, HeaderValue};

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

pub(super) fn not_found(no_route: &NoRoute, method: &str, path: &str) -> Reply {
    match no_route {
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
const PATHS: &str = "served are /v3/{customerId}/BankingServices/ with \
    GenerateAuthorizeToken, Authorize, GetAccountsDetail, GetAccountsSummary, GetStatements, each of these three with \
    Async/{RequestId}, DeleteCard/{LoginId}, Investments, and /v3/{customerId}/Investments";
