//! What a member holds, by its name.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands behind a member name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Member {
    /// Nothing that its name tells: shown as far as it is made of known words.
    Other,
    /// Of a person or an account, or a key to one: nothing of it or below it is shown.
    Personal,
    /// Answers to security questions: the names below it are questions.
    Answers,
    AccountNumber,
    LastFour,
    Transactions,
    Debit,
    Credit,
    /// The one after a transaction, and the object that an account has.
    Balance,
    Current,
    Available,
    Status,
}

/// Members with a personal value. Every name that ends with `Id`, `Key`, `Token` or `Secret` is one
/// too.
const PERSONAL: &[&str] = &[
    "Answer",
    "Base64Bytes",
    "City",
    "CivicAddress",
    "Country",
    "Description",
    "Email",
    "FirstName",
    "FullName",
    "Holder",
    "Holders",
    "InstitutionNumber",
    "Iterables",
    "LastName",
    "Name",
    "POBox",
    "Password",
    "Phone",
    "PhoneNumber",
    "PostalCode",
    "Prompt",
    "Province",
    "Question",
    "RoutingNumber",
    "RoutingNumbers",
    "Symbol",
    "Tag",
    "Title",
    "TransitNumber",
    "UserName",
    "Address",
    "ValidLoginIds",
    "InvalidLoginIds",
    "LoginIds",
    "AccountsFilter",
    "Authorization",
];

/// Members that have to be told apart.
const TOLD: &[(&str, Member)] = &[
    ("SecurityResponses", Member::Answers),
    ("AccountNumber", Member::AccountNumber),
    ("LastFourDigits", Member::LastFour),
    ("Transactions", Member::Transactions),
    ("Debit", Member::Debit),
    ("Credit", Member::Credit),
    ("Balance", Member::Balance),
    ("Current", Member::Current),
    ("Available", Member::Available),
    ("HttpStatusCode", Member::Status),
    ("StatusCode", Member::Status),
];

/// The other documented members, for names that are nearly right.
const DOCUMENTED: &[&str] = &[
    "AccountId",
    "AccountType",
    "AccountValue",
    "Accounts",
    "AccountsFilter",
    "Amount",
    "BookValue",
    "Cash",
    "Category",
    "Code",
    "Currency",
    "CurrencyAmount",
    "CurrencyBook",
    "CurrencyValue",
    "Date",
    "DateFrom",
    "DateTo",
    "DaysOfTransactions",
    "ETransferEligibleRatio",
    "EftEligibleRatio",
    "Exchange",
    "FileType",
    "FlinksCode",
    "FullAccountId",
    "Institution",
    "InstitutionId",
    "InstitutionName",
    "Investments",
    "IsScheduledRefresh",
    "Language",
    "LastRefresh",
    "Limit",
    "Links",
    "Login",
    "LoginId",
    "MarketValue",
    "Message",
    "MostRecentCached",
    "NumberOfBankingStatements",
    "NumberOfStatements",
    "OverdraftLimit",
    "Positions",
    "Price",
    "Quantity",
    "RefreshDelta",
    "Registered",
    "RequestId",
    "ResponseType",
    "Save",
    "ScheduleRefresh",
    "Security",
    "SecurityChallenges",
    "Statements",
    "StatementsByAccount",
    "Token",
    "TransactionId",
    "Type",
    "UniqueId",
    "Username",
    "ValidationDetails",
    "WithAccountIdentity",
    "WithBalance",
    "WithDetailsAndBankingStatements",
    "WithKYC",
    "WithMfaQuestions",
    "WithTransactions",
    "example",
    "href",
];

/// Shorter names are one edit from too many others.
const SHORTEST_TYPO: usize = 5;

/// No documented name is longer by far.
const LONGEST_TYPO: usize = 40;

/// Lower-case names to members.
static KNOWN: LazyLock<HashMap<String, Member>> = LazyLock::new(|| {
    let personal = PERSONAL.iter().map(|name| (*name, Member::Personal));
    let documented = DOCUMENTED.iter().map(|name| (*name, Member::Other));
    // Later ones win: a name may be documented and personal.
    let all = documented.chain(TOLD.iter().copied()).chain(personal);
    all.map(|(name, member)| (name.to_ascii_lowercase(), member)).collect()
});

/// In any case, since a name in the wrong case holds the same.
pub(super) fn member(name: &str) -> Member {
    let lower = name.to_ascii_lowercase();
    match KNOWN.get(&lower) {
        Some(member) if *member != Member::Other => *member,
        _ if is_key(&lower) => Member::Personal,
        Some(_) => Member::Other,
        None => match typo(&lower) {
            Some(Member::Personal | Member::AccountNumber | Member::LastFour) => Member::Personal,
            Some(Member::Answers) => Member::Answers,
            _ => Member::Other,
        },
    }
}

/// The name of a documented member, in any case.
pub(super) fn is_documented(name: &str) -> bool {
    KNOWN.contains_key(&name.to_ascii_lowercase())
}

/// A documented name with one character too many, too few, wrong or swapped.
pub(super) fn is_typo(name: &str) -> bool {
    typo(&name.to_ascii_lowercase()).is_some()
}

fn typo(lower: &str) -> Option<Member> {
    if !(SHORTEST_TYPO..=LONGEST_TYPO).contains(&lower.len()) || !lower.is_ascii() {
        return None;
    }
    let near = |known: &&String| {
        known.len().abs_diff(lower.len()) <= 1 && strsim::osa_distance(known, lower) == 1
    };
    // The map has no order, and the answer must not depend on it.
    let mut found: Vec<&String> = KNOWN.keys().filter(near).collect();
    found.sort();
    KNOWN.get(*found.first()?).copied()
}

fn is_key(lower: &str) -> bool {
    ["id", "ids", "key", "token", "secret", "password"].iter().any(|end| lower.ends_with(end))
}

impl Member {
    /// Whether nothing behind it is shown.
    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Self::Personal | Self::Answers | Self::AccountNumber | Self::LastFour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_by_name() {
        let table = [
            ("Description", Member::Personal),
            ("description", Member::Personal),
            ("Descripton", Member::Personal),
            ("Username", Member::Personal),
            ("Id", Member::Personal),
            ("loginId", Member::Personal),
            ("x-api-key", Member::Personal),
            ("access_token", Member::Personal),
            ("AccountNumber", Member::AccountNumber),
            ("AccountNumbr", Member::Personal),
            ("LastFourDigits", Member::LastFour),
            ("SecurityResponses", Member::Answers),
            ("SecurityResponse", Member::Answers),
            ("HttpStatusCode", Member::Status),
            ("Debit", Member::Debit),
            ("Debits", Member::Other),
            ("Message", Member::Other),
            ("Institution", Member::Other),
            ("Whatever", Member::Other),
        ];
        for (name, expected) in table {
            assert_eq!(member(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_are_nearly_right() {
        let table = [
            ("NumberOfStatments", true),
            ("mesage", true),
            ("Balacne", true),
            ("Dat", false),
            ("Dates", true),
            ("Messages", true),
            ("Mess", false),
            ("Canary", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_typo(name), expected, "{name}");
        }
        assert!(is_documented("overdraftlimit"));
    }
}
