//! Whose session, whose login, and where links lead.

use super::{BANKING_GUIDE, BOTH_GUIDES, ServerRule, official, shown};
use crate::confidence::Confidence;
use crate::rule::{self, Rule, Strength};

pub(super) const LOGIN_SENT: ServerRule = ServerRule {
    effect: "The accounts of one customer are stored under the login of another.",
    example: "the LoginId 5e115eac-... in, the Login.Id 5e115eac-... out, whatever its case",
    broken: "answers with the Login of another LoginId",
    ..shown(rule::AUT_LOGIN, BANKING_GUIDE, "Login.Id is the LoginId that was sent")
};

pub(super) const NEW_REQUEST: ServerRule = ServerRule {
    effect: "Two flows share a session: the end of one takes the data of the other away.",
    example: "1243c283-... for the first Authorize, 006fd2f3-... for the second",
    broken: "gives out a RequestId twice",
    ..shown(rule::AUT_REQUEST, BANKING_GUIDE, "every Authorize gives a new RequestId")
};

pub(super) const LINK_SESSION: ServerRule = ServerRule {
    effect: "A client that follows links instead of building paths reads another customer's data, \
             or none.",
    example: "\"example\": \"/GetAccountsDetailAsync/\" and the RequestId of this body",
    broken: "names the RequestId of another session, or another customer, in a link",
    conflicts: &["C33"],
    ..LINK_SESSION_RULE
};

const LINK_SESSION_RULE: ServerRule = {
    let server = shown(
        rule::LNK_SESSION,
        "mmroz/flinks, test/test_flinks.rb",
        "an id in a link is the RequestId of the session",
    );
    let (vintage, confidence) = ("client release 0.2.3", Confidence::ClientObserved);
    ServerRule { rule: Rule { vintage, confidence, ..server.rule }, ..server }
};

pub(super) const LINK_HREF: ServerRule = ServerRule {
    effect: "A client that joins base and href calls a path that does not exist.",
    example: "\"href\": \"/GetAccountsDetail\"",
    broken: "sends an absolute URL, or the path of no endpoint",
    conflicts: &["C33"],
    ..LINK_HREF_RULE
};

const LINK_HREF_RULE: ServerRule = {
    let server = official(
        rule::LNK_HREF,
        "docs.flinks.com/reference/opening-a-session",
        "a link leads to an endpoint, by a path below BankingServices",
    );
    let (vintage, strength) = ("older docs", Strength::Should);
    let confidence = Confidence::OlderOfficial;
    ServerRule { rule: Rule { vintage, strength, confidence, ..server.rule }, ..server }
};

pub(super) const REQUEST: ServerRule = ServerRule {
    effect: "The poll goes on with another session's RequestId and brings its data, or never ends.",
    example: "the RequestId of Authorize in each 202 and in the 200",
    broken: "answers a poll with a RequestId that was not asked for",
    ..shown(rule::ID_REQUEST, BOTH_GUIDES, "RequestId in every reply is the one of the session")
};

pub(super) const LOGIN: ServerRule = ServerRule {
    effect: "The data is stored under the wrong login, or thrown away as another customer's.",
    example: "the same Login and Institution in Authorize 200 and in the data",
    broken: "changes Login.Username or Institution between Authorize and the data",
    ..shown(
        rule::ID_LOGIN,
        BANKING_GUIDE,
        "Login and Institution are the same in each session and in its data",
    )
};
