//! What a reply meant to the client.

use flinks_contract::code::{self, Code, RetryClass};
use flinks_contract::endpoint::Endpoint;
use flinks_trace::{Exchange, Outcome, ReplyAnalysis};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// 200 with what was asked for: accounts, investments, a session, a token.
    Done,
    /// 202, or its code under another status.
    Pending,
    /// OPERATION_DISPATCHED, which is pending too.
    Dispatched,
    /// 203.
    Challenge,
    /// An error of the catalogue, whatever the status line said.
    Refused(&'static Code),
    /// An error of HTTP or of what stands before Flinks, or a reply that nobody can read.
    Trouble,
    /// The connection ended before the reply did.
    Lost,
    /// The client ended the connection before the reply did.
    Left,
    /// Still on its way when the trace ends.
    Open,
}

impl Answer {
    pub(super) fn of(call: &Exchange) -> Self {
        match call.outcome {
            None => return Self::Open,
            Some(Outcome::Cut { .. } | Outcome::NoReply { .. }) => return Self::Lost,
            Some(Outcome::Left { .. }) => return Self::Left,
            Some(Outcome::Sent { .. }) => {}
        }
        if analysed(call, |reply| reply.unreadable) {
            return Self::Trouble;
        }
        match (call.status, code::find(&call.code)) {
            (_, Some(code)) if code.name == "OPERATION_DISPATCHED" => Self::Dispatched,
            (_, Some(code)) if code.retry == RetryClass::Poll => Self::Pending,
            (203, _) => Self::Challenge,
            (_, Some(code)) if code.retry != RetryClass::Done => Self::Refused(code),
            (200 | 201, _) => Self::Done,
            _ => Self::Trouble,
        }
    }

    /// An error after which the same call with the same RequestId cannot succeed.
    pub(super) fn ends_session(self) -> bool {
        let Self::Refused(code) = self else { return false };
        matches!(
            code.retry,
            RetryClass::NewAuthorize | RetryClass::UserMustAct | RetryClass::FixConfiguration
        )
    }

    pub(super) fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::Dispatched)
    }

    /// The class of the error; None where it is not one of the catalogue.
    pub(super) fn retry(self) -> Option<RetryClass> {
        let Self::Refused(code) = self else { return None };
        Some(code.retry)
    }
}

/// Whether the analysis of its reply says so; false where nobody has looked at the reply.
pub(super) fn analysed(call: &Exchange, says: fn(&ReplyAnalysis) -> bool) -> bool {
    call.analysis.as_ref().is_some_and(says)
}

/// Whether it gave the client a RequestId, as far as the server knows. A 203 does, too.
pub(super) fn gives_id(call: &Exchange) -> bool {
    let has_answer = matches!(Answer::of(call), Answer::Done | Answer::Challenge);
    let opens = call.endpoint.is_some_and(Endpoint::opens_sessions);
    opens && (has_answer || call.request_id.is_some())
}

/// "401 INVALID_LOGIN".
pub(super) fn status_and_code(call: &Exchange) -> String {
    format!("{} {}", call.status, call.code).trim_end().to_owned()
}
