//! How often and how long a client asks again.

use super::{BOTH_GUIDES, CODES, ClientRule, EARLY, LATE, Needs, good_sense, official, said};
use crate::rule::client;

pub(super) const ON: ClientRule = ClientRule {
    effect: "Every collection that takes longer is lost although the bank delivers. A client that \
             gives up after 6 polls of 3 s sees 18 s of the 1800 s it is given.",
    example: "a poll every 10 s while the answer is 202, until minute 30",
    broken: "gives up after 6 polls",
    seen: "Stayloop (6 polls), a TypeScript Express app (3 polls), feathery-org/feathery-react \
           before its pull request 1271, Universal-Connect-Project/ucw-app (throws on 202), \
           njourdain/flinks-demo (takes the 202 for data), Flinks.CSharp.SDK (one poll)",
    scenario: "data-after-25-minutes",
    ..said(
        client::POLL_ON,
        BOTH_GUIDES,
        "polling goes on until the data, an error that ends it, or 30 min",
    )
};

pub(super) const INTERVAL: ClientRule = ClientRule {
    effect: "At one poll a second, 30 min cost 1800 calls in the place of 181, and the rate limit \
             answers (TOO_MANY_REQUESTS).",
    example: "an answer at 00:10.4, the next poll at 00:20.4 or later",
    broken: "polls every 3 s",
    seen: "Stayloop and savevia-ai (3 s), feathery-org/feathery-react since its pull request \
           1280 (5 s), kgrgreer/foam3 (no wait at all)",
    needs: Needs::Clock,
    tolerance: EARLY,
    ..said(
        client::POLL_INTERVAL,
        BOTH_GUIDES,
        "at least 10 s pass between an answer and the next poll",
    )
};

pub(super) const OVERLAP: ClientRule = ClientRule {
    effect: "When answers take 30 s, three polls of one session are always open, and the data is \
             taken and stored more than once.",
    example: "the wait begins when the answer is there, not when the call was sent",
    broken: "sends a poll when 10 s are over, whether the one before has its answer or not",
    scenario: "slow-body",
    needs: Needs::Clock,
    ..good_sense(client::POLL_OVERLAP, "no poll is sent while the one before it has no answer")
};

pub(super) const DEADLINE: ClientRule = ClientRule {
    effect: "A session that never gets ready is polled for ever: a thousand of them are 100 calls a \
             second. After 30 min of processing the session has ended anyway (SESSION_EXPIRED).",
    example: "the first 202 at 00:00, the last poll at 30:00, then an error for the user",
    broken: "polls for 33 min",
    seen: "a NestJS app, whose timer of 30 s has no end",
    scenario: "never-ready",
    needs: Needs::Clock,
    tolerance: LATE,
    ..said(client::POLL_DEADLINE, BOTH_GUIDES, "polling stops at 30 min, after at most 181 calls")
};

pub(super) const STOP: ClientRule = ClientRule {
    effect: "The whole data is sent and stored a second time; where the first 200 uses the RequestId \
             up, the call is SESSION_NONEXISTENT, and a good session ends as an error.",
    example: "GET GetAccountsDetailAsync: 200, and no call of that endpoint after it",
    broken: "polls once more after the data",
    ..said(client::POLL_STOP, BOTH_GUIDES, "no poll is sent after the data has come")
};

pub(super) const DISPATCHED: ClientRule = ClientRule {
    effect: "Collections of more than 210 s, those of the largest logins, end as an error while \
             their data is on its way.",
    example: "POST GetAccountsDetail: 202 OPERATION_DISPATCHED, then Async every 10 s as ever",
    broken: "takes OPERATION_DISPATCHED for an error",
    scenario: "dispatched-after-210-seconds",
    ..official(
        client::POLL_DISPATCHED,
        CODES,
        "OPERATION_DISPATCHED is polled on like OPERATION_PENDING",
    )
};

pub(super) const FIRST: ClientRule = ClientRule {
    effect: "One call more for each session, which is answered by 202 again. The guides ask for a \
             call every 10 s and say nothing about the first one.",
    example: "POST GetAccountsDetail: 202 at 00:00, the first poll at 00:10",
    broken: "sends the first poll right after the 202",
    seen: "kgrgreer/foam3",
    needs: Needs::Clock,
    tolerance: EARLY,
    ..good_sense(client::POLL_FIRST, "the first poll, too, waits 10 s after the 202")
};

pub(super) const HERD: ClientRule = ClientRule {
    effect: "A thousand sessions in step send 1000 calls in one second and none in the nine after \
             it; a rate limit sees the 1000.",
    example: "each session waits its own 10 s, from its own answers",
    broken: "has five sessions and polls them in one go",
    needs: Needs::Clock,
    ..good_sense(client::POLL_HERD, "sessions are not polled all in the same second")
};
