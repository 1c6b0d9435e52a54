//! The FlinksCode catalogue: what each code means, with which status and text it comes, what a
//! client should do about it, and who says so.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::confidence::Confidence;
use crate::data;

/// Every FlinksCode, in the order of the published tables: `contract/data/codes.toml`.
pub static CODES: LazyLock<Vec<Code>> =
    LazyLock::new(|| data::rows(include_str!("../data/codes.toml"), "code"));

/// A FlinksCode.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub name: &'static str,
    /// HTTP status, also the body's `HttpStatusCode`.
    pub status: u16,
    /// The default text; `{RequestId}` and `{LoginId}` stand for ids of the call. None where no
    /// source gives a text.
    pub message: Option<&'static str>,
    /// When it happens, in one sentence.
    pub meaning: &'static str,
    pub retry: RetryClass,
    pub confidence: Confidence,
    pub source: &'static str,
    /// The generation of that source, e.g. "current docs" or "seen 2025-10".
    pub vintage: &'static str,
    /// What other sources say instead.
    #[serde(rename = "variant", default)]
    pub variants: Vec<Variant>,
}

impl Code {
    /// The published text, or the meaning where none is published.
    pub fn text(&self) -> &'static str {
        self.message.unwrap_or(self.meaning)
    }

    /// Whether some source gives this status for it.
    pub fn comes_with(&self, status: u16) -> bool {
        let mut others = self.variants.iter().filter(|variant| variant.name.is_none());
        self.status == status || others.any(|variant| variant.status == Some(status))
    }
}

/// Another source's version of a code. What is None is as in the default.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The entry of [`crate::conflict`] it belongs to.
    pub conflict: &'static str,
    pub status: Option<u16>,
    pub name: Option<&'static str>,
    pub message: Option<&'static str>,
    pub source: &'static str,
    pub vintage: &'static str,
}

/// What a client should do about a code. No source has this column; it follows from the meanings
/// and from what published clients do.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RetryClass {
    /// A success: nothing to repeat.
    Done,
    /// Ask again every 10 s, for 30 min at most.
    Poll,
    /// The same call, later.
    RetryLater,
    /// A new Authorize with the same LoginId, then the data call again.
    NewAuthorize,
    /// A new authorize token, then Authorize again.
    NewToken,
    /// Only the account holder can go on; a repetition costs an attempt at the bank.
    UserMustAct,
    /// The caller's set-up or request is wrong; no repetition helps.
    FixConfiguration,
}

impl RetryClass {
    /// What a client does, in a few words.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Done => "nothing",
            Self::Poll => "ask again 10 s later, for 30 min at most",
            Self::RetryLater => "make the same call again later, with the same credentials",
            Self::NewAuthorize => "Authorize again with the same LoginId, then ask for the data",
            Self::NewToken => "make a new authorize token, then Authorize again",
            Self::UserMustAct => "ask the user; do not repeat what was refused",
            Self::FixConfiguration => "tell whoever runs the client; no repetition helps",
        }
    }
}

impl fmt::Display for RetryClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Poll => "poll",
            Self::RetryLater => "retry later",
            Self::NewAuthorize => "new Authorize",
            Self::NewToken => "new authorize token",
            Self::UserMustAct => "user must act",
            Self::FixConfiguration => "fix configuration",
        })
    }
}

/// The code of exactly this name.
pub fn find(name: &str) -> Option<&'static Code> {
    static BY_NAME: LazyLock<HashMap<&str, &Code>> =
        LazyLock::new(|| CODES.iter().map(|code| (code.name, code)).collect());
    // As a rule a reply has none.
    if name.is_empty() { None } else { BY_NAME.get(name).copied() }
}
