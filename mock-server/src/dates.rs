//! Dates that move with the calendar, so that what a client sums up over its last 30 days is there on any
//! day.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use time::Date;

use crate::answer::Message;
use crate::clock::{Moment, unix_time};
use crate::view::day;

/// Which dates transactions and LastRefresh have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Dates {
    /// Those of the fixtures: the same bytes on any day.
    #[default]
    AsWritten,
    /// The customer's first call comes today. The newest transaction of a fixture is of the day before its
    /// session began, and the others keep their distance to it.
    Today,
    /// The same, where the customer's first call comes at this time, in seconds since 1970 (UTC).
    From(NonZeroU32),
}

impl Dates {
    /// The time at which the clock of a customer that calls now is at zero.
    pub(crate) fn epoch(self) -> Option<NonZeroU32> {
        match self {
            Self::AsWritten => None,
            Self::Today => unix_time(),
            Self::From(time) => Some(time),
        }
    }
}

/// `today`, `as-written`, or a date as YYYY-MM-DD, whose noon in UTC it is then.
impl FromStr for Dates {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "today" => Ok(Self::Today),
            "as-written" => Ok(Self::AsWritten),
            _ => {
                let date = day(text).filter(|_| text.len() == "2026-01-31".len());
                let date = date.and_then(|day| Date::from_julian_day(day).ok());
                let noon = date.and_then(|date| date.with_hms(12, 0, 0).ok());
                let noon = noon.map(|noon| noon.assume_utc().unix_timestamp());
                let noon = noon.and_then(|noon| NonZeroU32::new(noon.try_into().ok()?));
                noon.map(Self::From).ok_or_else(|| {
                    "expected `today`, `as-written`, or a date from 1970 to 2105, such as 2026-01-31"
                        .to_owned()
                })
            }
        }
    }
}

/// The day before the one on which the clock that is at zero at `epoch` shows `now`, as a Julian day. No
/// client's time zone is a day behind, so none sees a transaction of tomorrow.
pub(crate) fn day_before(epoch: NonZeroU32, now: Moment) -> Option<i32> {
    let time = now.as_duration().as_secs().checked_add(epoch.get().into())?;
    i32::try_from(time / DAY_SECONDS).ok()?.checked_add(FIRST_DAY - 1)
}

const DAY_SECONDS: u64 = 86_400;

/// 1 January 1970.
const FIRST_DAY: i32 = 2_440_588;

/// Versions of a message by the day of its newest transaction; the one used last is at the end. None is one
/// without dates.
#[derive(Debug, Default)]
pub(crate) struct Versions(Mutex<Vec<(i32, Option<Arc<Message>>)>>);

/// Around midnight, sessions of two days are open; customers whose clocks are moved by days are few.
const MOST_VERSIONS: usize = 4;

impl Message {
    /// The message with its newest transaction on this day, or None where nothing in it has a date.
    pub(crate) fn of_day(&self, newest: i32) -> Option<Arc<Self>> {
        if !self.is_success {
            return None;
        }
        let mut versions = self.versions.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = versions.iter().position(|(day, _)| *day == newest) {
            versions[place..].rotate_left(1);
            return versions.last().and_then(|(_, version)| version.clone());
        }
        if versions.len() == MOST_VERSIONS {
            versions.remove(0);
        }
        let body = moved(self.body.to_json(), newest);
        let version = body.map(|body| Arc::new(self.with_body(&body)));
        versions.push((newest, version.clone()));
        version
    }
}

/// None where no date is in it, or none that can be moved so far.
fn moved(mut body: Value, newest: i32) -> Option<Value> {
    let mut written = None;
    each_date(&mut body, &mut |_, day| written = written.max(Some(day)));
    let distance = newest.checked_sub(written?)?;
    each_date(&mut body, &mut |text, day| {
        let moved = day.checked_add(distance).and_then(|day| Date::from_julian_day(day).ok());
        if let Some(date) = moved {
            text.replace_range(..10, &date.to_string());
        }
    });
    Some(body)
}

/// Members `Date` whose text begins with a date.
fn each_date(value: &mut Value, take: &mut impl FnMut(&mut String, i32)) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| each_date(value, take)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == "Date" => {
                        day(text).into_iter().for_each(|day| take(text, day));
                    }
                    value => each_date(value, take),
                }
            }
        }
        _ => {}
    }
}

impl Clone for Versions {
    /// Of a copy they are made anew: it may get another body.
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_dates_may_be() {
        let table = [
            ("today", Ok(Dates::Today)),
            ("as-written", Ok(Dates::AsWritten)),
            ("2026-01-31", Ok(Dates::From(NonZeroU32::new(1_769_860_800).unwrap()))),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse(), expected, "{text}");
        }
        for text in [
            "",
            "2026-02-30",
            "2026-1-031",
            "2026-+1-31",
            "+2026-1-31",
            "02026-1-31",
            "2026-01-3\u{661}",
            "2026-01-31T00:00:00",
            "tomorrow",
            "31.1.2026",
            "1969-12-31",
            "2107-01-01",
        ] {
            assert!(text.parse::<Dates>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_newest_is_of_that_day_and_the_others_keep_their_distance() {
        let body = json!({ "Accounts": [
            { "Transactions": [{ "Date": "2019-03-01", "Id": 1 }, { "Date": "2019-02-28T10:00:00" }] },
            { "Transactions": [{ "Date": "2018-12-31" }, { "Date": null }, { "Date": "soon" }] },
        ], "LastRefresh": "2019-03-01", "Opened": { "Date": "2019-01-01" } });
        let newest = day("2024-02-29").unwrap();
        assert_eq!(
            moved(body, newest).unwrap(),
            json!({ "Accounts": [
                { "Transactions": [{ "Date": "2024-02-29", "Id": 1 }, { "Date": "2024-02-28T10:00:00" }] },
                { "Transactions": [{ "Date": "2023-12-31" }, { "Date": null }, { "Date": "soon" }] },
            ], "LastRefresh": "2019-03-01", "Opened": { "Date": "2024-01-01" } })
        );
        assert_eq!(moved(json!({ "Accounts": [], "Date": 5 }), newest), None);
    }

    #[test]
    fn the_day_before_by_the_clock_of_the_customer() {
        let Ok(Dates::From(noon)) = "2026-01-31".parse() else { panic!("a date") };
        let hours = |hours: u64| Moment::from_secs(hours * 3_600);
        for (now, expected) in
            [(0, "2026-01-30"), (11, "2026-01-30"), (12, "2026-01-31"), (36, "2026-02-01")]
        {
            assert_eq!(day_before(noon, hours(now)), day(expected), "{now} h");
        }
        assert_eq!(day_before(noon, hours(u64::MAX / 3_600)), None);
    }
}
