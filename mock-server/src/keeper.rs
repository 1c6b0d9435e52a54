//! The journal on disk: what it takes to go on where a killed server was.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::journal::{Exchange, Outcome, Writer};
use crate::kept::KeptCustomer;

/// Writes every exchange before its reply goes out, with the state it led to.
#[derive(Debug)]
pub(crate) struct Keeper(Writer);

/// One line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Written<'a> {
    /// What one call, or one admin call, has changed.
    Changed {
        exchange: Option<&'a Exchange>,
        state: Option<&'a KeptCustomer>,
    },
    Ended {
        seq: u64,
        outcome: Outcome,
    },
    /// A scenario that was handed in.
    Put {
        name: &'a str,
        source: &'a str,
    },
    /// Everything of this customer, or of all, is forgotten.
    Reset {
        customer: Option<&'a str>,
        revision: u64,
    },
}

/// One line as it is read. What only people read stays unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Line {
    Changed { exchange: Option<SeqOnly>, state: Option<Box<KeptCustomer>> },
    Ended {},
    Put { name: String, source: Arc<str> },
    Reset { customer: Option<String>, revision: u64 },
}

#[derive(Debug, Deserialize)]
pub(crate) struct SeqOnly {
    seq: u64,
}

/// What the lines of a file come to.
#[derive(Debug, Default)]
pub(crate) struct Restored {
    pub(crate) customers: HashMap<String, Remains>,
    /// Scenarios that were handed in, by name, the last of each.
    pub(crate) put: Vec<(String, Arc<str>)>,
    pub(crate) last_seq: u64,
    pub(crate) last_revision: u64,
}

/// The newest states of one customer.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    pub(crate) newest: KeptCustomer,
    /// Each state that brought a session, a login or a token, by what it brought.
    sessions: HashMap<uuid::Uuid, KeptCustomer>,
    logins: HashMap<(String, uuid::Uuid), KeptCustomer>,
    pub(crate) minted: HashMap<uuid::Uuid, u64>,
    spent: Vec<uuid::Uuid>,
}

impl Keeper {
    pub(crate) fn new(writer: Writer) -> Self {
        Self(writer)
    }

    pub(crate) fn changed(
        &self,
        exchange: Option<&Exchange>,
        state: Option<&KeptCustomer>,
    ) -> io::Result<()> {
        self.0.append(&Written::Changed { exchange, state })
    }

    pub(crate) fn ended(&self, seq: u64, outcome: Outcome) -> io::Result<()> {
        self.0.append(&Written::Ended { seq, outcome })
    }

    pub(crate) fn put(&self, name: &str, source: &str) -> io::Result<()> {
        self.0.append(&Written::Put { name, source })
    }

    pub(crate) fn reset(&self, customer: Option<&str>, revision: u64) -> io::Result<()> {
        self.0.append(&Written::Reset { customer, revision })
    }
}

impl Restored {
    /// Takes the next line.
    pub(crate) fn take(&mut self, line: Line) {
        match line {
            Line::Changed { exchange, state } => {
                self.last_seq = exchange.map_or(0, |exchange| exchange.seq).max(self.last_seq);
                if let Some(state) = state {
                    self.last_revision = self.last_revision.max(state.revision);
                    self.customers.entry(state.customer.clone()).or_default().take(*state);
                }
            }
            Line::Ended { .. } => {}
            Line::Put { name, source } => {
                self.put.retain(|(known, _)| *known != name);
                self.put.push((name, source));
            }
            Line::Reset { customer, revision } => {
                self.last_revision = self.last_revision.max(revision);
                self.forget(customer.as_deref(), revision);
            }
        }
    }

    /// A call that was decided after the reset may have been written before it.
    fn forget(&mut self, customer: Option<&str>, revision: u64) {
        self.customers.retain(|id, remains| {
            let is_meant = customer.is_none_or(|customer| customer == id);
            if is_meant {
                remains.forget(revision);
            }
            !is_meant || remains.newest.revision > revision
        });
    }
}

impl Remains {
    fn take(&mut self, state: KeptCustomer) {
        if let Some(session) = &state.session {
            newest(self.sessions.entry(session.id).or_default(), &state);
        }
        if let Some(login) = &state.login {
            let key = (login.scenario.clone(), login.login);
            newest(self.logins.entry(key).or_default(), &state);
        }
        if let Some(minted) = state.minted {
            self.minted.insert(minted, state.now);
        }
        self.spent.extend(state.spent);
        newest(&mut self.newest, &state);
    }

    fn forget(&mut self, revision: u64) {
        self.sessions.retain(|_, state| state.revision > revision);
        self.logins.retain(|_, state| state.revision > revision);
        self.minted.clear();
    }

    /// The sessions, in no order.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &crate::kept::KeptSession> {
        self.sessions.values().filter_map(|state| state.session.as_ref())
    }

    pub(crate) fn logins(&self) -> impl Iterator<Item = &crate::kept::KeptLogin> {
        self.logins.values().filter_map(|state| state.login.as_ref())
    }

    /// Tokens that were made and not used, with the moment of their making in nanoseconds.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (uuid::Uuid, u64)> {
        let unused = self.minted.iter().filter(|(token, _)| !self.spent.contains(token));
        unused.map(|(token, made)| (*token, *made))
    }
}

/// Lines may stand in another order than their calls were decided in.
fn newest(known: &mut KeptCustomer, state: &KeptCustomer) {
    if state.revision >= known.revision {
        *known = state.clone();
    }
}
