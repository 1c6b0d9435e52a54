//! CLI-MFA: what the client does with a challenge (203).

use std::time::Duration;

use flinks_contract::diagnostic::nearest;
use flinks_contract::polling;
use flinks_contract::rule::client;

use crate::facts::Facts;
use crate::judge::answer::Answer;
use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, detail, finding, repeated};
use crate::judge::tolerance::tolerance;
use crate::judge::trace::{Session, Trace};

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    let mut asked_again = Vec::new();
    for session in &trace.sessions {
        let mut challenge: Option<Challenge<'_>> = None;
        for (position, call) in session.authorize.iter().enumerate() {
            if position > 0
                && let Some(challenge) = challenge
            {
                keys(challenge, call, sheet);
            }
            if call.answer() != Answer::Challenge {
                continue;
            }
            sheet.applied(client::MFA_ANSWER, 1);
            challenge = Some((call, call.facts.as_ref()));
            match session.authorize.get(position + 1) {
                Some(answer) => time(trace, call, answer, sheet),
                None => {
                    let is_again =
                        asked_again.iter().any(|(_, again): &(_, &Call)| again.seq == call.seq);
                    asked_again.extend(unanswered(trace, session, call, is_again, sheet));
                }
            }
        }
    }
    for (_, calls) in grouped(asked_again) {
        let actual = "Authorize from the start, without RequestId and SecurityResponses";
        let mut found = finding(at(calls[0]), "order of calls", ANSWER, actual, &calls);
        found.details = repeated(&calls);
        sheet.broken(client::MFA_ANSWER, found);
    }
}

/// A 203 and what is known of its questions.
type Challenge<'a> = (&'a Call, Option<&'a Facts>);

const ANSWER: &str = "Authorize with the RequestId of the 203 and SecurityResponses";

/// What came in the place of an answer: gives the Authorize that asks for a challenge again, and
/// writes down all else.
fn unanswered<'a>(
    trace: &Trace<'a>,
    session: &'a Session<'a>,
    asked: &'a Call,
    is_again: bool,
    sheet: &mut Sheet,
) -> Option<((&'a str, &'a str), &'a Call)> {
    let later = || trace.of_customer(session.customer).filter(|call| call.seq > asked.seq);
    // Its RequestId was wrong, and that is another rule's.
    if later().any(|call| call.answers_challenge() && trace.session_of(call).is_none()) {
        return None;
    }
    if let Some(login) = &session.login {
        let is_again = |call: &&Call| {
            call.is("Authorize")
                && !call.answers_challenge()
                && call.login().as_ref() == Some(login)
        };
        if let Some(again) = later().find(is_again) {
            return Some(((session.customer, login), again));
        }
    }
    let data = session.polled().into_iter().flatten().find(|call| call.seq > asked.seq);
    let found = match (data, &trace.evidence.end) {
        (Some(data), _) => {
            let actual = "a data call, as if the 203 were a session that is ready";
            finding(at(data), "order of calls", ANSWER, actual, &[data, asked])
        }
        // It was itself asked for in the place of an answer: one defect.
        (None, _) if is_again => return None,
        (None, Some(_)) => {
            let actual = "no answer before the client ended";
            finding(at(asked), "end", ANSWER, actual, &[asked])
        }
        (None, None) => {
            sheet.open(client::MFA_ANSWER, "the client may still answer when the journal ends");
            return None;
        }
    };
    sheet.broken(client::MFA_ANSWER, found);
    None
}

/// Every prompt has an answer, and under no other name. The mock matches them by letters and digits
/// alone, so that a client gets on; the service is not known to.
fn keys((asked, facts): Challenge<'_>, answer: &Call, sheet: &mut Sheet) {
    let Some(Facts { prompts, choices, .. }) = facts.filter(|facts| !facts.prompts.is_empty())
    else {
        let what = "the journal does not have the prompts of the challenge";
        return sheet.missing(client::MFA_KEYS, what);
    };
    let responses = answer.member("SecurityResponses");
    let Some(responses) = responses.as_ref().and_then(|responses| responses.as_object()) else {
        return;
    };
    sheet.applied(client::MFA_KEYS, 1);
    let keys: Vec<&str> = responses.keys().map(String::as_str).collect();
    let is_one_of = |known: &[String], key: &str| known.iter().any(|known| known == key);
    let chosen = keys.iter().filter(|key| is_one_of(choices, key)).count();
    let strange = keys.iter().find(|key| !is_one_of(prompts, key) && !is_one_of(choices, key));
    let left_out = prompts.iter().filter(|prompt| !keys.contains(&prompt.as_str())).nth(chosen);
    let (expected, actual, note) = match (strange, left_out) {
        (None, None) => return,
        (Some(key), left_out) => {
            let near = near(key, prompts).or(left_out).unwrap_or(&prompts[0]);
            (quoted(near), quoted(key), Some(change(key, near)))
        }
        (None, Some(prompt)) => (quoted(prompt), "no answer under this prompt".to_owned(), None),
    };
    let mut found = finding(at(answer), "SecurityResponses", expected, actual, &[answer, asked]);
    found.note = note;
    let counts = format!("{} asked, {} answered", prompts.len(), keys.len());
    found.details.push(detail("prompts", counts));
    sheet.broken(client::MFA_KEYS, found);
}

fn near<'a>(key: &str, prompts: &'a [String]) -> Option<&'a String> {
    let alike = prompts.iter().find(|prompt| letters(prompt) == letters(key));
    alike.or_else(|| {
        let near = nearest(key, prompts.iter().map(String::as_str))?;
        prompts.iter().find(|prompt| *prompt == near)
    })
}

/// The likely defect, as a question.
fn change(key: &str, prompt: &str) -> String {
    let question = if key.trim() == prompt.trim() {
        "were blanks at its ends changed?"
    } else if key.to_lowercase() == prompt.to_lowercase() {
        "was the case changed?"
    } else if letters(key) == letters(prompt) {
        "were its signs or blanks changed?"
    } else {
        "the key is the prompt, letter by letter"
    };
    question.to_owned()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// The answer stays below the 8 min that a session may be idle, which count from the reply.
fn time(trace: &Trace<'_>, asked: &Call, answer: &Call, sheet: &mut Sheet) {
    sheet.applied(client::MFA_TIME, 1);
    if let Some(reason) = answer.unmeasured() {
        return sheet.open(client::MFA_TIME, reason);
    }
    let took = answer.arrived.since(asked.due);
    if took <= polling::IDLE_LIMIT.saturating_add(tolerance(answer.clock)) {
        return;
    }
    if trace.stalled(&answer.customer, asked.due, answer.arrived) {
        return sheet.open(client::MFA_TIME, "the machine stood still while the client answered");
    }
    let expected = "an answer within 08:00 of the challenge";
    let actual = format!("after {}", minutes(took));
    let mut found = finding(at(answer), "time", expected, actual, &[answer, asked]);
    found.off_by = Some(minutes(took.saturating_sub(polling::IDLE_LIMIT)));
    sheet.broken(client::MFA_TIME, found);
}

/// "08:03.250", cut to milliseconds.
fn minutes(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    format!("{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
}
