//! The catalogue against the published tables.

use flinks_contract::code::{CODES, RetryClass, find};

/// Every code by its status. The statuses of CONCURRENT_SESSION, ALREADY_AUTHORIZED, NO_TRANSACTION and
/// METHOD_NOT_AVAILABLE are inferred.
#[test]
fn every_code_has_its_status() {
    #[rustfmt::skip]
    let table: [(u16, &[&str]); 8] = [
        (200, &["OK"]),
        (201, &["CREATED"]),
        (202, &["OPERATION_PENDING", "OPERATION_DISPATCHED"]),
        (400, &["SESSION_NONEXISTENT", "CARD_IN_USE"]),
        (401, &[
            "ACCESS_DENIED", "INVALID_LOGIN", "INVALID_REQUEST", "INVALID_USERNAME", "INVALID_PASSWORD",
            "INVALID_SECURITY_RESPONSE", "INVALID_SECURITY_RESPONSE_NO_RETRY", "QUESTION_NOT_FOUND",
            "UNKNOWN_CHALLENGE_KEY", "RETRY_LATER", "TOO_MANY_REQUESTS", "UNAUTHORIZED", "DISABLED_LOGIN",
            "NEW_ACCOUNT", "CONCURRENT_SESSION", "SESSION_EXPIRED", "ALREADY_AUTHORIZED",
            "SECURITYRESPONSES_INCOMPLETE", "NO_TRANSACTION",
        ]),
        (405, &["DISABLED_INSTITUTION"]),
        (500, &["AGGREGATION_ERROR"]),
        (501, &["METHOD_NOT_AVAILABLE"]),
    ];
    for (status, names) in table {
        let found = CODES.iter().filter(|code| code.status == status).map(|code| code.name);
        assert_eq!(found.collect::<Vec<_>>(), names, "{status}");
    }
    let count: usize = table.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(CODES.len(), count);
}

#[test]
fn texts_and_other_statuses() {
    let text = |name| find(name).unwrap().text();
    assert_eq!(text("ACCESS_DENIED"), "You must provide a valid authorize token");
    // No text is published; the meaning stands in.
    assert_eq!(text("DISABLED_INSTITUTION"), "The institution is switched off.");
    #[rustfmt::skip]
    let table: [(&str, &[u16]); 4] = [
        ("INVALID_LOGIN", &[400, 401]),
        ("TOO_MANY_REQUESTS", &[401, 403, 429]),
        // With 401 it has another name.
        ("SESSION_NONEXISTENT", &[400]),
        ("DISABLED_LOGIN", &[401]),
    ];
    for (name, statuses) in table {
        let code = find(name).unwrap();
        let found: Vec<u16> = (200..600).filter(|status| code.comes_with(*status)).collect();
        assert_eq!(found, statuses, "{name}");
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
