//! Answers that do not arrive as they should.

use super::talk::{
    Call::{At, Authorize, Detail, Investments, Poll},
    Story,
};

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("reset-then-recovers", &[
        (Authorize, "200 at 0", ""),
        (Detail, "reset at 0", ""),
        (Poll, "reset at 10", ""),
        (Poll, "202 OPERATION_PENDING at 20", ""),
        (Poll, "202 OPERATION_PENDING at 30", ""),
        (Poll, "200 at 40", ""),
        (Investments, "reset at 40", ""),
        (Investments, "reset at 50", ""),
        (Investments, "202 OPERATION_PENDING at 60", ""),
    ]),
    ("answers-lost", &[
        (Authorize, "200 at 0", ""),
        (Detail, "reset at 0", ""),
        (Poll, "reset at 10", ""),
        (Poll, "200 at 20", ""),
    ]),
    ("outage", &[
        (Authorize, "200 at 0", ""),
        (At(40), "", ""),
        (Detail, "202 OPERATION_PENDING at 40", ""),
        (Poll, "202 OPERATION_PENDING at 50", ""),
        (Poll, "503, no JSON as text/html at 60", "begins <html>"),
        (Poll, "503, no JSON as text/html at 70", "header:retry-after nothing"),
        (At(169), "", ""),
        (Poll, "503, no JSON as text/html at 169", ""),
        (Poll, "503, no JSON as text/html at 179", ""),
        (Poll, "202 OPERATION_PENDING at 189", ""),
        (Poll, "200 at 199", ""),
        (Investments, "202 OPERATION_PENDING at 199", ""),
    ]),
    ("gateway-rate-limit", &[
        (Authorize, "200 at 0", ""),
        (Detail, "429, no JSON as text/html at 0", "header:retry-after 30"),
        (At(30), "", ""),
        (Detail, "429, no JSON as text/html at 30", "header:retry-after 30"),
        (At(60), "", ""),
        (Detail, "200 at 60", ""),
    ]),
    ("flaky-network", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", ""),
        (Poll, "reset at 10", ""),
        (Poll, "202 OPERATION_PENDING at 20", ""),
        (Poll, "202 OPERATION_PENDING at 30", ""),
        (Poll, "reset at 40", ""),
        (Poll, "202 OPERATION_PENDING at 50", ""),
        (Poll, "reset at 60", ""),
        (Poll, "202 OPERATION_PENDING at 70", ""),
        (Poll, "202 OPERATION_PENDING at 80", ""),
        (Poll, "reset at 90", ""),
        (Poll, "200 at 100", ""),
    ]),
    ("connection-closed", &[
        (Authorize, "closed at 0", ""),
        (Authorize, "200 at 10", ""),
        (Detail, "closed at 10", ""),
        (Detail, "200 at 20", ""),
    ]),
    ("hangs-once", &[
        (Authorize, "200 at 0", ""),
        (Detail, "hangs at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("cut-in-the-head", &[
        (Authorize, "200 at 0", ""),
        (Detail, "closed within the head at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("cut-in-the-body", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, reset after 100 of 2156 bytes at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("stalls-in-the-body", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, hangs after 100 of 2156 bytes at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("wrong-content-length", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, closed after 2156 of 2166 bytes at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("truncated-chunk", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, closed within a chunk at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("garbage", &[
        (Authorize, "200 at 0", ""),
        (Detail, "no HTTP at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("invalid-json", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, no JSON as application/json; charset=utf-8 at 0", r#"begins {"HttpStatusCode":200,"Accounts":["#),
        (Detail, "200 at 10", ""),
    ]),
    ("invalid-utf8", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, no UTF-8 at 0", ""),
        (Detail, "200 at 10", ""),
    ]),
    ("wrong-content-type", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 as text/html at 0", r#"/Accounts/0/Title "Chequing CAD""#),
        (Detail, "200 at 10", ""),
    ]),
    ("pending-under-status-200", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, in the body 202 OPERATION_PENDING at 0", ""),
        (Poll, "200, in the body 202 OPERATION_PENDING at 10", ""),
        (Poll, "200 at 20", ""),
    ]),
    ("error-under-status-200", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200, in the body 500 AGGREGATION_ERROR at 0", ""),
        (Investments, "200, in the body 500 AGGREGATION_ERROR at 10", ""),
    ]),
    ("maintenance-page", &[
        (Authorize, "200, no JSON as text/html; charset=utf-8 at 0", "begins <!doctype html>"),
        (Authorize, "200, no JSON as text/html; charset=utf-8 at 10", ""),
        (Authorize, "200 at 20", ""),
        (Detail, "200 at 20", ""),
    ]),
    ("investments-retired-404", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", ""),
        (Investments, "404, no JSON as text/html; charset=utf-8 at 0", "begins <!doctype html>"),
    ]),
    ("too-many-requests-429", &[
        (Authorize, "200 at 0", ""),
        (Detail, "429 TOO_MANY_REQUESTS at 0", "header:retry-after 30"),
        (At(30), "", ""),
        (Detail, "200 at 30", "header:retry-after nothing"),
    ]),
];
