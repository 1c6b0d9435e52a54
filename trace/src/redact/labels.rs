//! What stands for a hidden value: `[Name 1]`, the same for equal values of one output.

use std::collections::HashMap;

use super::free_text::near;

/// Values that have a label for good; a later one gets another at each place.
const MOST: usize = 200_000;

/// Words and other characters that are remembered to be hidden in texts; about 50 MB. What is met later
/// is still hidden by its place, and in texts by its shape.
const MOST_TOKENS: usize = 500_000;

/// Letters and digits of a word that is looked for alone. Shorter ones are found in any text.
const SHORTEST_WORD: usize = 4;

/// Digits of a number that is looked for alone. Shorter ones match by chance.
const SHORTEST_NUMBER: usize = 6;

/// Makes a name of a value that is the same from day to day.
type Digest = Box<dyn Fn(&str) -> String + Send>;

/// Every hidden value with its label. Holds what nobody may see, so it has no `Debug`.
#[derive(Default)]
pub(super) struct Labels {
    labels: HashMap<String, String>,
    counts: HashMap<String, usize>,
    /// Hidden values, and the words in them, as a tree: from a place in it and the next token of a
    /// text, in lower case, to the place behind. The root is 0.
    tree: HashMap<(usize, String), usize>,
    /// Labels by the place in the tree at which their value ends.
    ends: HashMap<usize, String>,
    pub(super) digest: Option<Digest>,
}

impl Labels {
    /// The label of a value, made if there is none yet.
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
        let is_phrase = (1..lower.len()).contains(&word(&lower).len());
        // Of a long value the beginning is enough: looking for all of it takes too long.
        let phrase = is_phrase.then(|| near(&lower));
        for found in runs(&lower).filter(|word| is_telling(word)).chain(phrase) {
            let mut place = 0;
            for token in tokens(found) {
                let new = self.tree.len() + 1;
                if new > MOST_TOKENS {
                    return;
                }
                place = *self.tree.entry((place, token.to_owned())).or_insert(new);
            }
            self.ends.entry(place).or_insert_with(|| label.to_owned());
        }
    }

    /// The longest hidden value that `rest` begins with: its length and its label.
    pub(super) fn find(&self, rest: &str) -> Option<(usize, &str)> {
        let ends = |(place, length)| Some((length, &**self.ends.get(&place)?));
        self.walk(rest).filter_map(ends).last()
    }

    /// The places of the tree that a text leads to, each with the length of the text up to there.
    fn walk(&self, text: &str) -> impl Iterator<Item = (usize, usize)> {
        tokens(text).scan((0, 0), |(place, length), token| {
            *place = *self.tree.get(&(*place, token.to_lowercase()))?;
            *length += token.len();
            Some((*place, *length))
        })
    }
}

/// The run of letters and digits at the beginning.
pub(super) fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// Runs of letters and digits.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

/// Runs of letters and digits, and each other character.
fn tokens(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let length = match word(text) {
            "" => text.chars().next()?.len_utf8(),
            word => word.len(),
        };
        let (token, rest) = text.split_at(length);
        text = rest;
        Some(token)
    })
}

fn is_telling(run: &str) -> bool {
    let digits = run.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = if digits { SHORTEST_NUMBER } else { SHORTEST_WORD };
    run.chars().count() >= shortest && !super::vocabulary::knows(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many places as there are different tokens, and no step for the other values.
    #[test]
    fn values_with_one_first_word_cost_no_more_than_others() {
        let mut labels = Labels::default();
        for number in 0..20_000 {
            labels.learn(&format!("Li {number:05}"), "[Name 1]");
        }
        // "li", " ", and each number once behind them and, since it is short, never alone.
        assert_eq!(labels.tree.len(), 20_002);
        assert_eq!(labels.walk("LI 19999, 00000").count(), 3);
        assert_eq!(labels.find("LI 19999, 00000"), Some((8, "[Name 1]")));
        assert_eq!(labels.find("Li 1999"), None);
    }
}
