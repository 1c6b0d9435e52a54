//! What may be shown: words of the contract and of servers, and member names; and what stands behind a
//! member, by its name.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use flinks_contract::schema::{COMMON, Message};
use serde_json::Value;

use super::labels::runs;
use super::names;

/// Any other word is taken for private. Lower case; `#` begins a comment.
static VOCABULARY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("vocabulary.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// The longest word of the file, beyond which nothing has to be looked up.
const LONGEST: usize = 40;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Member {
    /// Its texts are shown as far as they consist of known words.
    Plain,
    /// It belongs to a person or an account, or is a key to one: nothing in or below it is shown.
    Personal,
    /// Answers to security questions, hidden as well: the member names below it are the questions.
    Answers,
    /// The HTTP status, told once more.
    Status,
}

/// Members with a personal value. A name that ends as in [`KEYS`] or is that of a secret is personal too.
const PERSONAL: &str = "\
AccountFilter AccountName AccountNumber AccountsFilter Address Answer Base64Bytes City \
CivicAddress Country Description Email employer_name FirstName FullName Holder Holders \
InstitutionNumber InvalidLoginIds Iterables LastFourDigits LastName LoginIds Name POBox Phone \
PhoneNumber PostalCode Prompt Province Question RoutingNumber RoutingNumbers SortCode Symbol Tag \
Title TransitNumber UserName ValidLoginIds";

const KEYS: [&str; 3] = ["id", "ids", "key"];

/// Shorter names are one edit away from too many others, and no documented name is longer.
const TYPO_LENGTH: std::ops::RangeInclusive<usize> = 5..=40;

/// Every documented name, in lower case.
static DOCUMENTED: LazyLock<HashMap<String, Member>> = LazyLock::new(|| {
    let mut names = BTreeSet::new();
    for text in Message::ALL.map(Message::text).into_iter().chain([COMMON]) {
        // The tests of the contract read each of them.
        properties(&serde_json::from_str(text).unwrap_or_default(), &mut names);
    }
    let plain = names.iter().map(|name| (&**name, Member::Plain));
    let personal = PERSONAL.split(' ').map(|name| (name, Member::Personal));
    let others = [
        ("SecurityResponses", Member::Answers),
        ("HttpStatusCode", Member::Status),
        ("StatusCode", Member::Status),
    ];
    let all = plain.chain(personal).chain(others);
    all.map(|(name, member)| (name.to_ascii_lowercase(), member)).collect()
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

/// How a member is treated. Case does not matter: a name in the wrong case holds the same.
pub(super) fn member(name: &str) -> Member {
    let lower = name.to_ascii_lowercase();
    match DOCUMENTED.get(&lower) {
        Some(member) if *member != Member::Plain => *member,
        _ if KEYS.iter().any(|end| lower.ends_with(end)) => Member::Personal,
        found => match found.copied().or_else(|| typo(&lower)) {
            Some(Member::Answers) => Member::Answers,
            Some(Member::Personal) => Member::Personal,
            _ if names::is_secret(name) => Member::Personal,
            _ => Member::Plain,
        },
    }
}

/// Whether the name itself may be shown: it consists of known words, or is a documented name with one
/// character too many, too few, wrong or swapped.
pub(super) fn is_shown(name: &str) -> bool {
    runs(name).all(knows) || typo(&name.to_ascii_lowercase()).is_some()
}

fn typo(lower: &str) -> Option<Member> {
    if !TYPO_LENGTH.contains(&lower.len()) || !lower.is_ascii() {
        return None;
    }
    let names = shortened(lower).filter_map(|text| SHORTENED.get(&*text)).flatten();
    let near = names.filter(|name| strsim::osa_distance(name, lower) == 1);
    near.min().and_then(|name| DOCUMENTED.get(*name)).copied()
}

/// Documented names by their [`shortened`] forms, so that a name is compared with a few of them and
/// not with all: a hostile body has a million members.
static SHORTENED: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(|| {
    let mut names = HashMap::<_, Vec<_>>::new();
    for name in DOCUMENTED.keys() {
        shortened(name).for_each(|text| names.entry(text).or_default().push(&**name));
    }
    names
});

/// The text itself, and the text without each one of its characters. Two texts that are one edit apart
/// have one of these in common.
fn shortened(text: &str) -> impl Iterator<Item = String> {
    let without =
        text.char_indices().map(|(at, c)| text[..at].to_owned() + &text[at + c.len_utf8()..]);
    std::iter::once(text.to_owned()).chain(without)
}

/// Whether a run of letters and digits is one word of the vocabulary, or several that are told
/// apart by their capitals: `GetAccountsDetail`, `KYCData`.
pub(super) fn knows(run: &str) -> bool {
    run.len() <= LONGEST && run.is_ascii() && (has(run) || humps(run).all(has))
}

fn has(word: &str) -> bool {
    VOCABULARY.contains(&*word.to_ascii_lowercase())
}

/// Cut before a capital that follows a small letter, and before the last of several capitals when
/// a small letter follows it.
fn humps(run: &str) -> impl Iterator<Item = &str> {
    let bytes = run.as_bytes();
    let mut begins = 0;
    (1..=bytes.len()).filter_map(move |at| {
        let capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        let cuts = at == bytes.len()
            || (capital(at) && (small(at - 1) || (capital(at - 1) && small(at + 1))));
        cuts.then(|| {
            let word = &run[begins..at];
            begins = at;
            word
        })
    })
}

#[cfg(test)]
mod tests {
    use flinks_contract::code::CODES;
    use flinks_contract::endpoint::Endpoint;

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

    #[test]
    fn one_edit_is_found_wherever_it_is() {
        let name = "overdraftlimit";
        let edits = [
            "verdraftlimit",
            "overdraftlimi",
            "voerdraftlimit",
            "overdraftlimti",
            "overdraftlimitt",
            "xoverdraftlimit",
            "overdxaftlimit",
        ];
        for edit in edits {
            assert_eq!(typo(edit), Some(Member::Plain), "{edit}");
        }
        for other in [name, "verdraftlimi", "vorerdraftlimit", "overdraft"] {
            assert_eq!(typo(other), None, "{other}");
        }
        // How many names one is compared with, whatever the body has.
        assert!(SHORTENED.values().map(Vec::len).max() < Some(8));
    }

    /// The words of a text that nobody knows.
    fn unknown(text: &str) -> Vec<&str> {
        let runs = text.split(|c: char| !c.is_alphanumeric());
        runs.filter(|run| !run.is_empty() && !knows(run)).collect()
    }

    #[test]
    fn runs_of_known_words() {
        let table = [
            ("GetAccountsDetailAsync", true),
            ("WithKYC", true),
            ("KYCDate", true),
            ("OPERATION", true),
            ("rrsp", true),
            ("Retirement401k", true),
            ("Days90", true),
            ("Days91", false),
            ("401", false),
            ("GetCanary", false),
            ("canary", false),
            ("Montreal", false),
            ("é", false),
        ];
        for (run, expected) in table {
            assert_eq!(knows(run), expected, "{run}");
        }
    }

    #[test]
    fn what_the_contract_says_is_known() {
        for code in CODES.iter() {
            let variants = code.variants.iter();
            let texts = variants.flat_map(|variant| [variant.name, variant.message]);
            for text in [Some(code.name), code.message].into_iter().chain(texts).flatten() {
                assert_eq!(unknown(text), [""; 0], "{text}");
            }
        }
        for endpoint in Endpoint::of_flinks() {
            assert_eq!(unknown(endpoint.name()), [""; 0]);
            for path in endpoint.paths() {
                assert_eq!(unknown(path), [""; 0], "{path}");
            }
        }
    }

    /// Otherwise a hidden value would break the schema that the real one keeps.
    #[test]
    fn enumerations_and_member_names_of_the_schemas_are_known() {
        let common = COMMON;
        for text in Message::ALL.map(Message::text).into_iter().chain([common]) {
            let schema: Value = serde_json::from_str(text).unwrap();
            let mut open = vec![&schema];
            while let Some(next) = open.pop() {
                for list in ["enum", "required"] {
                    for value in next[list].as_array().into_iter().flatten() {
                        let value = value.as_str().unwrap_or_default();
                        assert_eq!(unknown(value), [""; 0], "{value}");
                    }
                }
                for name in next["properties"].as_object().into_iter().flat_map(|all| all.keys()) {
                    assert_eq!(unknown(name), [""; 0], "{name}");
                }
                match next {
                    Value::Object(members) => open.extend(members.values()),
                    Value::Array(values) => open.extend(values),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn the_file_is_in_lower_case_and_names_nothing_twice() {
        let mut seen = HashSet::new();
        let lines = include_str!("vocabulary.txt").lines().filter(|line| !line.starts_with('#'));
        for word in lines.flat_map(str::split_whitespace) {
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{word}");
            assert!(seen.insert(word), "{word} stands twice");
            assert!(word.len() <= LONGEST);
        }
    }
}
