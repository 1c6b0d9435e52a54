//! What is shown while a run goes on: a bar on a terminal, a line now and then elsewhere.

use std::io::Write;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_judge::minutes;
use flinks_judge::server::Parsed;
use flinks_mock::clock::{Clock, ClockMode, Moment};
use flinks_report::clean;
use flinks_trace::{Exchange, Part, Role};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub struct Progress {
    output: Output,
    poll: Option<Poll>,
    /// Whether the calls that have to be refused were announced.
    probing: bool,
    /// Real time, however fast the clock of the target runs.
    watch: Clock,
    shown_at: Moment,
    now: Now,
}

enum Output {
    Silent,
    Bar(ProgressBar),
    Lines(Box<dyn Write + Send>),
}

/// The poll in progress. Ages count from its first call, on the clock of the target.
struct Poll {
    part: Part,
    first: Moment,
    calls: u32,
    answer: String,
    age: Duration,
    /// Age of the poll at its last line.
    reported: Duration,
}

/// What a run is doing at the moment. Clones share it; the answer to a signal reads it.
#[derive(Clone, Debug)]
pub struct Now {
    state: Arc<Mutex<State>>,
    bar: Option<ProgressBar>,
}

#[derive(Debug)]
struct State {
    text: String,
    /// When the request was sent that has no answer yet.
    asked: Option<(Clock, Moment)>,
}

impl Progress {
    pub fn silent() -> Self {
        Self::new(Output::Silent)
    }

    /// One live line on standard error.
    pub fn bar() -> Self {
        let bar = ProgressBar::with_draw_target(Some(most_calls()), ProgressDrawTarget::stderr());
        // A test shows that the template is valid.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self::new(Output::Bar(bar))
    }

    /// A line at every change, and at least one a minute. A poll of 30 min prints about 30 lines.
    pub fn lines(out: Box<dyn Write + Send>) -> Self {
        Self::new(Output::Lines(out))
    }

    fn new(output: Output) -> Self {
        let bar = if let Output::Bar(bar) = &output { Some(bar.clone()) } else { None };
        let state = State { text: "nothing was sent yet".to_owned(), asked: None };
        Self {
            output,
            poll: None,
            probing: false,
            watch: Clock::new(ClockMode::Real),
            shown_at: Moment::START,
            now: Now { state: Arc::new(Mutex::new(state)), bar },
        }
    }

    pub fn end(&self) {
        if let Output::Bar(bar) = &self.output {
            bar.finish_and_clear();
        }
    }

    /// A handle for whoever asks in the middle of the run.
    pub fn now(&self) -> Now {
        self.now.clone()
    }

    /// Waits for the answer to a request, and shows now and then that there is none yet: a server may
    /// hold a data call for minutes.
    pub(crate) async fn wait_for<T>(
        &mut self,
        (part, role, call): (Part, Role, &str),
        answer: impl Future<Output = T>,
    ) -> T {
        let (watch, asked) = (self.watch.clone(), self.watch.now());
        self.now.set(format!("{part} · {}", label(role, call)), Some((watch.clone(), asked)));
        let mut answer = pin!(answer);
        loop {
            let due = match self.output {
                Output::Silent => break answer.await,
                Output::Bar(_) => asked.max(self.shown_at).plus(SECOND),
                Output::Lines(_) => self.shown_at.plus(LONGEST_SILENCE),
            };
            tokio::select! {
                biased;
                answer = &mut answer => break answer,
                () = watch.sleep_until(due) => self.show(&self.now.line()),
            }
        }
    }

    /// Shows an exchange that has just ended, with its answer as it may be printed.
    pub(crate) fn answered(&mut self, exchange: &Exchange, answer: &str) {
        let Some(exchange) = &Parsed::new(exchange) else { return };
        let is_due = self.count(exchange, answer);
        let is_probe = exchange.part == Part::Probes;
        let is_first_probe = is_probe && !std::mem::replace(&mut self.probing, is_probe);
        let text = self.text(exchange, answer);
        // First, as who reads the line may ask at once.
        self.now.set(text.clone(), None);
        if let Output::Bar(bar) = &self.output {
            bar.set_position(self.poll.as_ref().map_or(0, |poll| poll.calls.into()));
            self.show(&text);
        } else if is_first_probe {
            self.show(PROBES);
        } else if is_due && !is_probe {
            self.show(&text);
        }
    }

