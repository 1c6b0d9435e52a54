//! The catalogue against the published tables. The statuses and classes of all codes stand in
//! docs/rules.md, which is held against the catalogue too.

use flinks_contract::code::find;

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
