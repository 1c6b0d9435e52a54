//! From method and path to an endpoint, as leniently as the service.

use std::borrow::Cow;
use std::sync::LazyLock;

use flinks_contract::diagnostic::nearest;
use flinks_contract::endpoint::{Endpoint, OTHERS, OtherEndpoint};
use percent_encoding::percent_decode_str;

use crate::CustomerId;

/// Where a path leads.
#[derive(Debug, Eq, PartialEq)]
pub struct Route {
    pub customer: CustomerId,
    pub endpoint: Endpoint,
    /// What stands at the places of the template after `{customerId}`, in order.
    pub ids: Vec<String>,
    /// A liberty the client took, for the log and the header `X-Mock-Note`.
    pub note: Option<&'static str>,
}

/// Why a request leads to no endpoint.
#[derive(Debug, Eq, PartialEq)]
pub enum NoRoute {
    /// There is no such path; `nearest` is the path template that it looks like.
    Path { nearest: Option<&'static str> },
    /// Flinks documents it, and it is not served here.
    NotServed { name: &'static str },
    /// The endpoint does not take this method.
    Method { endpoint: Endpoint, allow: &'static str },
}

/// Longest customer id in characters; the ids of the service are GUIDs of 36.
pub const LONGEST_CUSTOMER: usize = 128;

/// How many segments `v3` of a path are tried. A prefix with one is odd; a thousand are an attack.
const MOST_V3: usize = 8;

/// Bytes of a name that is compared with those of the endpoints; the comparison takes time with the
/// product of the lengths. Enough for GetAccountsDetailAsync and a GUID without the slash between.
const LONGEST_NAME: usize = 64;

/// Segments of the longest path, for which one allocation is enough.
const USUAL_SEGMENTS: usize = 6;

const POST_ON_ASYNC: &str = "POST on an Async endpoint; the contract says GET (C15)";

const NOT_FLINKS: &str = "not a path of Flinks: what the client reports here is for the judge";

const SERVICES: &str = "BankingServices";

const FAR: NoRoute = NoRoute::Path { nearest: None };

/// Finds the endpoint that `path` leads to.
///
/// Accepts what the service accepts: a prefix before `/v3/`, doubled and trailing slashes, a trailing
/// `%20` (the C# and PHP SDKs send one), names in any case. POST on Async is accepted too, because
/// node-flinks 0.6.0 sends it, unless `strict`.
pub fn route(method: &str, path: &str, strict: bool) -> Result<Route, NoRoute> {
    let mut segments: Vec<Cow<'_, str>> = Vec::with_capacity(USUAL_SEGMENTS);
    let is_plain = is_plain(path);
    let decode = |segment| if is_plain { Cow::Borrowed(segment) } else { decode(segment) };
    segments.extend(path.split('/').filter(|text| !text.is_empty()).map(decode));
    segments.retain(|segment| !segment.is_empty());
    let mut missed = FAR;
    let is_v3 = |(_, segment): &(usize, &Cow<'_, str>)| segment.eq_ignore_ascii_case("v3");
    for (position, _) in segments.iter().enumerate().filter(is_v3).take(MOST_V3) {
        match below_v3(method, &segments[position + 1..], strict) {
            Err(FAR) => {}
            Err(near @ NoRoute::Path { .. }) => missed = near,
            found => return found,
        }
    }
    Err(missed)
}

fn below_v3(method: &str, segments: &[Cow<'_, str>], strict: bool) -> Result<Route, NoRoute> {
    let is_it = |(endpoint, parts): &&(Endpoint, Vec<_>)| {
        takes(parts, segments, *endpoint == Endpoint::Understood)
    };
    let Some((endpoint, parts)) = TEMPLATES.iter().find(is_it) else {
        return Err(missed(segments));
    };
    let endpoint = *endpoint;
    // Every template begins with the customer.
    let customer = &*segments[0];
    if is_long(customer) {
        return Err(FAR);
    }
    let note = accepts(endpoint, method, strict)?;
    let places = parts.iter().zip(segments).skip(1).filter(|(part, _)| part.starts_with('{'));
    let ids = places.map(|(_, segment)| segment.to_string()).collect();
    Ok(Route { customer: CustomerId::parse(customer), endpoint, ids, note })
}

/// Every path of every endpoint, cut at its slashes below `/v3`.
static TEMPLATES: LazyLock<Vec<(Endpoint, Vec<&'static str>)>> = LazyLock::new(|| {
    let paths =
        |endpoint: Endpoint| endpoint.paths().iter().map(move |path| (endpoint, parts(path)));
    Endpoint::EVERY.into_iter().flat_map(paths).collect()
});

fn parts(path: &'static str) -> Vec<&'static str> {
    path.trim_start_matches("/v3/").split('/').collect()
}

/// Whether the segments below `/v3/` are those of the template, in any case unless `exactly`.
fn takes(parts: &[&str], segments: &[Cow<'_, str>], exactly: bool) -> bool {
    let is_same = |(part, segment): (&&str, &Cow<'_, str>)| {
        part.starts_with('{') || part == segment || !exactly && part.eq_ignore_ascii_case(segment)
    };
    parts.len() == segments.len() && parts.iter().zip(segments).all(is_same)
}

/// Whether the endpoint takes the method, and with what note.
fn accepts(
    endpoint: Endpoint,
    method: &str,
    strict: bool,
) -> Result<Option<&'static str>, NoRoute> {
    let is_lenient = endpoint.async_of().is_some() && !strict;
    if method == endpoint.method() {
        Ok((endpoint == Endpoint::Understood).then_some(NOT_FLINKS))
    } else if is_lenient && method == "POST" {
        Ok(Some(POST_ON_ASYNC))
    } else {
        let allow = if is_lenient { "GET, POST" } else { endpoint.method() };
        Err(NoRoute::Method { endpoint, allow })
    }
}

fn missed(segments: &[Cow<'_, str>]) -> NoRoute {
    let is_endpoint = |name: &str| named(name).is_some();
    let other = |other: &&OtherEndpoint| takes(&parts(other.path), segments, false);
    if let Some(other) = OTHERS.iter().find(other) {
        return NoRoute::NotServed { name: other.name };
    }
    match segments {
        [_, services, name, ..] if services.eq_ignore_ascii_case(SERVICES) => no_endpoint(name),
        [_, name, ..] if is_endpoint(name) => no_endpoint(name),
        [.., name] => no_path(name),
        [] => FAR,
    }
}

fn no_endpoint(name: &str) -> NoRoute {
    match OTHERS.iter().find(|other| other.name.eq_ignore_ascii_case(name)) {
        Some(other) => NoRoute::NotServed { name: other.name },
        None => no_path(name),
    }
}

/// The path of the endpoint whose name is most like `name`.
fn no_path(name: &str) -> NoRoute {
    if name.len() > LONGEST_NAME {
        return FAR;
    }
    let poll = Endpoint::GetAccountsDetailAsync;
    // "GetAccountsDetailAsync{id}" without its slash is seen in public clients.
    let begins =
        |known: &str| name.get(..known.len()).is_some_and(|n| n.eq_ignore_ascii_case(known));
    let near = match nearest(name, Endpoint::of_flinks().map(Endpoint::name)) {
        _ if begins(poll.name()) => Some(poll),
        near => near.and_then(named),
    };
    NoRoute::Path { nearest: near.map(|endpoint| endpoint.paths()[0]) }
}

fn named(name: &str) -> Option<Endpoint> {
    Endpoint::of_flinks().find(|endpoint| endpoint.name().eq_ignore_ascii_case(name))
}

/// The customer that a path names, whether or not it leads anywhere.
pub fn customer_of(path: &str) -> Option<CustomerId> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find(|segment| segment.eq_ignore_ascii_case("v3"))?;
    let customer = decode(segments.next()?);
    (!is_long(&customer) && !customer.is_empty()).then(|| CustomerId::parse(&customer))
}

impl NoRoute {
    /// The path template of the endpoint that was probably meant.
    pub fn nearest(&self) -> Option<&'static str> {
        match self {
            Self::Path { nearest } => *nearest,
            Self::NotServed { .. } => None,
            Self::Method { endpoint, .. } => Some(endpoint.paths()[0]),
        }
    }
}

fn is_long(customer: &str) -> bool {
    // No text has more characters than bytes, which need not be counted.
    customer.len() > LONGEST_CUSTOMER && customer.chars().count() > LONGEST_CUSTOMER
}

/// Whether nothing in `text` has to be decoded or trimmed.
fn is_plain(text: &str) -> bool {
    // Without a way out of the loop, so that many bytes are compared at once.
    text.bytes().fold(true, |plain, byte| plain & byte.is_ascii_graphic() & (byte != b'%'))
}

fn decode(segment: &str) -> Cow<'_, str> {
    match percent_decode_str(segment).decode_utf8_lossy() {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

#[cfg(test)]
mod tests;
