//! What is worked out of transactions: attributes, and categories.

use std::iter;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::data;

/// The attributes, in the order of `contract/data/insight.toml`; one for each month has thirteen entries.
pub static ATTRIBUTES: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
    data::rows::<Row>(FILE, "attribute").leak().iter().flat_map(Row::each).collect()
});

/// What the description of a transaction says of it; the first entry that fits counts.
pub static KEYWORDS: LazyLock<Vec<Keyword>> = LazyLock::new(|| data::rows(FILE, "keyword"));

const FILE: &str = include_str!("../data/insight.toml");

/// An attribute of a login.
#[derive(Debug, Eq, PartialEq)]
pub struct Attribute {
    pub name: String,
    /// 0 for the current month, 12 for the oldest one.
    pub month: Option<i32>,
    pub row: &'static Row,
}

/// An entry of the data file.
#[derive(Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Row {
    name: &'static str,
    pub about: &'static str,
    pub group: &'static str,
    pub measure: Measure,
    pub side: Option<Side>,
    pub category: Option<&'static str>,
    pub subcategory: Option<&'static str>,
    pub except: Option<&'static str>,
    pub days: Option<i32>,
    packages: Vec<&'static str>,
    pub source: &'static str,
}

/// What is done with the transactions that count.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    Sum,
    Count,
    MonthlySum,
    MonthlyCount,
    Any,
    Name,
    Age,
    ActiveDays,
    NegativeDays,
    Balance,
    LowestBalance,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Credit,
    Debit,
}

#[derive(Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Keyword {
    words: Vec<&'static str>,
    side: Option<Side>,
    pub category: &'static str,
    pub subcategory: &'static str,
}

impl Attribute {
    /// The one of exactly this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ATTRIBUTES.iter().find(|attribute| attribute.name == name)
    }

    /// Those that `Get{package}Attributes` brings, or None where there is no such endpoint.
    ///
    /// Source: docs.flinks.com/guides/enrich/attributes-packages.
    pub fn package(package: &str) -> Option<impl Iterator<Item = &'static Self>> {
        let packages: &'static [&str] = match package {
            "Income" => &["Income"],
            "CreditRisk" => &["CreditRisk"],
            "Lending" => &["Lending"],
            "UserAnalysis" => &["Income", "CreditRisk"],
            "All" => &["Income", "CreditRisk", "Lending"],
            "BusinessAnalysis" | "AllBusiness" => &["BusinessAnalysis"],
            _ => return None,
        };
        let is_in = |own: &&'static str| packages.contains(own);
        Some(ATTRIBUTES.iter().filter(move |attribute| attribute.row.packages.iter().any(is_in)))
    }
}

impl Row {
    fn each(&'static self) -> Vec<Attribute> {
        if !self.name.contains(MONTH) {
            return vec![Attribute { name: self.name.to_owned(), month: None, row: self }];
        }
        let months = ["current_month".to_owned(), "previous_month".to_owned()];
        let months = months.into_iter().chain((2..=12).map(|month| format!("{month}_months_ago")));
        let named = iter::zip(0.., months).map(|(month, text)| Attribute {
            name: self.name.replace(MONTH, &text),
            month: Some(month),
            row: self,
        });
        named.collect()
    }
}

const MONTH: &str = "{month}";

impl Keyword {
    pub fn of(description: &str, side: Side) -> &'static Self {
        let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        let description: String = description.to_lowercase().chars().map(letters).collect();
        let words: Vec<_> = description.split_whitespace().collect();
        let description = format!(" {} ", words.join(" "));
        let fits = |keyword: &&Self| {
            let mut words = keyword.words.iter();
            keyword.side.is_none_or(|own| own == side)
                && (keyword.words.is_empty()
                    || words.any(|word| description.contains(&format!(" {word} "))))
        };
        let rest = || KEYWORDS.last().expect("the table has entries");
        KEYWORDS.iter().find(fits).unwrap_or_else(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_and_the_side_decide() {
        use Side::{Credit, Debit};
        let table = [
            ("Payroll Pacocha and Witting", Credit, "Income", "Paycheck"),
            ("Payroll Pacocha and Witting", Debit, "Shopping", "Other"),
            ("INTEREST", Credit, "Income", "Interest"),
            ("interest", Debit, "Fees and Charges", "Bank Fees"),
            ("Payment, thank you", Credit, "Transfers and Adjustments", "Credit Card Payment"),
            ("NSF fee", Debit, "Fees and Charges", "NSF"),
            ("Purchase Waters and Kemmer LLC", Debit, "Shopping", "Retail"),
            ("water bill", Debit, "Utilities", "Power and Water"),
            ("RETAIL PURCHASE ATLANTIC LOTTER 2150", Debit, "Entertainment", "Gambling"),
            ("", Credit, "Transfers and Adjustments", "Deposit"),
            ("?", Debit, "Shopping", "Other"),
        ];
        for (description, side, category, subcategory) in table {
            let found = Keyword::of(description, side);
            assert_eq!(
                (found.category, found.subcategory),
                (category, subcategory),
                "{description}"
            );
        }
    }

    #[test]
    fn packages_and_months() {
        let names = |package: &str| -> Vec<_> {
            Attribute::package(package).unwrap().map(|attribute| &*attribute.name).collect()
        };
        let all = names("All");
        assert!(names("Income").contains(&"sum_employer_income_12_months_ago"));
        assert!(!names("Income").contains(&"count_nsf_90_days"));
        assert!(names("UserAnalysis").contains(&"count_nsf_90_days"));
        for package in ["Income", "CreditRisk", "Lending", "UserAnalysis"] {
            assert!(names(package).iter().all(|name| all.contains(name)), "{package}");
        }
        assert!(names("AllBusiness").iter().all(|name| name.ends_with("_biz")));
        assert_eq!(all.len() + names("AllBusiness").len(), ATTRIBUTES.len());
        assert!(Attribute::package("Everything").is_none());
        let month = |name| Attribute::named(name).unwrap().month;
        assert_eq!(month("sum_total_income_current_month"), Some(0));
        assert_eq!(month("sum_total_income_previous_month"), Some(1));
        assert_eq!(month("sum_total_income_12_months_ago"), Some(12));
        assert_eq!(month("balance_min"), None);
    }
}
