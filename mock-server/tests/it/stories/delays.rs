//! Answers that take their time. The second is the one at which the last byte has come.

use super::talk::{
    Call::{At, Authorize, Detail, Investments, Poll},
    Story,
};

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("slow-uniform", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 3.854", ""),
        (Poll, "202 OPERATION_PENDING at 15.716", ""),
        (Poll, "200 at 28.991", ""),
    ]),
    ("slow-log-normal", &[
        (Authorize, "200 at 0", ""),
        (Detail, "202 OPERATION_PENDING at 4.286", ""),
        (Poll, "202 OPERATION_PENDING at 14.938", ""),
        (Poll, "202 OPERATION_PENDING at 27.318", ""),
        (Poll, "200 at 38.997", ""),
    ]),
    ("slow-body", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 20", ""),
        (Investments, "200 at 40", ""),
    ]),
    ("slow-drip", &[
        (Authorize, "200 at 0", ""),
        (Detail, "200 at 34", ""),
        (Investments, "200 at 84", ""),
    ]),
    ("slow-authorize", &[
        (Authorize, "200 at 45", ""),
        (At(524), "", ""),
        (Detail, "200 at 524", ""),
        (Investments, "200 at 524", ""),
    ]),
];
