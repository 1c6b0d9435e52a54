//! The order of calls, their methods and their paths.

use super::{BANKING_GUIDE, BOTH_GUIDES, ClientRule, WEALTH_GUIDE, said};
use crate::rule::client;

pub(super) const AUTHORIZE: ClientRule = ClientRule {
    effect: "There is no session to read from: the call is refused (SESSION_NONEXISTENT, or \
             INVALID_REQUEST where it names none), and no repetition brings data.",
    example: "POST Authorize: 200, then POST GetAccountsDetail with its RequestId",
    broken: "calls GetAccountsDetail before it has authorized",
    seen: "a Flinks source plug-in in Python, which posts the LoginId to GetAccountsDetail",
    ..said(client::SEQ_AUTHORIZE, BOTH_GUIDES, "Authorize comes before any data call")
};

pub(super) const ASYNC: ClientRule = ClientRule {
    effect: "Nothing was asked to collect the data that is polled for; the answer is undocumented \
             and may be 400 SESSION_NONEXISTENT for all of the 30 min.",
    example: "POST GetAccountsDetail: 202, then GET GetAccountsDetailAsync/{requestId}",
    broken: "goes from Authorize to GetAccountsDetailAsync, without GetAccountsDetail",
    ..said(
        client::SEQ_ASYNC,
        BANKING_GUIDE,
        "GetAccountsDetailAsync follows a 202 of GetAccountsDetail",
    )
};

pub(super) const METHOD: ClientRule = ClientRule {
    effect: "Flinks documents one method for each endpoint, and may answer another with 405. 202 is \
             the most common first answer, so nearly every login would end there.",
    example: "GET GetAccountsDetailAsync/{requestId}; POST Investments, also to poll it",
    broken: "polls GetAccountsDetailAsync by POST",
    seen: "npm node-flinks 0.6.0, which posts to every Async endpoint",
    ..said(client::SEQ_METHOD, BOTH_GUIDES, "Async is called by GET, every other endpoint by POST")
};

pub(super) const REPOST: ClientRule = ClientRule {
    effect: "A POST may be held open for 210 s and ask the bank again, where the GET answers at \
             once from what is already under way.",
    example: "POST GetAccountsDetail: 202, GET GetAccountsDetailAsync: 202, GET again: 200",
    broken: "posts GetAccountsDetail again every 10 s until it answers 200",
    seen: "savevia-ai, which repeats the POST up to 10 times and never calls Async",
    ..said(
        client::SEQ_REPOST,
        BANKING_GUIDE,
        "after a 202 the client polls Async, not GetAccountsDetail again",
    )
};

pub(super) const SAME_BODY: ClientRule = ClientRule {
    effect: "A member that is left out is INVALID_REQUEST in the middle of the polling; another \
             value asks for something else than what is being prepared.",
    example: "POST Investments {RequestId, LoginId, MostRecentCached: true}, each time the same",
    broken: "polls Investments with a member that its first call did not have",
    ..said(
        client::SEQ_SAME_BODY,
        WEALTH_GUIDE,
        "Investments is polled with the same members as the first time",
    )
};

pub(super) const PATH: ClientRule = ClientRule {
    effect: "The live host answers 404, often as a page without a FlinksCode; a loose spelling that \
             works today need not work tomorrow. There is no InvestmentsAsync.",
    example: "/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}",
    broken: "asks for GetAccountsDetailAsyncAsync",
    seen: "Universal-Connect-Project/ucw-app, branch dev/flinks (suffix Async doubled); a PHP \
           FlinksClient (a space after GetAccountsDetail, no slash before the id); a NestJS \
           FlinksAdapter (/v3/AccountsDetail); Nicmacd/Rufous-mcp",
    ..said(client::SEQ_PATH, BOTH_GUIDES, "only documented paths are called, as they are spelled")
};
