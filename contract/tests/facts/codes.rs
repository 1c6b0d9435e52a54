//! The catalogue against the published tables.

use flinks_contract::code::{CODES, RetryClass, find};

/// Every row of the tables with its status. Inferred are the statuses of CONCURRENT_SESSION,
/// ALREADY_AUTHORIZED, NO_TRANSACTION and METHOD_NOT_AVAILABLE.
#[rustfmt::skip]
const STATUSES: [(&str, u16); 28] = [
    ("OK", 200),
    ("CREATED", 201),
    ("OPERATION_PENDING", 202),
    ("OPERATION_DISPATCHED", 202),
    ("SESSION_NONEXISTENT", 400),
    ("CARD_IN_USE", 400),
    ("ACCESS_DENIED", 401),
    ("INVALID_LOGIN", 401),
    ("INVALID_REQUEST", 401),
    ("INVALID_USERNAME", 401),
    ("INVALID_PASSWORD", 401),
    ("INVALID_SECURITY_RESPONSE", 401),
    ("INVALID_SECURITY_RESPONSE_NO_RETRY", 401),
    ("QUESTION_NOT_FOUND", 401),
    ("UNKNOWN_CHALLENGE_KEY", 401),
    ("RETRY_LATER", 401),
    ("TOO_MANY_REQUESTS", 401),
    ("UNAUTHORIZED", 401),
    ("DISABLED_LOGIN", 401),
    ("NEW_ACCOUNT", 401),
    ("CONCURRENT_SESSION", 401),
    ("SESSION_EXPIRED", 401),
    ("ALREADY_AUTHORIZED", 401),
    ("SECURITYRESPONSES_INCOMPLETE", 401),
    ("NO_TRANSACTION", 401),
    ("DISABLED_INSTITUTION", 405),
    ("AGGREGATION_ERROR", 500),
    ("METHOD_NOT_AVAILABLE", 501),
];

#[test]
fn every_row_has_its_status() {
    let found: Vec<_> = CODES.iter().map(|code| (code.name, code.status)).collect();
    assert_eq!(found, STATUSES);
}

#[test]
fn published_texts() {
    #[rustfmt::skip]
    let table = [
        ("OPERATION_PENDING", "Your operation is still processing"),
        ("OPERATION_DISPATCHED", "Your operations had been dispatched to background process for long running jobs"),
        ("SESSION_NONEXISTENT", "RequestId {RequestId} is invalid or session has ended"),
        ("INVALID_LOGIN", "The LoginId provided is either invalid or does not belong to the CustomerId"),
        ("ACCESS_DENIED", "You must provide a valid authorize token"),
        ("UNAUTHORIZED", "You must provide a valid auth key"),
        // No text is published; the meaning stands in.
        ("DISABLED_INSTITUTION", "The institution is switched off."),
    ];
    for (name, text) in table {
        assert_eq!(find(name).unwrap().text(), text);
    }
}

/// Conflict, status, name, message; None is as in the default.
type Other = (&'static str, Option<u16>, Option<&'static str>, Option<&'static str>);

#[test]
fn other_sources_differ_as_recorded() {
    #[rustfmt::skip]
    let table: [(&str, &[Other]); 10] = [
        ("OPERATION_PENDING", &[
            ("C3", None, None, Some("Your operation is still processing.")),
            ("C13", None, Some("OPERATION_DISPATCHED"), None),
        ]),
        ("OPERATION_DISPATCHED", &[("C13", None, Some("OPERATION_PENDING"), None)]),
        ("SESSION_NONEXISTENT", &[
            ("C11", None, None, Some("Inputs session id or card if were not found.")),
            ("C11", None, None, Some("RequestId is invalid or session has ended")),
            ("C11", Some(401), Some("SESSION_EXPIRED"), None),
        ]),
        ("INVALID_LOGIN", &[
            ("C5", Some(400), None, None),
            ("C5", None, None, Some("The card number (username) or password provided is invalid")),
        ]),
        ("INVALID_REQUEST", &[("C6", Some(400), None, None)]),
        ("INVALID_SECURITY_RESPONSE", &[("C7", None, Some("INVALID_SECURITY_RESPONSE_NO_RETRY"), None)]),
        ("TOO_MANY_REQUESTS", &[("C8", Some(403), None, None), ("C8", Some(429), None, None)]),
        ("SESSION_EXPIRED", &[("C11", Some(400), Some("SESSION_NONEXISTENT"), None)]),
        ("ACCESS_DENIED", &[("C35", None, Some("UNAUTHORIZED"), None)]),
        ("DISABLED_LOGIN", &[]),
    ];
    for (name, expected) in table {
        let variants = find(name).unwrap().variants.iter();
        let found: Vec<_> = variants.map(|v| (v.conflict, v.status, v.name, v.message)).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn retry_classes() {
    #[rustfmt::skip]
    let table: [(RetryClass, &[&str]); 7] = [
        (RetryClass::Done, &["OK", "CREATED"]),
        (RetryClass::Poll, &["OPERATION_PENDING", "OPERATION_DISPATCHED"]),
        (RetryClass::RetryLater, &[
            "CARD_IN_USE", "RETRY_LATER", "TOO_MANY_REQUESTS", "CONCURRENT_SESSION",
            "NO_TRANSACTION", "DISABLED_INSTITUTION", "AGGREGATION_ERROR",
        ]),
        (RetryClass::NewAuthorize, &["SESSION_NONEXISTENT", "SESSION_EXPIRED", "ALREADY_AUTHORIZED"]),
        (RetryClass::NewToken, &["UNAUTHORIZED"]),
        (RetryClass::UserMustAct, &[
            "INVALID_LOGIN", "INVALID_USERNAME", "INVALID_PASSWORD", "INVALID_SECURITY_RESPONSE",
            "INVALID_SECURITY_RESPONSE_NO_RETRY", "QUESTION_NOT_FOUND", "UNKNOWN_CHALLENGE_KEY",
            "DISABLED_LOGIN", "NEW_ACCOUNT", "SECURITYRESPONSES_INCOMPLETE",
        ]),
        (RetryClass::FixConfiguration, &["ACCESS_DENIED", "INVALID_REQUEST", "METHOD_NOT_AVAILABLE"]),
    ];
    for (class, names) in table {
        let found = CODES.iter().filter(|code| code.retry == class).map(|code| code.name);
        assert_eq!(found.collect::<Vec<_>>(), names, "{class}");
    }
}
