//! From method and path to a call, as leniently as the service.

use std::borrow::Cow;

use flinks_contract::diagnostic::nearest;
use flinks_contract::endpoint::{Endpoint, OTHERS, OtherEndpoint};
use percent_encoding::percent_decode_str;

/// A call of one of the endpoints.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Route {
    pub(crate) customer: String,
    pub(crate) call: Call,
    /// A liberty the client took, for the log and the header `X-Mock-Note`.
    pub(crate) note: Option<&'static str>,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Call {
    Authorize,
    /// Clients that mint a token begin here; without it they would not come as far as Authorize.
    GenerateAuthorizeToken,
    GetAccountsDetail,
    GetAccountsDetailAsync {
        request_id: String,
    },
    Investments,
    /// The client tells what it took: a path of the mock's own, for the judge.
    Understood,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum NoRoute {
    /// There is no such path; `nearest` is the path it looks like.
    Path {
        nearest: Option<&'static str>,
    },
    /// Flinks documents it, this mock does not serve it.
    NotServed {
        name: &'static str,
    },
    Method {
        name: &'static str,
        allow: &'static str,
    },
}

/// Longest customer id in characters; the ids of the service are GUIDs of 36.
pub(crate) const LONGEST_CUSTOMER: usize = 128;

/// How many segments `v3` of a path are tried. A prefix with one is odd; a thousand are an attack.
const MOST_V3: usize = 8;

/// Bytes of a name that is compared with those of the endpoints; the comparison takes time with the
/// product of the lengths. Enough for GetAccountsDetailAsync and a GUID without the slash between.
const LONGEST_NAME: usize = 64;

const POST_ON_ASYNC: &str = "POST on GetAccountsDetailAsync; the contract says GET (C15)";

/// Finds the call in `path`.
///
/// Taken as the service takes it: a prefix before `/v3/`, doubled and trailing slashes, a trailing
/// `%20` (the C# and PHP SDKs send one), names in any case. POST on Async is taken too, because
/// node-flinks 0.6.0 sends it, unless `strict`.
pub(crate) fn route(method: &str, path: &str, strict: bool) -> Result<Route, NoRoute> {
    let segments: Vec<String> =
        path.split('/').map(decode).filter(|text| !text.is_empty()).collect();
    let mut missed = NoRoute::Path { nearest: None };
    let is_v3 = |(_, segment): &(usize, &String)| segment.eq_ignore_ascii_case("v3");
    for (position, _) in segments.iter().enumerate().filter(is_v3).take(MOST_V3) {
        match below_v3(method, &segments[position + 1..], strict) {
            Err(NoRoute::Path { nearest: None }) => {}
            Err(near @ NoRoute::Path { .. }) => missed = near,
            found => return found,
        }
    }
    Err(missed)
}

fn below_v3(method: &str, segments: &[String], strict: bool) -> Result<Route, NoRoute> {
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (customer, name, rest) = match *segments.as_slice() {
        [customer, services, name, ref rest @ ..] if services.eq_ignore_ascii_case(SERVICES) => {
            (customer, name, rest)
        }
        [customer, own, UNDERSTOOD] if own == OWN => return understood(method, customer),
        // Only the wealth host has an endpoint directly below the customer (conflict C16).
        [customer, name, ref rest @ ..] if name.eq_ignore_ascii_case("Investments") => {
            (customer, name, rest)
        }
        [.., name] => return Err(no_path(name)),
        [] => return Err(NoRoute::Path { nearest: None }),
    };
    let customer = checked(customer)?;
    let (call, note) = if name.eq_ignore_ascii_case(TOKEN) && rest.is_empty() {
        token(method)?
    } else {
        let (endpoint, call) = endpoint(name, rest)?;
        (call, takes(endpoint, method, strict)?)
    };
    Ok(Route { customer, call, note })
}

fn checked(customer: &str) -> Result<String, NoRoute> {
    let is_short = customer.chars().count() <= LONGEST_CUSTOMER;
    is_short.then(|| normal_customer(customer)).ok_or(NoRoute::Path { nearest: None })
}

fn understood(method: &str, customer: &str) -> Result<Route, NoRoute> {
    let customer = checked(customer)?;
    match method {
        "POST" => Ok(Route { customer, call: Call::Understood, note: Some(NO_PATH_OF_FLINKS) }),
        _ => Err(NoRoute::Method { name: Call::Understood.name(), allow: "POST" }),
    }
}

fn token(method: &str) -> Result<(Call, Option<&'static str>), NoRoute> {
    match method {
        "POST" => Ok((Call::GenerateAuthorizeToken, None)),
        _ => Err(NoRoute::Method { name: TOKEN, allow: "POST" }),
    }
}

