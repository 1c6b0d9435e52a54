//! Security questions: what a bank asks before it lets a client in.

use serde::Deserialize;

use super::{CodeName, value};

/// One 203 of Authorize: all its questions are answered in one call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Challenge {
    /// One question, or several (RBC asks three at once).
    pub ask: Vec<Question>,
    /// Wrong answers that are taken before the last one. Each gets a 401 that repeats the
    /// challenges (conflict C7). Default 0: a wrong answer ends the session.
    #[serde(default)]
    pub retries: u32,
    /// Code of the last wrong answer. Default INVALID_SECURITY_RESPONSE.
    pub failed: Option<CodeName>,
    /// After the last wrong answer every Authorize of this login gets this code: it is locked out.
    pub locks_out: Option<CodeName>,
}

/// One entry of `SecurityChallenges`, and what counts as its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Question {
    #[serde(default, rename = "type")]
    pub kind: QuestionType,
    pub prompt: String,
    /// `Iterables`: what there is to choose from.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The right answer, or all of them; compared without case and white space around.
    #[serde(deserialize_with = "value::one_or_more")]
    pub answer: Vec<String>,
}

/// `Type` of a challenge.
///
/// Source: docs.flinks.com/reference/special-multi-factor-authentication-cases; sdk-csharp.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionType {
    #[default]
    QuestionAndAnswer,
    MultipleChoice,
    MultipleChoiceMultipleAnswers,
    ImageSelection,
    TextOrCall,
    #[serde(rename = "wait-until-eu-accept")]
    WaitUntilEUAccept,
}
