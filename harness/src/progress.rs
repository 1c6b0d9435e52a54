//! What is shown while a run goes on: a bar on a terminal, now and then a line elsewhere.

use std::io::Write;
use std::time::Duration;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_mock::clock::Moment;
use flinks_report::clean;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::exchange::{Exchange, Part, Role};

/// Where the progress goes.
pub struct Progress {
    picture: Picture,
    poll: Option<Poll>,
}

enum Picture {
    Nothing,
    Bar(ProgressBar),
    Lines { out: Box<dyn Write + Send>, next_beat: Duration },
}

/// The poll in progress.
struct Poll {
    part: Part,
    first: Moment,
    calls: u32,
    answer: String,
}

impl Progress {
    pub fn silent() -> Self {
        Self { picture: Picture::Nothing, poll: None }
    }

    /// One live line on standard error.
    pub fn bar() -> Self {
        let bar = ProgressBar::with_draw_target(Some(most_calls()), ProgressDrawTarget::stderr());
        // The template is fixed, and a test reads it; without it the default style would do.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self { picture: Picture::Bar(bar), poll: None }
    }

    /// A line at every change, and a beat in between that becomes sparser: after 10 s, 30 s, 1 min,
    /// then each minute of the target's clock. A poll of 30 min prints about 35 lines.
    pub fn lines(out: Box<dyn Write + Send>) -> Self {
        Self { picture: Picture::Lines { out, next_beat: BEATS[0] }, poll: None }
    }

    /// Shows an exchange that has just ended.
    pub(crate) fn answered(&mut self, exchange: &Exchange) {
        let changed = self.follow(exchange);
        let text = self.text(exchange);
        let age = self.age(exchange);
        match &mut self.picture {
            Picture::Nothing => {}
            Picture::Bar(bar) => {
                bar.set_position(self.poll.as_ref().map_or(0, |poll| poll.calls.into()));
                bar.set_message(text);
            }
            Picture::Lines { out, next_beat } => {
                if changed {
                    *next_beat = beat_after(age);
                } else if age < *next_beat {
                    return;
                } else {
                    *next_beat = beat_after(age);
                }
                // Nobody to tell it to is no reason to stop.
                let _ = writeln!(out, "{text}");
            }
        }
    }

    /// Removes the bar.
    pub fn end(&self) {
        if let Picture::Bar(bar) = &self.picture {
            bar.finish_and_clear();
        }
    }

    /// Counts the call, and says whether anything is new.
    fn follow(&mut self, exchange: &Exchange) -> bool {
        if !matches!(exchange.role, Role::First | Role::Retry(_) | Role::Poll(_)) {
            self.poll = None;
            return true;
        }
        let answer = exchange.answer();
        match &mut self.poll {
            Some(poll) if poll.part == exchange.part => {
                poll.calls += 1;
                std::mem::replace(&mut poll.answer, answer) != poll.answer
            }
            _ => {
                let (part, first) = (exchange.part, exchange.sent_at);
                self.poll = Some(Poll { part, first, calls: 1, answer });
                true
            }
        }
    }

    fn age(&self, exchange: &Exchange) -> Duration {
        self.poll.as_ref().map_or(Duration::ZERO, |poll| exchange.answered_at.since(poll.first))
    }

    fn text(&self, exchange: &Exchange) -> String {
        let (part, answer) = (exchange.part, exchange.answer());
        let answer: String = clean(&answer).chars().take(ANSWER).collect();
        match &self.poll {
            None => format!("{part} · {} · {answer}", exchange.call()),
            Some(poll) => {
                let (age, most) = (minutes(self.age(exchange)), minutes(CEILING));
                let (calls, of) = (poll.calls, most_calls());
                format!("{part} · call {calls} of {of} · {answer} · {age} of {most}")
            }
        }
    }
}

/// The first data call, and a poll every 10 s for 30 min.
fn most_calls() -> u64 {
    CEILING.as_secs() / INTERVAL.as_secs() + 1
}

/// The first beat after a moment.
fn beat_after(age: Duration) -> Duration {
    let fixed = BEATS.into_iter().find(|beat| *beat > age);
    fixed.unwrap_or_else(|| Duration::from_secs((age.as_secs() / 60 + 1) * 60))
}

fn minutes(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

const BEATS: [Duration; 3] =
    [Duration::from_secs(10), Duration::from_secs(30), Duration::from_secs(60)];
const TEMPLATE: &str = "{bar:20} {msg}";
/// Characters of an answer; codes are shorter.
const ANSWER: usize = 60;

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::checks::sample;

    #[test]
    fn half_an_hour_of_polls_is_35_lines() {
        let lines = Shared::default();
        let mut progress = Progress::lines(Box::new(lines.clone()));
        let mut exchange = sample::find(&mut sample::accounts(), Role::First).clone();
        for call in 0..=180 {
            exchange.role = if call == 0 { Role::First } else { Role::Poll(call) };
            exchange.sent_at = Moment::from_secs(u64::from(call) * 10);
            exchange.answered_at = exchange.sent_at;
            progress.answered(&exchange);
        }
        let text = lines.text();
        let shown: Vec<&str> = text.lines().collect();
        assert_eq!(shown.len(), 33, "{text}");
        assert_eq!(
            shown[..6],
            [
                "accounts · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00",
                "accounts · call 2 of 181 · 202 OPERATION_PENDING · 00:10 of 30:00",
                "accounts · call 4 of 181 · 202 OPERATION_PENDING · 00:30 of 30:00",
                "accounts · call 7 of 181 · 202 OPERATION_PENDING · 01:00 of 30:00",
                "accounts · call 13 of 181 · 202 OPERATION_PENDING · 02:00 of 30:00",
                "accounts · call 19 of 181 · 202 OPERATION_PENDING · 03:00 of 30:00",
            ]
        );
    }

    #[test]
    fn a_change_is_shown_at_once() {
        let lines = Shared::default();
        let mut progress = Progress::lines(Box::new(lines.clone()));
        for exchange in &sample::accounts().exchanges {
            progress.answered(exchange);
        }
        assert_eq!(
            lines.text(),
            "accounts · POST Authorize · 200\n\
             accounts · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00\n\
             accounts · call 2 of 181 · 202 OPERATION_PENDING · 00:10 of 30:00\n\
             accounts · call 3 of 181 · 200 · 00:20 of 30:00\n\
             accounts · GET GetAccountsDetailAsync · 200\n"
        );
    }

    #[test]
    fn the_bar_has_a_valid_template() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Shared {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("no test panics here").clone())
                .expect("progress is text")
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no test panics here").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
}
