//! The words that are shown: those of the contract, and plain words of servers and their pages.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Any other word is taken for private. Lower case; `#` begins a comment.
static VOCABULARY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("vocabulary.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// The longest word of the file, beyond which nothing has to be looked up.
const LONGEST: usize = 40;

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
    use flinks_contract::schema::Message;
    use serde_json::Value;

    use super::*;

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

    /// Else a value would break the schema that kept it before.
    #[test]
    fn enumerations_and_member_names_of_the_schemas_are_known() {
        let common = include_str!("../../../contract/schemas/common.json");
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
