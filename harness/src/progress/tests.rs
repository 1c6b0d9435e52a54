use std::future::poll_fn;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::task;

use flinks_trace::{Outcome, Purpose};
use tokio::net::TcpListener;

use super::*;
use crate::{CancellationToken, Setup, Site, Target, run, sample};

const FIRST_CALL: (Part, Role, &str) = (Part::Accounts, Role::First, "POST GetAccountsDetail");

#[test]
fn a_poll_is_shown_at_least_once_a_minute() {
    for (interval_s, lines) in [(10, 31), (11, 33), (29, 32)] {
        let shared = Shared::default();
        let mut progress = Progress::lines(Box::new(shared.clone()));
        let mut exchange = sample::find(&mut sample::accounts(), Role::First).clone();
        for call in 0..=1_800 / interval_s {
            let role = if call == 0 { Role::First } else { Role::Poll(call) };
            exchange.purpose = Some(Purpose { part: Part::Accounts, role });
            exchange.arrived = Moment::from_secs(u64::from(call * interval_s));
            exchange.outcome = Some(Outcome::Sent { at: exchange.arrived });
            progress.answered(&exchange, &exchange.answer());
        }
        let text = shared.text();
        assert_eq!(text.lines().count(), lines, "every {interval_s} s\n{text}");
        let first = "accounts · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00";
        assert_eq!(text.lines().next(), Some(first));
        let ages: Vec<u32> = text.lines().map(age).collect();
        assert!(
            ages.windows(2).all(|pair| pair[1] - pair[0] <= 60),
            "every {interval_s} s\n{text}"
        );
    }
}

/// The seconds of "… · 06:10 of 30:00".
fn age(line: &str) -> u32 {
    let age = line.rsplit(" · ").next().and_then(|age| age.strip_suffix(" of 30:00")).unwrap();
    let (minutes, seconds) = age.split_once(':').unwrap();
    minutes.parse::<u32>().unwrap() * 60 + seconds.parse::<u32>().unwrap()
}

#[test]
fn a_change_is_shown_at_once_and_each_call_says_what_it_is() {
    let lines = Shared::default();
    let mut progress = Progress::lines(Box::new(lines.clone()));
    for exchange in sample::both().exchanges().iter().take(12) {
        progress.answered(exchange, &exchange.answer());
    }
    assert_eq!(
        lines.text(),
        "accounts · POST Authorize · 200\n\
         accounts · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00\n\
         accounts · call 3 of 181 · 200 · 00:20 of 30:00\n\
         accounts · once more · 200\n\
         investments · POST Authorize · 200\n\
         investments · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00\n\
         investments · call 2 of 181 · 200 · 00:10 of 30:00\n\
         accounts · back in the first session · 200\n\
         probes · calls that have to be refused\n"
    );
}

#[tokio::test]
async fn a_request_that_is_held_open_is_told_each_minute() {
    let lines = Shared::default();
    let mut progress = on_an_auto_clock(&lines);
    progress.wait_for(FIRST_CALL, lines.reach(3)).await;
    assert_eq!(
        lines.text(),
        "accounts · POST GetAccountsDetail · no answer yet · 01:00\n\
         accounts · POST GetAccountsDetail · no answer yet · 02:00\n\
         accounts · POST GetAccountsDetail · no answer yet · 03:00\n"
    );
}

#[tokio::test]
async fn silence_counts_from_the_last_line_and_not_from_the_request() {
    let lines = Shared::default();
    let mut progress = on_an_auto_clock(&lines);
    progress.watch.catch_up(Moment::from_secs(50));
    let again = (Part::Accounts, Role::Again, "GET GetAccountsDetailAsync");
    progress.wait_for(again, lines.reach(1)).await;
    assert_eq!(lines.text(), "accounts · once more · no answer yet · 00:10\n");
}

#[tokio::test]
async fn an_answer_that_is_there_is_not_waited_for() {
    let lines = Shared::default();
    let mut progress = on_an_auto_clock(&lines);
    progress.watch.catch_up(Moment::from_secs(100));
    assert_eq!(progress.wait_for(FIRST_CALL, async { 200 }).await, 200);
    assert_eq!(lines.text(), "");
    assert_eq!(progress.now().line(), "accounts · POST GetAccountsDetail · no answer yet · 00:00");
}

/// The server holds the first request until it is told that there is no answer.
#[tokio::test]
async fn the_flow_is_watched() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let site = Site { target, customer_id: "acme".to_owned() };
    let setup = Setup::new(sample::head(), site, Clock::new(ClockMode::Auto));
    let lines = Shared::default();
    let out = Box::new(lines.clone());
    let mut progress = Progress { watch: a_fast_clock(), ..Progress::lines(out) };
    let server = async {
        let connection = listener.accept().await;
        while lines.text().is_empty() {
            tokio::task::yield_now().await;
        }
        drop((connection, listener));
    };
    tokio::join!(server, run(&setup, &mut progress, CancellationToken::default()));
    let text = lines.text();
    assert!(text.starts_with("accounts · POST Authorize · no answer yet · "), "{text}");
}

/// The clock of the target stands until the first second has passed.
#[tokio::test]
async fn the_time_until_the_next_call_is_counted_down() {
    let mut progress = Progress { watch: a_fast_clock(), ..Progress::silent() };
    let first = sample::find(&mut sample::accounts(), Role::First).clone();
    progress.answered(&first, &first.answer());
    let (clock, now) = (Clock::new(ClockMode::Manual), progress.now());
    let wait = progress.pause(&clock, Moment::from_secs(10));
    let told = async {
        while !now.line().contains("next in") {
            tokio::task::yield_now().await;
        }
        clock.advance_to(Moment::from_secs(10)).await;
        now.line()
    };
    let ((), line) = tokio::join!(wait, told);
    let state = "accounts · call 1 of 181 · 202 OPERATION_PENDING · 00:00 of 30:00";
    assert_eq!(line, format!("{state} · next in 10 s"));
}

#[test]
fn the_bar_has_a_valid_template() {
    assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
}

/// A minute of it is 0.6 ms.
fn a_fast_clock() -> Clock {
    Clock::new(ClockMode::Scaled(NonZeroU32::new(100_000).unwrap()))
}

fn on_an_auto_clock(lines: &Shared) -> Progress {
    let watch = Clock::new(ClockMode::Auto);
    Progress { watch, ..Progress::lines(Box::new(lines.clone())) }
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no test panics here").clone())
            .expect("progress is text")
    }

    /// Ready once so many lines are written. Is asked again after each.
    fn reach(&self, lines: usize) -> impl Future<Output = ()> {
        poll_fn(move |_| match self.text().lines().count() {
            written if written < lines => task::Poll::Pending,
            _ => task::Poll::Ready(()),
        })
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
