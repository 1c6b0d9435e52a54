//! The rows of the catalogue, by status.

use super::{Code, RetryClass, Variant};
use crate::confidence::Confidence;

const NEWEST: &str = "docs.flinks.com/api/authorize/error-codes";
const MIDDLE: &str = "docs.flinks.com/reference/error-codes";
const OLDEST: &str = "help.flinks.com 43000436119";
const CLIENT_LIST: &str = "neofinancial/node-flinks 0.6.0, its list of codes";

const CURRENT_DOCS: &str = "current docs";
const OLDER_DOCS: &str = "older docs";
const HELP: &str = "help centre";

/// A row of the current table, which has no column for messages.
const fn listed(name: &'static str, status: u16, retry: RetryClass, meaning: &'static str) -> Code {
    Code {
        name,
        status,
        message: None,
        meaning,
        retry,
        confidence: Confidence::Official,
        source: NEWEST,
        vintage: CURRENT_DOCS,
        variants: &[],
    }
}

/// A name without a published status. The order of the client's list follows a table that was
/// sorted by status; the neighbours give the range.
const fn status_inferred(
    name: &'static str,
    status: u16,
    retry: RetryClass,
    meaning: &'static str,
) -> Code {
    Code {
        confidence: Confidence::Inferred,
        source: CLIENT_LIST,
        vintage: "client release 0.6.0",
        ..listed(name, status, retry, meaning)
    }
}

/// A variant that says nothing yet; the row fills in what differs.
const fn variant(conflict: &'static str, source: &'static str, vintage: &'static str) -> Variant {
    Variant { conflict, status: None, name: None, message: None, source, vintage }
}

