//! Where a moment stands on the axis.

use std::time::Duration;

use crate::report::Event;

/// From the first request of a session to its last answer.
pub(super) struct Scale {
    from: Duration,
    span: Duration,
    step: Duration,
    left: f64,
    right: f64,
}

impl Scale {
    pub(super) fn of(events: &[&Event], left: f64, right: f64) -> Self {
        let from = events.iter().map(|event| event.at).min().unwrap_or_default();
        let to = events.iter().map(|event| super::end(event)).max().unwrap_or_default();
        let span = to.saturating_sub(from).max(SHORTEST);
        let step = STEPS.into_iter().map(Duration::from_millis);
        let step = step.into_iter().find(|step| *step * MOST_TICKS >= span);
        // Longer than the longest step covers: whole hours, so that there are few enough.
        let hours = |span: Duration| Duration::from_secs(3_600 * (span.as_secs() / 36_000 + 1));
        Self { from, span, step: step.unwrap_or_else(|| hours(span)), left, right }
    }

    pub(super) fn x(&self, at: Duration) -> f64 {
        let share = at.saturating_sub(self.from).as_secs_f64() / self.span.as_secs_f64();
        self.left + share.min(1.0) * (self.right - self.left)
    }

    /// Whole steps, at most [`MOST_TICKS`] + 1.
    pub(super) fn ticks(&self) -> impl Iterator<Item = Duration> {
        let step = self.step.as_millis().max(1);
        let first = self.from.as_millis().div_ceil(step);
        let last = (self.from + self.span).as_millis() / step;
        let at = move |tick: u128| Duration::from_millis(u64::try_from(tick * step).unwrap_or(0));
        (first..=last).map(at)
    }

    /// "12:30", or "12:30.5" where the ticks are closer than a second.
    pub(super) fn label(&self, tick: Duration) -> String {
        let (minutes, seconds) = (tick.as_secs() / 60, tick.as_secs() % 60);
        if self.step < Duration::from_secs(1) {
            format!("{minutes}:{seconds:02}.{}", tick.subsec_millis() / 100)
        } else {
            format!("{minutes}:{seconds:02}")
        }
    }
}

const SHORTEST: Duration = Duration::from_millis(500);
const MOST_TICKS: u32 = 12;
const STEPS: [u64; 12] =
    [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::event;

    #[test]
    fn ticks_are_round_and_few() {
        let table = [
            (0, 0, vec!["0:00.0", "0:00.1", "0:00.2", "0:00.3", "0:00.4", "0:00.5"]),
            (0, 30_340, vec!["0:00", "0:05", "0:10", "0:15", "0:20", "0:25", "0:30"]),
            (
                21_000,
                3_300,
                vec!["0:21.0", "0:21.5", "0:22.0", "0:22.5", "0:23.0", "0:23.5", "0:24.0"],
            ),
            (
                0,
                90_000,
                vec![
                    "0:00", "0:10", "0:20", "0:30", "0:40", "0:50", "1:00", "1:10", "1:20", "1:30",
                ],
            ),
            (0, 1_800_000, vec!["0:00", "5:00", "10:00", "15:00", "20:00", "25:00", "30:00"]),
            (
                0,
                172_800_000,
                vec![
                    "0:00", "300:00", "600:00", "900:00", "1200:00", "1500:00", "1800:00",
                    "2100:00", "2400:00", "2700:00",
                ],
            ),
        ];
        for (from, span, expected) in table {
            let event = event(from, span);
            let scale = Scale::of(&[&event], 0.0, 100.0);
            let labels: Vec<String> = scale.ticks().map(|tick| scale.label(tick)).collect();
            assert_eq!(labels, expected, "{from} {span}");
        }
    }

    #[test]
    fn both_ends_are_on_the_picture() {
        let event = event(21_000, 4_000);
        let scale = Scale::of(&[&event], 200.0, 900.0);
        let table =
            [(0, 200.0), (21_000, 200.0), (23_000, 550.0), (25_000, 900.0), (99_000, 900.0)];
        for (at, expected) in table {
            assert_eq!(scale.x(Duration::from_millis(at)), expected, "{at}");
        }
    }
}
