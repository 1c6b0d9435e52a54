//! What was hidden so far, to be known again where nothing else tells it.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

/// Words of each kind; later ones are not kept, and [`Memory::is_full`] tells. Eight bytes each, so
/// about 5 MB in all.
const MOST: usize = 200_000;

/// Letters and digits that are worth keeping. Shorter words are found in any text.
const SHORTEST: usize = 4;

/// Digits alone meet by chance.
const SHORTEST_NUMBER: usize = 6;

/// Hashes of words, never the words.
#[derive(Default)]
pub(super) struct Memory {
    hasher: RandomState,
    real: HashSet<u64>,
    /// What stands for them, which is no real value although it may meet one.
    issued: HashSet<u64>,
    is_full: bool,
}

impl Memory {
    pub(super) fn note(&mut self, real: &str, issued: &str) {
        for (text, is_real) in [(real, true), (issued, false)] {
            for run in runs(text).filter(|run| is_telling(run)) {
                let hash = self.hash(run);
                let set = if is_real { &mut self.real } else { &mut self.issued };
                if set.len() < MOST {
                    set.insert(hash);
                } else if is_real {
                    self.is_full |= !set.contains(&hash);
                }
            }
        }
    }

    pub(super) fn is_real(&self, run: &str) -> bool {
        is_telling(run) && self.real.contains(&self.hash(run))
    }

    pub(super) fn is_issued(&self, run: &str) -> bool {
        self.issued.contains(&self.hash(run))
    }

    /// Not everything that was hidden is kept here.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    fn hash(&self, run: &str) -> u64 {
        self.hasher.hash_one(run.to_lowercase())
    }
}

/// Runs of letters and digits.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
}

fn is_telling(run: &str) -> bool {
    let digits = run.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = if digits { SHORTEST_NUMBER } else { SHORTEST };
    run.chars().count() >= shortest && !super::vocabulary::knows(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept() {
        let mut memory = Memory::default();
        memory.note("Al Bovary, 12345 123456 error", "Xq Wertyu, 76543 654321 plmok");
        let table = [
            ("Bovary", true, false),
            ("bovary", true, false),
            ("wertyu", false, true),
            ("Al", false, false),
            ("12345", false, false),
            ("123456", true, false),
            ("654321", false, true),
            ("error", false, false),
        ];
        for (run, real, issued) in table {
            assert_eq!((memory.is_real(run), memory.is_issued(run)), (real, issued), "{run}");
        }
    }

    #[test]
    fn there_is_an_end_and_it_is_told() {
        let mut memory = Memory::default();
        for number in 0..MOST {
            memory.note(&format!("n{number:06}"), "");
        }
        assert!(!memory.is_full());
        memory.note("n000000", "");
        assert!(!memory.is_full());
        memory.note("beyond", "");
        assert!(memory.is_full() && !memory.is_real("beyond"));
    }
}