    /// Waits for `due`, the time of the next call on the clock of the target, and counts down.
    pub(crate) async fn pause(&mut self, clock: &Clock, due: Moment) {
        let mut over = pin!(clock.sleep_until(due));
        let answered = self.now.line();
        loop {
            let tick = self.watch.now().plus(SECOND);
            tokio::select! {
                biased;
                () = &mut over => return,
                () = self.watch.sleep_until(tick) => {
                    let left = due.since(clock.now()).as_secs_f64().ceil();
                    let text = format!("{answered} · next in {left} s");
                    if let Output::Bar(bar) = &self.output {
                        bar.set_message(text.clone());
                    }
                    self.now.set(text, None);
                }
            }
        }
    }

    fn show(&mut self, text: &str) {
        match &mut self.output {
            Output::Silent => {}
            Output::Bar(bar) => bar.set_message(text.to_owned()),
            // A closed log does not end the run.
            Output::Lines(out) => drop(writeln!(out, "{text}")),
        }
        self.shown_at = self.watch.now();
    }

    /// Counts a call of a poll. Returns whether a line is due: the answer is new, or the next one may
    /// come more than a minute after the last line.
    fn count(&mut self, exchange: &Parsed<'_>, answer: &str) -> bool {
        if !matches!(exchange.role, Role::First | Role::Retry(_) | Role::Poll(_)) {
            self.poll = None;
            return true;
        }
        let poll = self.poll.take().filter(|poll| poll.part == exchange.part);
        let mut poll = poll.unwrap_or_else(|| Poll {
            part: exchange.part,
            first: exchange.arrived,
            calls: 0,
            answer: String::new(),
            age: Duration::ZERO,
            reported: Duration::ZERO,
        });
        let age = exchange.ended().since(poll.first);
        let next = age + age.saturating_sub(poll.age);
        let is_due = poll.answer != answer || next > poll.reported + LONGEST_SILENCE;
        (poll.calls, poll.answer, poll.age) = (poll.calls + 1, answer.to_owned(), age);
        if is_due {
            poll.reported = age;
        }
        self.poll = Some(poll);
        is_due
    }

    fn text(&self, exchange: &Parsed<'_>, answer: &str) -> String {
        let part = exchange.part;
        let answer: String = clean(answer).chars().take(LONGEST_ANSWER).collect();
        let Some(Poll { calls, age, .. }) = &self.poll else {
            return format!("{part} · {} · {answer}", label(exchange.role, &exchange.call()));
        };
        let (of, age, most) = (most_calls(), minutes(*age), minutes(CEILING));
        format!("{part} · call {calls} of {of} · {answer} · {age} of {most}")
    }
}

impl Now {
    pub fn line(&self) -> String {
        let State { text, asked } = &*self.lock();
        match asked {
            None => text.clone(),
            Some((watch, asked)) => {
                format!("{text} · no answer yet · {}", minutes(watch.now().since(*asked)))
            }
        }
    }

    /// Passes the line to `print`, with the bar out of the way.
    pub fn print(&self, print: impl FnOnce(&str)) {
        match &self.bar {
            Some(bar) => bar.suspend(|| print(&self.line())),
            None => print(&self.line()),
        }
    }

    fn set(&self, text: String, asked: Option<(Clock, Moment)>) {
        *self.lock() = State { text, asked };
    }

    /// Locks the state, which is whole even if its last writer panicked.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The call, or its purpose where it looks like another call.
fn label(role: Role, call: &str) -> String {
    let purpose = match role {
        Role::Again | Role::Back | Role::Probe(_) => role.label(),
        Role::Token | Role::Open | Role::First | Role::Retry(_) | Role::Poll(_) => None,
    };
    purpose.unwrap_or_else(|| call.to_owned())
}

/// The first data call, and a poll every 10 s for 30 min.
fn most_calls() -> u64 {
    CEILING.as_secs() / INTERVAL.as_secs() + 1
}

const SECOND: Duration = Duration::from_secs(1);
/// CI systems take a job for dead that is silent for long.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
const PROBES: &str = "probes · calls that have to be refused";
const TEMPLATE: &str = "{bar:20} {wide_msg}";
/// Most characters of an answer in a line. Codes are shorter.
const LONGEST_ANSWER: usize = 60;

#[cfg(test)]
mod tests;
