//! What is going on, for whoever asks in the middle of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flinks_mock::clock::{Clock, ClockMode, Moment};
use indicatif::ProgressBar;

use flinks_judge::minutes;

/// Clones share what they know. Told by the run, read by the answer to a signal.
#[derive(Clone, Debug)]
pub struct Now {
    state: Arc<Mutex<State>>,
    /// Of who asks, and so in real time.
    watch: Clock,
    /// What would be drawn over.
    bar: Option<ProgressBar>,
}

#[derive(Debug)]
struct State {
    text: String,
    /// When the request was sent that has no answer yet.
    asked: Option<Moment>,
}

impl Now {
    pub(super) fn new(bar: Option<ProgressBar>) -> Self {
        Self::on(Clock::new(ClockMode::Real), bar)
    }

    fn on(watch: Clock, bar: Option<ProgressBar>) -> Self {
        let state = State { text: "nothing was sent yet".to_owned(), asked: None };
        Self { state: Arc::new(Mutex::new(state)), watch, bar }
    }

    /// A request is on its way.
    pub(super) fn asks(&self, text: String) {
        *self.lock() = State { text, asked: Some(self.watch.now()) };
    }

    pub(super) fn says(&self, text: String) {
        *self.lock() = State { text, asked: None };
    }

    /// One line.
    pub fn line(&self) -> String {
        let state = self.lock();
        match state.asked {
            None => state.text.clone(),
            Some(asked) => {
                let held = minutes(self.watch.now().since(asked));
                format!("{} · no answer yet · {held}", state.text)
            }
        }
    }

    /// Hands the line to who prints it, with the bar out of the way.
    pub fn tell(&self, print: impl FnOnce(&str)) {
        match &self.bar {
            Some(bar) => bar.suspend(|| print(&self.line())),
            None => print(&self.line()),
        }
    }

    /// Who panicked with it has left a whole text.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_does() {
        let now = Now::on(Clock::new(ClockMode::Auto), None);
        assert_eq!(now.line(), "nothing was sent yet");
        now.asks("accounts · POST Authorize".to_owned());
        now.watch.catch_up(Moment::from_secs(75));
        assert_eq!(now.line(), "accounts · POST Authorize · no answer yet · 01:15");
        now.says("accounts · POST Authorize · 200".to_owned());
        assert_eq!(now.line(), "accounts · POST Authorize · 200");
        let mut told = String::new();
        now.clone().tell(|line| told = line.to_owned());
        assert_eq!(told, "accounts · POST Authorize · 200");
    }
}
