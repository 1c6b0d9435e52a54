//! Dates and moments, all moved into the past by the same days.

use std::time::Duration;

use super::key::Key;
use super::shape::pseudonym;

/// What Flinks gives for a login that was never refreshed.
const NEVER: &str = "0001-01-01T00:00:00";

/// Dates before this year stay: there is no room before them, and they are nobody's.
const FIRST_YEAR: i64 = 3;

const SECONDS_PER_DAY: u64 = 86_400;

/// How far everything is moved, in whole days.
pub(super) struct Shift(u16);

impl Shift {
    pub(super) fn new(key: &Key) -> Self {
        Self(7 + key.number("days", 358))
    }

    /// The moved text; nothing where the text does not look like a date. What exists exists
    /// afterwards, and what does not does not; either way it breaks the same rules as before.
    pub(super) fn shifted(&self, key: &Key, text: &str) -> Option<String> {
        let (date, time) = parts(text)?;
        if text == NEVER {
            return Some(text.to_owned());
        }
        if !is_written_right(text) {
            return Some(pseudonym(key, text, |other| !is_written_right(other)));
        }
        let moved = match days(date) {
            _ if date.year < FIRST_YEAR => date,
            Some(days) => Date::of(days - i64::from(self.0)),
            None => date.in_the_year_before(),
        };
        let Date { year, month, day } = moved;
        Some(format!("{year:04}-{month:02}-{day:02}{}", fraction(key, time)))
    }

    /// An HTTP date, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub(super) fn http(&self, text: &str) -> Option<String> {
        let moment = httpdate::parse_http_date(text).ok()?;
        let days = Duration::from_secs(u64::from(self.0) * SECONDS_PER_DAY);
        moment.checked_sub(days).map(httpdate::fmt_http_date)
    }
}

#[derive(Clone, Copy)]
struct Date {
    year: i64,
    month: i64,
    day: i64,
}

/// `YYYY-MM-DD`, and what is behind it: nothing, or `THH:MM:SS` with a fraction and a zone.
fn parts(text: &str) -> Option<(Date, &str)> {
    let (date, time) = text.split_at_checked(10)?;
    let number = |range: std::ops::Range<usize>| {
        let part = date.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let dashes = date.get(4..5) == Some("-") && date.get(7..8) == Some("-");
    let date = Date { year: number(0..4)?, month: number(5..7)?, day: number(8..10)? };
    (dashes && (time.is_empty() || clock(time).is_some())).then_some((date, time))
}

/// Hours, minutes, seconds, and the digits and zone behind them.
fn clock(time: &str) -> Option<([u8; 3], &str, &str)> {
    let (clock, rest) = time.split_at_checked(9)?;
    let pattern = clock.bytes().zip(*b"Tdd:dd:dd");
    for (byte, wanted) in pattern {
        match wanted {
            b'd' if byte.is_ascii_digit() => {}
            wanted if byte == wanted => {}
            _ => return None,
        }
    }
    let number = |at: usize| clock.get(at..at + 2)?.parse().ok();
    let (digits, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.bytes().take_while(u8::is_ascii_digit).count();
            if end == 0 {
                return None;
            }
            rest.split_at(end)
        }
        None => ("", rest),
    };
    matches!(zone, "" | "Z").then_some(())?;
    Some(([number(1)?, number(4)?, number(7)?], digits, zone))
}

/// As the schemas want dates and moments; 30 February passes there.
fn is_written_right(text: &str) -> bool {
    let Some((date, time)) = parts(text) else { return false };
    let is_clock = time.is_empty()
        || clock(time).is_some_and(|([hour, minute, second], digits, _)| {
            hour < 24 && minute < 60 && second < 60 && digits.len() <= 7
        });
    is_clock && (1..=12).contains(&date.month) && (1..=31).contains(&date.day)
}

