//! What is shown while a run goes on: a bar on a terminal, now and then a line elsewhere.

mod beat;
mod now;

use flinks_judge::server::Parsed;
use flinks_trace::{Exchange, Part, Role};
use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_mock::clock::{Clock, ClockMode, Moment};
use flinks_report::clean;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use beat::{Beat, LONGEST_SILENCE};
use flinks_judge::minutes;

pub use now::Now;

/// Where the progress goes.
pub struct Progress {
    picture: Picture,
    poll: Option<Poll>,
    /// Whether the calls that are to be refused have been told of.
    probing: bool,
    /// Of who looks on, and so in real time, however fast the clock of the target is.
    watch: Clock,
    /// When something was shown last.
    spoke: Moment,
    /// What was to be shown last, whether it was worth a line or not.
    text: String,
    now: Now,
}

enum Picture {
    Nothing,
    Bar(ProgressBar),
    Lines(Box<dyn Write + Send>),
}

/// The poll in progress.
struct Poll {
    part: Part,
    first: Moment,
    calls: u32,
    answer: String,
    /// Since the first call, on the clock of the target.
    age: Duration,
    beat: Beat,
}

impl Progress {
    pub fn silent() -> Self {
        Self::new(Picture::Nothing)
    }

    /// One live line on standard error.
    pub fn bar() -> Self {
        let bar = ProgressBar::with_draw_target(Some(most_calls()), ProgressDrawTarget::stderr());
        // The template is fixed, and a test reads it; without it the default style would do.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self::new(Picture::Bar(bar))
    }

    /// A line at every change, and in between one at least every minute. A poll of 30 min whose
    /// answers come at once prints 30 to 40 lines.
    pub fn lines(out: Box<dyn Write + Send>) -> Self {
        Self::new(Picture::Lines(out))
    }

    /// Removes the bar.
    pub fn end(&self) {
        if let Picture::Bar(bar) = &self.picture {
            bar.finish_and_clear();
        }
    }

    fn new(picture: Picture) -> Self {
        let bar = match &picture {
            Picture::Bar(bar) => Some(bar.clone()),
            Picture::Nothing | Picture::Lines(_) => None,
        };
        Self {
            picture,
            poll: None,
            probing: false,
            watch: Clock::new(ClockMode::Real),
            spoke: Moment::START,
            text: String::new(),
            now: Now::new(bar),
        }
    }

    /// For who wants to know in the middle of the run.
    pub fn now(&self) -> Now {
        self.now.clone()
    }

