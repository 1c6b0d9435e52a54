//! What was met of what is documented, and what never was.

use serde::Serialize;

use crate::grouped::grouped;

/// What was met of what is documented.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Coverage {
    /// What is counted: "documented states and codes".
    pub what: String,
    pub items: Vec<Covered>,
    /// In percent of the items; less fails the whole.
    pub least: Option<u8>,
}

/// One documented thing.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Covered {
    /// Items of one group stand together: "Authorize".
    pub group: String,
    pub name: String,
    /// The names of the runs that met it; empty where none did.
    pub runs: Vec<String>,
}

impl Coverage {
    /// How many items some run met.
    pub fn met(&self) -> usize {
        self.items.iter().filter(|item| item.is_met()).count()
    }

    /// Share of the items that were met, in whole percent, rounded down: 100 means all.
    pub fn percent(&self) -> usize {
        (self.met() * 100).checked_div(self.items.len()).unwrap_or(100)
    }

    /// Whether it is less than what is wanted, and so fails the whole.
    pub fn falls_short(&self) -> bool {
        self.least.is_some_and(|least| self.met() * 100 < usize::from(least) * self.items.len())
    }

    /// "31 of 64 documented states and codes, 48 % (at least 60 % are required)".
    pub fn summary(&self) -> String {
        let (met, all, percent) = (self.met(), self.items.len(), self.percent());
        let least = self.least.map(|least| format!(" (at least {least} % are required)"));
        format!("{met} of {all} {}, {percent} %{}", self.what, least.unwrap_or_default())
    }

    /// The items of each group, the groups in the order of their first item.
    pub fn groups(&self) -> Vec<(&str, Vec<&Covered>)> {
        grouped(self.items.iter().map(|item| (&*item.group, item)))
    }
}

impl Covered {
    pub fn is_met(&self) -> bool {
        !self.runs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_is_100_percent_and_less_is_not() {
        let table = [
            // met, of, least, percent, falls short
            (0, 0, Some(100), 100, false),
            (2, 3, None, 66, false),
            (2, 3, Some(66), 66, false),
            (2, 3, Some(67), 66, true),
            (199, 200, Some(100), 99, true),
            (200, 200, Some(100), 100, false),
        ];
        for (met, of, least, percent, falls_short) in table {
            let item = |number| Covered {
                group: "Authorize".to_owned(),
                name: format!("state {number}"),
                runs: if number < met { vec!["a run".to_owned()] } else { Vec::new() },
            };
            let items = (0..of).map(item).collect();
            let coverage = Coverage { what: "states".to_owned(), items, least };
            assert_eq!(coverage.percent(), percent, "{met} of {of}");
            assert_eq!(coverage.falls_short(), falls_short, "{met} of {of}, {least:?}");
        }
    }
}
