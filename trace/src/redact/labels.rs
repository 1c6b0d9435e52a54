//! What stands for a hidden value: `[Name 1]`, the same for equal values of one output.

use std::collections::HashMap;

use super::free_text::near;

/// Values that are remembered to be hidden in texts; about 50 MB. Later ones are still hidden by
/// their place, and in texts by their shape.
const MOST: usize = 200_000;

/// Letters and digits of a word that is looked for alone. Shorter ones are found in any text.
const SHORTEST_WORD: usize = 4;

/// Digits alone meet by chance.
const SHORTEST_NUMBER: usize = 6;

/// Makes a name of a value that is the same from day to day.
type Digest = Box<dyn Fn(&str) -> String + Send>;

/// Every hidden value with its label. Holds what nobody may see, so it has no `Debug`.
#[derive(Default)]
pub(super) struct Labels {
    labels: HashMap<String, String>,
    counts: HashMap<String, usize>,
    /// By the first word, in lower case: hidden values, and the words in them, as they are found in a
    /// text, the longest first.
    values: HashMap<String, Vec<(String, String)>>,
    digest: Option<Digest>,
}

impl Labels {
    /// Labels with a digest of the value in the place of a count.
    pub(super) fn of_digests(digest: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self { digest: Some(Box::new(digest)), ..Self::default() }
    }

    /// The label of a value, which is made where there is none yet.
    pub(super) fn of(&mut self, kind: &str, value: &str) -> String {
        if let Some(label) = self.labels.get(value) {
            return label.clone();
        }
        let label = match &self.digest {
            Some(digest) => format!("[{kind} {}]", digest(value)),
            None => {
                let count = self.counts.entry(kind.to_owned()).or_default();
                *count += 1;
                format!("[{kind} {count}]")
            }
        };
        if self.labels.len() < MOST {
            self.labels.insert(value.to_owned(), label.clone());
        }
        label
    }

    pub(super) fn has(&self, value: &str) -> bool {
        self.labels.contains_key(value)
    }

    /// Hides the value in texts as well.
    pub(super) fn learn(&mut self, value: &str, label: &str) {
        let lower = value.trim().to_lowercase();
        let words = runs(&lower).filter(|word| is_telling(word));
        let phrase = runs(&lower).next().filter(|first| first.len() < lower.len());
        // Of a long value the beginning is enough: looking for all of it takes too long.
        for found in words.chain(phrase.map(|_| near(&lower))) {
            let Some(first) = runs(found).next().filter(|first| found.starts_with(*first)) else {
                continue;
            };
            if self.values.len() >= MOST {
                return;
            }
            let known = self.values.entry(first.to_owned()).or_default();
            let place = known.partition_point(|(value, _)| value.len() > found.len());
            if !known.iter().any(|(value, _)| value == found) {
                known.insert(place, (found.to_owned(), label.to_owned()));
            }
        }
    }

    /// The hidden value that `rest` begins with: its length and its label.
    pub(super) fn find(&self, rest: &str) -> Option<(usize, &str)> {
        let known = self.values.get(&word(rest).to_lowercase())?;
        known.iter().find_map(|(value, label)| Some((prefix(rest, value)?, &**label)))
    }
}

/// Bytes of `text` that are `value` in any case, and end where a word ends.
fn prefix(text: &str, value: &str) -> Option<usize> {
    let mut expected = value.chars();
    let mut end = 0;
    for character in text.chars() {
        if expected.as_str().is_empty() {
            break;
        }
        for lower in character.to_lowercase() {
            if expected.next() != Some(lower) {
                return None;
            }
        }
        end += character.len_utf8();
    }
    let cuts_a_word =
        value.ends_with(char::is_alphanumeric) && text[end..].starts_with(char::is_alphanumeric);
    (expected.as_str().is_empty() && !cuts_a_word).then_some(end)
}

/// The run of letters and digits at the beginning.
pub(super) fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// Runs of letters and digits.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

fn is_telling(run: &str) -> bool {
    let digits = run.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = if digits { SHORTEST_NUMBER } else { SHORTEST_WORD };
    run.chars().count() >= shortest && !super::vocabulary::knows(run)
}
