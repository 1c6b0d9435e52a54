//! Which ids go with which calls.

use super::{BOTH_GUIDES, ClientRule, WEALTH_GUIDE, said};
use crate::rule::client;

pub(super) const CARRIED: ClientRule = ClientRule {
    effect: "Each Authorize opens a session that collects anew: 30 min of polling become 181 \
             sessions, none of which is asked twice, and CONCURRENT_SESSION or TOO_MANY_REQUESTS. An \
             id that was changed on the way is SESSION_NONEXISTENT.",
    example: "one Authorize, and its RequestId in each later call, letter by letter",
    broken: "authorizes again before each poll",
    seen: "a lending back end (Django, Celery), which runs the whole flow again up to 36 times",
    ..said(
        client::ID_CARRIED,
        BOTH_GUIDES,
        "the RequestId of Authorize is carried unchanged through the flow",
    )
};

pub(super) const MIXED: ClientRule = ClientRule {
    effect: "One user is shown the holdings of another, or the call is refused (INVALID_LOGIN).",
    example: "each Investments call with the LoginId that its RequestId was given for",
    broken: "has two logins and sends the RequestId of one with the LoginId of the other",
    ..said(
        client::ID_MIXED,
        WEALTH_GUIDE,
        "RequestId and LoginId of one call belong to the same session",
    )
};

pub(super) const CUSTOMER: ClientRule = ClientRule {
    effect: "Sessions belong to a customerId; under another one the id is SESSION_NONEXISTENT, and \
             the client waits for data that is elsewhere.",
    example: "the customerId of Authorize in the path of every call of that session",
    broken: "asks for the data under another customerId",
    ..said(
        client::ID_CUSTOMER,
        BOTH_GUIDES,
        "a RequestId is used under the customerId that it was given to",
    )
};
