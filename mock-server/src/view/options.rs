//! What a request says about the accounts that it wants.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, Month};
use uuid::Uuid;

use super::{Form, STATEMENTS, WITHOUT};
use crate::request::{Members, Wrong};

/// Everything that a request leaves as it is has its default value.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail and get-statements;
/// DateFrom, DateTo and RefreshDelta: pyflinks 0.1.2 and the schema of the gem `flinks`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Options {
    /// The [`WITHOUT`] flags that are false, as bits.
    pub(super) without: u8,
    /// How many statements of each account.
    pub(super) statements: u8,
    /// 365 days of transactions, in place of 90.
    pub(super) year: bool,
    /// DateFrom and DateTo, as Julian days.
    pub(super) from: Option<i32>,
    pub(super) to: Option<i32>,
    pub(super) accounts: Option<Vec<Uuid>>,
    /// An account, and the transaction that its client has already.
    pub(super) known: Vec<(Uuid, Uuid)>,
}

/// What a session remembers of its requests. Most have nothing to remember, and pay for nothing.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct LastOptions(Option<Box<Remembered>>);

#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
struct Remembered {
    /// What each [`Form`] was last asked with: an Async has no body, and brings what its POST asked for.
    forms: [Option<Arc<Options>>; 3],
    /// The Tag of Authorize, as JSON. It may name a user, so no file has it: a restart forgets it.
    #[serde(skip)]
    tag: Option<String>,
}

impl LastOptions {
    pub(crate) fn of_tag(tag: Option<String>) -> Self {
        Self(tag.map(|tag| Box::new(Remembered { tag: Some(tag), ..Remembered::default() })))
    }

    /// Whether a snapshot has nothing to keep.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|kept| kept.forms == <[Option<Arc<Options>>; 3]>::default())
    }

    pub(crate) fn tag(&self) -> Option<&str> {
        self.0.as_ref()?.tag.as_deref()
    }

    pub(crate) fn get(&self, form: Form) -> Option<Arc<Options>> {
        self.0.as_ref().and_then(|kept| kept.forms[form as usize].clone())
    }

    pub(crate) fn set(&mut self, form: Form, options: Options) {
        let options = (options != Options::default()).then(|| Arc::new(options));
        if options.is_some() || self.0.is_some() {
            self.0.get_or_insert_default().forms[form as usize] = options;
        }
    }
}

const ACCOUNTS_FILTER: &str = "AccountsFilter";
const DAYS: &str = "DaysOfTransactions";
const REFRESH_DELTA: &str = "RefreshDelta";

impl Options {
    /// As a request asks. A flag and a number of statements that are not readable count as absent.
    ///
    /// # Errors
    ///
    /// A filter, a window or a RefreshDelta that is not readable.
    pub(crate) fn read(form: Form, members: &Members) -> Result<Self, Wrong> {
        let mut options = Self::default();
        if form != Form::Statements {
            let is_off = |flag: &&'static str| members.flag(flag) == Ok(Some(false));
            let flags = WITHOUT.iter().enumerate().filter(|(_, flag)| is_off(flag));
            options.without = flags.fold(0, |bits, (bit, _)| bits | 1 << bit);
        }
        if form != Form::Summary {
            options.accounts = accounts(members)?.filter(|accounts| !accounts.is_empty());
        }
        match form {
            Form::Detail => {
                options.year = is_year(members)?;
                options.from = day_of(members, "DateFrom")?;
                options.to = day_of(members, "DateTo")?;
                options.known = known(members)?;
            }
            Form::Summary => {}
            Form::Statements => {
                let number = members.text("NumberOfStatements").ok().flatten();
                let asked = STATEMENTS.iter().find(|(name, _)| Some(*name) == number);
                options.statements = asked.map_or(0, |(_, count)| *count);
            }
        }
        Ok(options)
    }

    /// Forgets accounts that the login does not have, so that a session keeps no more than its fixture has.
    pub(crate) fn among(mut self, exists: impl Fn(&Uuid) -> bool) -> Self {
        if let Some(accounts) = &mut self.accounts {
            accounts.retain(&exists);
            accounts.sort_unstable();
            accounts.dedup();
        }
        self.known.retain(|(account, _)| exists(account));
        self.known.sort_by_key(|(account, _)| *account);
        self.known.dedup_by_key(|(account, _)| *account);
        self
    }

    /// The days that are asked for, where the newest transaction of the login is of the day `newest`.
    pub(super) fn days(&self, newest: i32) -> (i32, i32) {
        if self.from.is_none() && self.to.is_none() {
            let days = if self.year { 365 } else { 90 };
            return (newest - days + 1, i32::MAX);
        }
        (self.from.unwrap_or(i32::MIN), self.to.unwrap_or(i32::MAX))
    }
}

/// The Julian day of a text that begins with `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Option<i32> {
    let text = text.get(.."YYYY-MM-DD".len())?;
    let has_form = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let mut parts = text.split('-').filter(|_| has_form).map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(year.into(), month, day.try_into().ok()?).ok()?;
    Some(date.to_julian_day())
}

/// Days360 is the spelling from before August 2018 (C23).
fn is_year(members: &Members) -> Result<bool, Wrong> {
    let wrong = Wrong { member: DAYS, expected: "Days90 or Days365" };
    match text(members, DAYS)? {
        None | Some("Days90") => Ok(false),
        Some("Days365" | "Days360") => Ok(true),
        Some(_) => Err(wrong),
    }
}

fn day_of(members: &Members, member: &'static str) -> Result<Option<i32>, Wrong> {
    let wrong = Wrong { member, expected: "a date, YYYY-MM-DD" };
    text(members, member)?.map(|text| day(text).ok_or(wrong)).transpose()
}

fn text<'a>(members: &'a Members, name: &'static str) -> Result<Option<&'a str>, Wrong> {
    Ok(members.text(name)?.filter(|text| !text.is_empty()))
}

fn accounts(members: &Members) -> Result<Option<Vec<Uuid>>, Wrong> {
    let guid = |value: &Value| Uuid::try_parse(value.as_str()?.trim()).ok();
    let read = |value: &Value| value.as_array()?.iter().map(guid).collect::<Option<_>>();
    let wrong = Wrong { member: ACCOUNTS_FILTER, expected: "a list of GUIDs" };
    members.value(ACCOUNTS_FILTER).map(|value| read(value).ok_or(wrong)).transpose()
}

fn known(members: &Members) -> Result<Vec<(Uuid, Uuid)>, Wrong> {
    let read = |value: &Value| value.as_array()?.iter().map(pair).collect::<Option<_>>();
    let expected = "a list of objects with AccountId and TransactionId, both GUIDs";
    let wrong = Wrong { member: REFRESH_DELTA, expected };
    members.value(REFRESH_DELTA).map_or(Ok(Vec::new()), |value| read(value).ok_or(wrong))
}

fn pair(value: &Value) -> Option<(Uuid, Uuid)> {
    let members = Members::deserialize(value).ok()?;
    let guid = |name| Uuid::try_parse(members.text(name).ok()??).ok();
    Some((guid("AccountId")?, guid("TransactionId")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-31 is the Julian day 2,461,072.
    #[test]
    fn a_day_is_ten_characters_at_the_beginning() {
        for text in ["2026-01-31", "2026-01-31T10:00:00", "2026-01-310"] {
            assert_eq!(day(text), Some(2_461_072), "{text}");
        }
        for text in
            ["2026-1-031", "2026-+1-31", "2026-01-3", "2026-01--1", "+026-01-31", "20260-1-31"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
