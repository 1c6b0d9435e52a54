//! The lines, as serde reads and writes them.

use std::borrow::Cow;
use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_report::{Check, Tally, Unproven, Verdict};
use flinks_trace::{End, Ending, Moment, Part, Role};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `type` of a line.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    Run,
    Exchange,
    Ending,
    End,
    Check,
    Verdict,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunLine {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) format: u32,
    /// The program that wrote the file.
    pub(super) tool: ProgramLine,
    /// The version of what it knew of the contract.
    pub(super) contract: String,
    pub(super) name: String,
    pub(super) facts: Vec<FactLine>,
    /// "real", "manual", "auto", or how many times faster than real.
    pub(super) clock: String,
    pub(super) login_id: String,
    /// Labels such as `[Name 1]` stand for personal values.
    #[serde(default)]
    pub(super) hidden: bool,
}

#[derive(Deserialize, Serialize)]
pub(super) struct ProgramLine {
    pub(super) name: String,
    pub(super) version: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct FactLine {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExchangeLine<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    /// From 1, as in reports.
    pub(super) number: u64,
    pub(super) part: Part,
    pub(super) role: Role,
    pub(super) operation: Endpoint,
    pub(super) method: String,
    pub(super) sent: Option<Cow<'a, Value>>,
    /// Microseconds from the start of the clock.
    pub(super) sent_at_us: u64,
    pub(super) answered_at_us: u64,
    pub(super) status: Option<u16>,
    pub(super) headers: Option<Vec<(String, String)>>,
    pub(super) body: Option<Cow<'a, str>>,
    /// Why the bytes of the body were no text. What was no text stands as U+FFFD in `body`.
    pub(super) flaw: Option<Cow<'a, str>>,
    /// In the place of status, headers and body.
    pub(super) no_reply: Option<NoReply>,
}

/// Why there is no reply.
#[derive(Deserialize, Serialize)]
pub(super) struct NoReply {
    pub(super) why: String,
    /// Whether another try may bring one.
    pub(super) passes: bool,
}

#[derive(Deserialize, Serialize)]
pub(super) struct EndingLine {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) part: Part,
    pub(super) ending: Ending,
}

#[derive(Deserialize, Serialize)]
pub(super) struct EndLine {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) end: End,
}

#[derive(Serialize)]
pub(super) struct CheckLine<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) check: &'a Check,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerdictLine<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) verdict: &'a Verdict,
    pub(super) exit_code: u8,
    pub(super) tally: Tally,
    pub(super) unproven: &'a [Unproven],
    pub(super) effort: &'a str,
}

/// Whole ones: a [`crate::Record`] holds no others.
pub(super) fn micros(moment: Moment) -> u64 {
    u64::try_from(moment.as_duration().as_micros()).unwrap_or(u64::MAX)
}

pub(super) fn moment(micros: u64) -> Moment {
    Moment::START.plus(Duration::from_micros(micros))
}
