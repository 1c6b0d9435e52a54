//! The answers to security questions.

use flinks_contract::scenario::{self, Question, QuestionType};
use serde_json::{Map, Value};

/// What an answer is worth.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ChallengeResult {
    /// Nothing was answered: the questions are asked again (seen in the C# SDK's tests).
    Nothing,
    /// A key that is no open prompt.
    UnknownKey,
    /// A question without an answer: all are answered in one call.
    Incomplete,
    Wrong,
    Right,
}

/// Judges `responses`, whose keys are prompts and whose values are lists of text, or bare text.
///
/// `strict` wants the keys exactly; otherwise letters and digits count, in any case, because
/// node-flinks 0.6.0 re-cases them.
///
/// Source: docs.flinks.com/guides/connect/legacy-api-integrations.
pub(crate) fn judge(
    challenge: &scenario::Challenge,
    responses: &Map<String, Value>,
    strict: bool,
) -> ChallengeResult {
    if responses.is_empty() {
        return ChallengeResult::Nothing;
    }
    let asks = |key: &str| challenge.ask.iter().any(|question| is_key(question, key, strict));
    if !responses.keys().all(|key| asks(key)) {
        return ChallengeResult::UnknownKey;
    }
    let answers = challenge.ask.iter().map(|question| {
        let given = responses.iter().find(|(key, _)| is_key(question, key, strict));
        given.map(|(_, value)| (question, texts(value)))
    });
    let Some(answers) = answers.collect::<Option<Vec<_>>>() else {
        return ChallengeResult::Incomplete;
    };
    if answers.iter().all(|(question, given)| is_right(question, given)) {
        ChallengeResult::Right
    } else {
        ChallengeResult::Wrong
    }
}

/// The prompt, or the question chosen from a list of questions (the reset variant of RBC).
fn is_key(question: &Question, key: &str, strict: bool) -> bool {
    let same = |prompt: &str| if strict { prompt == key } else { bare(prompt) == bare(key) };
    let chosen = question.kind == QuestionType::QuestionAndAnswer;
    same(&question.prompt) || (chosen && question.choices.iter().any(|choice| same(choice)))
}

fn is_right(question: &Question, given: &[String]) -> bool {
    let is_given = |answer: &String| given.contains(&normal(answer));
    let is_answer = |text: &String| question.answer.iter().any(|answer| normal(answer) == *text);
    match question.kind {
        QuestionType::MultipleChoiceMultipleAnswers | QuestionType::ImageSelection => {
            question.answer.iter().all(is_given) && given.iter().all(is_answer)
        }
        _ => given.len() == 1 && given.iter().all(is_answer),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(normal);
    match value {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    }
}

fn normal(text: &str) -> String {
    text.trim().to_lowercase()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn question(kind: QuestionType, prompt: &str, choices: &[&str], answer: &[&str]) -> Question {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Question { kind, prompt: prompt.to_owned(), choices: texts(choices), answer: texts(answer) }
    }

    fn challenge(ask: Vec<Question>) -> scenario::Challenge {
        scenario::Challenge { ask, retries: 0, failed: None, locks_out: None }
    }

    #[test]
    fn answers() {
        use QuestionType::*;
        let shape = || question(QuestionAndAnswer, "What shape?", &[], &["Triangle"]);
        let city = || question(QuestionAndAnswer, "What city?", &[], &["Montreal", "Montréal"]);
        let reset = || question(QuestionAndAnswer, "Choose", &["First pet?", "Street?"], &["Rex"]);
        let phone = || question(TextOrCall, "How?", &["Text", "Call"], &["Text", "Call"]);
        let images =
            || question(ImageSelection, "Which?", &["AA==", "AQ==", "Ag=="], &["AA==", "Ag=="]);
        #[rustfmt::skip]
        let table = [
            (vec![shape()], json!({}), ChallengeResult::Nothing),
            (vec![shape()], json!({ "What shape?": ["Triangle"] }), ChallengeResult::Right),
            (vec![shape()], json!({ "What shape?": " triangle " }), ChallengeResult::Right),
            (vec![shape()], json!({ "WhatShape": ["Triangle"] }), ChallengeResult::Right),
            (vec![shape()], json!({ "What shape?": ["Circle"] }), ChallengeResult::Wrong),
            (vec![shape()], json!({ "What shape?": [] }), ChallengeResult::Wrong),
            (vec![shape()], json!({ "What shape?": [3] }), ChallengeResult::Wrong),
            (vec![shape()], json!({ "What shape?": ["Circle", "Triangle"] }), ChallengeResult::Wrong),
            (vec![shape()], json!({ "What colour?": ["Triangle"] }), ChallengeResult::UnknownKey),
            (vec![shape(), city()], json!({ "What shape?": ["Triangle"] }), ChallengeResult::Incomplete),
            (vec![shape(), city()], json!({ "What city?": "Montréal", "What shape?": "Triangle" }), ChallengeResult::Right),
            (vec![shape(), city()], json!({ "What city?": "Laval", "What shape?": "Triangle" }), ChallengeResult::Wrong),
            (vec![reset()], json!({ "First pet?": ["Rex"] }), ChallengeResult::Right),
            (vec![phone()], json!({ "How?": ["Call"] }), ChallengeResult::Right),
            (vec![phone()], json!({ "Text": ["Call"] }), ChallengeResult::UnknownKey),
            (vec![phone()], json!({ "How?": ["Text", "Call"] }), ChallengeResult::Wrong),
            (vec![images()], json!({ "Which?": ["Ag==", "AA=="] }), ChallengeResult::Right),
            (vec![images()], json!({ "Which?": ["AA=="] }), ChallengeResult::Wrong),
            (vec![images()], json!({ "Which?": ["AA==", "Ag==", "AQ=="] }), ChallengeResult::Wrong),
        ];
        for (ask, responses, expected) in table {
            let verdict = judge(&challenge(ask), responses.as_object().unwrap(), false);
            assert_eq!(verdict, expected, "{responses}");
        }
    }

    #[test]
    fn strict_wants_the_prompt_as_it_was_asked() {
        let ask =
            vec![question(QuestionType::QuestionAndAnswer, "What shape?", &[], &["Triangle"])];
        let responses = json!({ "WhatShape": ["Triangle"] });

        let verdict = judge(&challenge(ask), responses.as_object().unwrap(), true);
        assert_eq!(verdict, ChallengeResult::UnknownKey);
    }
}
