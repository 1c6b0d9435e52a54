//! A server that keeps the contract: two 202s, then the data; a session lives 30 min after its last
//! use.

use std::sync::Mutex;
use std::time::Duration;

use flinks_mock::clock::{Clock, Moment};
use serde_json::Value;

use super::{Said, bodies};
use crate::stub::Seen;

pub(crate) struct Right {
    clock: Clock,
    /// Begins every RequestId.
    prefix: &'static str,
    /// The only one that it knows.
    login_id: &'static str,
    sessions: Mutex<Vec<Session>>,
}

struct Session {
    id: String,
    customer: String,
    asked: usize,
    used_at: Moment,
}

impl Right {
    pub(crate) fn new(clock: Clock, prefix: &'static str, login_id: &'static str) -> Self {
        Self { clock, prefix, login_id, sessions: Mutex::default() }
    }

    pub(crate) fn answer(&self, seen: &Seen) -> Said {
        let member = |name: &str| seen.body.get(name).and_then(Value::as_str);
        let id = member("RequestId");
        match &*seen.call {
            "POST Authorize" => match member("LoginId") {
                None => bodies::error(401, "INVALID_REQUEST"),
                Some(known) if known == self.login_id => (200, self.open(seen)),
                Some(_) => bodies::error(401, "INVALID_LOGIN"),
            },
            "POST GetAccountsDetail" => {
                self.data(seen, id, |id| bodies::accounts(id, self.login_id))
            }
            "GET GetAccountsDetailAsync" => {
                let id = seen.path.rsplit('/').next();
                self.data(seen, id, |id| bodies::accounts(id, self.login_id))
            }
            "POST Investments" => {
                let whole = member("LoginId").is_some() && seen.body["MostRecentCached"] == true;
                self.data(seen, id.filter(|_| whole), bodies::investments)
            }
            _ => bodies::error(405, "METHOD_NOT_AVAILABLE"),
        }
    }

    fn open(&self, seen: &Seen) -> Value {
        let mut sessions = self.sessions.lock().expect("no test panics here");
        let id = format!("{}-e0ca-4fda-a5e4-{:012x}", self.prefix, sessions.len());
        let body = bodies::session(&id, self.login_id);
        let (customer, used_at) = (customer(seen), self.clock.now());
        sessions.push(Session { id, customer, asked: 0, used_at });
        body
    }

    fn data(&self, seen: &Seen, id: Option<&str>, data: impl Fn(&str) -> Value) -> Said {
        let Some(id) = id else { return bodies::error(401, "INVALID_REQUEST") };
        let (now, customer) = (self.clock.now(), customer(seen));
        let mut sessions = self.sessions.lock().expect("no test panics here");
        let session = sessions.iter_mut().find(|session| {
            let lives = now.since(session.used_at) < Duration::from_secs(30 * 60);
            session.id == id && session.customer == customer && lives
        });
        let Some(session) = session else { return bodies::error(400, "SESSION_NONEXISTENT") };
        session.asked += 1;
        session.used_at = now;
        if session.asked > 2 { (200, data(id)) } else { (202, bodies::pending(id)) }
    }
}

fn customer(seen: &Seen) -> String {
    seen.path.split('/').nth(2).expect("/v3/{customerId}").to_owned()
}
