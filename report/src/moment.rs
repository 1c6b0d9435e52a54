//! Moments as people read them.

use std::time::Duration;

/// `t+MM:SS.d` since the start of the run, cut to tenths of a second; minutes go on past 60.
pub fn moment(at: Duration) -> String {
    let tenths = tenths(at);
    format!("t+{:02}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

pub(crate) fn tenths(duration: Duration) -> u128 {
    duration.as_millis() / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let table = [
            (0, "t+00:00.0"),
            (10_049, "t+00:10.0"),
            (1_500_000, "t+25:00.0"),
            (3_661_900, "t+61:01.9"),
        ];
        for (millis, expected) in table {
            assert_eq!(moment(Duration::from_millis(millis)), expected);
        }
    }
}
