//! Durations as people read and type them.

use std::fmt;
use std::time::Duration;

/// `25m`, `1m30s`, `250ms`: rounded up to milliseconds, so that who waits so long has waited enough.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(pub(crate) Duration);

/// Milliseconds of each unit, the largest first.
const UNITS: [(u128, &str); 4] = [(3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];

impl Span {
    fn milliseconds(self) -> u128 {
        self.0.as_nanos().div_ceil(1_000_000)
    }

    /// One number and one unit, as a scenario file and the command line take it: `90s`.
    pub(crate) fn typed(self) -> String {
        let milliseconds = self.milliseconds();
        let unit =
            UNITS.iter().find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
        unit.map_or("0s".to_owned(), |(unit, name)| format!("{}{name}", milliseconds / unit))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.milliseconds();
        if rest == 0 {
            return formatter.write_str("0s");
        }
        for (unit, name) in UNITS {
            if rest >= unit {
                write!(formatter, "{}{name}", rest / unit)?;
                rest %= unit;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_words_and_for_the_keyboard() {
        #[rustfmt::skip]
        let table = [
            (Duration::ZERO, "0s", "0s"),
            (Duration::from_nanos(1), "1ms", "1ms"),
            (Duration::from_millis(250), "250ms", "250ms"),
            (Duration::from_secs(90), "1m30s", "90s"),
            (Duration::from_secs(1_500), "25m", "25m"),
            (Duration::from_millis(1_480_001), "24m40s1ms", "1480001ms"),
            (Duration::from_secs(5_400), "1h30m", "90m"),
            (Duration::from_secs(604_800), "168h", "168h"),
        ];
        for (duration, shown, typed) in table {
            assert_eq!(Span(duration).to_string(), shown);
            assert_eq!(Span(duration).typed(), typed);
        }
    }
}
