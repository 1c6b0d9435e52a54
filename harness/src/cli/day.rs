//! Today.

use std::time::{Duration, SystemTime};

/// `2026-11-21`, in UTC. A clock of before 1970 says 1970.
#[expect(clippy::disallowed_methods, reason = "a recording says on which day it was made")]
pub(super) fn today() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    day(now.unwrap_or_default())
}

/// Howard Hinnant's `civil_from_days`: years that begin in March put the leap day at the end.
fn day(since_1970: Duration) -> String {
    let days = since_1970.as_secs() / (24 * 3600) + DAYS_FROM_MARCH_0_TO_1970;
    let (era, day_of_era) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

const DAYS_FROM_MARCH_0_TO_1970: u64 = 719_468;
const DAYS_OF_400_YEARS: u64 = 146_097;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        let table = [
            (0, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_761_599, "2026-12-31"),
        ];
        for (seconds, expected) in table {
            assert_eq!(day(Duration::from_secs(seconds)), expected, "{seconds}");
        }
    }
}
