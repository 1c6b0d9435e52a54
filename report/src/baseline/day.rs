//! A day of the calendar, in UTC: the last one of an entry, and today.

use std::fmt;
use std::time::{Duration, SystemTime};

/// Year, month and day, so that days are in order.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Day {
    pub fn today() -> Self {
        Self::of(now())
    }

    /// The last day that an entry can have: none is for ever.
    pub(super) fn in_a_year(self) -> Self {
        Self { year: self.year.saturating_add(1), ..self }
    }

    pub fn in_days(days: u64) -> Self {
        Self::of(now() + Duration::from_secs(days * DAY_SECONDS))
    }

    /// Howard Hinnant's `civil_from_days`: years that begin in March put the leap day at the end.
    fn of(since_1970: Duration) -> Self {
        let days = since_1970.as_secs() / DAY_SECONDS + DAYS_FROM_MARCH_0_TO_1970;
        let (era, day_of_era) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

/// Since 1970; a clock of before says 1970.
#[expect(clippy::disallowed_methods, reason = "an expected failure ends on a day of the calendar")]
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

const DAY_SECONDS: u64 = 24 * 3600;
const DAYS_FROM_MARCH_0_TO_1970: u64 = 719_468;
const DAYS_OF_400_YEARS: u64 = 146_097;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        let table = [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_704_067_199, "2023-12-31"),
            (1_709_164_800, "2024-02-29"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
            (4_107_542_400, "2100-03-01"),
        ];
        for (seconds, expected) in table {
            assert_eq!(Day::of(Duration::from_secs(seconds)).to_string(), expected, "{seconds}");
        }
    }

    #[test]
    fn a_later_day_is_greater() {
        let day = |year, month, day| Day { year, month, day };
        assert!(day(2026, 12, 31) < day(2027, 1, 1));
        assert!(day(2027, 1, 31) < day(2027, 2, 1));
    }
}
