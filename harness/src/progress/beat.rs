//! When a poll whose answers stay the same is worth a line.

use std::time::Duration;

/// Becomes sparser: 10 s, 30 s and 1 min after the first call, then each minute.
#[derive(Debug)]
pub(super) struct Beat {
    /// Lines until now.
    lines: usize,
    /// Age of the poll at its last answer.
    last: Duration,
    /// Age by which a line is due.
    next: Duration,
}

impl Beat {
    pub(super) fn new() -> Self {
        Self { lines: 0, last: Duration::ZERO, next: Duration::ZERO }
    }

    /// Whether to speak at this age of the poll: there is news, or the next answer would be later
    /// than the beat.
    pub(super) fn strikes(&mut self, age: Duration, news: bool) -> bool {
        let gap = age.saturating_sub(self.last);
        self.last = age;
        let strikes = news || age + gap > self.next;
        if strikes {
            self.next = age + SILENCES.get(self.lines).copied().unwrap_or(LONGEST_SILENCE);
            self.lines += 1;
        }
        strikes
    }
}

/// CI systems take a job for dead that is silent for long.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// After the first lines.
const SILENCES: [Duration; 3] =
    [Duration::from_secs(10), Duration::from_secs(20), Duration::from_secs(30)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_hour_of_polls() {
        assert_eq!(lines(10_000)[..7], [0, 10_000, 30_000, 60_000, 120_000, 180_000, 240_000]);
        assert_eq!(lines(10_000).len(), 33);
        assert_eq!(lines(10_300)[..6], [0, 10_300, 20_600, 41_200, 92_700, 144_200]);
        assert_eq!(lines(29_000)[..5], [0, 29_000, 58_000, 87_000, 145_000]);
    }

    #[test]
    fn a_minute_is_the_longest_silence_and_a_quick_server_takes_40_lines() {
        for interval in (10_000..60_000).step_by(100) {
            let lines = lines(interval);
            let longest = lines.windows(2).map(|pair| pair[1] - pair[0]).max();
            assert!(longest <= Some(60_000), "{interval}: {lines:?}");
            assert!(lines.len() <= 40 || interval > 11_000, "{interval}: {}", lines.len());
        }
    }

    #[test]
    fn news_is_told_at_once() {
        let mut beat = Beat::new();
        let seconds = Duration::from_secs;
        assert!(beat.strikes(seconds(0), true));
        assert!(beat.strikes(seconds(10), false));
        assert!(!beat.strikes(seconds(20), false));
        assert!(beat.strikes(seconds(21), true));
    }

    /// The ages of a poll at which it speaks, in milliseconds, when nothing changes for 30 min.
    fn lines(interval_ms: u64) -> Vec<u64> {
        let mut beat = Beat::new();
        let ages = (0..=1_800_000 / interval_ms).map(|call| call * interval_ms);
        ages.filter(|age| beat.strikes(Duration::from_millis(*age), *age == 0)).collect()
    }
}