/// The time of day stays; the digits behind the second are enough to know a login by.
fn fraction(key: &Key, time: &str) -> String {
    match clock(time) {
        Some((_, digits, zone)) if !digits.is_empty() => {
            let clock = &time[..9];
            format!("{clock}.{}{zone}", pseudonym(key, digits, |_| true))
        }
        _ => time.to_owned(),
    }
}

impl Date {
    /// For a day that no year has, and 29 February: the nearest year before that lacks it too.
    fn in_the_year_before(self) -> Self {
        let before = Self { year: self.year - 1, ..self };
        match days(before) {
            Some(_) => Self { year: self.year - 2, ..self },
            None => before,
        }
    }

    /// From days since 1970, by H. Hinnant's `civil_from_days`.
    fn of(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day }
    }
}

/// Days since 1970, by H. Hinnant's `days_from_civil`; nothing for a day that does not exist.
fn days(date: Date) -> Option<i64> {
    let Date { year, month, day } = date;
    let shifted_year = year - i64::from(month <= 2);
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    let days = era * 146_097 + of_era - 719_468;
    let back = Date::of(days);
    (back.year == year && back.month == month && back.day == day).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift() -> (Key, Shift) {
        (Key::new(&[1; 32]), Shift(30))
    }

    #[test]
    fn what_exists_moves_by_the_days_of_the_key() {
        let (key, shift) = shift();
        let table = [
            ("2026-11-21", Some("2026-10-22")),
            ("2024-03-30", Some("2024-02-29")),
            ("2023-01-01", Some("2022-12-02")),
            ("2000-03-01", Some("2000-01-31")),
            ("2026-11-21T13:47:46", Some("2026-10-22T13:47:46")),
            ("2026-11-21T13:47:46Z", Some("2026-10-22T13:47:46Z")),
            ("2026-11-21T13:47:46.0Z", Some("2026-10-22T13:47:46.0Z")),
            ("0001-01-01T00:00:00", Some("0001-01-01T00:00:00")),
            ("0001-01-01", Some("0001-01-01")),
            // No day of any year, or of this one: the year before that has none either.
            ("2026-02-30", Some("2025-02-30")),
            ("2026-04-31T10:00:00", Some("2025-04-31T10:00:00")),
            ("2023-02-29", Some("2022-02-29")),
            ("2021-02-29", Some("2019-02-29")),
            ("2026/11/21", None),
            ("2026-1-21", None),
            ("2026-11-21 10:00:00", None),
            ("2026-11-21T10:00", None),
            ("2026-11-21T10:00:00.", None),
            ("2026-11-2é", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(shift.shifted(&key, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_wrong_stays_wrong() {
        for text in [
            "2026-13-01",
            "2026-00-10",
            "2026-12-32",
            "2026-01-00",
            "2026-11-21T24:00:00",
            "2026-11-21T10:60:00",
            "2026-11-21T10:00:00.12345678",
        ] {
            for key in 0..50 {
                let key = Key::new(&[key; 32]);
                let moved = Shift::new(&key).shifted(&key, text).unwrap();
                assert!(!is_written_right(&moved), "{text} {moved}");
                assert_eq!(moved.len(), text.len());
            }
        }
    }

    #[test]
    fn a_fraction_is_hidden_and_a_week_is_the_least() {
        let (key, shift) = shift();
        let moved = shift.shifted(&key, "2026-11-21T13:47:46.5227901").unwrap();
        assert!(moved.starts_with("2026-10-22T13:47:46."), "{moved}");
        assert!(!moved.contains("5227901"), "{moved}");
        for key in 0..=255 {
            let Shift(days) = Shift::new(&Key::new(&[key; 32]));
            assert!((7..=364).contains(&days), "{days}");
        }
    }

    #[test]
    fn http_dates_move_too() {
        let (_, shift) = shift();
        let table = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("Fri, 07 Oct 1994 08:49:37 GMT")),
            ("yesterday", None),
        ];
        for (text, expected) in table {
            assert_eq!(shift.http(text).as_deref(), expected);
        }
    }
}