/// Every FlinksCode, in the order of the published tables.
pub const CODES: &[Code] = &[
    listed("OK", 200, RetryClass::Done, "The call succeeded; bodies do not carry this code."),
    listed("CREATED", 201, RetryClass::Done, "Something was created; no endpoint is named for it."),
    Code {
        message: Some("Your operation is still processing"),
        confidence: Confidence::Seed,
        source: "Flinks guide 'Make API calls'",
        variants: &[
            Variant {
                message: Some("Your operation is still processing."),
                ..variant("C3", MIDDLE, OLDER_DOCS)
            },
            Variant {
                name: Some("OPERATION_DISPATCHED"),
                ..variant("C13", "help.flinks.com 43000436113", HELP)
            },
        ],
        ..listed("OPERATION_PENDING", 202, RetryClass::Poll, "The data is still being processed.")
    },
    Code {
        message: Some(
            "Your operations had been dispatched to background process for long running jobs",
        ),
        source: OLDEST,
        vintage: HELP,
        variants: &[Variant {
            name: Some("OPERATION_PENDING"),
            ..variant("C13", "help.flinks.com 43000436113", HELP)
        }],
        ..listed(
            "OPERATION_DISPATCHED",
            202,
            RetryClass::Poll,
            "The call passed 210 s and goes on in the background.",
        )
    },
    Code {
        message: Some("RequestId {RequestId} is invalid or session has ended"),
        variants: &[
            Variant {
                message: Some("Inputs session id or card if were not found."),
                ..variant("C11", OLDEST, HELP)
            },
            Variant {
                message: Some("RequestId is invalid or session has ended"),
                ..variant("C11", "Universal-Connect-Project/ucw-app", "seen 2025-10")
            },
            Variant {
                status: Some(401),
                name: Some("SESSION_EXPIRED"),
                ..variant(
                    "C11",
                    "docs.flinks.com/guides/getting-started/key-concepts",
                    CURRENT_DOCS,
                )
            },
        ],
        ..listed(
            "SESSION_NONEXISTENT",
            400,
            RetryClass::NewAuthorize,
            "The RequestId is unknown, or its session has ended.",
        )
    },
    listed(
        "CARD_IN_USE",
        400,
        RetryClass::RetryLater,
        "The card is being processed by another call.",
    ),
    Code {
        message: Some("You must provide a valid authorize token"),
        variants: &[Variant {
            name: Some("UNAUTHORIZED"),
            ..variant("C35", "mmroz/flinks, test/test_flinks.rb", "client release 0.2.3")
        }],
        ..listed(
            "ACCESS_DENIED",
            401,
            RetryClass::FixConfiguration,
            "Authorize was called without a valid authorize token.",
        )
    },
    Code {
        message: Some(
            "The LoginId provided is either invalid or does not belong to the CustomerId",
        ),
        variants: &[
            Variant { status: Some(400), ..variant("C5", OLDEST, HELP) },
            Variant {
                message: Some("The card number (username) or password provided is invalid"),
                ..variant("C5", MIDDLE, OLDER_DOCS)
            },
        ],
        ..listed(
            "INVALID_LOGIN",
            401,
            RetryClass::UserMustAct,
            "The LoginId is unknown or another customer's, or the user name and password do not match.",
        )
    },
    Code {
        variants: &[Variant { status: Some(400), ..variant("C6", OLDEST, HELP) }],
        ..listed(
            "INVALID_REQUEST",
            401,
            RetryClass::FixConfiguration,
            "The request is malformed, or a required member is missing or wrong.",
        )
    },
    listed("INVALID_USERNAME", 401, RetryClass::UserMustAct, "The bank rejects the user name."),
    listed("INVALID_PASSWORD", 401, RetryClass::UserMustAct, "The bank rejects the password."),
    Code {
        variants: &[Variant {
            name: Some("INVALID_SECURITY_RESPONSE_NO_RETRY"),
            ..variant("C7", MIDDLE, OLDER_DOCS)
        }],
        ..listed(
            "INVALID_SECURITY_RESPONSE",
            401,
            RetryClass::UserMustAct,
            "An answer to a security challenge is wrong; it cannot be given again.",
        )
    },
    Code {
        confidence: Confidence::OlderOfficial,
        source: MIDDLE,
        vintage: OLDER_DOCS,
        variants: &[Variant {
            name: Some("INVALID_SECURITY_RESPONSE"),
            ..variant("C7", NEWEST, CURRENT_DOCS)
        }],
        ..listed(
            "INVALID_SECURITY_RESPONSE_NO_RETRY",
            401,
            RetryClass::UserMustAct,
            "An earlier name of INVALID_SECURITY_RESPONSE.",
        )
    },
    listed(
        "QUESTION_NOT_FOUND",
        401,
        RetryClass::UserMustAct,
        "The bank asked, in a background refresh, what no stored answer fits.",
    ),
    listed(
        "UNKNOWN_CHALLENGE_KEY",
        401,
        RetryClass::UserMustAct,
        "An answer is keyed by a prompt that was not asked.",
    ),
    listed(
        "RETRY_LATER",
        401,
        RetryClass::RetryLater,
        "The institution cannot be reached just now.",
    ),
    Code {
        variants: &[
            Variant {
                status: Some(403),
                ..variant("C8", "phildionne/flinks", "client release 0.5.4")
            },
            Variant {
                status: Some(429),
                ..variant("C8", "rizwannur/flinks", "client release 0.2.0")
            },
        ],
        ..listed(
            "TOO_MANY_REQUESTS",
            401,
            RetryClass::RetryLater,
            "A rate limit was passed; no limit is published.",
        )
    },
    Code {
        message: Some("You must provide a valid auth key"),
        variants: &[Variant {
            name: Some("ACCESS_DENIED"),
            message: Some("You must provide a valid authorize token"),
            ..variant("C35", NEWEST, CURRENT_DOCS)
        }],
        ..listed(
            "UNAUTHORIZED",
            401,
            RetryClass::NewToken,
            "The key is wrong, the bank refused, or data was asked for before Authorize was through.",
        )
    },
    listed("DISABLED_LOGIN", 401, RetryClass::UserMustAct, "The bank has deactivated the account."),
    listed("NEW_ACCOUNT", 401, RetryClass::UserMustAct, "The user has to act at the bank first."),
    status_inferred(
        "CONCURRENT_SESSION",
        401,
        RetryClass::RetryLater,
        "Another session is open with this LoginId.",
    ),
    Code {
        source: "docs.flinks.com/guides/getting-started/key-concepts",
        variants: &[Variant {
            status: Some(400),
            name: Some("SESSION_NONEXISTENT"),
            ..variant("C11", NEWEST, CURRENT_DOCS)
        }],
        ..listed(
            "SESSION_EXPIRED",
            401,
            RetryClass::NewAuthorize,
            "The session was idle for 8 min, or processed for 30 min.",
        )
    },
    status_inferred(
        "ALREADY_AUTHORIZED",
        401,
        RetryClass::NewAuthorize,
        "Authorize was called again with a RequestId that is authorized.",
    ),
    Code {
        confidence: Confidence::ClientObserved,
        source: "a public PHP client, FlinksClient",
        ..status_inferred(
            "SECURITYRESPONSES_INCOMPLETE",
            401,
            RetryClass::UserMustAct,
            "Not every open prompt was answered.",
        )
    },
    status_inferred(
        "NO_TRANSACTION",
        401,
        RetryClass::RetryLater,
        "There are no transactions, or fewer than the 25 that attributes need.",
    ),
    listed("DISABLED_INSTITUTION", 405, RetryClass::RetryLater, "The institution is switched off."),
    listed("AGGREGATION_ERROR", 500, RetryClass::RetryLater, "Processing failed unexpectedly."),
    status_inferred(
        "METHOD_NOT_AVAILABLE",
        501,
        RetryClass::FixConfiguration,
        "The API is not enabled on this instance.",
    ),
];
