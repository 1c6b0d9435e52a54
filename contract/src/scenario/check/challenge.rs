//! Security questions that can be told apart and answered.

use std::collections::HashSet;

use super::super::spot::Spot;
use super::super::{Challenge, Question, QuestionType};
use super::Check;

const MOST_QUESTIONS: usize = 10;

impl Check<'_> {
    pub(super) fn challenge(&mut self, at: &Spot<'_>, challenge: &Challenge) {
        let count = challenge.ask.len();
        if !(1..=MOST_QUESTIONS).contains(&count) {
            let title = format!("a challenge of {count} questions");
            self.refuse(&at.key("ask"), title, format!("expected 1 to {MOST_QUESTIONS}"));
        }
        let mut prompts = HashSet::new();
        for (index, question) in challenge.ask.iter().enumerate().take(MOST_QUESTIONS) {
            let at = at.key("ask").item(index);
            self.question(&at, question);
            let prompt = letters(&question.prompt);
            if prompt.is_empty() {
                let help = "the client uses the prompt as the key of its answer";
                self.refuse(&at.key("prompt"), "a prompt needs letters or digits", help);
            } else if !prompts.insert(prompt) {
                let help = "some clients send only the letters and digits of a prompt";
                self.refuse(&at.key("prompt"), "two questions have this prompt", help);
            }
        }
    }

    fn question(&mut self, at: &Spot<'_>, question: &Question) {
        let answer = at.key("answer");
        if question.answer.is_empty() || question.answer.iter().any(|text| text.trim().is_empty()) {
            self.refuse(&answer, "an answer cannot be empty", "such as answer = \"Triangle\"");
        }
        // The choices of a plain question are other questions: the key of the answer, not the answer.
        if question.choices.is_empty() || question.kind == QuestionType::QuestionAndAnswer {
            return;
        }
        let choices: HashSet<_> = question.choices.iter().map(|choice| compared(choice)).collect();
        let missing = question.answer.iter().find(|text| !choices.contains(&compared(text)));
        if let Some(text) = missing {
            let title = format!("the answer `{text}` is not among the choices");
            self.refuse(&answer, title, "the client can only choose from `choices`");
        }
    }
}

/// node-flinks 0.6.0 turns `What city were you born in?` into `WhatCityWereYouBornIn?`.
fn letters(prompt: &str) -> String {
    prompt.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// As answers are compared.
fn compared(text: &str) -> String {
    text.trim().to_lowercase()
}
