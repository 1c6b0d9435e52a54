//! What makes one finding the same as another one, of another day or another target.

use crate::check::{Finding, Shown};
use crate::event::Event;

/// The fingerprint of a finding: twelve hexadecimal digits.
pub(crate) fn of(rule: &str, timeline: &[Event], finding: &Finding) -> String {
    let event = finding.events.first();
    let event = event.and_then(|number| timeline.iter().find(|event| event.number == *number));
    let (part, call) = event.map(|event| (&*event.part, &*event.call)).unwrap_or_default();
    let [part, call, place] = [part, call, finding.place.name()].map(normalised);
    hash(&[rule, &part, &call, &place, kind(&finding.expected), kind(&finding.actual)])
}

/// Hashes several texts into twelve digits.
pub(crate) fn hash(parts: &[&str]) -> String {
    let hash = fnv1a(parts);
    format!("{:012x}", (hash >> 48) ^ (hash & 0xffff_ffff_ffff))
}

/// FNV-1a of 64 bits over several texts; the same letters split elsewhere give another value. It tells
/// things apart and guards nothing; other than the standard library's hash it is the same in every
/// version.
pub fn fnv1a(parts: &[&str]) -> u64 {
    // The byte ends a part: none of UTF-8 is like it.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A text without what differs from day to day: a word with a digit in it becomes `*`, and so does
/// one of eight or more hexadecimal letters, which is an id.
pub(crate) fn normalised(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let hexadecimal = word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit());
        if hexadecimal || word.bytes().any(|b| b.is_ascii_digit()) {
            out.push('*');
        } else {
            out.push_str(word);
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}

/// Why it is broken, without values. A sum is an integer on some days.
fn kind(shown: &Shown) -> &str {
    match shown {
        Shown::Words(_) => "words",
        Shown::Json { kind, .. } if kind == "integer" => "number",
        Shown::Json { kind, .. } => kind,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Place;
    use crate::tests;

    #[test]
    fn texts_without_numbers_and_ids() {
        let table = [
            ("/Accounts/0/Transactions/17/Balance", "/Accounts/*/Transactions/*/Balance"),
            ("time", "time"),
            ("header content-type", "header content-type"),
            ("t+00:30.2", "t+*:*.*"),
            ("session 1243c283", "session *"),
            ("session abcdefab, poll", "session *, poll"),
            ("", ""),
            ("Dépôt 3", "Dépôt *"),
        ];
        for (given, expected) in table {
            assert_eq!(normalised(given), expected, "{given}");
        }
    }

    #[test]
    fn hashes_are_those_of_every_version() {
        let table = [
            (vec![], "9ce48422e8d7"),
            (vec!["CLI-POLL-002", "two-polls", "time"], "c807a23754ff"),
            (vec!["CLI-POLL-002two-polls", "time"], "e1b32e5b6a6e"),
        ];
        for (parts, expected) in table {
            assert_eq!(hash(&parts), expected, "{parts:?}");
        }
    }

    fn finding(pointer: &str, expected: &Value, actual: &Value, event: u64) -> Finding {
        let place =
            Place::Body { pointer: pointer.to_owned(), human: Some("of Monday".to_owned()) };
        let (expected, actual) = (Shown::json(expected), Shown::json(actual));
        Finding::new(format!("poll {event}"), place, expected, actual, event)
    }

    #[test]
    fn no_value_no_number_and_no_poll_is_in_it() {
        let event = |number, part: &str, call: &str| Event {
            number,
            part: part.to_owned(),
            call: call.to_owned(),
            ..tests::event(0, 0)
        };
        let timeline = [
            event(3, "session 4f", "GET GetAccountsDetailAsync"),
            event(7, "session 51", "GET GetAccountsDetailAsync"),
            event(8, "session 51", "POST GetAccountsDetail"),
        ];
        let of = |rule, finding| of(rule, &timeline, &finding);
        let first = of("FLK-TXN-006", finding("/Accounts/0/Balance", &json!(1.5), &json!(2.5), 3));
        let same = finding("/Accounts/12/Balance", &json!(7), &json!(-8), 7);
        assert_eq!(of("FLK-TXN-006", same), first);
        let others = [
            of("FLK-TXN-007", finding("/Accounts/0/Balance", &json!(1.5), &json!(2.5), 3)),
            of("FLK-TXN-006", finding("/Accounts/0/Debit", &json!(1.5), &json!(2.5), 3)),
            of("FLK-TXN-006", finding("/Accounts/0/Balance", &json!(1.5), &json!("2.5"), 3)),
            of("FLK-TXN-006", finding("/Accounts/0/Balance", &json!(null), &json!(2.5), 3)),
            of("FLK-TXN-006", finding("/Accounts/0/Balance", &json!(1.5), &json!(2.5), 8)),
            of("FLK-TXN-006", finding("/Accounts/0/Balance", &json!(1.5), &json!(2.5), 9)),
        ];
        for (number, other) in others.iter().enumerate() {
            assert_ne!(*other, first, "{number}");
        }
    }
}
