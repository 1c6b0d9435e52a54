//! What stands behind a member, by its name.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use flinks_contract::schema::Message;
use serde_json::Value;

use super::vocabulary;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Member {
    /// Its texts are shown as far as they consist of known words.
    Plain,
    /// It belongs to a person or an account, or is a key to one: nothing in or below it is shown.
    Personal,
    /// Answers to security questions: the member names below it are the questions.
    Answers,
    /// The HTTP status, told once more.
    Status,
}

/// Members with a personal value. A name that ends as in [`KEYS`] is personal too.
const PERSONAL: &str = "\
AccountNumber AccountsFilter Address Answer Authorization Base64Bytes City CivicAddress Country \
Description Email FirstName FullName Holder Holders InstitutionNumber InvalidLoginIds Iterables \
LastFourDigits LastName LoginIds Name POBox Password Phone PhoneNumber PostalCode Prompt Province \
Question RoutingNumber RoutingNumbers Symbol Tag Title TransitNumber UserName ValidLoginIds";

const KEYS: [&str; 6] = ["id", "ids", "key", "token", "secret", "password"];

/// Shorter names are one edit away from too many others, and no documented name is longer.
const TYPO_LENGTH: std::ops::RangeInclusive<usize> = 5..=40;

/// Every documented name, in lower case.
static DOCUMENTED: LazyLock<HashMap<String, Member>> = LazyLock::new(|| {
    let mut names = BTreeSet::new();
    let common = include_str!("../../../contract/schemas/common.json");
    for text in Message::ALL.map(Message::text).into_iter().chain([common]) {
        // The tests of the contract read each of them.
        properties(&serde_json::from_str(text).unwrap_or_default(), &mut names);
    }
    let mut known: HashMap<_, _> =
        names.into_iter().map(|name| (name.to_ascii_lowercase(), Member::Plain)).collect();
    let personal = PERSONAL.split(' ').map(|name| (name, Member::Personal));
    let others = [
        ("SecurityResponses", Member::Answers),
        ("HttpStatusCode", Member::Status),
        ("StatusCode", Member::Status),
    ];
    known.extend(personal.chain(others).map(|(name, member)| (name.to_ascii_lowercase(), member)));
    known
});

fn properties(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            let own = members.get("properties").and_then(Value::as_object);
            names.extend(own.into_iter().flat_map(|own| own.keys().cloned()));
            members.values().for_each(|value| properties(value, names));
        }
        Value::Array(values) => values.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

/// In any case, since a name in the wrong case holds the same.
pub(super) fn member(name: &str) -> Member {
    let lower = name.to_ascii_lowercase();
    match DOCUMENTED.get(&lower) {
        Some(member) if *member != Member::Plain => *member,
        _ if KEYS.iter().any(|end| lower.ends_with(end)) => Member::Personal,
        Some(_) => Member::Plain,
        None => match typo(&lower) {
            Some(member @ (Member::Personal | Member::Answers)) => member,
            _ => Member::Plain,
        },
    }
}

/// Whether the name itself may be shown: it consists of known words, or is a documented name with one
/// character too many, too few, wrong or swapped.
pub(super) fn is_shown(name: &str) -> bool {
    let mut runs = super::labels::runs(name);
    runs.all(vocabulary::knows) || typo(&name.to_ascii_lowercase()).is_some()
}

fn typo(lower: &str) -> Option<Member> {
    if !TYPO_LENGTH.contains(&lower.len()) || !lower.is_ascii() {
        return None;
    }
    let near = |known: &&String| {
        known.len().abs_diff(lower.len()) <= 1 && strsim::osa_distance(known, lower) == 1
    };
    // The map has no order, and the answer must not depend on it.
    DOCUMENTED.keys().filter(near).min().and_then(|name| DOCUMENTED.get(name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_by_name() {
        use Member::{Answers, Personal, Plain, Status};
        #[rustfmt::skip]
        let table = [
            ("Description", Personal), ("description", Personal), ("Descripton", Personal),
            ("Username", Personal), ("Id", Personal), ("loginId", Personal),
            ("x-api-key", Personal), ("access_token", Personal), ("AccountNumber", Personal),
            ("AccountNumbr", Personal), ("LastFourDigits", Personal),
            ("SecurityResponses", Answers), ("SecurityResponse", Answers),
            ("HttpStatusCode", Status), ("Debits", Plain), ("Message", Plain),
            ("Institution", Plain), ("Whatever", Plain),
        ];
        for (name, expected) in table {
            assert_eq!(member(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_are_shown() {
        let table = [
            ("OverdraftLimit", true),
            ("OverdraftLimt", true),
            ("Balacne", true),
            ("rate limit", true),
            ("Dats", false),
            ("Canary", false),
            ("WithCanary", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_shown(name), expected, "{name}");
        }
    }
}
