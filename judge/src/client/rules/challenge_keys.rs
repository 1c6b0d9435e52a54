//! CLI-MFA-002: answers stand under the prompts as they were asked.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for challenge in challenges(context) {
        for answer in challenge.answers {
            check_answer(challenge.asked, answer, rule);
        }
    }
}

/// Every prompt has an answer, and under no other name. The mock compares only letters and digits, so
/// that a client gets on; whether the service does is not known.
fn check_answer(asked: &Exchange, answer: &Exchange, rule: &mut RuleFindings) {
    let analysis = asked.analysis.as_ref().filter(|analysis| !analysis.prompts.is_empty());
    let Some(ReplyAnalysis { prompts, choices, .. }) = analysis else {
        let reason = "the journal does not have the prompts of the challenge";
        return rule.unreached(reason);
    };
    let responses = answer.member("SecurityResponses");
    let Some(responses) = responses.as_ref().and_then(|responses| responses.as_object()) else {
        return;
    };
    rule.applied(1);
    let keys: Vec<&str> = responses.keys().map(String::as_str).collect();
    let is_one_of = |known: &[String], key: &str| known.iter().any(|known| known == key);
    let chosen = keys.iter().filter(|key| is_one_of(choices, key)).count();
    let strange = keys.iter().find(|key| !is_one_of(prompts, key) && !is_one_of(choices, key));
    let left_out = prompts.iter().filter(|prompt| !keys.contains(&prompt.as_str())).nth(chosen);
    let (expected, actual, note) = match (strange, left_out) {
        (None, None) => return,
        (Some(key), left_out) => {
            let near = near(key, prompts).or(left_out).unwrap_or(&prompts[0]);
            (format!("{near:?}"), format!("{key:?}"), Some(change(key, near).to_owned()))
        }
        (None, Some(prompt)) => {
            (format!("{prompt:?}"), "no answer under this prompt".to_owned(), None)
        }
    };
    let mut found = finding(at(answer), "SecurityResponses", expected, actual, &[answer, asked]);
    found.note = note;
    let counts = format!("{} asked, {} answered", prompts.len(), keys.len());
    found.details.push(Fact::new("prompts", counts));
    rule.breaks(found);
}

fn near<'a>(key: &str, prompts: &'a [String]) -> Option<&'a String> {
    let alike = prompts.iter().find(|prompt| letters(prompt) == letters(key));
    alike.or_else(|| {
        let near = nearest(key, prompts.iter().map(String::as_str))?;
        prompts.iter().find(|prompt| *prompt == near)
    })
}

/// The likely defect, as a question.
fn change(key: &str, prompt: &str) -> &'static str {
    if key.trim() == prompt.trim() {
        "were blanks at its ends changed?"
    } else if key.to_lowercase() == prompt.to_lowercase() {
        "was the case changed?"
    } else if letters(key) == letters(prompt) {
        "were its signs or blanks changed?"
    } else {
        "the key is the prompt, letter by letter"
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