fn endpoint(name: &str, rest: &[&str]) -> Result<(Endpoint, Call), NoRoute> {
    let is = |endpoint: Endpoint| name.eq_ignore_ascii_case(endpoint.name());
    match rest {
        [] if is(Endpoint::Authorize) => Ok((Endpoint::Authorize, Call::Authorize)),
        [] if is(Endpoint::GetAccountsDetail) => {
            Ok((Endpoint::GetAccountsDetail, Call::GetAccountsDetail))
        }
        [request_id] if is(Endpoint::GetAccountsDetailAsync) => Ok((
            Endpoint::GetAccountsDetailAsync,
            Call::GetAccountsDetailAsync { request_id: (*request_id).to_owned() },
        )),
        [] if is(Endpoint::Investments) => Ok((Endpoint::Investments, Call::Investments)),
        _ => Err(no_endpoint(name)),
    }
}

/// Whether the endpoint takes the method, and with what note.
fn takes(endpoint: Endpoint, method: &str, strict: bool) -> Result<Option<&'static str>, NoRoute> {
    let is_async = endpoint == Endpoint::GetAccountsDetailAsync;
    if method == endpoint.method() {
        Ok(None)
    } else if is_async && method == "POST" && !strict {
        Ok(Some(POST_ON_ASYNC))
    } else {
        let allow = if is_async && !strict { "GET, POST" } else { endpoint.method() };
        Err(NoRoute::Method { name: endpoint.name(), allow })
    }
}

fn no_endpoint(name: &str) -> NoRoute {
    let documented = OTHERS.iter().find(|other| other.name.eq_ignore_ascii_case(name));
    match documented {
        Some(OtherEndpoint { name, .. }) => NoRoute::NotServed { name },
        None => no_path(name),
    }
}

/// The path of the endpoint whose name is most like `name`.
fn no_path(name: &str) -> NoRoute {
    if name.len() > LONGEST_NAME {
        return NoRoute::Path { nearest: None };
    }
    let poll = Endpoint::GetAccountsDetailAsync;
    // "GetAccountsDetailAsync{id}" without its slash is seen in public clients.
    let begins =
        |known: &str| name.get(..known.len()).is_some_and(|n| n.eq_ignore_ascii_case(known));
    let near = if begins(poll.name()) {
        Some(poll)
    } else {
        let name = nearest(name, Endpoint::ALL.map(Endpoint::name));
        Endpoint::ALL.into_iter().find(|endpoint| Some(endpoint.name()) == name)
    };
    NoRoute::Path { nearest: near.map(|endpoint| endpoint.paths()[0]) }
}

/// The customer that a path names, whether or not it leads anywhere.
pub(crate) fn customer_of(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find(|segment| segment.eq_ignore_ascii_case("v3"))?;
    let customer = decode(segments.next()?);
    let is_short = customer.chars().count() <= LONGEST_CUSTOMER;
    (is_short && !customer.is_empty()).then(|| normal_customer(&customer))
}

impl Call {
    /// The endpoint, as Flinks writes it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Authorize => Endpoint::Authorize.name(),
            Self::GenerateAuthorizeToken => TOKEN,
            Self::GetAccountsDetail => Endpoint::GetAccountsDetail.name(),
            Self::GetAccountsDetailAsync { .. } => Endpoint::GetAccountsDetailAsync.name(),
            Self::Investments => Endpoint::Investments.name(),
            Self::Understood => "Understood",
        }
    }
}

impl NoRoute {
    /// The path of the endpoint that was probably meant.
    pub(crate) fn nearest(&self) -> Option<&'static str> {
        match self {
            Self::Path { nearest } => *nearest,
            Self::NotServed { .. } => None,
            Self::Method { name, .. } => {
                let meant = Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == *name);
                meant.map(|endpoint| endpoint.paths()[0])
            }
        }
    }
}

/// A GUID in its one form; any other id as it is.
pub(crate) fn normal_customer(customer: &str) -> String {
    match uuid::Uuid::try_parse(customer) {
        Ok(guid) => guid.to_string(),
        Err(_) => customer.to_owned(),
    }
}

fn decode(segment: &str) -> String {
    let decoded: Cow<'_, str> = percent_decode_str(segment).decode_utf8_lossy();
    decoded.trim().to_owned()
}

const TOKEN: &str = "GenerateAuthorizeToken";

/// `/v3/{customerId}/_mock/understood`.
const OWN: &str = "_mock";
const UNDERSTOOD: &str = "understood";

const NO_PATH_OF_FLINKS: &str = "no path of Flinks: what the client says here is for the judge";

const SERVICES: &str = "BankingServices";

#[cfg(test)]
mod tests;
