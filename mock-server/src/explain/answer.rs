//! An answer in words, short enough for a line.

use flinks_contract::code;
use flinks_contract::scenario::{self, Question, QuestionType};
use serde_json::{Map, Value};

use super::page::named;
use crate::answer::{Answer, Challenge, Message};

/// `200 accounts/seed`, `202 OPERATION_PENDING`; `203` with the number of its questions.
pub(super) fn short(answer: &Answer) -> String {
    match answer {
        Answer::Message(message) => of_message(message),
        Answer::Challenge(challenge) => match challenge.rule.ask.len() {
            1 => "203 with a question".to_owned(),
            many => format!("203 with {many} questions"),
        },
    }
}

fn of_message(message: &Message) -> String {
    let what = if message.code.is_empty() { &*message.from } else { message.code };
    let line = message.status_line.filter(|line| *line != message.status);
    let line = line.map(|line| format!(" under status line {line}")).unwrap_or_default();
    format!("{} {}{line}", message.status, what.escape_debug())
}

/// The SecurityResponses that are right.
pub(super) fn right_answers(challenge: &scenario::Challenge) -> Value {
    let right = |question: &Question| (question.prompt.clone(), question.answer.clone().into());
    challenge.ask.iter().map(right).collect::<Map<_, _>>().into()
}

/// What is unusual about it, a line each.
pub(super) fn notes(answer: &Answer) -> Vec<String> {
    let message = answer.message();
    let mut notes = Vec::new();
    notes.extend(own_text(message).map(|text| format!("says {text:?}")));
    let patched = message.patched.as_ref();
    notes.extend(patched.map(|words| format!("body patched: {}", words.escape_debug())));
    notes.extend(message.headers.iter().map(|(name, value)| {
        format!("header {name}: {}", String::from_utf8_lossy(value.as_bytes()).escape_debug())
    }));
    if let Answer::Challenge(challenge) = answer {
        notes.extend(challenge.rule.ask.iter().map(question));
        notes.extend(wrong(challenge));
    }
    notes
}

/// The text of an error, where it is not the one of the catalogue.
fn own_text(message: &Message) -> Option<String> {
    let text = message.message.as_ref()?.to_json();
    let text = text.as_str()?.replace("{{", "{").replace("}}", "}");
    let usual = code::find(message.code).is_some_and(|code| code.text() == text);
    (!usual).then_some(text)
}

fn question(question: &Question) -> String {
    let all = matches!(
        question.kind,
        QuestionType::MultipleChoiceMultipleAnswers | QuestionType::ImageSelection
    );
    let right = list(&question.answer, if all { " and " } else { " or " });
    let choices = match question.choices.as_slice() {
        [] => String::new(),
        choices => format!(" of {}", list(choices, ", ")),
    };
    format!("{:?} {}{choices}; right: {right}", question.kind, cut(&question.prompt))
}

/// What becomes of a client that does not know the answer.
fn wrong(challenge: &Challenge) -> Vec<String> {
    let times = match challenge.rule.retries {
        0 => None,
        1 => Some("once".to_owned()),
        retries => Some(format!("{retries} times")),
    };
    let again = of_message(&challenge.wrong);
    let first =
        times.map(|times| format!("a wrong answer gets {again} with the questions again, {times}"));
    let last = if first.is_some() { "the next one" } else { "a wrong answer" };
    let failed = format!("{last} gets {}, and the session is over", of_message(&challenge.failed));
    let locked = challenge.rule.locks_out;
    let locked =
        locked.map(|code| format!("then the login is locked: Authorize gets {}", named(code.0)));
    first.into_iter().chain([failed]).chain(locked).collect()
}

fn list(texts: &[String], between: &str) -> String {
    texts.iter().map(|text| cut(text)).collect::<Vec<_>>().join(between)
}

/// In quotes. Images are long.
fn cut(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}
