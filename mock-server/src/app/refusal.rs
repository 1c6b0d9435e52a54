//! What is answered to a request that comes to no decision.

use crate::read::Unread;
use crate::reply::Reply;
use flinks_trace::route::NoRoute;

pub(super) fn refused(unread: Unread) -> Reply {
    match unread {
        Unread::TooLarge { limit } => {
            Reply::refusal(413, &format!("the body is larger than {limit} bytes")).closing()
        }
        Unread::TooSlow => Reply::refusal(408, "the body did not arrive").closing(),
        Unread::Broken => Reply::refusal(400, "the body is malformed or broke off").closing(),
    }
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
            let code = "METHOD_NOT_AVAILABLE";
            let code = flinks_contract::code::find(code).expect("the code is in the catalogue");
            Reply::error(code.status, code, &format!("{name} is not served by this mock; {PATHS}"))
        }
        NoRoute::Method { endpoint, allow } => {
            let name = endpoint.name();
            Reply::refusal(405, &format!("{name} takes {allow}, not {method}")).allow(allow)
        }
    }
}

/// What stands in a 404 that looks like nothing.
const PATHS: &str = "served are /v3/{customerId}/BankingServices/ with \
    GenerateAuthorizeToken, Authorize, GetAccountsDetail, GetAccountsDetailAsync/{RequestId}, Investments, and \
    /v3/{customerId}/Investments";
