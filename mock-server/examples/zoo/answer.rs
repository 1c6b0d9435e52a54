//! What came back, and what to do about it.

use serde_json::Value;

/// One answer, or none.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status; 0 if the connection was lost.
    pub(crate) status: u16,
    /// Null where it was no JSON object, or not whole.
    pub(crate) body: Value,
    /// Seconds of Retry-After.
    pub(crate) retry_after: Option<u64>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Done,
    Pending,
    Dispatched,
    Challenge,
    /// The same call, later.
    Later,
    /// A new session.
    Again,
    /// A new token.
    Token,
    /// Nothing that the program can do.
    Refused,
    /// Lost, unreadable, or an error of something before Flinks.
    Trouble,
}

impl Answer {
    pub(crate) fn lost() -> Self {
        Self { status: 0, body: Value::Null, retry_after: None }
    }

    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member)?.as_str()
    }

    pub(crate) fn kind(&self) -> Kind {
        if !self.body.is_object() {
            return Kind::Trouble;
        }
        // The body says it where the two differ, as in an answer that was passed on by a gateway.
        let status = self.body.get("HttpStatusCode").and_then(Value::as_u64);
        match (status.unwrap_or(self.status.into()), self.text("FlinksCode").unwrap_or_default()) {
            (_, "OPERATION_PENDING") => Kind::Pending,
            (_, "OPERATION_DISPATCHED") => Kind::Dispatched,
            (203, _) => Kind::Challenge,
            (200, _) => Kind::Done,
            (_, "RETRY_LATER" | "TOO_MANY_REQUESTS" | "CARD_IN_USE" | "CONCURRENT_SESSION")
            | (_, "AGGREGATION_ERROR" | "DISABLED_INSTITUTION") => Kind::Later,
            (_, "SESSION_NONEXISTENT" | "SESSION_EXPIRED" | "ALREADY_AUTHORIZED") => Kind::Again,
            (_, "UNAUTHORIZED" | "ACCESS_DENIED") => Kind::Token,
            (429 | 500.., "") => Kind::Trouble,
            _ => Kind::Refused,
        }
    }

    /// By the status line alone.
    pub(crate) fn looks_done(&self) -> bool {
        self.status == 200
    }
}
