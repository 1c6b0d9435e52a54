//! The client's time: real, faster, or that of a manual clock that the client moves itself.

use std::env;
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::bank::Bank;

/// Seconds here are those of the story: 10 of them lie between two polls.
#[derive(Debug)]
pub(crate) enum Pace {
    Wall {
        start: Instant,
        second: Duration,
    },
    /// The mock's clock stands still; waiting is moving it.
    Manual {
        bank: Bank,
        admin: String,
        token: String,
    },
}

impl Pace {
    /// Moves a manual clock itself; else FLINKS_POLL_INTERVAL_MS says how long 10 s are.
    pub(crate) fn of_environment(bank: &Bank) -> Result<Self, String> {
        if env::var("FLINKS_MOCK_CLOCK").is_ok_and(|clock| clock == "manual") {
            let admin =
                env::var("FLINKS_MOCK_ADMIN").map_err(|_| "FLINKS_MOCK_ADMIN is not set")?;
            let token = env::var("FLINKS_MOCK_ADMIN_TOKEN");
            let token = token.map_err(|_| "FLINKS_MOCK_ADMIN_TOKEN is not set")?;
            return Ok(Self::Manual { bank: bank.clone(), admin, token });
        }
        let interval = env::var("FLINKS_POLL_INTERVAL_MS").unwrap_or_else(|_| "10000".to_owned());
        let interval: u64 =
            interval.parse().map_err(|_| "FLINKS_POLL_INTERVAL_MS is no whole number")?;
        Ok(Self::Wall { start: now(), second: Duration::from_millis(interval) / 10 })
    }

    /// Milliseconds of the story.
    pub(crate) async fn now(&self) -> u64 {
        match self {
            Self::Wall { start, second } => {
                (now().duration_since(*start).as_secs_f64() / second.as_secs_f64() * 1e3) as u64
            }
            Self::Manual { .. } => {
                let clock = self.ask("clock", None).await;
                clock["now"]["ms"].as_u64().unwrap_or(0)
            }
        }
    }

    pub(crate) async fn wait(&self, seconds: u64) {
        match self {
            _ if seconds == 0 => {}
            Self::Wall { second, .. } => {
                sleep(*second * u32::try_from(seconds).unwrap_or(u32::MAX)).await;
            }
            Self::Manual { .. } => {
                let by = json!({ "by": format!("{seconds}s") });
                self.ask("clock/advance", Some(by)).await;
            }
        }
    }

    /// Waits for a call, for 4 minutes at most: a data call may be held open for 210 s.
    ///
    /// On a manual clock, an answer that is due later is brought about. Where none is due for three
    /// seconds of the wall, the mock has no more to say, and the 4 minutes pass at once.
    pub(crate) async fn answered<T>(&self, call: impl Future<Output = T>) -> Option<T> {
        let mut call = std::pin::pin!(call);
        if let Self::Wall { second, .. } = self {
            return tokio::time::timeout(*second * PATIENCE, call).await.ok();
        }
        let mut idle = 0;
        while idle < IDLE_TICKS {
            tokio::select! {
                biased;
                answer = &mut call => return Some(answer),
                () = sleep(TICK) => {}
            }
            idle = if self.bring_about_the_next_reply().await { 0 } else { idle + 1 };
        }
        self.wait(PATIENCE.into()).await;
        None
    }

    /// Whether one was waiting.
    async fn bring_about_the_next_reply(&self) -> bool {
        let clock = self.ask("clock", None).await;
        let Some(ms) = clock["nextReply"]["ms"].as_u64() else { return false };
        // The moment is cut to whole milliseconds.
        self.ask("clock/advance", Some(json!({ "to": format!("{}ms", ms + 1) }))).await;
        true
    }

    /// A GET without a body, and a POST with one.
    async fn ask(&self, path: &str, body: Option<Value>) -> Value {
        let Self::Manual { bank, admin, token } = self else { return Value::Null };
        let url = format!("{}/customers/{}/{path}", admin.trim_end_matches('/'), bank.customer());
        let request = match body {
            None => bank.http().get(url),
            Some(body) => bank
                .http()
                .post(url)
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string()),
        };
        let Ok(answer) = request.bearer_auth(token).send().await else { return Value::Null };
        serde_json::from_slice(&answer.bytes().await.unwrap_or_default()).unwrap_or(Value::Null)
    }
}

/// Seconds of the story.
const PATIENCE: u32 = 240;

const TICK: Duration = Duration::from_millis(20);

const IDLE_TICKS: u32 = 150;

#[expect(clippy::disallowed_methods, reason = "a client has the time of its own machine")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a client waits for real")]
async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}
