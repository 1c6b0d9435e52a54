//! How faithful one side is to the other.

use std::fmt;

use super::{Diff, Kind, Row};

/// Places with the same shape, of all places that could be compared. A value that differs is no
/// loss; noise, and what one side had nothing to hold with, does not count at all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Score {
    /// Places of one shape, those with other values included.
    pub(crate) alike: usize,
    /// Places with the same shape and different values.
    pub(crate) values: usize,
    /// Places of two shapes, or on one side only.
    pub(crate) apart: usize,
    pub(crate) noise: usize,
    pub(crate) unseen: usize,
}

impl Score {
    pub(crate) fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut score = Self::default();
        for row in rows {
            match row.kind {
                Kind::Same => score.alike += 1,
                Kind::Value => {
                    score.alike += 1;
                    score.values += 1;
                }
                Kind::Shape | Kind::OnlyLeft | Kind::OnlyRight => score.apart += 1,
                Kind::Noise => score.noise += 1,
                Kind::Unseen => score.unseen += 1,
            }
        }
        score
    }

    /// Tenths of a percent, rounded down: 1000 only where nothing is apart. None where there was
    /// nothing to compare.
    pub(crate) fn permille(self) -> Option<usize> {
        (self.alike * 1000).checked_div(self.alike + self.apart)
    }
}

impl Diff {
    pub(crate) fn score(&self) -> Score {
        Score::of(self.endpoints.iter().flat_map(|endpoint| &endpoint.rows))
    }
}

impl fmt::Display for Score {
    /// "99.5 %".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permille() {
            Some(permille) => write!(formatter, "{}.{} %", permille / 10, permille % 10),
            None => formatter.write_str("nothing to compare"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        let table = [
            (0, 0, "nothing to compare"),
            (3, 0, "100.0 %"),
            (0, 3, "0.0 %"),
            (2, 1, "66.6 %"),
            (9_999, 1, "99.9 %"),
        ];
        for (alike, apart, expected) in table {
            assert_eq!(Score { alike, apart, ..Score::default() }.to_string(), expected);
        }
    }
}
