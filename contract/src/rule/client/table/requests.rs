//! What a request carries, and where.

use super::{AUTH_PAGE, BOTH_GUIDES, ClientRule, official, said};
use crate::rule::client;

pub(super) const SECRETS: ClientRule = ClientRule {
    effect: "URLs are written down by every proxy and server on the way. The secret key and the API \
             key do not expire: whoever finds one reads every customer's accounts.",
    example: "flinks-auth-key and x-api-key as headers; no query at all",
    broken: "puts apiKey into the query",
    ..official(client::SEC_URL, AUTH_PAGE, "no secret stands in a URL or in a Referer")
};

pub(super) const JSON: ClientRule = ClientRule {
    effect: "A server that goes by the header finds no JSON in the body: INVALID_REQUEST, for a \
             request that looks right in every log.",
    example: "Content-Type: application/json, with or without a charset",
    broken: "sends its bodies as text/plain",
    seen: "njourdain/flinks-demo (text/plain; charset=utf-8)",
    ..said(client::HTTP_JSON, BOTH_GUIDES, "a JSON body is sent as application/json")
};
