//! What stands above the steps: the summary, the login, who gets it.

use std::collections::HashSet;

use uuid::Uuid;

use super::super::spot::Spot;
use super::{Check, Raw};
use crate::diagnostic::Diagnostic;

/// The value in the Flinks guides.
pub(super) const LAST_REFRESH: &str = "2019-05-09T13:47:46.5227901";

const NAME: &str = "the name of a scenario is 1 to 64 of a-z, 0-9 and hyphens";

/// A list of scenarios shows it on one line.
const LONGEST_SUMMARY: usize = 200;

const MOST_CUSTOMERS: usize = 1_000;

const LONGEST_CUSTOMER: usize = 128;

impl Check<'_> {
    pub(super) fn head(&mut self, top: &Spot<'_>, raw: &Raw) -> Option<Uuid> {
        if !is_name(stem(self.path)) {
            let problem = Diagnostic::file(self.path, NAME);
            self.problems.push(problem.help("rename the file, such as two-polls.toml"));
        }
        self.summary(&top.key("summary"), raw.summary.get_ref());
        if raw.extends.as_ref().is_some_and(|name| !is_name(name.get_ref())) {
            self.refuse(&top.key("extends"), NAME, "such as extends = \"two-polls\"");
        }
        let refresh = raw.last_refresh.as_ref().filter(|text| !is_timestamp(text.get_ref()));
        if let Some(text) = refresh {
            let title = format!("`{}` is not a timestamp in Flinks' format", text.get_ref());
            self.refuse(&top.key("last-refresh"), title, format!("such as {LAST_REFRESH}"));
        }
        self.customers(&top.key("customers"), &raw.customers);
        let text = raw.login_id.get_ref();
        let id = Uuid::try_parse(text).ok();
        if id.is_none() {
            let help = "such as 10000000-0000-4000-8000-000000000099";
            self.refuse(&top.key("login-id"), format!("`{text}` is not a GUID"), help);
        }
        id
    }

    fn summary(&mut self, at: &Spot<'_>, summary: &str) {
        let letters = summary.chars().count();
        if summary.trim().is_empty() || summary.contains('\n') {
            let title = "the summary is one sentence on one line";
            self.refuse(at, title, "it is shown in lists of scenarios");
        } else if letters > LONGEST_SUMMARY {
            let title =
                format!("a summary of {letters} characters; at most {LONGEST_SUMMARY} are allowed");
            self.refuse(at, title, "a comment (#) can say more");
        }
    }

    fn customers(&mut self, at: &Spot<'_>, customers: &[String]) {
        self.most(customers.len(), MOST_CUSTOMERS, "customers");
        let mut seen = HashSet::new();
        for (index, customer) in customers.iter().enumerate().take(MOST_CUSTOMERS) {
            let letters = customer.chars().count();
            if letters == 0 || letters > LONGEST_CUSTOMER {
                let title = format!("a customer id of {letters} characters");
                let help = format!("expected 1 to {LONGEST_CUSTOMER}");
                self.refuse(&at.item(index), title, help);
            } else if !seen.insert(customer) {
                let title = format!("the customer `{customer}` appears twice");
                self.refuse(&at.item(index), title, "remove one");
            }
        }
    }
}

pub(super) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".toml").unwrap_or(file)
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 64 && name.chars().all(allowed)
}

/// Whether it is a time as Flinks writes it: `2019-05-09T13:47:46`, up to 7 digits of a second, with or
/// without `Z` (conflict C4).
pub fn is_timestamp(text: &str) -> bool {
    let Some((seconds, rest)) = text.split_at_checked(19) else { return false };
    let shape: String = seconds.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let rest = rest.strip_suffix('Z').unwrap_or(rest);
    let fraction = rest.strip_prefix('.').map_or(rest.is_empty(), |digits| {
        (1..=7).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    shape == "0000-00-00T00:00:00" && fraction
}
