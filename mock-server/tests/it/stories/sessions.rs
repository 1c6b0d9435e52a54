//! How sessions and tokens end.

use super::talk::{
    Call::{At, Authorize, Detail, Investments, Poll, Token},
    Story,
};

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("session-idle", &[
        (Authorize, "200 at 0", ""),
        (At(479), "", ""),
        (Detail, "200 at 479", ""),
        (Authorize, "200 at 479", ""),
        (At(959), "", ""),
        (Detail, "401 SESSION_EXPIRED at 959", ""),
    ]),
    ("request-id-consumed", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", ""),
        (Poll, "200 at 10", ""),
        (Poll, "400 SESSION_NONEXISTENT at 10", ""),
        (Investments, "400 SESSION_NONEXISTENT at 10", ""),
    ]),
    ("concurrent-session", &[
        (Authorize, "200 at 0", ""),
        (Authorize, "401 CONCURRENT_SESSION at 0", ""),
        (Detail, "202 OPERATION_PENDING at 0", ""),
        (Authorize, "401 CONCURRENT_SESSION at 0", ""),
        (Poll, "200 at 10", ""),
        (Authorize, "200 at 10", ""),
        (At(489), "", ""),
        (Authorize, "401 CONCURRENT_SESSION at 489", ""),
        (At(490), "", ""),
        (Authorize, "200 at 490", ""),
    ]),
    ("token-required", &[
        (Authorize, "401 ACCESS_DENIED at 0", ""),
        (Token, "200 at 0", ""),
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 0", ""),
        (Authorize, "401 ACCESS_DENIED at 0", ""),
        (Token, "200 at 0", ""),
        (At(1_800), "", ""),
        (Authorize, "401 ACCESS_DENIED at 1800", ""),
    ]),
    ("token-15-minutes", &[
        (Token, "200 at 0", ""),
        (At(899), "", ""),
        (Authorize, "200 at 899", ""),
        (Token, "200 at 899", ""),
        (At(1_799), "", ""),
        (Authorize, "401 ACCESS_DENIED at 1799", ""),
    ]),
];