    /// Waits for the answer to a request, and says now and then that there is none yet: a server
    /// may hold a data call for minutes.
    pub(crate) async fn wait_for<T>(
        &mut self,
        (part, role, call): (Part, Role, &str),
        answer: impl Future<Output = T>,
    ) -> T {
        let watch = self.watch.clone();
        let asked = watch.now();
        self.now.asks(format!("{part} · {}", what(role, call)));
        let mut answer = pin!(answer);
        while let Some(due) = self.due(asked) {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                () = watch.sleep_until(due) => {
                    let held = minutes(watch.now().since(asked));
                    self.show(&format!("{part} · {} · no answer yet · {held}", what(role, call)));
                }
            }
        }
        answer.await
    }

    /// Shows an exchange that has just ended.
    pub(crate) fn answered(&mut self, exchange: &Exchange) {
        let Some(exchange) = &Parsed::new(exchange) else { return };
        let speaks = self.follow(exchange);
        if let Picture::Bar(bar) = &self.picture {
            bar.set_position(self.poll.as_ref().map_or(0, |poll| poll.calls.into()));
        }
        let is_first_probe = exchange.part == Part::Probes && !self.probing;
        self.probing |= is_first_probe;
        self.text = self.text(exchange);
        self.now.says(self.text.clone());
        // Nothing is waited for between them, and each is a line of the report.
        if exchange.part == Part::Probes && !matches!(self.picture, Picture::Bar(_)) {
            if is_first_probe {
                self.show(PROBES);
            }
            return;
        }
        if speaks || matches!(self.picture, Picture::Bar(_)) {
            self.show(&self.text.clone());
        }
    }

    /// Waits for `due` on the clock of the target: the time of the next call.
    pub(crate) async fn pause(&mut self, clock: &Clock, due: Moment) {
        let watch = self.watch.clone();
        let mut over = pin!(clock.sleep_until(due));
        loop {
            let tick = watch.now().plus(SECOND);
            tokio::select! {
                biased;
                () = &mut over => return,
                () = watch.sleep_until(tick) => self.count_down(due.since(clock.now())),
            }
        }
    }

    /// A line of its own it is not worth.
    fn count_down(&mut self, left: Duration) {
        let text = format!("{} · next in {} s", self.text, left.as_secs_f64().ceil());
        if let Picture::Bar(bar) = &self.picture {
            bar.set_message(text.clone());
        }
        self.now.says(text);
    }

    /// When it is to be said that there is no answer yet.
    fn due(&self, asked: Moment) -> Option<Moment> {
        match self.picture {
            Picture::Nothing => None,
            Picture::Bar(_) => Some(asked.max(self.spoke).plus(SECOND)),
            Picture::Lines(_) => Some(self.spoke.plus(LONGEST_SILENCE)),
        }
    }

    fn show(&mut self, text: &str) {
        match &mut self.picture {
            Picture::Nothing => {}
            Picture::Bar(bar) => bar.set_message(text.to_owned()),
            // Nobody to tell it to is no reason to stop.
            Picture::Lines(out) => drop(writeln!(out, "{text}")),
        }
        self.spoke = self.watch.now();
    }

    /// Counts the call, and says whether it is worth a line.
    fn follow(&mut self, exchange: &Parsed<'_>) -> bool {
        if !matches!(exchange.role, Role::First | Role::Retry(_) | Role::Poll(_)) {
            self.poll = None;
            return true;
        }
        let answer = exchange.answer();
        let mut poll = match self.poll.take() {
            Some(poll) if poll.part == exchange.part => poll,
            _ => Poll::new(exchange),
        };
        let news = poll.answer != answer;
        poll.calls += 1;
        poll.answer = answer;
        poll.age = exchange.ended().since(poll.first);
        self.poll.insert(poll).strikes(news)
    }

    fn text(&self, exchange: &Parsed<'_>) -> String {
        let (part, answer) = (exchange.part, exchange.answer());
        let answer: String = clean(&answer).chars().take(ANSWER).collect();
        match &self.poll {
            None => format!("{part} · {} · {answer}", what(exchange.role, &exchange.call())),
            Some(poll) => {
                let (age, most) = (minutes(poll.age), minutes(CEILING));
                let (calls, of) = (poll.calls, most_calls());
                format!("{part} · call {calls} of {of} · {answer} · {age} of {most}")
            }
        }
    }
}

impl Poll {
    /// Before its first answer.
    fn new(exchange: &Parsed<'_>) -> Self {
        Self {
            part: exchange.part,
            first: exchange.arrived,
            calls: 0,
            answer: String::new(),
            age: Duration::ZERO,
            beat: Beat::new(),
        }
    }

    fn strikes(&mut self, news: bool) -> bool {
        self.beat.strikes(self.age, news)
    }
}

/// The call, or what it is for where it looks like another one.
fn what(role: Role, call: &str) -> String {
    match role {
        Role::Again | Role::Back | Role::Probe(_) => role.label(),
        Role::Token | Role::Open | Role::First | Role::Retry(_) | Role::Poll(_) => None,
    }
    .unwrap_or_else(|| call.to_owned())
}

/// The first data call, and a poll every 10 s for 30 min.
fn most_calls() -> u64 {
    CEILING.as_secs() / INTERVAL.as_secs() + 1
}

const SECOND: Duration = Duration::from_secs(1);
const PROBES: &str = "probes · calls that are to be refused";
const TEMPLATE: &str = "{bar:20} {wide_msg}";
/// Characters of an answer; codes are shorter.
const ANSWER: usize = 60;

#[cfg(test)]
mod tests;
