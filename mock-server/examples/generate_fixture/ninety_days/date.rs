use std::{fmt, iter};

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: u16,
    /// 1 to 12.
    pub(crate) month: u8,
    /// 1 to 31.
    pub(crate) day: u8,
}

impl Date {
    pub(super) fn is_last_of_month(self) -> bool {
        self.day == days_in_month(self.year, self.month)
    }

    fn day_before(self) -> Self {
        let Self { year, month, day } = self;
        match (month, day) {
            (1, 1) => Self { year: year - 1, month: 12, day: 31 },
            (_, 1) => Self { year, month: month - 1, day: days_in_month(year, month - 1) },
            _ => Self { day: day - 1, ..self },
        }
    }
}

/// `YYYY-MM-DD`, as in the Flinks guide "Make API calls".
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// `count` days in a row up to and including `last`, oldest first.
pub(super) fn days_until(last: Date, count: usize) -> Vec<Date> {
    let mut days: Vec<Date> =
        iter::successors(Some(last), |day| Some(day.day_before())).take(count).collect();
    days.reverse();
    days
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
