//! Durations as people read them.

use std::time::Duration;

/// `MM:SS`, to the nearest second; minutes go on past 60.
pub fn minutes(duration: Duration) -> String {
    let seconds = duration.saturating_add(Duration::from_millis(500)).as_secs();
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_the_nearest_second() {
        let table = [
            (0, "00:00"),
            (499, "00:00"),
            (59_500, "01:00"),
            (600_499, "10:00"),
            (3_661_000, "61:01"),
        ];
        for (millis, expected) in table {
            assert_eq!(minutes(Duration::from_millis(millis)), expected);
        }
    }
}
